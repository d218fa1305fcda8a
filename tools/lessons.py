"The course: check the rules of its lessons, write index and glossary, record outputs."

import argparse
import ast
import html
import json
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import nbformat

from claims import CLAIMS
from record import NOT_OURS, copies
from tl_nbdev.commands.handouts import SOLUTION, folded, for_students, parsed

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / 'nbs/lessons'
PICTURES = FOLDER / 'images'
MEASURED = ROOT / 'benchmarks/results'
QUICKSTART = FOLDER / '00_quickstart.ipynb'
INDEX = FOLDER / 'README.md'
GLOSSARY = FOLDER / 'GLOSSARY.md'
SECTIONS = ['Play', 'Summary', 'Questions', 'Exercises', 'Further reading']
NEEDS = re.compile(r'^\*Needs:\* (.+) · \*Takes:\* (\d+) minutes? on two cores$', re.MULTILINE)
WORDS = 'no one two three four five'.split()
NUMBERS = 'two|three|four|five|six|seven|eight|nine|ten|twenty|fifty|a hundred'
RESULT = re.compile(rf'\d+\.\d+|\d\s?%|\d\s?×(?!\s?\d)|\b(?:\d+|{NUMBERS}) times\b|±')
SOURCE = re.compile(r'\b(?:19|20)\d\d\b')  # a paragraph with a year cites somebody
BOLD = re.compile(r'\*\*(.+?)\*\*', re.DOTALL)
WIDGET = 'application/vnd.jupyter.widget-view+json'
MOST_LINES = 120  # of code that a student sees in a lesson
SEEDS = 5  # with which each claim is tried: that of the lesson, and four recorded ones
TELLS = re.compile(r'\.reveal\(|\bQuiz\(|\bsay\(|^\s*assert ', re.MULTILINE)
A_CHECK = re.compile(r'\bdef check_|\bcheck_number\(|\bCheck\(')
AXES = 'fig', 'ax', 'axs', 'axes'  # what lessons call a figure and its axes
PICTURE = re.compile(r'!\[([^]]+)\]\(([^)]+)\)')
KB = 1024
ANSWER = re.compile(r'<b>Answer: (.+?)\.</b>')
READ = 'text/plain', 'text/markdown'  # kinds of output that are text

# Technical terms that the course must explain.
TERMS = '''transfer learning; pretrained; CNN; weights; backbone; head; features; frozen; fine-tuning; from scratch;
linear probe; training set; validation set; test set; epoch; loss; accuracy; majority baseline; seed;
convolution; filter; channel; feature map; activation; pooling; stride; receptive field; stage; depthwise
separable convolution; residual connection; attention; transformer; k-NN; probe curve; CKA; batch;
logits; softmax; sigmoid; cross-entropy; dropout; batch norm; gradient; learning rate; one-cycle;
learning-rate finder; discriminative learning rates; forgetting; LP-FT; L2-SP; overfitting; early
stopping; weight decay; augmentation; label smoothing; leak; calibration; threshold; balanced accuracy;
AUROC; domain shift; adaptation; multi-task; negative transfer; audit; model card; safetensors; ONNX'''


@dataclass
class Lesson:
    "One notebook of the course."

    path: Path

    def __post_init__(self):
        self.nb = nbformat.read(self.path, as_version=4)
        self.number = int(self.path.name[:2])
        first = self.nb.cells[0].source
        self.title = first.partition('\n')[0].lstrip('# ')
        self.promise = re.search(r'^> (.+)$', first, re.MULTILINE)
        self.needs = NEEDS.search(first)

    @property
    def texts(self):
        return [(i, c.source) for i, c in enumerate(self.nb.cells) if c.cell_type == 'markdown']

    @property
    def codes(self):
        return [(i, c) for i, c in enumerate(self.nb.cells) if c.cell_type == 'code']

    @property
    def checks(self):
        "The module that it imports its checks from."
        folder, module = re.search(
            r'^from (\w+)\.(lesson_\d+) import', self.all_code(), re.MULTILINE
        ).groups()
        return self.path.parent / folder / f'{module}.py'

    def all_code(self):
        return '\n'.join(c.source for _, c in self.codes)


