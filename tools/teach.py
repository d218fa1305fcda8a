"""For the teacher: slides and handouts of each lesson, a rubric, and a sheet of formulas and words.

    python tools/teach.py            # all lessons, to runs/teach
    python tools/teach.py 1 6        # slides and handouts of these

Each is one HTML file that loads nothing from elsewhere: open it in a browser, print it from there. Slides are pages
to scroll through (Page Down); what comes after a prediction is folded until somebody clicks. The folder `otter` has
the lessons as otter-grader wants them.
"""

import argparse
import ast
import html
import re

import nbformat
from latex2mathml.converter import convert
from nbconvert.filters import markdown2html_mistune

import lessons as tool
from tl_nbdev.commands.handouts import folded, for_students, parsed

OUT = tool.ROOT / 'runs/teach'
FORMULAS = tool.FOLDER / 'FORMULAS.md'
FORMULA = re.compile(r'\$\$(.+?)\$\$|\$([^$<\n]+)\$', re.DOTALL)  # in HTML
BIG = 900  # characters that fill a slide; a picture counts as half of them
STYLE = '''body{font-family:sans-serif;line-height:1.4;max-width:60rem;margin:auto;padding:1rem}
img{max-width:100%}pre{background:#f4f4f4;padding:.6rem;overflow:auto}table{border-collapse:collapse}
td,th{border-bottom:1px solid #ccc;padding:.2rem .5rem;text-align:left}
.slide{min-height:92vh;scroll-snap-align:start;font-size:1.35rem;border-bottom:1px solid #ccc;padding:1rem 0}
html.deck{scroll-snap-type:y proximity}.blank{border-bottom:1px solid #888;height:2.2em}
.two{columns:2;font-size:.8rem}@media print{.slide{break-after:page;border:0}details{display:none}}'''


def page(title, body, kind=''):
    "A whole HTML file."
    return (
        f'<!DOCTYPE html><html lang="en" class="{kind}"><head><meta charset="utf-8"><title>{html.escape(title)}</title>'
        f'<style>{STYLE}</style></head><body>{body}</body></html>'
    )


def prose(markdown, folder=tool.FOLDER):
    "Markdown as HTML, with its pictures inside, and without links to other notebooks."
    import base64

    def inside(found):
        data = base64.b64encode((folder / found[2]).read_bytes()).decode()
        return f'![{found[1]}](data:image/png;base64,{data})'

    markdown = tool.PICTURE.sub(inside, markdown)
    found = markdown2html_mistune(re.sub(r'(?<!!)\[([^]]+)\]\((?!https?:)[^)]*\)', r'\1', markdown))
    found = re.sub('<a class="anchor-link".*?</a>', '', found)
    return FORMULA.sub(lambda m: convert(html.unescape(m[1] or m[2])), found)


def shown(cell):
    "The outputs of a cell as HTML: pictures, tables and text."
    parts = []
    for o in cell.outputs:
        data = o.get('data', {})
        if 'image/png' in data:
            parts.append(f'<img alt="" src="data:image/png;base64,{data["image/png"].strip()}">')
        elif 'text/html' in data:
            parts.append(data['text/html'].replace('<details class="tl-static">', '<details open>'))
        elif 'text/markdown' in data:
            parts.append(prose(data['text/markdown']))
        elif text := data.get('text/plain') or o.get('text'):
            parts.append(f'<pre>{html.escape(text)}</pre>')
    return ''.join(parts)


def asked(cell):
    "The question of a prediction: (text, possible answers)."
    for node in ast.walk(parsed(cell.source)):
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith('Guess'):
            options = [k.value for k in node.keywords if k.arg in ('choices', 'order')]
            texts = [
                n.value
                for o in options
                for n in ast.walk(o)
                if isinstance(n, ast.Constant) and isinstance(n.value, str)
            ]
            return ''.join(_text(node.args[0])), texts
    return None


def _text(node):
    "The text of a string; what an f-string computes is a dot."
    if isinstance(node, ast.JoinedStr):
        return ''.join(_text(o) for o in node.values)
    return str(node.value) if isinstance(node, ast.Constant) else '…'


def slides(lesson):
    "A lesson as slides: prose, code worth reading, questions; what answers them is folded."
    found, past = [], False
    for c in lesson.nb.cells:
        if c.cell_type == 'markdown':
            if re.search('^## (Questions|Exercises)', c.source, re.MULTILINE):
                found.append(prose(c.source.partition('## Questions')[0]))
                break
            found += [prose(o) for o in re.split(r'\n(?=## )', c.source)]
            continue
        if question := asked(c):
            past = True
            items = ''.join(f'<li>{html.escape(o)}</li>' for o in question[1])
            found.append(f'<p><b>Predict first.</b> {html.escape(question[0])}</p><ul>{items}</ul>')
            continue
        code = '' if folded(c) else f'<pre>{html.escape(c.source)}</pre>'
        told = shown(c)
        if told and past:
            told = f'<details><summary>Show what came out</summary>{told}</details>'
        if code or told:
            found.append(code + told)
    body = ''.join(f'<section class="slide">{o}</section>' for o in filled(found))
    return page(lesson.title, body, 'deck')


