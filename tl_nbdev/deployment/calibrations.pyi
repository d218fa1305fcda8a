# Written by tools/stubs.py from calibrations.py: do not edit.
"""What a saved model keeps of its validation images, so that its sets and intervals keep a promise."""


__all__ = []

scores_prefix: str

def validation_scores(learn): ...

def calibration_of(tensors, meta, folder): ...
