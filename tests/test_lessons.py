"The course: its rules, and that the tool that checks them notices when one is broken."

import json
import re
import shutil
import sys
from pathlib import Path

import nbformat
import needs
import pytest
from lab import COMMAND, NO_TIME, START, expect, fits, idle, new_page, violations
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / 'tools'))
import lessons as tool  # noqa: E402

from tl_nbdev.commands.handouts import course_files, for_students, hand_out  # noqa: E402
from tl_nbdev.commands.entry import main  # noqa: E402

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
    wall, cpu = map(float, re.findall(r'[\d.]+', said)[:2])
    # on a machine without other work a lesson takes no longer than its CPU time
    assert min(wall, cpu) <= int(lesson.needs[2]) <= 3


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


def folded_cell(source, **options):
    return new_code_cell(source, metadata={'jupyter': {'source_hidden': True}}, **options)


def small():
    return new_notebook(
        cells=[
            new_markdown_cell(
                '# 1. Small\n\n> You know how small a lesson can be.\n\n'
                '*Needs:* nothing · *Takes:* 1 minute on two cores\n\n'
                '![a hat](images/01.png)\n\nHow small?'
            ),
            folded_cell(
                '# What this lesson imports\nimport tl_nbdev as tl\ntook = tl.lesson_time()\n'
                'from checks.lesson_01 import check'
            ),
            new_markdown_cell('A **head** is the last part of a network.\n\n## The control run'),
            new_code_cell("guess = tl.Guess('How many heads has it?')\nguess"),
            folded_cell(
                "# The answer\nheads = 1\nguess.reveal(heads)\n"
                "tl.say('It has {n} heads.', n=heads)\nassert heads==1",
                id='answer',
            ),
            new_markdown_cell('## Play\n\n## Summary\n\n- It has one head.\n\n## Questions'),
            folded_cell(
                "# A question\ntl.Quiz('Where is the head?', {'first': 'no', 'last': 'yes'}, 'last')"
            ),
            new_markdown_cell('## Exercises'),
            *graded(1),
            *graded(2),
            new_markdown_cell('## Further reading\n\n- On logits.'),
            new_code_cell('took'),
        ]
    )


def record(folder, held, told='heads == 1'):
    "Record in how many seeds the small lesson's claim held."
    rows = [{'arm': f'01 | answer | {told}', 'seed': s, 'held': o} for s, o in enumerate(held, 1)]
    (folder / 'results/lessons.json').write_text(json.dumps(rows))


@pytest.fixture
def write(tmp_path, monkeypatch):
    (tmp_path / 'images').mkdir()
    (tmp_path / 'images/01.png').write_bytes(b'')
    (tmp_path / 'checks').mkdir()
    (tmp_path / 'checks/lesson_01.py').write_text(
        'import tl_nbdev as tl\n\n\ndef check(answer):\n    return tl.check_number(answer, 2, because="so it is")\n'
    )
    (tmp_path / 'results').mkdir()
    monkeypatch.setattr(tool, 'MEASURED', tmp_path / 'results')
    monkeypatch.setattr(tool, 'CLAIMS', {1: {'It has': ''}})
    record(tmp_path, [True] * 4)

    def write(nb, name='01_small.ipynb'):
        nbformat.write(nb, tmp_path / name)
        return tool.Lesson(tmp_path / name)

    return write