def lessons():
    "The lessons from 1 on; the quickstart before them shows the whole job and explains its own terms."
    return [
        Lesson(p) for p in sorted(FOLDER.glob('[0-9][0-9]_*.ipynb')) if not p.name.startswith('00')
    ]


def plain(markdown):
    "Prose only: no code, formulas, pictures, addresses or comments."
    for pattern, instead in (
        (r'!\[[^]]*\]\([^)]*\)', ' '),
        (r'```.*?```', ' '),
        (r'`[^`]*`', ' '),
        (r'\$\$.*?\$\$|\$[^$]+\$', ' '),
        (r'<!--.*?-->', ''),
        (r'\]\([^)]*\)', ']'),
        (r'https?://\S+|arXiv[: ]\s?[\d.]+|doi[: ]\s?\S+', ' '),
    ):
        markdown = re.sub(pattern, instead, markdown, flags=re.DOTALL)
    return markdown


def paragraphs(markdown):
    return re.split(r'\n\s*\n|\n(?=\s*(?:[-*]|\d+\.)\s)|\n(?=#)|(?<=\n)(?=\|)', markdown)


def form(lesson):
    "The parts that a lesson is missing."
    heads = [
        h.strip('# ') for _, t in lesson.texts for h in re.findall(r'^#+ .+$', t, re.MULTILINE)
    ]
    places = [heads.index(s) if s in heads else -1 for s in SECTIONS]
    if not lesson.promise:
        yield 'no line that begins with > and says what the reader will know'
    if not lesson.needs:
        yield 'no line *Needs:* … · *Takes:* … minutes on two cores'
    if -1 in places or places != sorted(places):
        yield f'its last sections are not {", ".join(SECTIONS)}'
    if not any('control' in h.lower() for h in heads):
        yield 'no heading that names a control run'
    code = lesson.all_code()
    for name in ('lesson_time(', 'Guess(', '.reveal(', 'Quiz(', 'say(', 'assert '):
        if name not in code:
            yield f'no {name}'
    if lesson.codes[-1][1].source.strip() != 'took':
        yield 'its last code cell is not `took`'


def exercises(lesson):
    "What is wrong with its exercises: each needs a solution, a check, and a wrong solution that the check rejects."
    marks = [(c, c.metadata.get('nbgrader')) for c in lesson.nb.cells if c.metadata.get('nbgrader')]
    ids = [m['grade_id'] for _, m in marks]
    if not ids:
        yield 'no exercises'
    if len(set(ids)) < len(ids):
        yield f'grade_ids are not unique: {ids}'
    solved = [(c, m) for c, m in marks if m['solution']]
    graded = [(c, m) for c, m in marks if m['grade']]
    if len(solved) != len(graded):
        yield f'{len(solved)} solutions and {len(graded)} checks'
    for c, m in solved:
        if not re.search('### BEGIN SOLUTION\n.*### END SOLUTION', c.source, re.DOTALL):
            yield f'{m["grade_id"]}: no solution'
    for c, m in graded:
        shown, _, hidden = c.source.partition('### BEGIN HIDDEN TESTS')
        if 'require(' not in shown:
            yield f'{m["grade_id"]}: nothing is required'
        if 'assert_rejected(' not in hidden or '### END HIDDEN TESTS' not in hidden:
            yield f'{m["grade_id"]}: no wrong solution is tested'


def checks(lesson):
    "Checks that a student could read in the lesson, and right answers that are not told why they are right."
    for i, c in lesson.codes:
        if found := A_CHECK.search(c.source):
            yield f'cell {i}: a check in the lesson, {found[0]!r}: move it to {lesson.checks.parent.name}/'
    path = lesson.checks
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and not _gives_reason(node):
            yield f'{path.name}, line {node.lineno}: a right answer gets no reason: reason=…, or because=…'


def _gives_reason(call):
    "Whether a call that makes a check says why a right answer is right."
    name = ast.unparse(call.func).removeprefix('tl.')
    given = {k.arg for k in call.keywords}
    if name == 'check_number':
        return 'because' in given
    is_wrong = call.args and ast.unparse(call.args[0]) == 'False'
    return name != 'Check' or is_wrong or len(call.args) >= 4 or 'reason' in given


def claiming(lesson):
    "The code of a lesson before its panel: what it shows, and asserts."
    for c in lesson.nb.cells:
        if c.cell_type == 'markdown' and re.search('^## Play', c.source, re.MULTILINE):
            return
        if c.cell_type == 'code':
            yield c


