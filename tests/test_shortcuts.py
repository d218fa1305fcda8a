"What tells the classes besides the subject: planted shortcuts are found, and each advice, followed, removes one."

import numpy as np
import pandas as pd
import pytest
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter

import tl_nbdev as tl
from tl_nbdev.core import TLError
from tl_nbdev.quality import audit, shortcuts

pytestmark = pytest.mark.filterwarnings('ignore')
CLASSES = 'abcd'
EACH = 24


@pytest.fixture(autouse=True)
def cache(tmp_path_factory, monkeypatch):
    "An empty cache for each test."
    monkeypatch.setenv('TL_NBDEV_CACHE', str(tmp_path_factory.mktemp('cache')))


def scene(rng, side=64):
    "Soft blobs, brighter or darker, more or less sharp, with a little noise."
    blobs = rng.integers(0, 256, (6, 6, 3), dtype=np.uint8)
    im = Image.fromarray(blobs).resize((side, side), Image.Resampling.BICUBIC)
    for x, y, r in rng.uniform([0, 0, 0.03], [1, 1, 0.2], (5, 3)) * side:
        colour = tuple(rng.integers(0, 256, 3).tolist())
        ImageDraw.Draw(im).ellipse((x - r, y - r, x + r, y + r), fill=colour)
    im = ImageEnhance.Brightness(im).enhance(rng.uniform(0.8, 1.2))
    noisy = np.asarray(im) + rng.normal(0, rng.uniform(1, 3), (side, side, 3))
    return Image.fromarray(noisy.clip(0, 255).astype(np.uint8))


def framed(im):
    im = im.copy()
    ImageDraw.Draw(im).rectangle((0, 0, im.width - 1, im.height - 1), outline=(0, 0, 0), width=4)
    return im


def with_logo(im):
    im = im.copy()
    ImageDraw.Draw(im).rectangle((2, 2, 11, 6), fill=(255, 255, 255), outline=(0, 0, 0))
    return im


def exif(**tags):
    "EXIF with an orientation or a camera."
    data = Image.Exif()
    for name, value in tags.items():
        data[{'turn': 0x0112, 'camera': 0x0110}[name]] = value
    return data


def same(im):
    return im