def faults(lesson):
    return [o for rule in tool.RULES for o in rule(lesson)]


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
        (4, 'assert heads==1', 'print(heads)', 'no assert'),
        (5, '## Play\n\n## Summary', '## Summary\n\n## Play', 'last sections'),
        (12, 'On', 'On', ''),
        (8, '### BEGIN SOLUTION', '', 'no solution'),
        (9, 'tl.require', 'print', 'nothing is required'),
        (9, 'tl.assert_rejected', 'print', 'no wrong solution'),
        (13, 'took', 'took;', 'not `took`'),
        (2, 'A **head**', 'It gets 87 % right. A **head**', "'7 %' is typed"),
        (2, 'A **head**', 'It is 0.87. A **head**', "'0.87'"),
        (2, 'A **head**', 'It is ten times faster. A **head**', "'ten times'"),
        (2, 'A **head**', 'It is 3× faster.', "'3×'"),
        (0, '?', '.', 'asks nothing'),
        (0, '![a hat](images/01.png)', '', 'no picture'),
        (0, '01.png', '02.png', 'no picture images/02.png'),
        (4, '# The answer\n', '', 'does not begin with a comment'),
        (3, 'guess = ', 'answer = 2\nguess = ', ''),
        (
            9,
            'tl.require',
            'right = tl.check_number(answer, 2)\ntl.require',
            'a check in the lesson',
        ),
        (1, 'took =', 'def check_two(answer): return answer == 2\ntook =', 'a check in the lesson'),
        (3, 'guess = ', 'answer = some.thing(head, 2)\nguess = ', ''),
        (8, 'answer = None', 'if heads:\n    assert heads\n    heads = 1', 'tells an answer'),
        (
            3,
            'guess = ',
            '\n'.join(f'a{i} = {i}' for i in range(120)) + '\nguess = ',
            'lines of code',
        ),
    ],
)
def test_a_broken_rule_is_noticed(write, cell, old, new, fault):
    nb = small()
    assert old in nb.cells[cell].source
    nb.cells[cell].source = nb.cells[cell].source.replace(old, new)
    found = faults(write(nb))
    assert len(found) == bool(fault) and fault in ''.join(found)


@pytest.mark.parametrize(
    'check, fault',
    [
        ('check_number(answer, 2, because="so it is")', ''),
        ('check_number(answer, 2)', 'gets no reason'),
        ('Check(answer == 2, "saw", "why not", "why")', ''),
        ('Check(answer == 2, "saw", reason="why")', ''),
        ('Check(False, "saw", "why not")', ''),
        ('Check(answer == 2, "saw", "why not")', 'gets no reason'),
    ],
)
def test_a_right_answer_gets_a_reason(write, tmp_path, check, fault):
    code = f'import tl_nbdev as tl\n\n\ndef check(answer):\n    return tl.{check}\n'
    (tmp_path / 'checks/lesson_01.py').write_text(code)
    found = faults(write(small()))
    assert len(found) == bool(fault) and fault in ''.join(found)


@pytest.mark.parametrize(
    'held, also, fault',
    [
        ([True] * 4, '', ''),
        ([True] * 3, '', 'tried with 4 seeds'),
        ([], '', 'tried with 1 seeds'),
        ([True, False, True, True], '', "does not say 'four of five seeds'"),
        ([True, False, True, True], 'It did in four of five seeds.', ''),
    ],
)
def test_a_claim_was_tried_with_five_seeds(write, tmp_path, held, also, fault):
    nb = small()
    nb.cells[2].source += f'\n\n{also}'
    record(tmp_path, held)
    found = faults(write(nb))
    assert len(found) == bool(fault) and fault in ''.join(found)
    record(tmp_path, held, 'heads == 3')  # that was another claim
    assert 'tried with 1 seeds' in faults(write(nb))[0]


def test_a_recorded_table_with_few_seeds_says_so(write, tmp_path):
    rows = [{'arm': 'a', 'seed': s} for s in range(3)]
    (tmp_path / 'results/few.json').write_text(json.dumps(rows))
    nb = small()
    nb.cells[4].source += "\ntl.benchmark_results('few')"
    assert faults(write(nb)) == ['few.json has 3 seeds, and the lesson does not say so']
    nb.cells[2].source += '\n\nRecorded, with three seeds.'
    assert not faults(write(nb))


def test_each_point_of_a_summary_is_supported(write, monkeypatch):
    nb = small()
    nb.cells[5].source = nb.cells[5].source.replace('one head.', 'one head.\n- It never fails.')
    assert 'no record of what the summary claims' in faults(write(nb))[0]
    nb = small()
    monkeypatch.setattr(tool, 'CLAIMS', {1: {'It has': 'answer'}})
    assert not faults(write(nb))
    nb.cells[4].source = nb.cells[4].source.replace('assert heads==1', 'print("assert ")')
    assert faults(write(nb)) == ["cell answer asserts nothing for 'It has': tools/claims.py"]


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