def claims(lesson):
    "(cell id, text) of each assertion."
    for c in claiming(lesson):
        for node in ast.walk(parsed(c.source)):
            if isinstance(node, ast.Assert):
                yield c.id, ast.unparse(node.test)


def measured(name):
    "The rows of a recorded table."
    path = MEASURED / f'{name}.json'
    return json.loads(path.read_text()) if path.exists() else []


def tried(lesson):
    "Claims that were not tried with five seeds, or that did not hold with all of them and don't say so."
    rows = measured('lessons')
    sources = [c.source for c in lesson.nb.cells]
    for cell, told in claims(lesson):
        arm = f'{lesson.number:02} | {cell} | {told}'
        held = {0: True} | {o['seed']: o['held'] for o in rows if o['arm'] == arm}
        if len(held) < SEEDS:
            yield f'tried with {len(held)} seeds: {told!r}: python benchmarks/lesson_claims.py'
        elif not all(held.values()):
            said = f'{WORDS[sum(held.values())]} of five seeds'
            if not any(said in o for o in sources):
                yield f'holds in {sum(held.values())} of {len(held)} seeds, and does not say {said!r}: {told!r}'
    for name in dict.fromkeys(re.findall(r"benchmark_results\('(.+?)'\)", lesson.all_code())):
        seeds = len({o['seed'] for o in measured(name)})
        if seeds < SEEDS and f'{WORDS[seeds]} seeds' not in '\n'.join(sources):
            yield f'{name}.json has {seeds} seeds, and the lesson does not say so'


def summary(lesson):
    "Points of the summary that nothing in the lesson supports."
    text = '\n'.join(t for _, t in lesson.texts)
    points = re.findall('^- (.+)$', text.partition('## Summary')[2].partition('\n## ')[0], re.M)
    known = CLAIMS.get(lesson.number, {})
    places = {c.id for c in claiming(lesson)}
    told = dict(claims(lesson))
    for point in points:
        begins = [o for o in known if point.startswith(o)]
        if not begins:
            yield f'no record of what the summary claims: {point[:50]!r}: tools/claims.py'
            continue
        for cell in known[begins[0]].split():
            if cell not in places or cell not in told:
                yield f'cell {cell} asserts nothing for {begins[0]!r}: tools/claims.py'


def typed(lesson):
    "Results that are typed into prose: they would be out of date after another run."
    for i, source in lesson.texts:
        for p in paragraphs(NEEDS.sub('', source)):
            if (found := RESULT.search(plain(p))) and not SOURCE.search(p):
                yield f'cell {i}: {found[0]!r} is typed: {p.strip()[:70]!r}'


def outputs(lesson):
    "Outputs that are too large or unwanted."
    if lesson.path.stat().st_size > 2 * KB * KB:
        yield 'the notebook is larger than 2 MB'
    for i, c in lesson.codes:
        for o in c.outputs:
            if len(nbformat.from_dict(o).__str__()) > 300 * KB:
                yield f'cell {i}: an output of more than 300 KB'
            if o.output_type == 'error' or o.get('name') == 'stderr':
                yield f'cell {i}: an error, or stderr'
            if NOT_OURS in c.metadata.get('tags', []) and copies(o):
                yield f'cell {i}: an image that is not ours'
            if WIDGET in o.get('data', {}):
                yield f'cell {i}: a widget without its state'


def first_screen(lesson):
    "What the beginning of a lesson lacks: a question, and a picture that is there before anything was run."
    first = lesson.nb.cells[0].source
    if '?' not in first:
        yield 'its first cell asks nothing'
    found = PICTURE.search(first)
    if not found:
        yield 'its first cell has no picture'
    elif not (lesson.path.parent / found[2]).exists():
        yield f'no picture {found[2]}: python tools/pictures.py'


