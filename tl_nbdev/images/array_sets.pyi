# Written by tools/stubs.py from array_sets.py: do not edit.
"""Handwritten digits and Fashion-MNIST, which are stored as arrays."""


__all__ = []

def digits_set(): ...

fashion_url: str

def fashion_mnist_set(): ...

def fashion_mnist_is_here(): ...