def test_the_site_folds_what_comes_after_the_first_prediction():
    docs = pytest.importorskip('docs')
    shown = [new_output('stream', text='0.9')]
    cells = [
        new_code_cell('one', outputs=shown),
        new_code_cell("guess = tl.Guess('How many?')", outputs=shown),
        new_markdown_cell('Now run it.'),
        new_code_cell('# The figure\ntwo', outputs=shown, metadata={'tags': ['hide-input']}),
        new_code_cell('three'),
    ]
    tags = [c.metadata.get('tags', []) for c in docs.fold_results(cells)]
    assert tags == [[], [], [], ['remove-input', 'hide-output'], []]
    assert cells[3].metadata.mystnb['code_prompt_show'] == 'Show the figure'


@pytest.mark.parametrize('cell, tells', [(4, '.reveal('), (6, 'Quiz(')])
def test_code_that_tells_an_answer_is_folded(write, cell, tells):
    nb = small()
    del nb.cells[cell].metadata['jupyter']
    (fault,) = faults(write(nb))
    assert 'tells an answer' in fault and tells in fault


def test_a_figure_is_drawn_in_the_cell_that_makes_it(write):
    nb = small()
    nb.cells[4].source += '\nfig, ax = plt.subplots()\nfor a in (1, 2):\n    ax.plot(a)'
    assert not faults(write(nb))
    nb.cells[6].source += '\ndef draw(ax): ax.plot(1)\nax.legend()'
    assert faults(write(nb)) == ['cell 6: draws on ax of an earlier cell']


def test_an_answer_is_in_the_section_of_its_question(write):
    nb = small()
    nb.cells.insert(4, new_markdown_cell('### Below it'))
    assert not faults(write(nb))
    nb.cells[4].source = '## After it'
    assert faults(write(nb)) == ['cell 5: guess.reveal(…) is not in the section of its question']


def test_a_solution_is_not_in_sight(write):
    nb = small()
    nb.cells[8].source = nb.cells[8].source.replace(
        'answer = 2', 'answer = the.sum(of=both, heads=2)'
    )
    assert not faults(write(nb))
    nb.cells[9].source = 'answer = the.sum(of=both, heads=2)\n' + nb.cells[9].source
    assert 'a line of a solution is in sight' in faults(write(nb))[0]


def answer_of(words):
    told = f'<details><p><b>Answer: {words}.</b> So it is.</p></details>'
    return [new_output('display_data', {'text/html': told})]


@pytest.mark.parametrize(
    'told, cell, text, is_early',
    [
        ('“on the neck”', 2, 'It sits on\nthe neck.', True),  # text above the question
        ('“on the neck”', 7, '### It sits on the neck', True),  # a title of the exercises
        ('“on the neck”', 1, '', False),
        ('“on the neck”', 2, 'Does it sit on the neck, or in the sand?', False),  # all choices
        ('0.735', 2, 'It weighs 0.735 times as much.', True),
        ('0.735', 2, 'It weighs 10.735 times as much.', False),
        ('0.21 at one, 0.48 at two', 2, 'From 0.21 up.', False),  # half of it
        ('0.21 at one, 0.48 at two', 2, 'From 0.21 to 0.48.', True),
        ('7', 2, 'In 7 cases.', False),  # too short to tell
    ],
)
def test_an_answer_in_sight_before_its_question(write, told, cell, text, is_early):
    nb = small()
    nb.cells[
        3
    ].source = "guess = tl.Guess('Where is it?', choices=('on the neck', 'in the sand'))\nguess"
    nb.cells[4].outputs = answer_of(told)
    nb.cells[cell].source += '\n\n' + text if text else ''
    found = list(tool.early(write(nb)))
    assert len(found) == is_early and told in ''.join(found) + told * (not is_early)


