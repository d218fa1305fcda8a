# Written by tools/stubs.py from model_cards.py: do not edit.
"""The model card: what was trained, on what, how well, and what is not known."""


__all__ = []

def checked_reports(learn, report) -> list: ...

def agrees_with_report(model, report, n = 8): ...

def card_text(meta: dict, reports: list, plan) -> str: ...
