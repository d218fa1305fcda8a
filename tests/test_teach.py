"What a teacher prints: slides, handouts, a rubric, a sheet; each one file, without answers where students see it."

import re
import sys
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / 'tools'))
import lessons as tool  # noqa: E402

pytest.importorskip('latex2mathml')  # of the extra docs
import teach  # noqa: E402

from tl_nbdev.commands.handouts import SOLUTION  # noqa: E402

COURSE = tool.lessons()
each = pytest.mark.parametrize('lesson', COURSE, ids=lambda o: o.path.stem)


def words(html):
    "The text of a page, without its pictures."
    return re.sub(r'\s+', ' ', re.sub(r'<[^>]*>', ' ', re.sub(r'data:[^")]*', '', html)))


def solutions(lesson):
    "Long lines of solutions that the lesson has not taught before."
    taught = lesson.all_code().partition('### BEGIN SOLUTION')[0]
    found = [m[2] for _, c in lesson.codes for m in SOLUTION.finditer(c.source + '\n')]
    lines = {o.strip() for text in found for o in text.split('\n')}
    return [o for o in lines if len(o) >= 20 and o not in taught]


@each
def test_a_handout_asks_everything_and_answers_nothing(lesson):
    text = words(teach.handout(lesson))
    asked = [q for _, c in lesson.codes if (q := teach.asked(c))]
    assert asked and text.count('My prediction.') == len(asked)
    assert 'Exercise 1' in text and 'Answer:' not in text and 'passed:' not in text
    assert not [o for o in solutions(lesson) if o in text]


@each
def test_slides_fold_what_comes_after_a_prediction(lesson):
    html = teach.slides(lesson)
    first = html.index('Predict first.')
    open_part = re.sub(r'<details>.*?</details>', '', html[first:], flags=re.DOTALL)
    assert 'Answer:' not in open_part and '<summary>Show what came out</summary>' in html
    assert 10 < html.count('<section class="slide">') < 60


@each
def test_pages_load_nothing_from_elsewhere(lesson):
    for html in (teach.slides(lesson), teach.handout(lesson)):
        assert set(re.findall(r'src="(\w+):', html)) <= {'data'}
        assert '<script' not in html and '<link' not in html and 'url(' not in html
        assert 'anchor-link' not in html and not re.search(r'<p>[^<]*\$\w', html)


def test_rubric_and_sheet_are_those_of_the_course():
    html = teach.rubric(COURSE)
    exercises = [
        c for l in COURSE for _, c in l.codes if c.metadata.get('nbgrader', {}).get('grade')
    ]
    assert html.count('<tr>') == len(exercises) + 1 and 'None' not in html
    sheet = words(teach.sheet(COURSE))
    for term in tool.terms(COURSE)[0]:
        assert ' '.join(term.word.split()).lower() in sheet.lower(), term.word
    assert 'softmax' in sheet and 'ipynb' not in sheet


def test_they_are_written_by_a_command(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(sys, 'argv', ['teach', '5'])
    monkeypatch.setattr(teach, 'OUT', tmp_path)
    monkeypatch.setattr(tool, 'ROOT', tmp_path.parent)
    teach.main()
    assert 'files in' in capsys.readouterr().out
    assert len(list((tmp_path / 'otter/05_a_new_head/tests').glob('*.py'))) == 3
    found = sorted(p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob('*.html'))
    assert found == [
        'formulas_and_words.html',
        'handouts/05_a_new_head.html',
        'rubric.html',
        'slides/05_a_new_head.html',
    ]


@each
def test_otter_runs_each_check_where_its_exercise_is(lesson):
    files = teach.otter(lesson)
    nb = nbformat.reads(files.pop(lesson.path.name), as_version=4)
    assert not [o for o in solutions(lesson) if o in nbformat.writes(nb)]
    checks = [c for c in nb.cells if c.metadata.get('otter')]
    assert [f'tests/{c.metadata.otter["tests"][0]}.py' for c in checks] == list(files)
    marks = [c for _, c in lesson.codes if c.metadata.get('nbgrader', {}).get('grade')]
    assert len(files) == len(marks)
    for cell, text in zip(checks, files.values()):
        compile(text, 'check', 'exec')
        assert repr(cell.source) in text and 'HIDDEN' not in text
