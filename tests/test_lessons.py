"The course: its rules, and that the tool that checks them notices when one is broken."

import json
import shutil
import sys
from pathlib import Path

import nbformat
import pytest
from lab import START, expect, fits, violations
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / 'tools'))
import lessons as tool  # noqa: E402

COURSE = tool.lessons()


def test_the_course_keeps_its_rules():
    assert not tool.check(COURSE)


def test_index_and_glossary_are_those_of_the_lessons():
    assert tool.INDEX.read_text() == tool.index_text(COURSE), 'python tools/lessons.py write'
    assert tool.GLOSSARY.read_text() == tool.glossary_text(COURSE), 'python tools/lessons.py write'


@pytest.mark.parametrize('lesson', COURSE, ids=lambda o: o.path.stem)
def test_outputs_are_recorded_and_tell_a_time_that_the_index_keeps(lesson):
    assert [c for _, c in lesson.codes if c.outputs], 'python tools/lessons.py run'
    said = lesson.codes[-1][1].outputs[0].data['text/plain']
    assert float(said.split()[3]) <= int(lesson.needs[2]) <= 3


# A lesson as small as the rules allow.
def graded(
    i, answer='answer = 2', check='check(answer)', wrong='tl.assert_rejected(check(3), "too high")'
):
    mark = dict(locked=False, schema_version=3, task=False)
    return [
        new_code_cell(
            f'answer = None\n### BEGIN SOLUTION\n{answer}\n### END SOLUTION',
            metadata={
                'nbgrader': mark | dict(grade=False, solution=True, grade_id=f'exercise-{i}')
            },
        ),
        new_code_cell(
            f'tl.require({check})\n### BEGIN HIDDEN TESTS\n{wrong}\n### END HIDDEN TESTS',
            metadata={
                'nbgrader': mark
                | dict(grade=True, solution=False, grade_id=f'check-{i}', points=1, locked=True)
            },
        ),
    ]


def small():
    return new_notebook(
        cells=[
            new_markdown_cell(
                '# 1. Small\n\n> You know how small a lesson can be.\n\n'
                '*Needs:* nothing · *Takes:* 1 minute on two cores'
            ),
            new_code_cell(
                'import tl_nbdev as tl\ntook = tl.lesson_time()\n'
                'def check(answer): return tl.check_number(answer, 2)'
            ),
            new_markdown_cell('A **head** is the last part of a network.\n\n## The control run'),
            new_code_cell("guess = tl.Guess('How many heads has it?')\nguess"),
            new_code_cell(
                "heads = 1\nguess.reveal(heads)\ntl.say('It has {n} heads.', n=heads)\nassert heads==1"
            ),
            new_markdown_cell('## Play\n\n## Summary\n\n## Questions'),
            new_code_cell(
                "tl.Quiz('Where is the head?', {'first': 'no', 'last': 'yes'}, 'last')",
                metadata={'jupyter': {'source_hidden': True}},
            ),
            new_markdown_cell('## Exercises'),
            *graded(1),
            *graded(2),
            new_markdown_cell('## Further reading\n\n- On logits.'),
            new_code_cell('took'),
        ]
    )


@pytest.fixture
def write(tmp_path):
    def write(nb, name='01_small.ipynb'):
        nbformat.write(nb, tmp_path / name)
        return tool.Lesson(tmp_path / name)

    return write


def faults(lesson):
    return [
        o for rule in (tool.form, tool.exercises, tool.typed, tool.outputs) for o in rule(lesson)
    ]


def test_a_small_lesson_has_no_fault(write):
    lesson = write(small())
    assert not faults(lesson)
    assert not list(tool.too_early([lesson]))
    (term,), twice = tool.terms([lesson])
    assert (
        not twice
        and term.word == 'head'
        and term.sentence == 'A head is the last part of a network.'
    )


@pytest.mark.parametrize(
    'cell, old, new, fault',
    [
        (0, '> You', 'You', 'begins with >'),
        (0, '*Needs:* nothing', 'Needs: nothing', 'no line *Needs'),
        (2, 'control', 'other', 'control run'),
        (3, 'tl.Guess', 'print', 'no Guess('),
        (4, 'guess.reveal', 'print', 'no .reveal('),
        (4, 'assert', 'print', 'no assert'),
        (5, '## Summary\n\n## Questions', '## Questions\n\n## Summary', 'last sections'),
        (12, 'On', 'On', ''),
        (8, '### BEGIN SOLUTION', '', 'no solution'),
        (9, 'tl.require', 'print', 'nothing is required'),
        (9, 'tl.assert_rejected', 'print', 'no wrong solution'),
        (13, 'took', 'took;', 'not `took`'),
        (2, 'A **head**', 'It gets 87 % right. A **head**', "'7 %' is typed"),
        (2, 'A **head**', 'It is 0.87. A **head**', "'0.87'"),
        (2, 'A **head**', 'It is ten times faster. A **head**', "'ten times'"),
        (2, 'A **head**', 'It is 3× faster.', "'3×'"),
    ],
)
def test_a_broken_rule_is_noticed(write, cell, old, new, fault):
    nb = small()
    assert old in nb.cells[cell].source
    nb.cells[cell].source = nb.cells[cell].source.replace(old, new)
    found = faults(write(nb))
    assert len(found) == bool(fault) and fault in ''.join(found)


