"""Record what the lessons for a browser use: features, labels and small pictures, in nbs/lite/recorded.

`python tools/recordings.py` needs Tux Paint's stamps; it takes half a minute on two cores. The same images and weights
give the same bytes on the same machine. Lessons learn from even rows and judge with odd ones; pictures that look alike
are never on both sides.
"""

import io
from pathlib import Path

import numpy as np
import tl_nbdev as tl
from PIL import Image, ImageOps
from tl_nbdev.recorded import write_recorded

FOLDER = Path(__file__).parent.parent / 'nbs/lite/recorded'
SOURCES = {
    'stamps': 'Photographs and drawings from tuxpaint-stamps, made by many people; GPL or public domain.',
    'digits': 'Handwritten digits, Optical Recognition of Handwritten Digits, E. Alpaydin and C. Kaynak; CC BY 4.0.',
}
SIZES = {'stamps': 112, 'digits': 64}  # pixels that the networks see
THUMBNAIL = 48  # pixels
ALIKE = 0.99  # cosine of the features of two pictures of one thing
PER_CLASS = 40  # digits


def image_set(name):
    "The images, in the order of their classes."
    images = tl.load_images(name)
    if name == 'digits':
        table = images.table.groupby('label', sort=True).head(PER_CLASS)
        images = tl.ImageSet.from_frame(table, name=name)
    return tl.ImageSet.from_frame(images.table.sort_values('label', kind='stable'), name=name)


def descriptions(images, size, with_random):
    "(words for each description, features for each)"
    squares = tl.decoded_cache(images, size).batch(np.arange(len(images))).mean(-1) / 255
    edge = size // 14
    blocks = (
        squares.reshape(len(images), 14, edge, 14, edge).mean((2, 4))
        if size % 14 == 0
        else squares[:, ::4, ::4]
    )
    words = {'pixels': f'grey values of {blocks.shape[1]} × {blocks.shape[2]} pixels'}
    found = {'pixels': blocks.reshape(len(images), -1)}
    tl.set_seed(0)
    for word, weights in (('pretrained', 'default'), ('random weights', None)):
        backbone = tl.backbone() if weights else tl.backbone(weights=None)
        for stage, features in tl.stage_features(images, backbone, size).items():
            if weights or (with_random and stage == 'stage5'):
                key = stage if weights else word
                words[key] = f'EfficientNet-Lite0, {word}, {features.shape[1]} channels of {stage}'
                found[key] = features
    return words, found


def picture(path):
    "A small WebP file of an image, on white."
    with Image.open(path) as im:
        im = im.convert('RGBA')
        white = Image.new('RGBA', im.size, 'white')
        small = Image.alpha_composite(white, im).convert('RGB')
    square = ImageOps.pad(small, (THUMBNAIL, THUMBNAIL), color='white')
    out = io.BytesIO()
    square.save(out, 'webp', quality=60)
    return out.getvalue()


def without_twins_apart(images, features):
    "The images in another order: of two that look alike, both are in odd rows, or both in even ones."
    units = features / np.linalg.norm(features, axis=1, keepdims=True)
    order = np.arange(len(images))
    for a, b in np.argwhere(np.triu(units @ units.T > ALIKE, 1)):
        if (b - a) % 2:  # lessons learn from even rows and judge with odd ones
            other = (
                b + 1
                if b + 1 < len(order) and images.targets[b + 1] == images.targets[b]
                else b - 1
            )
            order[[b, other]] = order[[other, b]]
    return tl.ImageSet.from_frame(images.table.iloc[order], name=images.name)


def record(name):
    "Write the recording of an image set."
    images = image_set(name)
    seen = tl.stage_features(images, tl.backbone(), SIZES[name])['stage5']
    images = without_twins_apart(images, seen)
    words, features = descriptions(images, SIZES[name], with_random=name == 'stamps')
    facts = {
        'name': name,
        'source': SOURCES[name],
        'classes': list(map(str, images.classes)),
        'labels': images.targets.tolist(),
        'described': words,
    }
    path = FOLDER / f'{name}.zip'
    write_recorded(
        path,
        facts,
        {k: v.tolist() for k, v in features.items()},
        [*map(picture, images.table.path)],
    )
    print(f'{path.name}: {len(images)} images, {path.stat().st_size / 2**20:.1f} MB')


if __name__ == '__main__':
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name in SOURCES:
        record(name)