def test_an_answer_in_an_output_that_waits_for_nothing(write):
    nb = small()
    nb.cells[4].outputs = answer_of('0.735')
    told = [new_output('stream', text='It weighs 0.735.')]
    nb.cells[4].outputs += told
    assert not list(tool.early(write(nb)))  # it waits for the question above it
    for place in (1, 9):  # before the question, and in another section
        nb = small()
        nb.cells[4].outputs = answer_of('0.735')
        nb.cells[place].outputs = told
        assert 'tells the answer' in list(tool.early(write(nb)))[0]
    nb = small()
    nb.cells[4].outputs = answer_of('0.735')
    nb.cells[6].source = nb.cells[6].source.replace(
        'Where is', 'Why does it weigh 0.735, and where is'
    )
    assert 'tells the answer' in list(tool.early(write(nb)))[0]  # another question


def test_text_below_an_answer_is_folded_for_students(write):
    nb = small()
    nb.cells.insert(5, new_markdown_cell('So, one head.\n\n## Next\n\nHow many feet?'))
    given = nbformat.from_dict(for_students(write(nb).nb))
    nbformat.validate(given)
    seen = '\n'.join(c.source for c in given.cells if not tool.folded(c))
    assert 'one head' not in seen  # neither here nor in the summary
    assert all(o in seen for o in ('How many feet?', '## Next', '## Summary', '## Questions'))
    behind = [c.source for c in given.cells if 'one head' in c.source]
    assert len(behind) == 2 and all('Markdown(' in o for o in behind)
    assert 'So, one head.' in nbformat.writes(nb)


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


def test_students_get_no_solution_no_output_and_no_assertion(write):
    nb = small()
    nb.cells[4].outputs = [new_output('stream', text='It has 1 head.')]
    nb.cells[4].source += '\nif heads:\n    assert heads < 2'
    given = nbformat.from_dict(for_students(write(nb).nb))
    text = nbformat.writes(given)
    assert 'answer = 2' not in text and 'BEGIN' not in text and 'assert' not in text
    assert 'answer = None' in text and 'your turn' in text and text.count('tl.require') == 2
    assert not [c for c in given.cells if c.get('outputs') or c.get('execution_count')]
    marks = [c.metadata.nbgrader for c in given.cells if c.metadata.get('nbgrader')]
    assert [m.grade_id for m in marks] == ['exercise-1', 'check-1', 'exercise-2', 'check-2']
    assert 'assert' in nbformat.writes(nb)  # the teacher's version is as it was


def test_an_unsolved_exercise_stops_no_student_and_every_grader():
    needs.module('latex2mathml')
    import teach

    files = course_files()

    for l in COURSE:
        graded = [c.source for _, c in l.codes if c.metadata.get('nbgrader', {}).get('grade')]
        given = files[l.path.name].decode()
        assert given.count('stop=False') == len(graded) > 0
        for text in (*graded, *teach.otter(l).values()):  # nbgrader takes the lesson itself
            assert 'stop=False' not in text


def test_what_a_student_has_worked_in_is_kept(tmp_path):
    first = {'a.ipynb': b'one', 'b.ipynb': b'two', 'images/c.png': b'c'}
    assert not hand_out(first, tmp_path)
    (tmp_path / 'b.ipynb').write_bytes(b'two, and my answer')
    assert hand_out({**first, 'a.ipynb': b'one, mended', 'b.ipynb': b'two, mended'}, tmp_path) == [
        'b.ipynb'
    ]
    assert (tmp_path / 'a.ipynb').read_bytes() == b'one, mended'
    assert (tmp_path / 'b.ipynb').read_bytes() == b'two, and my answer'
    (tmp_path / 'b.ipynb').rename(tmp_path / 'mine.ipynb')  # as the message advises
    assert not hand_out({'b.ipynb': b'two, mended'}, tmp_path)
    assert (tmp_path / 'b.ipynb').read_bytes() == b'two, mended'
    assert (tmp_path / 'mine.ipynb').exists()


