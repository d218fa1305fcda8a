"Ten frozen epochs on 2.6k, 10k and 40k images: the cells of ELPV repeated with noise, at 96 pixels."

import tempfile
from pathlib import Path

import numpy as np
import pandas as pd
from common import elpv, memory_watched
from ours import cold, fitted, learner, seconds, warmed
from PIL import Image

from tl_nbdev.core import ordered_thread_map
from tl_nbdev.images import ImageSet
from tl_nbdev.plans import Phase, Plan

SIZE = 96
SIZES = (2_624, 10_496, 41_984)


def repeated(images, folder, n):
    "A set of `n` files: the images in turn, each with noise of its own."
    table = images.table

    def write(i):
        rng = np.random.default_rng(i)
        row = table.iloc[i % len(table)]
        with Image.open(row.path) as im:
            a = np.asarray(im.convert('L').resize((SIZE, SIZE)), np.int16)
        path = folder / f'{i:06}.png'
        Image.fromarray((a + rng.integers(-8, 9, a.shape)).clip(0, 255).astype(np.uint8)).save(
            path, compress_level=1
        )
        return str(path)

    paths = list(ordered_thread_map(write, range(n), 2))
    same = table.iloc[np.arange(n) % len(table)]
    columns = {'path': paths, 'label': same.label.to_numpy(), 'split': same.split.to_numpy()}
    return ImageSet.from_frame(pd.DataFrame(columns))


def growth(n):
    "Seconds of ten frozen epochs with nothing kept, and the peak of private memory."
    images = elpv()
    warmed(images)
    with tempfile.TemporaryDirectory() as folder:
        many = repeated(images, Path(folder), n)
        with cold(), memory_watched() as memory:
            took = seconds(
                lambda: fitted(learner(many, 'none', size=SIZE), Plan([Phase(10, 'head')]))
            )
    return {
        'images': n,
        'seconds': took,
        'milliseconds an image': 1000 * took / n,
        'memory, MB': memory['start'] + memory['MB'],
        'of it for these images, MB': memory['MB'],
    }
