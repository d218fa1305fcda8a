"A class: students predict and measure at once, some are killed, and nothing is lost or counted twice; challenges."

import json
import multiprocessing
import os
import random
import signal

import needs
import numpy as np
import pytest
from servers import postgres

import tl_nbdev as tl
from tl_nbdev.exercises import class_notes
from tl_nbdev.exercises.class_notes import class_predictions
from tl_nbdev.images.stamps import stamps_are_here

QUESTION = 'What do pretrained features gain?'
CLAIM = 'the gain'


def gain(seed):
    "What a student measures: the same number for the same seed."
    return 0.3 + 0.05 * np.random.default_rng(seed).standard_normal()


MOMENTS = 'predicted', 'measuring', 'measured'  # at which a kernel is killed


def study(place, student, folder, dies='', there=None):
    "What a student's kernel does, in a folder of its own: predict, change one's mind, measure."
    os.makedirs(f'{folder}/{student}', exist_ok=True)
    os.chdir(f'{folder}/{student}')
    room = tl.classroom(place)

    def now(moment):
        if moment == dies:
            there.set()
            signal.pause()

    def measured(seed):
        now('measuring')
        return gain(seed)

    guess = tl.Guess(QUESTION)
    guess.commit(0.9)
    now('predicted')
    guess.commit(student / 100)
    room.run(CLAIM, measured)
    now('measured')


def lesson(place, folder, students=30):
    "The class before and after three kernels, which are killed, each at another moment, are started again."
    fork = multiprocessing.get_context('fork')
    unlucky = dict(zip(random.sample(range(students), len(MOMENTS)), MOMENTS))
    there = {i: fork.Event() for i in unlucky}

    def start(i, *more):
        p = fork.Process(target=study, args=(place, i, folder, *more))
        p.start()
        return p

    class_of_nobody = tl.classroom(place)  # the teacher comes first
    assert not len(class_of_nobody.results(CLAIM))
    team = {i: start(i, unlucky.get(i, ''), there.get(i)) for i in range(students)}
    for i in unlucky:
        assert there[i].wait(300)
        os.kill(team[i].pid, signal.SIGKILL)
    for i, p in team.items():
        p.join()
        assert p.exitcode == (-signal.SIGKILL if i in unlucky else 0)
    half = class_of(place)
    for i in unlucky:
        again = start(i)
        again.join()
        assert again.exitcode == 0
    return half, class_of(place)


def class_of(place):
    "What the teacher sees: predictions, results, and what they give together."
    room = tl.classroom(place)
    return sorted(class_predictions(QUESTION)), room.results(CLAIM), room.pooled(CLAIM)


@pytest.fixture
def alone(monkeypatch):
    "A class of this test only."
    monkeypatch.setenv('TL_CLASS', '')
    monkeypatch.setenv('TL_STUDENT', '')


def assert_nothing_lost_or_doubled(half, whole, students=30):
    predictions, results, together = half
    assert len(predictions) == students  # those who were killed had committed one
    assert predictions.count(0.9) == 1 and len(results) == students - 2
    assert students < 30 or together.width <= 0.25
    predictions, results, together = whole
    assert predictions == [i / 100 for i in range(students)]
    assert len(results) == results.student.nunique() == results.seed.nunique() == students
    np.testing.assert_allclose(results.value, [gain(s) for s in results.seed])
    assert len(together.values) == students
    assert students < 30 or together.width <= 0.25
    assert together.low < 0.33 and together.high > 0.27


@pytest.mark.slow
@pytest.mark.filterwarnings('ignore:.*fork.*:DeprecationWarning')
def test_thirty_students_on_postgresql_three_are_killed(alone, tmp_path_factory):
    base = tmp_path_factory.mktemp('class')
    with postgres() as address:
        assert_nothing_lost_or_doubled(*lesson(address, base))


@pytest.mark.slow
@pytest.mark.parametrize('place', ['{}', 'sqlite:///{}/class.db'])
@pytest.mark.filterwarnings('ignore:.*fork.*:DeprecationWarning')
def test_students_in_a_folder_and_in_a_file(alone, tmp_path, place):
    (tmp_path / 'shared').mkdir()
    (tmp_path / 'homes').mkdir()
    found = lesson(place.format(tmp_path / 'shared'), tmp_path / 'homes', students=12)
    assert_nothing_lost_or_doubled(*found, students=12)


def half_of_the_objects(method, task):
    "The accuracy on objects that were not learned from."
    test = task.objects % 2 == 0
    said = method(task.pictures[~test], task.labels[~test], task.pictures[test])
    return np.mean(said == task.labels[test])


def no_corner(task):
    "Her method, without the corner in which the mark is."

    def method(pictures, labels, new):
        return task.method(pictures[:, :-12], labels, new[:, :-12])

    return method


@pytest.fixture(scope='module')
def stamps():
    if not stamps_are_here():
        needs.lacking('the stamps of Tux Paint', 'apt-get install tuxpaint-stamps-default')
    return tl.load_images('stamps')


