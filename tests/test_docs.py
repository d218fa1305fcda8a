"Recipes use names that exist and run; links lead somewhere; every name has an API page; the site is built."

import ast
import inspect
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import needs
import pytest

import tl_nbdev as tl
from tl_nbdev.testing import tiny_backbone, tiny_images

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / 'tools'))
RECIPES = sorted(p for p in (ROOT / 'nbs/howto').glob('*.md') if p.name != 'index.md')
BLOCK = re.compile(r'^(<!-- not run: .+ -->\n)?```python\n(.*?)^```$', re.MULTILINE | re.DOTALL)
LINK = re.compile(r'(?<!`)\[[^\]]*\]\(([^)\s]+)\)')
recipes = pytest.mark.parametrize('path', RECIPES, ids=lambda p: p.stem)


def blocks(path):
    return [(bool(skip), code) for skip, code in BLOCK.findall(path.read_text())]


def found(node):
    "What an expression like `tl.plans.fine_tune` is; None for what does not begin with `tl`."
    if isinstance(node, ast.Name):
        return tl if node.id == 'tl' else None
    if not isinstance(node, ast.Attribute):
        return None
    owner = found(node.value)
    return getattr(owner, node.attr) if inspect.ismodule(owner) or inspect.isclass(owner) else None


def typed(path):
    "The code of a recipe: its blocks, and what stands in backticks in its text."
    yield from (code for _, code in blocks(path))
    text = re.sub(r'^```.*?^```', '', path.read_text(), flags=re.MULTILINE | re.DOTALL)
    yield from (s.replace('…', '...') for s in re.findall(r'`(tl\.[^`]+)`', text))


@recipes
def test_recipes_are_short(path):
    lines = path.read_text().splitlines()
    assert len(lines) <= 60 and max(map(len, lines)) <= 120 and lines[0].startswith('# ')


@recipes
def test_recipes_use_what_there_is(path):
    for code in typed(path):
        for node in ast.walk(ast.parse(code)):
            found(node)  # an unknown name raises
            if (
                isinstance(node, ast.Call)
                and (f := found(node.func))
                and not any(k.arg is None for k in node.keywords)
            ):
                given = [
                    a for a in node.args if not (isinstance(a, ast.Constant) and a.value is ...)
                ]
                inspect.signature(f).bind_partial(*given, **{k.arg: 0 for k in node.keywords})


def texts():
    "(path, Markdown) of all that readers see."
    for p in [*ROOT.glob('*.md'), *(ROOT / 'nbs').rglob('*.md')]:
        yield p, p.read_text()
    for p in (ROOT / 'nbs').rglob('*.ipynb'):
        if '.ipynb_checkpoints' in p.parts:
            continue
        yield (
            p,
            '\n\n'.join(
                c.source for c in nbformat.read(p, as_version=4).cells if c.cell_type == 'markdown'
            ),
        )


def slugs(path):
    "The anchors of a page's headings, as GitHub and the site make them, and as Jupyter does."
    text = path.read_text() if path.suffix == '.md' else dict(texts())[path]
    heads = re.findall(r'^#+ (.+)$', text, re.MULTILINE)
    return {re.sub(r'[^\w\- ]', '', h.lower()).replace(' ', '-') for h in heads}


def test_links_lead_somewhere():
    faults = []
    for path, text in texts():
        for link in LINK.findall(re.sub(r'```.*?```|`[^`\n]*`', '', text, flags=re.DOTALL)):
            where, _, anchor = link.partition('#')
            if ':' in where:
                ok = re.fullmatch(r'https://[\w-]+(\.[\w-]+)+(/\S*)?', where)
            else:
                to = (path.parent / where).resolve() if where else path
                ok = to.exists() and (not anchor or anchor in slugs(to))
            if not ok:
                faults.append(f'{path.relative_to(ROOT)}: {link}')
    assert not faults


@pytest.mark.slow
def test_every_public_name_has_its_place_in_the_api(tmp_path):
    needs.module('nbdev')
    import api

    names = api.Names()
    places = api.Places()
    for room in api.ROOMS:
        text = api.page(room, 'about', places, names)
        public = [n for n, _ in api.public(room)]
        assert all(f'{api.shown_name(room, n).rpartition(".")[2]}(' in text for n in public)
    for name in tl._home:
        assert f'tl.{name}' in names.syms and places.link(tl._home[name], name), name
    for name in places.cells:  # as 'images.ImageSet.from_folder'
        room, *path = name.split('.')
        if (
            room in api.ROOMS
            and len(path) == 2
            and path[0] in dict(api.public(room))
            and path[1][0] != '_'
        ):
            assert name in names.syms, name