@pytest.mark.parametrize(
    'said',
    [
        'Kornblith et al. 2019 found 0.99.',
        'a `0.3` in code',
        'a 3×3 filter',
        '$p=0.5$',
        '60 images',
    ],
)
def test_what_is_no_typed_result(write, said):
    nb = small()
    nb.cells[2].source += f'\n\n{said}'
    assert not faults(write(nb))


def test_the_code_of_a_question_is_folded(write):
    nb = small()
    del nb.cells[6].metadata['jupyter']
    assert 'fold it' in faults(write(nb))[0]


def test_ids_of_exercises_are_unique(write):
    nb = small()
    nb.cells[10].metadata.nbgrader['grade_id'] = 'exercise-1'
    assert 'not unique' in faults(write(nb))[0]


@pytest.mark.parametrize(
    'output, fault',
    [
        (new_output('stream', name='stderr', text='Warning'), 'stderr'),
        (new_output('stream', text='x' * 400_000), '300 KB'),
        (new_output('display_data', {'image/png': 'aa'}), 'not ours'),
        (new_output('display_data', {'text/html': '<p><img src="data:"></p>'}), 'not ours'),
        (new_output('display_data', {tool.WIDGET: {'model_id': 'a'}}), 'widget'),
        (new_output('stream', text='fine'), ''),
    ],
)
def test_outputs_that_may_not_stay(write, output, fault):
    nb = small()
    nb.cells[4].outputs = [output]
    nb.cells[4].metadata['tags'] = [tool.NOT_OURS]
    found = faults(write(nb))
    assert len(found) == bool(fault) and fault in ''.join(found)


@pytest.mark.parametrize('where', ['# 1. Small\n\nThe HEAD learns.', '`head` then heads learn'])
def test_a_word_before_its_explanation(write, where):
    nb = small()
    nb.cells[0].source += '\n\n' + where
    assert len(list(tool.too_early([write(nb)]))) == 1


def test_words_in_code_count_but_not_names_headings_and_titles(write):
    nb = small()
    nb.cells[1].source += '\nhead = 1\n## about the head'
    nb.cells[
        0
    ].source += '\n\n## What a head is\n\n`head`, $head$, [this](head.md), forehead, head-on'
    assert not list(tool.too_early([write(nb)]))
    nb.cells[1].source += '\nprint("what the head said")'
    assert len(list(tool.too_early([write(nb)]))) == 1


def test_a_word_explained_twice_and_one_explained_nowhere(write):
    again = small()
    again.cells[0].source = again.cells[0].source.replace('# 1.', '# 2.')
    found = list(tool.glossary_faults([write(small()), write(again, '02_again.ipynb')]))
    assert "lesson 2: 'head' is explained twice" in found
    assert 'nowhere explained: backbone' in found and 'nowhere explained: head' not in found


@pytest.mark.slow
def test_students_get_no_solution(write, tmp_path):
    (tmp_path / 'out').mkdir()
    tool.for_students(write(small()), tmp_path / 'out')
    text = (tmp_path / 'out/01_small.ipynb').read_text()
    assert 'answer = 2' not in text and 'told' not in text and 'BEGIN' not in text
    assert 'answer = None' in text and 'your turn' in text and text.count('tl.require') == 2
    cells = nbformat.read(tmp_path / 'out/01_small.ipynb', 4).cells
    marks = [c.metadata.nbgrader for c in cells if c.metadata.get('nbgrader')]
    assert [m.grade_id for m in marks] == ['exercise-1', 'check-1', 'exercise-2', 'check-2']


@pytest.mark.slow
def test_outputs_are_recorded_without_what_may_not_stay(write):
    nb = small()
    nb.cells[3].source = 'import ipywidgets as w\nw.IntSlider()'
    nb.cells[4].source = 'from IPython.display import HTML\nHTML("<img src=x>")'
    nb.cells[4].metadata['tags'] = [tool.NOT_OURS]
    lesson = write(nb)
    tool.execute(lesson)
    done = tool.Lesson(lesson.path)
    assert not done.nb.cells[4].outputs and tool.WIDGET not in json.dumps(done.nb)
    assert 'CPU minutes' in done.nb.cells[-1].outputs[0].data['text/plain'] and not list(
        tool.outputs(done)
    )


