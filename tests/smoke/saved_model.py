"""A model travels: `save FOLDER` in one environment, `check FOLDER` in others, which must say the same of pictures.

Needs only the installed package; `check` needs no fastai, and with `--bare` there must be none.
"""

import importlib.util
import json
import sys
from pathlib import Path

import numpy as np


def save(folder):
    "Train a little, save, and note what the model says of pictures of several shapes."
    import tl_nbdev as tl
    from tl_nbdev.testing import tiny_images

    images = tl.audit(tiny_images(folder / 'tiny', per_class=12, size=90)).images.with_splits(
        valid=0.25, test=0.25, seed=0
    )
    learn = tl.transfer_learner(tl.dataloaders(images, tl.backbone(), size=64, batch_size=8))
    with learn.no_bar():
        tl.fit(learn, tl.plans.linear_probe(2, 1e-3))
        valid = tl.evaluate(learn, images, split='valid')
    tl.save_model(learn, folder / 'model', report=valid, temperature=1.3)
    paths = [str(Path(p).relative_to(folder)) for p in images.valid.table.path]
    said = {how: probs(folder, paths, how).tolist() for how in ('auto', 'float32')}
    # unsure enough to tell
    assert np.abs(np.array(said['auto']) - valid.probs).max() < 0.02 < valid.probs.min()
    (folder / 'said.json').write_text(
        json.dumps({'paths': paths, 'said': said, 'versions': tl.core.versions()})
    )


def probs(folder, paths, precision):
    import tl_nbdev as tl

    return tl.load_model(folder / 'model', precision=precision).probs([folder / p for p in paths])


def what_needs_more(folder):
    "Predicting alone is installed: whatever else is asked for says how to install it."
    import tl_nbdev as tl

    images = tl.ImageSet.from_folder(folder / 'tiny')
    for ask in (
        lambda: tl.fit,
        lambda: tl.audit(images),
        lambda: tl.Workbench(images),
        lambda: tl.load_images('digits'),
        images.show,
        tl.plans.fine_tune(2).plot,
    ):
        try:
            ask()
        except tl.TLError as e:
            print(e)
            assert e.fix == 'pip install "tl_nbdev[train]"', e
        else:
            raise AssertionError('it needs no more than predicting')


def check(folder, bare):
    "The same probabilities, to 1e-6."
    import tl_nbdev as tl

    kept = json.loads((folder / 'said.json').read_text())
    if bare:
        assert importlib.util.find_spec('fastai') is None, 'fastai is installed here'
        what_needs_more(folder)
    for how, said in kept['said'].items():
        apart = np.abs(probs(folder, kept['paths'], how) - said).max()
        print(f'{how}: {len(said)} pictures, largest difference {apart:.1e}')
        assert apart <= 1e-6, apart
    assert 'fastai' not in sys.modules
    print('saved with', kept['versions'], 'loaded with', tl.core.versions())


if __name__ == '__main__':
    folder = Path(sys.argv[2]).resolve()
    save(folder) if sys.argv[1] == 'save' else check(folder, '--bare' in sys.argv)