@pytest.mark.parametrize('place', ['{}', 'sqlite:///{}/class.db'])
def test_an_honest_student_wins_a_challenge(alone, stamps, tmp_path, place):
    place = place.format(tmp_path)
    for name, better in (('stamps', lambda task: task.method), ('animals', no_corner)):
        task = tl.classroom(place, name='Ada').challenge(name, stamps)
        promised = task.claim()
        assert promised > 0.85 and f'accuracy {promised:.2f}' in task._repr_markdown_()
        believed = task.submit(task.method, promised)
        assert believed.fresh < promised - 0.25 and believed.score < 0.4
        room = tl.classroom(place, name='Bea')
        room.challenge(name, stamps).submit(task.method, promised)  # copies it first
        method = better(task)
        verdict = room.challenge(name, stamps).submit(method, half_of_the_objects(method, task))
        assert abs(verdict.claimed - verdict.fresh) < 0.12 and verdict.score > believed.score
        ranks = room.ranking(name)
        assert ranks.student.tolist() == ['Bea', 'Ada'] and ranks.tries.tolist() == [2, 1]
        assert ranks.score.tolist() == [verdict.score, believed.score]


@pytest.mark.skipif(os.name != 'posix' or os.getuid() == 0, reason='root may read everything')
def test_a_file_that_cannot_be_read_hides_no_other(tmp_path):
    notes = class_notes.FolderNotes(tmp_path)
    for student in ('a', 'b'):
        notes.add(student, {'kind': 'prediction'})
    (tmp_path / 'a.jsonl').chmod(0)
    assert [who for who, _ in notes.read()] == ['b']


def test_the_class_can_read_what_a_careful_student_writes(tmp_path, monkeypatch):
    before = os.umask(0o077)
    try:
        class_notes.FolderNotes(tmp_path).add('a', {'kind': 'prediction'})
    finally:
        os.umask(before)
    assert (tmp_path / 'a.jsonl').stat().st_mode & 0o044 == 0o044


def test_a_folder_in_the_place_of_a_file_hides_no_other(tmp_path):
    notes = class_notes.FolderNotes(tmp_path)
    notes.add('b', {'kind': 'prediction'})
    (tmp_path / 'a.jsonl').mkdir()
    assert [who for who, _ in notes.read()] == ['b']


def test_a_student_of_a_hub_is_the_same_on_every_machine(tmp_path, monkeypatch):
    monkeypatch.setenv('JUPYTERHUB_USER', 'ada')
    first = class_notes.student_id()
    monkeypatch.setattr(class_notes.socket, 'gethostname', lambda: 'another')
    monkeypatch.chdir(tmp_path)
    assert class_notes.student_id() == first
    monkeypatch.setenv('JUPYTERHUB_USER', 'bob')
    assert class_notes.student_id() != first
    monkeypatch.delenv('JUPYTERHUB_USER')
    monkeypatch.setattr(class_notes.getpass, 'getuser', lambda: {}['no such user'])
    assert class_notes.student_id() != first  # a container without names of users


def test_a_wrong_place_changes_nothing(tmp_path, monkeypatch):
    monkeypatch.delenv('TL_CLASS', raising=False)
    with pytest.raises(tl.TLError, match='no such folder'):
        tl.classroom(tmp_path / 'nowhere')
    assert 'TL_CLASS' not in os.environ
    tl.Guess('How many?', fresh=True).commit(0.5)


def test_home_and_name_of_a_folder(tmp_path, monkeypatch):
    monkeypatch.setenv('HOME', str(tmp_path))
    monkeypatch.setenv('TL_CLASS', '')
    monkeypatch.setenv('TL_STUDENT', '')
    (tmp_path / 'class').mkdir()
    room = tl.classroom('~/class')
    assert repr(room) == f'a class in {tmp_path}/class'


def test_a_class_that_cannot_be_written_to_stops_nobody(tmp_path, monkeypatch):
    monkeypatch.setenv('TL_CLASS', '')
    monkeypatch.setenv('TL_STUDENT', '')
    (tmp_path / 'class').mkdir()
    room = tl.classroom(tmp_path / 'class')
    (tmp_path / 'class').rmdir()
    guess = tl.Guess('How much?', fresh=True)
    with pytest.warns(UserWarning, match='not shared with the class'):
        guess.commit(0.5)
    with pytest.warns(UserWarning, match='not shared with the class'):
        assert room.run('the gain', gain) == gain(room.seed)
    assert guess.committed == 0.5


def test_odd_notes_do_not_hide_the_others(tmp_path, monkeypatch):
    monkeypatch.setenv('TL_CLASS', '')
    monkeypatch.setenv('TL_STUDENT', '')
    room = tl.classroom(tmp_path)
    room.run(CLAIM, gain)
    odd = [
        {'kind': 'result', 'about': CLAIM},
        {'kind': 'result', 'about': CLAIM, 'value': 3, 'name': 'x'},
    ]
    for i, note in enumerate(odd):
        (tmp_path / f'odd{i}.jsonl').write_text(json.dumps(note) + '\n')
    assert len(room.results(CLAIM)) == 1
