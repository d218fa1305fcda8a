"""A small job on a machine that is not like ours: processes are spawned, and names have letters of other alphabets.

It saves, reads again and predicts, and prints one line. Run it in an empty folder, under any locale.
"""

import multiprocessing
import os
import sys
from pathlib import Path

import tl_nbdev as tl


def pictures(folder):
    "Twelve images of each of two classes, whose names are no ASCII."
    from tl_nbdev.testing import tiny_images

    tiny_images(folder, per_class=12)
    for old, new in (('circle', 'Kreis ä'), ('square', '四角')):
        # as another program made them: where Python knows ASCII alone, it sees bytes
        (folder / old).rename(folder / os.fsdecode(new.encode()))
    return tl.ImageSet.from_folder(folder)


def main():
    from tl_nbdev.testing import tiny_backbone

    multiprocessing.set_start_method('spawn')
    images = tl.audit(pictures(Path('my pictures'))).images.with_splits(0.25, 0.25, seed=0)
    table = images.to_csv('a table.csv')
    again = tl.ImageSet.from_csv(table, root='my pictures')
    assert again.classes == images.classes
    net = tiny_backbone()
    learn = tl.transfer_learner(tl.dataloaders(images, net, batch_size=8, workers=2))
    with learn.no_bar():
        run = tl.fit(learn, tl.plans.linear_probe(1), folder='a run')
        report = tl.evaluate(learn, images)
    run.save('run.json')
    report.save('report.html')
    shown = tl.core.printable(max(images.classes))
    assert shown in Path('report.html').read_text('utf-8'), shown
    tl.save_model(learn, 'my model', report=report)
    assert Path('my model/model_card.md').read_text('utf-8')
    found = tl.load_model('my model').predict([str(o) for o in Path('my pictures').rglob('*.png')])
    assert len(found) == 24 and set(found.label) <= set(images.classes)
    print('done', sys.getfilesystemencoding())


if __name__ == '__main__':
    main()