def test_a_notebook_is_shown_without_what_is_hidden(tmp_path):
    needs.module('nbdev')
    import api

    import docs

    new = nbformat.v4
    picture = {'image/png': 'iVBORw0KGgo=', 'text/plain': 'a picture'}
    code = {
        '#| hide\nsecret = 1': {},
        '#| export\nimport os': {},
        '#| export\ndef f(): return os': {},
        '#| slow\nf()': {},
        'x = None\n### BEGIN SOLUTION\nx = 42\n### END SOLUTION': {},
        'check(x)\n### BEGIN HIDDEN TESTS\ntold(0)\n### END HIDDEN TESTS': {},
        'show()': {'tags': ['not-ours']},
        '#| echo: false\ndisplay(1)': {},
    }
    cells = [
        new.new_markdown_cell('# t\n\n`tl.fit`'),
        *(new.new_code_cell(s, metadata=m) for s, m in code.items()),
    ]
    cells[7].outputs = [new.new_output('display_data', data=picture)]
    kernel = {'kernelspec': {'display_name': 'p', 'language': 'python', 'name': 'p'}}
    nbformat.write(new.new_notebook(cells=cells, metadata=kernel), tmp_path / 'a.ipynb')
    docs.notebook(tmp_path / 'a.ipynb', tmp_path / 'to/a.ipynb', api.Names())
    shown = nbformat.read(tmp_path / 'to/a.ipynb', as_version=4).cells
    typed = [c.source for c in shown if c.cell_type == 'code']
    assert typed == [
        'def f(): return os',
        'f()',
        'x = None\n# your turn\n',
        'check(x)',
        'show()',
        'display(1)',
    ]
    text = '\n'.join(c.source for c in shown if c.cell_type == 'markdown')
    assert '[`tl.fit`](#tl.fit)' in text and 'x = 42' in text and docs.NO_PICTURES in text
    assert not any(c.get('outputs') for c in shown) and shown[-1].metadata.tags == ['remove-input']


def test_broken_links_are_found(tmp_path):
    needs.module('nbdev')
    import docs

    ok = '<p id="a"><a href="b.html#b">b</a> <a href="#a">a</a> <a href="https://arxiv.org/abs/1">c</a>'
    (tmp_path / 'a.html').write_text(ok)
    (tmp_path / 'b.html').write_text('<p id="b">')
    assert not list(docs.broken(tmp_path))
    for bad in (
        '<a href="c.html">',
        '<a href="b.html#a">',
        '<a href="#b">',
        '<a href="http://arxiv.org">',
        '<a href="https://nowhere">',
        '<img src="x.png">',
        '<script src="https://cdn.x.org/a.js"></script>',
    ):
        (tmp_path / 'a.html').write_text(ok + bad)
        assert len(list(docs.broken(tmp_path))) == 1, bad


def test_links_to_other_hosts_are_listed(tmp_path):
    needs.module('nbdev')
    import docs

    (tmp_path / 'b').mkdir()
    (tmp_path / 'a.html').write_text('<a href="https://a.org/x"> <a href="b/c.html">')
    (tmp_path / 'b/c.html').write_text('<a href="https://a.org/x"> <a href="../a.html">')
    (tmp_path / 'lite').mkdir()  # the lessons in a browser tab have tests of their own
    (tmp_path / 'lite/index.html').write_text('<a href="https://b.org"> <a href="none.html">')
    assert docs.external(tmp_path) == {'https://a.org/x': {'a.html', 'b/c.html'}}
    assert not list(docs.broken(tmp_path))


EXTRA = re.compile(r'tl[_-]nbdev\[([\w,]+)\]')


def absent(text):
    "What a text tells readers to type, and isn't there: make targets, commands, scripts and extras."
    from tl_nbdev.commands.entry import _commands

    settings = (ROOT / 'settings.ini').read_text('utf-8')
    makefile = (ROOT / 'Makefile').read_text('utf-8')
    fenced = re.findall(r'^```\w*\n(.*?)^```', text, re.MULTILINE | re.DOTALL)
    typed = [*'\n'.join(fenced).splitlines(), *re.findall(r'`([^`\n]+)`', text)]
    for line in typed:
        for target in re.findall(r'(?:^|&& )make ([a-z-]+)', line):
            if not re.search(rf'^{target}:', makefile, re.MULTILINE):
                yield line
        for name in re.findall(r'(?:^|&& |bin/)tl-nbdev ([a-z]+)', line):
            if name not in _commands:
                yield line
        for path in re.findall(r'(?:python\S*|bash) ((?:tools|benchmarks|tests)/[\w/.]+)', line):
            if not (ROOT / path).exists():
                yield line
        for extra in (o for found in EXTRA.findall(line) for o in found.split(',')):
            if f'\n{extra}_requirements' not in settings:
                yield line


