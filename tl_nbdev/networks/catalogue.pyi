# Written by tools/stubs.py from catalogue.py: do not edit.
"""`list_backbones`: the networks that are tested here, with what they cost and what is published about them."""

import pandas as pd

__all__ = ['list_backbones']

def list_backbones(
    offline: bool = False,
    family: str | None = None,
    license: str | None = None,
    max_params: float | None = None,
    max_ms: float | None = None,
) -> pd.DataFrame:
    """The networks that this package is tested with. Others of torchvision and timm can be used as well.

    Parameters
    ----------
    offline
        Only those whose default weights are available locally
    family
        Only those with this in their name, such as 'vit' or 'convnext'
    license
        Only those whose weights have this licence, such as 'apache-2.0'
    max_params
        Only those with at most so many million parameters
    max_ms
        Only those that take at most so many milliseconds an image here; measures those that were not yet, with a bar

    Returns
    -------
    pd.DataFrame
        name, weights ('packaged', 'downloaded' or 'own'), here, input_size, parameters (millions) and gflops (an image), both without classifier, top1 (ImageNet, %, as published) and top1_source, license (as timm states it; '' if it doesn't), ms (an image, measured here; NaN: not yet)
    """