def test_work_is_kept_if_the_record_is_lost(tmp_path):
    hand_out({'a.ipynb': b'one'}, tmp_path)
    (tmp_path / 'a.ipynb').write_bytes(b'mine')
    (tmp_path / '.written.json').unlink()
    assert hand_out({'a.ipynb': b'one'}, tmp_path) == ['a.ipynb']
    assert (tmp_path / 'a.ipynb').read_bytes() == b'mine'


def test_the_course_is_handed_out_without_answers_and_keeps_what_was_noted(tmp_path, capsys):
    folder = tmp_path / 'my course'
    assert main(['student', '--folder', str(folder)]) == 0
    opened = folder / '01_what_transfers.ipynb'
    nb = nbformat.read(opened, as_version=4)
    nbformat.validate(nb)
    assert not [c for c in nb.cells if c.get('outputs')]
    assert 'BEGIN SOLUTION' not in opened.read_text('utf-8')
    for c in nb.cells:
        for m in tool.PICTURE.finditer(c.source):
            assert folder.joinpath(m[2]).exists()
    nbformat.validate(nbformat.read(folder / 'progress.ipynb', as_version=4))
    noted = folder / 'progress.jsonl'
    noted.write_text('{"kind": "exercise", "exercise": "a", "passed": true}\n')
    assert main(['student', '--folder', str(folder)]) == 0  # the next day
    assert 'passed' in noted.read_text() and 'kept' not in capsys.readouterr().out
    for path in folder.glob('*.ipynb'):
        texts = [c.source for c in nbformat.read(path, 4).cells if c.cell_type == 'markdown']
        for name in re.findall(r'\]\((?!https?:|#)([^)#]+)', '\n'.join(texts)):
            assert path.parent.joinpath(name).exists(), (path.name, name)
    index = (folder / 'README.md').read_text('utf-8')
    assert 'TEACHING' not in index
    for name in re.findall(r'\]\((.*?)\)', index):
        assert (folder / name).exists(), name


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

    needs.module('nbdev')  # it cleans what it has recorded
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
        'ranks = tl.Guess("Which is largest?", order=("hen", "egg"))\nranks',
        'tl.Quiz("Where?", {"here": "No: it is there.", "there": "Just so."}, "there")',
        'guess.reveal("one", "because one it is")',
        'sketch.reveal([.6, .9], "More is more.")',
        width=800,
    )
    told = page.locator('.tl-canvas').get_by_text('because one it is')
    expect(told).to_have_count(0)  # all cells were run, and nothing is told
    asked = page.locator('.tl-panel').filter(has_text='How <b>many</b>?')  # names are text
    asked.get_by_text('Commit').click()
    expect(asked).to_contain_text('not a valid answer')
    asked.get_by_label('two').check()
    asked.get_by_text('Commit').click()
    expect(asked).to_contain_text('Committed: “two”')
    expect(told).to_have_count(1)
    expect(page.get_by_text('You predicted “two”. That is not what happened.')).to_have_count(1)

    curve = page.locator('.tl-panel').filter(has_text='How does it grow?')
    curve.locator('[data-pick="0:20"]').click()  # with the pointer
    expect(curve.locator('circle')).to_have_count(1)
    places = [curve.locator(f'[data-pick="1:{k}"]').bounding_box() for k in (30, 40)]
    page.mouse.move(places[0]['x'] + 9, places[0]['y'] + 2)
    page.mouse.down()
    page.mouse.move(places[1]['x'] + 9, places[1]['y'] + 2, steps=8)
    page.mouse.up()
    expect(curve.locator('circle').nth(1)).to_have_attribute('cy', '54.0')  # 0.8 is drawn
    curve.locator('[data-pick="0:20"]').focus()  # and with the keyboard: one step up
    page.keyboard.press('ArrowUp')
    page.keyboard.press('Enter')
    curve.get_by_text('Commit').click()
    expect(curve).to_contain_text('Committed: 0.42 at 5, 0.80 at 20')
    expect(page.get_by_text('On average 0.14 away')).to_have_count(1)
    expect(page.locator('.tl-canvas').get_by_label('prediction and result')).to_have_count(
        1
    )  # once

    order = page.locator('.tl-panel').filter(has_text='Which is largest?')
    order.get_by_role('button', name='hen').click()
    order.get_by_role('button', name='egg').click()
    order.get_by_text('Commit').click()
    expect(order).to_contain_text('Committed: hen, egg')

    asked_last = page.locator('.tl-panel').filter(has_text='Where?')
    asked_last.get_by_label('here', exact=True).check()
    expect(asked_last).to_contain_text('No: it is there.')
    asked_last.get_by_label('there').check()
    expect(asked_last).to_contain_text('Just so.')
    assert not page.locator('.tl-panel').get_by_text('Stop').count()
    assert fits(page) and violations(page) == []


