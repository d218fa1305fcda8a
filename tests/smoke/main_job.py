"""The main job on tiny images: audit, split, train, evaluate, save, and predict in a fresh process.

Needs only the installed package, so that it can run beside the newest fastai. Run it in an empty folder.
"""

import subprocess
import sys
from pathlib import Path

import tl_nbdev as tl


def train(images):
    "From images to a saved model; returns the report."
    images = tl.audit(images).images.with_splits(valid=0.25, test=0.25, seed=0)
    dls = tl.dataloaders(images, tl.backbone(), size=64, batch_size=8)
    learn = tl.transfer_learner(dls, head=tl.Head(dropout=0.1))
    with learn.no_bar():
        rate = tl.find_lr(learn).suggestion
        tl.fit(learn, tl.plans.fine_tune(epochs=2))
        report = tl.evaluate(learn, images, split='test')
    assert 0 < rate < 1, rate
    tl.save_model(learn, 'model')
    return report


def predict_afresh(*files):
    "The labels that a new process gives to `files`."
    code = 'import sys, tl_nbdev as tl; print(*tl.load_model("model").predict(sys.argv[1:]).label)'
    return subprocess.check_output(
        [sys.executable, '-c', code, *map(str, files)], text=True
    ).split()


def main():
    assert not {'torch', 'fastai'} & set(sys.modules), 'import tl_nbdev must stay light'
    from tl_nbdev.testing import tiny_images

    print(tl.__file__, tl.core.versions())
    root = Path('images')
    report = train(tiny_images(root))
    found = report.metrics['accuracy']
    baseline = report.majority_baseline['accuracy']
    print(f'accuracy {found.value:.2f}, majority baseline {baseline:.2f}')
    assert found.value > baseline
    assert predict_afresh(root / 'circle' / '0000.png', root / 'square' / '0000.png') == [
        'circle',
        'square',
    ]


if __name__ == '__main__':
    main()
