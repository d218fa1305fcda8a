"The stamps of Tux Paint: the same set, whether Debian's package is installed or fetched; and what may go wrong."

import hashlib
import re
import shutil
import socket
from functools import partial
from pathlib import Path

import needs
import pandas as pd
import pytest
from clock import little_work
from servers import serving
from test_archives import Quiet, deb, names, png

from tl_nbdev.core import TLError
from tl_nbdev.images import list_image_sets, load_images, open_image
from tl_nbdev.images import stamps as room
from tl_nbdev.quality import audit

below = 'usr/share/tuxpaint/stamps'
kept = [
    'animals/birds/cartoon/tux.png',
    'animals/cats/kitten.png',
    'animals/cats/lion.png',
    'clothes/t_sock.png',
    'plants/trees/oak.png',
    'vehicles/iso_lorry1.png',
    'vehicles/iso_lorry2.png',
]
left_out = [
    'animals/cats/lion_mirror.png',
    'animals/cats/lion_mirror_flip.png',
    'animals/cats/lion_flip.png',
    'vehicles/emergency/sedan_police.png',
    'town/flags/de.png',
    'animals/cats/lion.ogg',
    'plants/oak.svgz',
]
real = room._stamps_package
debian = 'tuxpaint-stamps-default'
version = '2025.03.31-1'


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    "An empty cache, and no stamps installed."
    monkeypatch.setenv('TL_NBDEV_CACHE', str(tmp_path / 'cache'))
    monkeypatch.setattr(room, '_stamps_package', tmp_path / 'not installed')
    return tmp_path / 'cache' / 'sets' / 'stamps'


@pytest.fixture
def served(tmp_path, monkeypatch):
    "A small package of stamps, on a server of this machine."
    (tmp_path / 'served').mkdir()
    files = [
        (f'./{below}/{o}', png(i), {})
        for i, o in enumerate([*kept, *left_out, 'animals/cats/kitten.svg'])
    ]
    package = deb(tmp_path / 'served' / 'stamps.deb', *files)
    with serving(partial(Quiet, directory=str(tmp_path / 'served'))) as url:
        digest = hashlib.sha256(package.read_bytes()).hexdigest()
        monkeypatch.setattr(room, 'stamps_files', ((f'{url}/stamps.deb', digest),))
        yield package


def no_network(monkeypatch):
    def gone(*args, **kw):
        raise socket.gaierror(-3, 'Temporary failure in name resolution')

    monkeypatch.setattr(socket, 'getaddrinfo', gone)


def error():
    "That of `load_images('stamps')`, with little work."
    with little_work(), pytest.raises(TLError) as e:
        load_images('stamps')
    assert 'apt install tuxpaint-stamps-default' in e.value.fix
    return e.value


def columns(images):
    return images.table.drop(columns='path')


def test_what_is_taken(served, cache):
    images = load_images('stamps')
    assert [o.removeprefix(f'{images.root}/') for o in images.table['path']] == kept
    assert images.table['domain'].tolist() == [
        'cartoon',
        'cartoon',
        'photo',
        'cartoon',
        'photo',
        'photo',
        'photo',
    ]
    assert images.table['group'].tolist() == [None] * 5 + ['vehicles/iso_lorry'] * 2
    assert images.name == 'stamps' and images.recipe == "tl.load_images('stamps')"
    unpacked = [o for o in names(cache) if '.' in o]
    assert unpacked == sorted(
        f'files/{below}/{o}' for o in [*kept, *left_out[:4], 'animals/cats/kitten.svg']
    )


def test_fetched_once(served, cache):
    assert not list_image_sets()['here']['stamps']
    first = load_images('stamps')
    served.unlink()
    assert (
        list_image_sets()['here']['stamps']
        and load_images('stamps').fingerprint == first.fingerprint
    )


def test_installed(served, cache, tmp_path, monkeypatch):
    "The files of the package are used, and nothing is fetched; the set is the same."
    fetched = load_images('stamps')
    fetched.root.rename(tmp_path / 'installed')
    shutil.rmtree(cache)
    monkeypatch.setattr(room, '_stamps_package', tmp_path / 'installed')
    monkeypatch.setattr(room, '_stamps_hash', room._stamps_content(tmp_path / 'installed'))
    no_network(monkeypatch)
    assert list_image_sets()['here']['stamps']
    images = load_images('stamps')
    assert images.root == tmp_path / 'installed' and not cache.exists()
    assert images.fingerprint == fetched.fingerprint and columns(images).equals(columns(fetched))


@pytest.mark.parametrize(
    'change',
    [
        lambda o: (o / 'animals/cats/lion.png').write_bytes(png(99)),
        lambda o: (o / 'animals/cats/lion.png').write_bytes(b''),
        lambda o: (o / 'animals/cats/lion.png').unlink(),
        lambda o: (o / 'animals/cats/kitten.svg').unlink(),
        lambda o: (o / 'animals/x.png').write_bytes(png(1)),
    ],
    ids=['another picture', 'an empty file', 'one less', 'no longer marked as drawn', 'one more'],
)
def test_another_version_is_not_used(served, tmp_path, monkeypatch, change):
    "It would be another set under the same name."
    fetched = load_images('stamps')
    shutil.copytree(fetched.root, tmp_path / 'installed')
    monkeypatch.setattr(room, '_stamps_package', tmp_path / 'installed')
    monkeypatch.setattr(room, '_stamps_hash', room._stamps_content(tmp_path / 'installed'))
    assert load_images('stamps').root == tmp_path / 'installed'
    change(tmp_path / 'installed')
    assert load_images('stamps').root == fetched.root