@pytest.mark.slow
def test_show_me_in_a_browser(notebook):
    page = notebook(
        START,
        'guess = tl.Guess("How many?", high=10)\nguess',
        'guess.reveal(7, "as the dwarfs")',
    )
    told = page.locator('.tl-canvas').get_by_text('as the dwarfs')
    expect(told).to_have_count(0)
    page.get_by_text('Show me').click()
    expect(told).to_have_count(1)
    expect(page.get_by_text('You made no prediction.')).to_have_count(1)
    expect(page.get_by_text('Show me')).to_have_count(0)


@pytest.mark.slow
def test_what_a_section_shows_waits_for_its_prediction(notebook, lab):
    noted = lab[0] / 'progress.jsonl'  # as in the students' folder
    noted.touch()
    try:
        page = notebook(
            START,
            'guess = tl.Guess("How many?", high=10)\nguess',
            'print("seven dwarfs")\ntl.say("They are {n} miners.", n="seven")',
            'import matplotlib.pyplot as plt\nplt.plot([7]);',
            '{"dwarfs": 7}',
            'guess.reveal(7, "as in the tale")',
        )
    finally:
        noted.unlink()
    outputs = page.locator('.jp-OutputArea')
    said = 'seven dwarfs', 'They are seven miners', "{'dwarfs': 7}"
    shown = [outputs.get_by_text(o) for o in said]
    figure = outputs.locator('img')
    expect(page.get_by_text('This waits for your prediction above.')).to_have_count(3)
    for o in (*shown, figure):
        expect(o).to_have_count(0)
    page.locator('[data-pick="0:28"]').click()
    page.get_by_role('button', name='Commit').click()
    for o in (*shown, figure):
        expect(o).to_have_count(1)
    expect(page.get_by_text('This waits')).to_have_count(0)
    expect(page.locator('.tl-canvas').get_by_text('as in the tale')).to_have_count(1)


@pytest.mark.slow
def test_a_widget_that_is_slow_to_load_hears_its_kernel(lab, chromium):
    root, url, word = lab
    cells = (
        'import tl_nbdev as tl\nguess = tl.Guess("How many?", high=10)\nguess',
        'guess.reveal(7, "as the dwarfs")',
    )
    made = new_notebook(cells=[new_code_cell(c) for c in cells])
    made.metadata.kernelspec = {'name': 'python3', 'display_name': 'Python 3'}
    nbformat.write(made, root / 'slow.ipynb')
    page = new_page(chromium, 1200, 1400)
    page.add_init_script(NO_TIME)
    page.goto(f'{url}/lab/tree/slow.ipynb?token={word}&reset')
    page.locator('.jp-Notebook').wait_for()
    idle(page)
    page.evaluate(COMMAND, ['notebook:run-all-cells', {}])
    idle(page)
    page.get_by_role('button', name='Show me').click()
    expect(page.locator('.tl-canvas').get_by_text('as the dwarfs')).to_have_count(1)
    page.evaluate('() => window.jupyterapp.serviceManager.sessions.shutdownAll()')
    page.close()