def seen(lesson):
    "What is wrong with the students' version: answers in sight, or more code than is worth reading."
    given = nbformat.from_dict(for_students(lesson.nb))
    codes = [c for c in given.cells if c.cell_type == 'code']
    for c in codes:
        begins = c.source.partition('\n')[0]
        if folded(c) and not begins.startswith('# '):
            yield f'a folded cell does not begin with a comment that says what it does: {begins!r}'
        if not folded(c) and TELLS.search(c.source):
            yield f'a cell in sight tells an answer: {TELLS.search(c.source)[0].strip()!r} in {begins!r}'
    shown = '\n'.join(c.source for c in codes if not folded(c))
    lines = sum(bool(o.strip()) for o in shown.split('\n'))
    if lines > MOST_LINES:
        yield f'{lines} lines of code in sight: fold what is not worth reading'
    solved = [
        o.strip()
        for _, c in lesson.codes
        for m in SOLUTION.finditer(c.source + '\n')
        for o in m[2].split('\n')
    ]
    taught = lesson.all_code().partition('### BEGIN SOLUTION')[0]
    yield from (
        f'a line of a solution is in sight: {o!r}'
        for o in solved
        if len(o) >= 20 and o in shown and o not in taught
    )


def revealed(lesson):
    "(what the answer to a question says, the choices that it was taken from) of each prediction, from saved outputs."
    choices = {}
    for _, c in lesson.codes:
        for node in ast.walk(parsed(c.source)):
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call):
                given = {k.arg: k.value for k in node.value.keywords}
                if ast.unparse(node.value.func) == 'tl.Guess' and 'choices' in given:
                    parts = [o for o in ast.walk(given['choices']) if isinstance(o, ast.Constant)]
                    choices[node.targets[0].id] = [str(o.value) for o in parts]
        told = ''.join(''.join(o.get('data', {}).get('text/html', '')) for o in c.outputs)
        for name, answer in zip(re.findall(r'(\w+)\.reveal\(', c.source), ANSWER.findall(told)):
            yield html.unescape(answer), choices.get(name, [])


def gives_away(text, answer, choices):
    "Whether a text holds the words of an answer and not those of the others, or a number as exact as it."
    text = ' '.join(text.casefold().split())
    if answer.startswith('“'):
        answer = answer.strip('“”').casefold()
        others = [o.casefold() for o in choices if o.casefold() != answer]
        return answer.count(' ') >= 2 and answer in text and not all(o in text for o in others)
    numbers = [o for o in re.findall(r'\d[\d,.]*\d', answer) if sum(map(str.isdigit, o)) >= 3]
    return bool(numbers) and all(
        re.search(rf'(?<![\d.,]){re.escape(o)}(?!\d)', text) for o in numbers
    )


def in_sight(lesson):
    "(where, text) of what a student may read at any time: text, code in sight, and outputs that wait for nothing."
    for c in nbformat.from_dict(for_students(lesson.nb)).cells:
        if c.cell_type == 'markdown' or not folded(c):
            yield c.id, c.source
    waits = False
    for c in lesson.nb.cells:
        if c.cell_type == 'markdown':
            waits = waits and not re.search('^## ', c.source, re.MULTILINE)
            continue
        for node in ast.walk(parsed(c.source)):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in ('tl.Guess', 'tl.Quiz'):
                question = node.args[0] if node.args else node.keywords[0].value
                yield c.id, ast.unparse(question)
        waits = waits or 'tl.Guess(' in c.source
        if not waits:
            for o in c.outputs:
                data = o.get('data', {})
                yield (
                    c.id,
                    ' '.join(''.join(data.get(k, '')) for k in READ) + ''.join(o.get('text', '')),
                )


def early(lesson):
    "Answers that can be read before the prediction: their words or numbers, in what a student has in sight."
    shown = list(in_sight(lesson))
    for answer, choices in revealed(lesson):
        for place, text in shown:
            if gives_away(text, answer, choices):
                yield f'cell {place} tells the answer {answer!r}: {" ".join(text.split())[:60]!r}'


def empty(output):
    "Whether an output shows nothing: a widget, which needs a kernel, or the remains of a progress bar."
    data = output.get('data', {})
    left = re.sub(
        r'<style>.*?</style>|</?div>|\s',
        '',
        ''.join(data.get('text/html', 'more')),
        flags=re.DOTALL,
    )
    return not left or WIDGET in data and len(data) <= 2