@pytest.mark.parametrize(
    'spoil, what',
    [
        (lambda o: o[: len(o) // 2], 'SHA-256 differs'),
        (lambda o: b'<!DOCTYPE html><p>Sign in', 'SHA-256 differs'),
        (lambda o: o[:-1] + bytes([o[-1] ^ 1]), 'SHA-256 differs'),
        (lambda o: o + b'\n', 'SHA-256 differs'),
        (lambda o: o * 3, 'the limit is'),
        (lambda o: None, '404'),
    ],
    ids=['cut', 'a page', 'altered', 'longer', 'too long', 'gone'],
)
def test_bad_answer_leaves_nothing_and_may_be_asked_again(served, cache, monkeypatch, spoil, what):
    whole = served.read_bytes()
    monkeypatch.setattr(room, '_stamps_bytes', 2 * len(whole))
    if spoil(whole) is None:
        served.unlink()
    else:
        served.write_bytes(spoil(whole))
    e = error()
    assert what in e.what and e.where and names(cache) == []
    served.write_bytes(whole)
    assert len(load_images('stamps')) == len(kept)


def test_offline_advice_holds(served, cache, monkeypatch):
    "The file may be put where the message says; if it is damaged, that is said."
    no_network(monkeypatch)
    e = error()
    assert e.where == room.stamps_files[0][0] and version in e.fix
    there = re.search(r'put the file at (\S+);', e.fix)[1]
    assert there == str(cache / 'stamps.deb')
    shutil.copy(served, there)
    (cache / 'stamps.deb').write_bytes(served.read_bytes()[:-1])
    e = error()
    assert (
        'SHA-256 differs' in e.what
        and f'remove {there}' in e.fix
        and (cache / 'stamps.deb').is_file()
    )
    shutil.copy(served, there)
    assert list_image_sets()['here']['stamps'] and len(load_images('stamps')) == len(kept)


def test_what_is_listed():
    row = list_image_sets().loc['stamps']
    assert (row['images'], row['tasks'], row['licence'], row['here']) == (
        446,
        'thing (6)',
        'GPL-2+',
        False,
    )
    assert 'tuxpaint-stamps-default' in row['origin'] and version in row['origin']


# --- the real ones


def checked(images):
    "The set, if it is what it should be."
    t = images.table
    counts = pd.crosstab(t['label'], t['domain']).T.to_dict('list')
    assert counts == {
        'animals': [29, 125],
        'clothes': [46, 2],
        'food': [25, 49],
        'household': [43, 30],
        'plants': [1, 39],
        'vehicles': [43, 14],
    }
    assert t['path'].str.contains('/cartoon/').sum() == 69
    assert t['group'].value_counts().tolist() == [4, *[2] * 8]
    assert images.fingerprint == '5f42e905cbe9a862'
    return images


def fetched():
    "The stamps from Debian's archive; the test is skipped where that can't be reached."
    try:
        return checked(load_images('stamps'))
    except TLError as e:
        if 'cannot be downloaded' not in e.what:
            raise
        needs.lacking("Tux Paint's stamps", f'{e.where}, or apt-get install {debian}')


@pytest.mark.slow
def test_from_the_archive(tmp_path, monkeypatch, cache):
    "Fetched, then unpacked where the package would install them: the same, without a network."
    images = fetched()
    assert [o.name for o in cache.iterdir()] == ['files']
    images.root.rename(tmp_path / 'installed')
    monkeypatch.setattr(room, '_stamps_package', tmp_path / 'installed')
    no_network(monkeypatch)
    again = checked(load_images('stamps'))
    assert again.root == tmp_path / 'installed' and columns(again).equals(columns(images))


def properties(path):
    return path.read_text() if path.is_file() else ''


@pytest.mark.slow
def test_from_debian(monkeypatch):
    "Installed by Debian; what its own files say is tinted as a drawing of lines, is a drawing here."
    monkeypatch.setattr(room, '_stamps_package', real)
    if not room.stamps_are_installed():
        needs.lacking(f"Debian's {debian} {version}", f'apt-get install {debian}')
    no_network(monkeypatch)
    t = checked(load_images('stamps')).table
    lines = [o for o in t['path'] if 'tinter=vector' in properties(Path(o).with_suffix('.dat'))]
    assert len(lines) == 12 and set(t['domain'][t['path'].isin(lines)]) == {'cartoon'}


@pytest.mark.slow
def test_audit_and_background(monkeypatch):
    "White shows through; two drawings of one apple core are alike, and are in one group already."
    monkeypatch.setattr(room, '_stamps_package', real)  # spares the way, if it is there
    images = fetched()
    assert {open_image(o).getpixel((0, 0)) for o in images.table['path'][:20]} == {(255, 255, 255)}
    report = audit(images)
    assert len(report.images) == len(images)
    found = report.table[report.table['what'] != 'transparency filled with white']
    assert found['action'].tolist() == ['fix', 'note', 'note']
    assert re.sub('[^ ]*/', '', found['where'].iloc[0]) == 'apple_core.png ~ apple_core_01.png'
    parted = report.images.with_domains('domain', 'photo', 'cartoon')
    assert [len(parted.train), len(parted.valid), len(parted.test)] == [206, 53, 187]