# cue: (how the image of a class is changed, its suffix, how it is saved)
PLANTED = {
    'format': (same, 'bmp', {}),
    'size': (lambda im: im.resize((52, 52)), 'png', {}),
    'aspect': (lambda im: im.crop((0, 0, 50, 64)), 'png', {}),
    'compression': (same, 'jpg', {'quality': 60}),
    'rotation': (same, 'png', {'exif': exif(turn=3)}),
    'camera': (same, 'png', {'exif': exif(camera='Box 3')}),
    'grey': (lambda im: im.convert('L').convert('RGB'), 'png', {}),
    'border': (framed, 'png', {}),
    'mark': (with_logo, 'png', {}),
    'brightness': (lambda im: im.point(lambda o: o // 3), 'png', {}),
    'contrast': (lambda im: im.point(lambda o: 80 + o // 3), 'png', {}),
    'colour': (
        lambda im: Image.merge('RGB', (*im.split()[:2], im.split()[2].point(lambda o: o // 3))),
        'png',
        {},
    ),
    'sharpness': (lambda im: im.filter(ImageFilter.GaussianBlur(2)), 'png', {}),
}


def plain_suffix(cue):
    return 'jpg' if cue == 'compression' else 'png'


def planted(folder, cue=None, share=1.0, also=(), each=EACH, classes=CLASSES, **columns):
    "A set whose class 'b', and `also` others, have a shortcut, in a share of their images."
    rng = np.random.default_rng(3)
    rows = []
    for label in classes:
        for i in range(each):
            im = scene(rng)
            change, suffix, how = same, plain_suffix(cue), {}
            if cue and (label == 'b' or label in also) and i < share * each:
                change, suffix, how = PLANTED[cue]
            path = folder / f'{label}{i}.{suffix}'
            change(im).save(path, **how)
            rows.append((str(path), label))
    return tl.ImageSet.from_frame(pd.DataFrame(rows, columns=['path', 'label']).assign(**columns))


def told(images, cue):
    "The classes that a cue tells."
    found = audit(images, workers=0).shortcuts.set_index('cue')['classes']
    return found.get(cue, [])


@pytest.mark.parametrize('cue', PLANTED)
def test_planted_is_found(tmp_path, cue):
    assert 'b' in told(planted(tmp_path, cue, 0.95), cue)


def test_nothing_is_found_where_nothing_is(tmp_path):
    found = audit(planted(tmp_path), workers=0)
    assert not len(found.shortcuts)
    assert not found.table['what'].str.contains('alone tells').any()


@pytest.mark.parametrize('cue', ['format', 'border', 'mark'])
def test_several_classes(tmp_path, cue):
    "Half of the classes have it: it is found, too."
    assert {'a', 'b'} <= set(told(planted(tmp_path, cue, also='a'), cue))


def follow(cue, images, folder):
    "Do what the advice says, with each image."
    folder.mkdir()
    table = images.table
    if shortcuts._both_kinds in shortcuts._words[cue][1]:
        change, suffix, how = PLANTED[cue]
        more = []
        rng = np.random.default_rng(4)
        for label in CLASSES:
            for i in range(2 * EACH):
                # both kinds of every class
                f, s, k = (change, suffix, how) if i % 2 else (same, plain_suffix(cue), {})
                path = folder / f'{label}{i}.{s}'
                f(scene(rng)).save(path, **k)
                more.append((str(path), label))
        more = pd.DataFrame(more, columns=['path', 'label'])
        return tl.ImageSet.from_frame(pd.concat([table[['path', 'label']], more]))
    mend = {
        'size': lambda im: im.resize((48, 48)),
        'aspect': lambda im: im.crop((0, 0, 50, 60)),
        'grey': lambda im: im.convert('L'),
        'border': lambda im: im.crop((6, 6, 58, 58)),
        'mark': lambda im: (im.paste((128, 128, 128), (0, 0, 16, 10)), im)[1],
    }.get(cue, same)
    how = {'quality': 60} if cue == 'compression' else {}
    paths = [str(folder / f'{i}.{plain_suffix(cue)}') for i in range(len(images))]
    for old, new in zip(table['path'], paths):
        mend(tl.open_image(old)).save(new, **how)
    return tl.ImageSet.from_frame(table[['label']].assign(path=paths))


@pytest.mark.parametrize('cue', PLANTED)
def test_advice_works(tmp_path, cue):
    images = planted(tmp_path, cue)
    found = audit(images, workers=0)
    row = found.table[found.table['what'].str.startswith(shortcuts._words[cue][0])].iloc[0]
    assert row['fix'] == shortcuts._words[cue][1]
    assert row['action'] == ('note' if cue in shortcuts._may_be_subject else 'warn')
    if 'show_shortcuts' in row['fix']:
        found.show_shortcuts(cue, n=2, side=32)
    assert told(images, cue)
    assert not told(follow(cue, images, tmp_path / 'mended'), cue)


def test_vignetting(tmp_path):
    images = planted(tmp_path)
    y, x = np.mgrid[-1:1:64j, -1:1:64j]
    shade = (1 - 0.35 * (x * x + y * y))[:, :, None]
    for path in images.table['path'][images.table['label'] == 'b']:
        Image.fromarray((np.asarray(Image.open(path)) * shade).astype(np.uint8)).save(path)
    assert audit(images).shortcuts['classes'].map(lambda o: 'b' in o).any()


def test_what_may_be_the_subject_says_nothing_if_it_tells_all(tmp_path):
    "Four classes, each darker than the one before: that is what they are."
    images = planted(tmp_path)
    for label, factor in zip(CLASSES, (1, 0.7, 0.45, 0.2)):
        for path in images.table['path'][images.table['label'] == label]:
            Image.open(path).point(lambda o, f=factor: int(o * f)).save(path)
    assert 'brightness' not in audit(images).shortcuts['cue'].tolist()


def test_a_group_counts_once(tmp_path):
    "All framed images are from one session: that may be chance."
    images = planted(tmp_path, 'border')
    assert told(images, 'border')
    group = np.where(images.table['label'] == 'b', 'session', None)
    assert not told(images.with_column('group', pd.Series(group, dtype=object)), 'border')


@pytest.mark.parametrize('each', [1, 2, 7])
def test_few_images_say_nothing(tmp_path, each):
    assert not len(audit(planted(tmp_path, 'format', each=each), workers=0).shortcuts)


def test_a_class_with_one_image_is_left_out(tmp_path):
    images = planted(tmp_path, 'border')
    keep = (images.table['label'] != 'd') | (images.table.groupby('label').cumcount() == 0)
    assert told(images.take(keep.to_numpy()), 'border')


def test_two_classes(tmp_path):
    images = planted(tmp_path, 'border', classes='ab')
    assert set(told(images, 'border')) == {'a', 'b'}


def test_grey_pictures_and_small_ones(tmp_path):
    images = planted(tmp_path)
    for i, path in enumerate(images.table['path']):
        side = (64, 10, 1)[i % 3]
        Image.open(path).convert('L').resize((side, side)).save(path)
    assert not len(audit(images, workers=0).shortcuts)


def test_tasks(tmp_path):
    "Each task is asked about on its own."
    rng = np.random.default_rng(0)
    images = planted(tmp_path, 'border')
    shape = rng.permutation(np.arange(len(images)) % 3).astype(str)
    table = images.table[['path']].assign(kind=images.table['label'], shape=np.char.add('s', shape))
    images = tl.ImageSet.from_frame(table, label=['kind', 'shape'])
    found = audit(images, workers=0)
    assert found.shortcuts['task'].unique().tolist() == ['kind']
    assert found.shortcuts.set_index('cue')['classes']['border'] == ['b']
    found.show_shortcuts('border', n=2, side=32)


def test_unreadable_files(tmp_path):
    images = planted(tmp_path, 'border')
    for path in images.table['path'][::5]:
        with open(path, 'wb') as f:
            f.write(b'no picture')
    assert told(images, 'border') == ['b']
    for path in images.table['path']:
        with open(path, 'wb') as f:
            f.write(b'')
    assert not len(audit(images, workers=0).shortcuts)


def test_broken_exif(tmp_path):
    "A camera's name that is no text, or very long, is taken as it is."
    images = planted(tmp_path)
    for path, name in zip(images.table['path'], ['\0\xff\n' * 9, 'x' * 5000, '<b>$x$</b>']):
        Image.open(path).save(path, exif=exif(camera=name))
    assert audit(images, workers=0).counts['used'] == len(images)


def test_known_result_is_not_computed_again(tmp_path, monkeypatch):
    images = planted(tmp_path, 'border')
    first = audit(images, workers=0).shortcuts

    def fail(*args):
        raise AssertionError('computed again')

    monkeypatch.setattr(shortcuts, '_rows', fail)
    pd.testing.assert_frame_equal(audit(images, workers=0).shortcuts, first)
    other = images.table['label'].sample(frac=1, random_state=0).to_numpy()
    with pytest.raises(AssertionError, match='computed again'):
        audit(images.with_column('label', other), workers=0)


def test_same_with_threads(tmp_path):
    images = planted(tmp_path, 'mark')
    one, two = audit(images, workers=0), audit(images, workers=2)
    pd.testing.assert_frame_equal(one.shortcuts, two.shortcuts)


def test_names_are_shown_as_they_are(tmp_path):
    images = planted(tmp_path, 'mark')
    name = '<img onerror=1> $x_1$'
    table = images.table[['path']].assign(label=images.table['label'].replace('b', name))
    found = audit(tl.ImageSet.from_frame(table), workers=0)
    assert name in found.table['what'].str.cat()
    assert '<img onerror' not in found._repr_html_()
    found.show_shortcuts(n=2, side=32).figure.canvas.draw()


def test_show_refuses_what_was_not_found(tmp_path):
    images = planted(tmp_path, 'mark')
    with pytest.raises(TLError) as e:
        audit(images, workers=0).show_shortcuts('border')
    assert e.value.where == "'border'" and 'mark' in e.value.fix
    audit(images, workers=0).show_shortcuts('mark')  # what the error says to use
    with pytest.raises(TLError) as e:
        audit(planted(tmp_path), workers=0).show_shortcuts('border')
    assert 'leave it out' in e.value.fix
    audit(planted(tmp_path), workers=0).show_shortcuts()


def test_framed_where_the_mark_is(tmp_path):
    found = audit(planted(tmp_path, 'mark'), workers=0).shortcuts.set_index('cue').loc['mark']
    top, left, high, wide = found['place']
    assert top <= 2 / 64 < top + high and left <= 2 / 64 < left + wide


def test_of_many_classes_a_hundred_are_judged():
    "Memory and time would grow with the square of their number."
    labels = np.repeat([f'{i:03}' for i in range(150)], 9)
    at = shortcuts._chosen(labels, np.arange(len(labels)), np.random.default_rng(0))
    assert len(set(labels[at])) == 100 and len(at) == 900