SOURCE = """([start, text]) => {
  const cells = window.jupyterapp.shell.currentWidget.content.widgets
  const i = cells.findIndex(c => c.model.sharedModel.source.startsWith(start))
  if (text) cells[i].model.sharedModel.setSource(cells[i].model.sharedModel.source.replace(...text))
  window.jupyterapp.shell.currentWidget.content.activeCellIndex = i
  return i
}"""


@pytest.mark.slow
def test_a_model_of_ones_own_photographs_in_four_steps(lab, chromium):
    from tl_nbdev.testing import tiny_images

    root, url, word = lab
    assert main(['student', '--folder', str(root / 'student')]) == 0
    index = (root / 'student/README.md').read_text()
    assert 'Run All Cells' in index and 'section 7' in index
    tiny_images(root / 'photographs', per_class=12)
    page = new_page(chromium, 1200, 1400)
    page.goto(f'{url}/lab/tree/student/01_what_transfers.ipynb?token={word}&reset')
    page.locator('.jp-Notebook').wait_for()
    idle(page)
    page.evaluate(COMMAND, ['notebook:run-all-cells', {}])  # 1
    idle(page)
    mine = page.get_by_text('Your model classifies')
    expect(mine).to_have_count(1)  # of the stamps, and no prediction was needed
    assert 'of the 133 test images' in mine.inner_text()
    path = repr(str(root / 'photographs'))
    page.evaluate(SOURCE, ['my_photographs = None', ['None', path]])  # 2
    for _ in range(2):  # 3 and 4
        page.evaluate(COMMAND, ['notebook:run-cell-and-select-next', {}])
    expect(
        page.get_by_text(re.compile('Your model classifies .* of the [78] test images'))
    ).to_have_count(1)
    assert (root / 'student/my_model/model.json').exists()
    page.evaluate('() => window.jupyterapp.serviceManager.sessions.shutdownAll()')
    page.close()


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
    shutil.copytree(tool.FOLDER / 'checks', course / 'source/one/checks')
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
    (
        handed / 'checks'
    ).mkdir()  # grading takes the teacher's checks, whatever a student did to them
    (handed / f'checks/lesson_{lesson.number:02}.py').write_text('')
    nbformat.write(released, handed / lesson.path.name)
    done = api.autograde('one', 'ada')
    assert done['success'], done
    with api.gradebook as book:
        marks = {
            g.name: g.auto_score for g in book.find_submission('one', 'ada').notebooks[0].grades
        }
    right = first.replace('exercise', 'check')
    assert marks == {name: float(name == right) for name in marks} and len(marks) == len(solved)


def test_checks_of_answers_that_look_alike(tmp_path):
    import numpy as np
    import torch

    import tl_nbdev as tl
    from tl_nbdev.evaluation import Report
    from tl_nbdev.testing import tiny_images

    assert tl.check_number(torch.tensor(0.5), 0.5) and tl.check_number(np.array(0.5), 0.5)
    assert not tl.check_number(torch.tensor([0.5, 1]), 0.5)
    images = tiny_images(tmp_path / 'set', per_class=20, classes=3).with_order(
        'circle', 'square', 'triangle'
    )
    good, bad = (
        Report.from_probs(np.eye(3)[o] * 0.97 + 0.01, images, 'valid')
        for o in (images.targets, (images.targets + 1) % 3)
    )
    assert tl.check_better_than_guessing(good, 'class_error')
    assert not tl.check_better_than_guessing(bad, 'class_error')
    for wrong in (
        lambda: tl.check_tested_once(None),
        lambda: tl.check_seeds([1, 2, 3]),
        lambda: tl.check_frozen(None, None, 'stage1'),
    ):
        with pytest.raises(tl.TLError):
            wrong()
    number = tl.Guess('Which?', choices=[1, 2, 3], fresh=True)
    number.kind.input.value = '2'
    number.commit()
    order = tl.Guess('In which order?', order=[1, 2], fresh=True)
    order.commit([2, 1])
    order.reveal([1, 2])
    assert '0 of 1 pairs' in str(order.result.text.content)