def prose(lesson):
    "(cell, text) of everything to read, in order, up to Further reading, which lists other people's titles."
    for i, c in enumerate(lesson.nb.cells):
        if c.cell_type == 'markdown':
            if c.source.startswith('## Further reading'):
                return
            yield i, NEEDS.sub('', c.source)
        else:
            said = [
                n.value
                for n in ast.walk(ast.parse(re.sub(r'^[%!].*$', '', c.source, flags=re.MULTILINE)))
                if isinstance(n, ast.Constant)
                and isinstance(n.value, str)
                and n.value.count(' ') >= 2
            ]
            yield i, '\n\n'.join(said)


@dataclass
class Term:
    "A term, and the sentence that explains it."

    word: str
    lesson: Lesson
    place: tuple  # Lesson, cell, paragraph
    sentence: str


def sentence_with(paragraph, bold):
    "The sentence that contains a bold word."
    for s in re.split(r'(?<=[.!?])\)?\s+(?=[A-Z*`(])', ' '.join(paragraph.split())):
        if bold in s:
            return re.sub(r'^[-*] |^\*[^*]+\.\* |^\(|(?<=\.)\)$|\*\*', '', s).strip()


def reading(course):
    "(place, lesson, paragraph) from the beginning of the course to the end, without headings."
    for l in course:
        for i, t in prose(l):
            for j, p in enumerate(paragraphs(t)):
                if not p.lstrip().startswith('#'):
                    yield (l.number, i, j), l, p


def terms(course):
    "All terms that are explained, in order; and those that are explained twice."
    found = {}
    twice = []
    for place, l, p in reading(course):
        if l.nb.cells[place[1]].cell_type != 'markdown':
            continue
        for m in BOLD.finditer(p):
            word = ' '.join(m[1].split()).rstrip('.:,')
            if word.lower() in found:
                twice.append(f'lesson {l.number}: {word!r} is explained twice')
            else:
                found[word.lower()] = Term(word, l, place, sentence_with(p, ' '.join(m[0].split())))
    return list(found.values()), twice


def pattern(word):
    "A pattern that finds a word in a text, also in the plural."
    words = r'\s+'.join(map(re.escape, word.split()))
    return re.compile(rf'(?<![\w-]){words}s?(?![\w-])', 0 if word.isupper() else re.IGNORECASE)


def too_early(course):
    "Terms that are used before they are explained."
    read = [(place, l, plain(p)) for place, l, p in reading(course)]
    for t in terms(course)[0]:
        word = pattern(t.word)
        for place, l, p in read:
            if place >= t.place:
                break
            if word.search(p):
                explained = f'lesson {t.lesson.number}, cell {t.place[1]}'
                yield f'{t.word!r} is explained in {explained}, and used in lesson {l.number}, cell {place[1]}'
                break


def glossary_faults(course):
    "What is wrong with the terms of the course."
    known, twice = terms(course)
    yield from twice
    yield from too_early(course)
    words = {t.word.lower() for t in known}
    yield from (
        f'nowhere explained: {t}'
        for t in ' '.join(TERMS.split()).split('; ')
        if not any(re.fullmatch(rf'{re.escape(t.lower())}s?', w) for w in words)
    )


def index_text(course):
    "The index of the course."

    def row(l):
        needs = re.sub(r'\[(.*?)\]\(.*?\)', r'\1', l.needs[1])
        title = l.title.partition('. ')[2]
        return (
            f'| {l.number} | [{title}]({l.path.name}) | {l.promise[1]} | {needs} | {l.needs[2]} |'
        )

    return '\n'.join(
        [
            '# The course',
            '',
            'Eleven lessons, from the first question to a model that you can hand over. Each runs on two cores,',
            'and without a GPU. It asks you to predict each result before it shows it, so `tl-nbdev lab`, or',
            '`make lab` in a checkout, opens copies without answers; what you change there stays.',
            '',
            'You need an internet connection once: the quickstart and lessons 1, 5 and 11 download 80 MB of',
            "pictures, unless Debian's package `tuxpaint-stamps-default` is installed.",
            '',
            'A model of your own photographs, in ten minutes: put ten or more of each kind into a folder with one',
            'subfolder for each kind. Open [lesson 1](01_what_transfers.ipynb), choose *Run → Run All Cells*,',
            'and go to section 7. Write the path of your folder there, and run that cell and the next.',
            '',
            'In a hurry? [The quickstart](00_quickstart.ipynb) does the whole job once.',
            'Terms are explained in [the glossary](GLOSSARY.md).',
            '',
            '| | Lesson | What you will learn | Needs | Minutes |',
            '|---|---|---|---|---:|',
            *map(row, course),
            '',
            f'That is {sum(int(l.needs[2]) for l in course)} minutes of computing in total; '
            'reading and playing take longer.',
            'Teachers: [how to teach it](TEACHING.md). The notebooks linked here contain outputs and solutions.',
            '',
        ]
    )