def test_commands_that_readers_type_exist():
    own = [
        (ROOT / 'docs' / n, (ROOT / 'docs' / n).read_text('utf-8')) for n in ('index.md', 'api.md')
    ]
    faults = {f'{p.relative_to(ROOT)}: {o}' for p, text in (*texts(), *own) for o in absent(text)}
    assert not {o for o in faults if not o.startswith('CHANGELOG')}


@pytest.mark.parametrize(
    'text',
    [
        '`make nothing`',
        '```\ngit clone x && make nothing\n```',
        '`tl-nbdev nothing`',
        '`python tools/nothing.py --n 1`',
        '```\n.venv/bin/python benchmarks/nothing.py\n```',
        '`pip install "tl_nbdev[nothing]"`',
    ],
)
def test_a_command_that_is_gone_is_found(text):
    assert list(absent(text))


def test_quarto_has_what_it_is_told_of():
    import yaml

    quarto, sidebar = [
        yaml.safe_load((ROOT / f'nbs/{n}').read_text()) for n in ('_quarto.yml', 'sidebar.yml')
    ]
    assert (ROOT / 'nbs' / quarto['format']['html']['css']).exists()
    assert {'nbdev.yml', 'sidebar.yml'} == set(quarto['metadata-files'])
    named = re.findall(r'[\w*/.]+\.(?:md|ipynb)', str(sidebar))
    assert named and all(list((ROOT / 'nbs').glob(o.lstrip('/'))) for o in named)


# Recipe → what it needs of the extra `trackers`
TRACKERS = {
    'tensorboard': ['tensorboard'],
    'mlflow': ['mlflow', 'optuna_integration'],
    'wandb': ['wandb', 'optuna_integration'],
}


@pytest.mark.slow
@recipes
def test_recipes_run(path, tmp_path, monkeypatch):
    for name in TRACKERS.get(path.stem, ()):
        needs.module(name)
    monkeypatch.chdir(tmp_path)
    for name in ('TL_CLASS', 'TL_STUDENT'):
        monkeypatch.setenv(name, '')  # a recipe sets them
    pictures = tmp_path / 'my_pictures'
    tiny_images(pictures, per_class=30, size=48)
    for o in sorted((pictures / 'circle').iterdir())[:3]:
        o.rename(pictures / 'square' / f'round{o.name}')  # label errors
    if path.stem == 'serve':
        needs.module('fastapi')
        images = tl.ImageSet.from_folder(pictures).with_splits()
        tl.to_onnx(
            tl.save_model(tl.transfer_learner(tl.dataloaders(images, tl.backbone())), 'my_model')
        )
    space = {'__name__': 'recipe'}
    for skip, c in blocks(path):
        if not skip:
            exec(compile(c, str(path), 'exec'), space)  # noqa: S102


@pytest.mark.slow
def test_the_site_is_built():
    needs.module('myst_nb')
    said = subprocess.run([sys.executable, ROOT / 'tools/docs.py'], capture_output=True, text=True)
    assert said.returncode == 0 and 'no broken link' in said.stdout, said.stdout + said.stderr


def test_the_quickstart_writes_what_the_demo_reads():
    "The last step of `make demo`, without its ten minutes."
    from tl_nbdev.commands.demos import KEYS

    cells = nbformat.read(ROOT / 'nbs/lessons/00_quickstart.ipynb', as_version=4).cells
    (cell,) = [c.source for c in cells if 'summary = dict(' in c.source]
    summary = ast.parse(cell[cell.index('summary = dict(') :]).body[0].value
    assert set(KEYS) <= {o.arg for o in summary.keywords}


@pytest.mark.slow
def test_calls_that_the_readme_names_run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    images = tiny_images(tmp_path / 'set', per_class=40).with_splits()
    network = tiny_backbone()
    table = images.table
    rest = (table.split == 'train') & (table.index % 4 > 0)
    table.loc[rest, ['label', 'split']] = None
    partly = tl.ImageSet.from_frame(table, unlabelled=True)
    text = (ROOT / 'README.md').read_text().replace('minutes=5', 'minutes=0.05')
    calls = set(re.findall(r'`(tl\.\w+\([^`]*\))`', text))
    assert len(calls) > 5
    for call in calls:
        given = partly if 'label' in call else images
        eval(call, {'tl': tl, 'images': given, 'network': network})  # noqa: S307