def test_the_quickstart_is_recorded_without_what_may_not_stay(tmp_path, monkeypatch):
    import record

    nb = new_notebook(cells=[new_code_cell('show', metadata={'tags': [record.NOT_OURS]})])
    nbformat.write(nb, tmp_path / 'kept.ipynb')
    nb.cells[0].outputs = [
        new_output('display_data', {'text/html': '<img src="data:image/jpeg;base64,AA">'})
    ]
    nbformat.write(nb, tmp_path / 'done.ipynb')
    for name, path in (('NOTEBOOK', 'kept.ipynb'), ('EXECUTED', 'done.ipynb')):
        monkeypatch.setattr(record, name, tmp_path / path)
    record.main()
    assert not nbformat.read(tmp_path / 'kept.ipynb', 4).cells[0].outputs


@pytest.mark.slow
def test_a_prediction_and_a_question_in_a_browser(notebook):
    page = notebook(
        START,
        'guess = tl.Guess("How <b>many</b>?", choices=("one", "two"))\nguess',
        'sketch = tl.Guess("How does it grow?", x=(5, 20), y_label="accuracy")\nsketch',
        'tl.Quiz("Where?", {"here": "No: it is there.", "there": "Just so."}, "there")',
        '',
    )
    asked = page.locator('.tl-panel').filter(has_text='How <b>many</b>?')  # names are text
    asked.get_by_text('Commit').click()
    expect(asked).to_contain_text('not a valid answer')
    asked.get_by_label('two').check()
    asked.get_by_text('Commit').click()
    expect(asked).to_contain_text('Committed: “two”')
    curve = page.locator('.tl-panel').filter(has_text='How does it grow?')
    curve.locator('.noUi-handle').first.focus()
    page.keyboard.press('ArrowRight')
    curve.get_by_text('Commit').click()
    expect(curve).to_contain_text('Committed: 0.51 at 5, 0.50 at 20')
    asked_last = page.locator('.tl-panel').filter(has_text='Where?')
    asked_last.get_by_label('here', exact=True).check()
    expect(asked_last).to_contain_text('No: it is there.')
    asked_last.get_by_label('there').check()
    expect(asked_last).to_contain_text('Just so.')
    assert not page.locator('.tl-panel').get_by_text('Stop').count()
    assert fits(page) and violations(page) == []
    line = 'guess.reveal("one"); sketch.reveal([.6, .9], "More is more.")'
    page.locator('.jp-Cell').last.locator('.cm-content').fill(line)
    page.keyboard.press('Shift+Enter')
    # in the panel, and below the run
    both = page.get_by_text('You predicted 0.51 at 5, 0.50 at 20. Answer: 0.60 at 5')
    expect(both).to_have_count(2)
    expect(page.get_by_alt_text('prediction and result: 0.60 at 5, 0.90 at 20')).to_have_count(2)
    expect(asked).to_contain_text('Answer: “one”')


@pytest.mark.slow
def test_nbgrader_hands_out_collects_and_grades(tmp_path):
    from nbgrader.apps.api import NbGraderAPI
    from traitlets.config import Config

    course = tmp_path / 'course'
    lesson = min(COURSE, key=lambda o: int(o.needs[2]))
    config = Config()
    config.CourseDirectory.root = str(course)
    config.CourseDirectory.course_id = 'tl'
    config.Exchange.root = str(tmp_path / 'exchange')
    config.ExecutePreprocessor.timeout = -1
    (tmp_path / 'exchange').mkdir(mode=0o777)
    (tmp_path / 'exchange').chmod(0o777)
    (course / 'source/one').mkdir(parents=True)
    shutil.copy(lesson.path, course / 'source/one')
    api = NbGraderAPI(config=config)
    for step in (api.generate_assignment, api.release_assignment):
        done = step('one')
        assert done['success'], done
    released = nbformat.read(tmp_path / 'exchange/tl/outbound/one' / lesson.path.name, 4)
    marked = [c for c in lesson.nb.cells if c.metadata.get('nbgrader', {}).get('solution')]
    solved = {c.metadata.nbgrader.grade_id: c.source for c in marked}
    first = min(solved)
    for c in released.cells:
        if c.metadata.get('nbgrader', {}).get('grade_id') == first:
            c.source = solved[first]
    handed = course / 'submitted/ada/one'
    handed.mkdir(parents=True)
    nbformat.write(released, handed / lesson.path.name)
    done = api.autograde('one', 'ada')
    assert done['success'], done
    with api.gradebook as book:
        marks = {
            g.name: g.auto_score for g in book.find_submission('one', 'ada').notebooks[0].grades
        }
    right = first.replace('exercise', 'check')
    assert marks == {name: float(name == right) for name in marks} and len(marks) == len(solved)