def glossary_text(course):
    "The glossary, in alphabetical order, with the lesson that explains each term."
    known, _ = terms(course)

    def word(t):
        return t.word.lower() if t.word[1:].islower() else t.word

    rows = [
        f'- *{word(t)}*: {t.sentence} ([lesson {t.lesson.number}]({t.lesson.path.name}))'
        for t in known
    ]
    return '\n'.join(
        [
            '# Glossary',
            '',
            'Each term as explained in the lesson that introduces it.',
            '',
            *sorted(rows, key=str.lower),
            '',
        ]
    )


def figures(lesson):
    "Cells that draw on axes of an earlier cell: Jupyter has shown that figure already, and it stays empty."
    for i, c in lesson.codes:
        made = set()
        for node in parsed(c.source).body:
            if isinstance(node, ast.FunctionDef):
                continue
            names = [o for o in ast.walk(node) if isinstance(o, ast.Name) and o.id in AXES]
            made |= {o.id for o in names if isinstance(o.ctx, ast.Store)}
            if lost := {o.id for o in names} - made:
                yield f'cell {i}: draws on {min(lost)} of an earlier cell'


def sections(lesson):
    "Answers in another section than their question: what a section shows waits for its own questions only."
    number, asked = 0, {}
    for i, c in enumerate(lesson.nb.cells):
        if c.cell_type == 'markdown':
            number += bool(re.search('^## ', c.source, re.MULTILINE))
            continue
        asked |= {m[1]: number for m in re.finditer(r'(\w+) = tl\.Guess\(', c.source)}
        for m in re.finditer(r'(\w+)\.reveal\(', c.source):
            if asked.get(m[1], number) != number:
                yield f'cell {i}: {m[0]}…) is not in the section of its question'


RULES = (
    form,
    exercises,
    checks,
    typed,
    outputs,
    first_screen,
    seen,
    early,
    figures,
    sections,
    tried,
    summary,
)


def check(course):
    "All faults of the course, one per line."
    faults = [f'lesson {l.number}: {o}' for l in course for rule in RULES for o in rule(l)]
    return faults + list(glossary_faults(course))


def execute(lesson):
    "Run a lesson from top to bottom and keep its outputs, without widgets and images that are not ours."
    from nbclient import NotebookClient

    for c in lesson.nb.cells:
        c.metadata.pop('execution', None)
    NotebookClient(
        lesson.nb,
        timeout=1200,
        kernel_name='python3',
        record_timing=False,
        store_widget_state=False,
        extra_arguments=['--Application.log_level=40'],  # no messages about starting the kernel
        resources={'metadata': {'path': str(lesson.path.parent)}},
    ).execute()
    for _, c in lesson.codes:
        c.outputs = [o for o in c.outputs if not empty(o)]
        for o in c.outputs:
            o.get('data', {}).pop(WIDGET, None)
        if NOT_OURS in c.metadata.get('tags', []):
            c.outputs = [o for o in c.outputs if not copies(o)]
    nbformat.write(lesson.nb, lesson.path)
    subprocess.run(['nbdev_clean', '--fname', lesson.path], check=True)


def main():
    ap = argparse.ArgumentParser(description=__doc__)
    ap.add_argument('what', choices=['check', 'write', 'run'])
    ap.add_argument(
        'numbers', nargs='*', type=int, help='lessons to run; all of them if none is given'
    )
    args = ap.parse_args()
    course = lessons()
    if args.what == 'run':
        for l in course:
            if not args.numbers or l.number in args.numbers:
                execute(l)
                print(l.title, '·', l.codes[-1][1].outputs[0].data['text/plain'], flush=True)
    if args.what == 'write':
        INDEX.write_text(index_text(course))
        GLOSSARY.write_text(glossary_text(course))
    if args.what == 'check':
        faults = check(course)
        print(*faults, f'{len(faults)} faults in {len(course)} lessons', sep='\n')
        sys.exit(bool(faults))


if __name__ == '__main__':
    main()
