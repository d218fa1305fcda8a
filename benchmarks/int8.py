"""What do 8-bit numbers save, and what do they cost? `python benchmarks/int8.py`

A linear probe on ELPV (EfficientNet-Lite0, 224 pixels, five epochs) is written as an ONNX file, in float32 and in int8.
`to_onnx` compares each with torch on validation images, int8 on every second one. Timed is one picture a call, from its
pixels to probabilities: the median of a hundred cells, and of three photos of 12 megapixels.
"""

import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from study import Study, command, fitted

STUDY = Study('int8')
SEEDS = range(3)


def seconds(path, pictures):
    "Of each call of ONNX Runtime, after one that warms it up."
    from tl_nbdev.deployment import _fed, _session

    session = _session(str(path))
    took = []
    for fed in [*_fed(pictures[:1]), *_fed(pictures)]:
        since = time.perf_counter()
        session.run(None, fed)
        took.append(time.perf_counter() - since)
    return took[1:]


def rows():
    import numpy as np
    from PIL import Image

    import tl_nbdev as tl
    from tl_nbdev.testing import quiet

    photo = Image.fromarray(np.random.default_rng(0).integers(0, 256, (3000, 4000, 3), np.uint8))
    for seed in SEEDS:
        todo = [o for o in ('float32', 'int8') if not STUDY.has(o, seed)]
        if not todo:
            continue
        cells = tl.load_images('elpv', task='binary').with_splits(seed=seed, stratify='type')
        learn = tl.transfer_learner(tl.dataloaders(cells, tl.backbone(), 224, seed=seed), seed=seed)
        with quiet(learn), tempfile.TemporaryDirectory() as folder:
            fitted(learn, tl.plans.linear_probe(5, 2e-3), seed)
            tl.save_model(learn, folder)
            for arm in todo:
                made = tl.to_onnx(folder, cells.valid, int8=arm == 'int8')
                yield {
                    'arm': arm,
                    'seed': seed,
                    'MB': made.path.stat().st_size / 1e6,
                    'ms': 1000 * np.median(seconds(made, list(cells.valid.table.path[:100]))),
                    'photo s': np.median(seconds(made, [photo] * 3)),
                    'images': made.n,
                    'other': made.other_class,
                    'difference': made.difference,
                    'torch': made.accuracy[0],
                    'accuracy': made.accuracy[1],
                    'low': made.change[0],
                    'high': made.change[1],
                }


def facts():
    return STUDY.facts()


def table():
    "A row a file: size, time, and what became of the answers."
    t = STUDY.frame()
    change = [f'{o.accuracy - o.torch:+.3f} ({o.low:+.3f} … {o.high:+.3f})' for o in t.itertuples()]
    t = t.assign(
        change=change,
        other=[f'{a} of {n}' for a, n in zip(t.other, t.images)],
        difference=t.difference.map('{:.1g}'.format),
    ).rename(
        columns={
            'ms': 'ms a cell',
            'photo s': 's a photo',
            'other': 'other class',
            'torch': 'accuracy by torch',
            'change': 'change, 95 % interval',
        }
    )
    return t[
        [
            'arm',
            'seed',
            'MB',
            'ms a cell',
            's a photo',
            'difference',
            'other class',
            'accuracy by torch',
            'change, 95 % interval',
        ]
    ].round({'MB': 1, 'ms a cell': 1, 's a photo': 2, 'accuracy by torch': 3})


if __name__ == '__main__':
    command(__doc__, STUDY, rows)
    print(table().to_string(index=False))