def filled(parts):
    "Slides from parts in HTML: a heading begins a new one, and so does what would not fit."
    shown, room = [], 0
    for part in parts:
        text = re.sub(r'<details>.*?</details>', '', part, flags=re.DOTALL)
        size = len(re.sub('<[^>]*>', '', text)) + BIG / 2 * text.count('<img')
        if shown and size <= room and not re.match('<h[12]', part):
            shown[-1] += part
            room -= size
        else:
            shown.append(part)
            room = BIG - size
    return shown


def handout(lesson):
    "A lesson on paper: prose, questions with room for an answer, exercises. No results and no solutions."
    found = []
    for c in nbformat.from_dict(for_students(lesson.nb)).cells:
        if c.cell_type == 'markdown':
            found.append(prose(c.source.partition('## Summary')[0]))
        elif question := asked(c):
            options = ' · '.join(map(html.escape, question[1]))
            found.append(
                f'<p><b>My prediction.</b> {html.escape(question[0])}</p><p>{options}</p><div class="blank"></div>'
            )
        elif not folded(c) and c.source.strip() != 'took':
            found.append(f'<pre>{html.escape(c.source)}</pre>')
    return page(lesson.title, ''.join(found))


def graded(lesson):
    "(exercise, points, what its check looks at) of a lesson."
    texts = {
        m[1]: m[2]
        for _, t in lesson.texts
        for m in re.finditer(r'^### Exercise (\d+): (.+)$', t, re.MULTILINE)
    }
    about = {
        n.name: ast.get_docstring(n)
        for n in ast.parse(lesson.checks.read_text()).body
        if isinstance(n, ast.FunctionDef)
    }
    for _, c in lesson.codes:
        mark = c.metadata.get('nbgrader', {})
        if mark.get('grade'):
            name = re.search(r'require\(\s*(check_\w+)', c.source)[1]
            number = mark['grade_id'].rpartition('-')[2]
            yield texts.get(number, mark['grade_id']), mark['points'], about[name]


def rubric(course):
    "What each exercise is graded by."
    rows = ''.join(
        f'<tr><td>{l.number}</td><td>{html.escape(what)}</td><td>{points}</td><td>{html.escape(how)}</td></tr>'
        for l in course
        for what, points, how in graded(l)
    )
    return page(
        'Rubric',
        '<h1>Rubric</h1><p>An exercise is graded by its experiment, not by its code: all points, or none. A prediction '
        'is never graded; that one was made is worth a mark of its own.</p><table><tr><th>Lesson</th><th>Exercise</th>'
        f'<th>Points</th><th>What is checked</th></tr>{rows}</table>',
    )


def sheet(course):
    "Formulas and words on paper."
    words = re.sub(r' \(\[lesson (\d+)\]\([^)]*\)\)', r' *(\1)*', tool.glossary_text(course))
    words = words.partition('introduces it.\n')[2]
    formulas = FORMULAS.read_text().partition('prints both.\n')[2]
    return page(
        'Formulas and words',
        f'<h1>Formulas</h1>{prose(formulas)}<h1>Words</h1><div class="two">{prose(words)}</div>',
    )


OTTER = """OK_FORMAT = False

from otter.test_files import test_case

name = {name!r}
points = {points}


@test_case(points={points})
def solved(env):
    exec({source!r}, env)
"""


def otter(lesson):
    "A lesson for otter-grader, name → text: the students' notebook, and a test file for each exercise."
    nb = nbformat.from_dict(for_students(lesson.nb))
    files = {}
    for c in nb.cells:
        mark = c.metadata.get('nbgrader', {})
        if mark.get('grade'):
            name = mark['grade_id'].replace('-', '_')
            files[f'tests/{name}.py'] = OTTER.format(
                name=name, points=mark['points'], source=c.source
            )
            c.metadata['otter'] = {
                'tests': [name]
            }  # graded here: later exercises use the same names
    return files | {lesson.path.name: nbformat.writes(nb)}


def main():
    ap = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    ap.add_argument('numbers', nargs='*', type=int, help='lessons; all of them if none is given')
    args = ap.parse_args()
    course = tool.lessons()
    files = {'rubric.html': rubric(course), 'formulas_and_words.html': sheet(course)}
    for l in course:
        if not args.numbers or l.number in args.numbers:
            files[f'slides/{l.path.stem}.html'] = slides(l)
            files[f'handouts/{l.path.stem}.html'] = handout(l)
            files |= {f'otter/{l.path.stem}/{name}': text for name, text in otter(l).items()}
    for name, text in files.items():
        path = OUT / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    print(f'{len(files)} files in {OUT.relative_to(tool.ROOT)}')


if __name__ == '__main__':
    main()
