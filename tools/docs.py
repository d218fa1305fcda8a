"""Build the site: `make docs`. It writes notebooks, how-tos and API pages to build/docs; Sphinx builds _docs from them.

Notebooks go through nbdev's own processors, which handle its directives. They are shown with their stored outputs;
nothing is executed.
"""

import ast
import re
import shutil
import subprocess
import sys
from html.parser import HTMLParser
from urllib.parse import unquote, urlsplit

import nbformat
from nbdev.process import NBProcessor
from nbdev.processors import hide_, hide_line, rm_header_dash, strip_ansi

import api
import course
import library
from lessons import QUICKSTART, WIDGET, empty
from record import NOT_OURS, copies
from tl_nbdev.commands.handouts import HIDDEN, SOLUTION, YOURS, folded

ROOT = api.ROOT
NBS = ROOT / 'nbs'
BUILD = ROOT / 'build/docs'
SITE = ROOT / '_docs'
SOURCE = BUILD / 'source'
LITE = ROOT / 'build/lite'
MADE = BUILD / 'html'
LONG = 40  # lines of code in a cell; longer cells are folded
NO_PICTURES = (
    '*Run the notebook to see the images: the licence of the data set (CC BY-NC-SA) '
    'does not allow copying them to this page.*'
)
DEFS = ast.FunctionDef, ast.ClassDef


def markdown(text):
    return nbformat.v4.new_markdown_cell(text)


def only_imports(source):
    return all(isinstance(o, (ast.Import, ast.ImportFrom)) for o in ast.parse(source).body)


def solution(cell):
    "Remove the solution of an exercise from a cell, and return it as a folded cell, if there is one."
    found = SOLUTION.search(cell.source)
    cell.source = HIDDEN.sub('', cell.source).rstrip()
    if not found:
        return []
    whole = SOLUTION.sub(lambda m: m[2], cell.source)
    cell.source = SOLUTION.sub(YOURS, cell.source)
    cell.outputs = []
    return [markdown(f':::{{dropdown}} A solution\n```python\n{whole.rstrip()}\n```\n:::')]


def clear(cell):
    "Remove empty outputs and images that are not ours; return a note in their place."
    cell.outputs = [o for o in cell.outputs if not empty(o)]
    for o in cell.outputs:
        o.get('data', {}).pop(WIDGET, None)
    if NOT_OURS not in cell.metadata.get('tags', []):
        return []
    cell.outputs = [o for o in cell.outputs if not copies(o)]
    return [markdown(NO_PICTURES)]


def above(cell, room, names):
    "What goes above an exported cell: an anchor for the API page, and a link to that page."
    here = f'(cell-{cell.id})='
    defined = [
        n for o in ast.parse(cell.source).body if isinstance(o, DEFS) for n in [api.patch_name(o)]
    ]
    defined = [n for d in defined for n in ([d] if isinstance(d, str) else d)]
    links = [
        f'[{n}]({names.syms[k]})' for n in defined for k in (f'{room}.{n}',) if k in names.syms
    ]
    return [markdown(f'{here}\n\n{{.to-api}}\nAPI: {" · ".join(links)}' if links else here)]


def shown(cell, directives, room, names):
    "The cells that replace a notebook cell on the site."
    if cell.cell_type == 'markdown':
        cell.source = names.linkify(cell.source)
        return [cell]
    # nbdev leaves Quarto's directives in place
    cell.source = re.sub(r'^#\|.*\n?', '', cell.source, flags=re.MULTILINE)
    exported = 'export' in directives
    tags = cell.metadata.get('tags', [])
    if not cell.source.strip() or exported and only_imports(cell.source):
        return []
    after = solution(cell) + clear(cell)
    if directives.get('echo:') == ['false']:
        cell.metadata['tags'] = [*tags, 'remove-input']
    elif folded(cell) or cell.source.count('\n') >= LONG:
        cell.metadata['tags'] = [*tags, 'hide-input']
        cell.metadata['mystnb'] = {
            'code_prompt_show': f'Show the code: {cell.source.count(chr(10)) + 1} lines',
            'code_prompt_hide': 'Hide the code',
        }
    return [*(above(cell, room, names) if exported else []), cell, *after]


def fold_results(cells):
    "Fold what a lesson's cells show from its first prediction on: a reader should predict first, too."
    asked = False
    for c in cells:
        asks = c.cell_type == 'code' and re.search(r'\b(Guess|Quiz)\(', c.source)
        asked = asked or bool(asks)
        if asked and not asks and c.get('outputs'):
            tags = c.metadata.get('tags', [])
            name = c.source.partition('\n')[0].removeprefix('# ') if 'hide-input' in tags else ''
            name = {'': 'the result', 'In words': 'the result in words'}.get(name, name)
            # code that only draws or tells is left out: one click, not two
            tags = ['remove-input' if o == 'hide-input' else o for o in tags]
            c.metadata['tags'] = [*tags, 'hide-output']
            c.metadata['mystnb'] = {
                'code_prompt_show': f'Show {name[0].lower()}{name[1:]}',
                'code_prompt_hide': f'Hide {name[0].lower()}{name[1:]}',
            }
            for o in c.outputs:
                html = o.get('data', {}).get('text/html', '')
                if '<details class="tl-static">' in html:
                    o.data['text/html'] = html.replace(
                        'class="tl-static">', 'class="tl-static" open>', 1
                    )
    return cells


def notebook(path, to, names, fold=list):
    "Write a notebook in the form that the site shows."
    done = NBProcessor(path, procs=[strip_ansi, hide_line, rm_header_dash, hide_])
    done.process()
    first = next(c.source for c in done.nb.cells if c.cell_type == 'markdown')
    room = (library.exported_to(path) or '').partition('.')[0]
    cells = [o for c in done.nb.cells for o in shown(plain(c), c.directives_, room, names)]
    cells = fold([c for c in cells if c.source.strip()])
    nb = nbformat.v4.new_notebook(cells=cells, metadata=dict(done.nb.metadata))
    to.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(nb, to)
    return first


def plain(cell):
    "One of nbdev's cells as an nbformat cell."
    return nbformat.from_dict({k: v for k, v in cell.items() if not k.endswith('_')})


def title(text):
    return re.search(r'^# (.+)$', text, re.MULTILINE)[1]


def toctree(pages, hidden=True):
    "A list of pages for Sphinx."
    return '\n'.join(
        [
            '',
            ':::{toctree}',
            *([':hidden:'] if hidden else []),
            ':maxdepth: 1',
            '',
            *pages,
            ':::',
            '',
        ]
    )


def lay_lessons(names):
    "Write the course: its notebooks in order, and the other pages."
    paths = sorted((NBS / 'lessons').glob('[0-9][0-9]_*.ipynb'))
    firsts = []
    for p in paths:

        def to_run(cells, name=p.name, fold=list if p == QUICKSTART else fold_results):
            note = markdown(f'Without answers, for you to run: {course.links(name)}')
            return [cells[0], note, *fold(cells[1:])]

        firsts.append(notebook(p, SOURCE / 'lessons' / p.name, names, to_run))
    index = NBS / 'lessons/README.md'
    listed = '\n'.join(f'- [{title(t)}]({p.name})' for p, t in zip(paths, firsts))
    text = index.read_text() if index.exists() else f'# The course\n\n{listed}\n'
    others = sorted(p for p in (NBS / 'lessons').glob('*.md') if p != index)
    for p in others:
        (SOURCE / 'lessons' / p.name).write_text(names.linkify(p.read_text()))
    (SOURCE / 'lessons/README.md').write_text(text + toctree([p.stem for p in [*paths, *others]]))


def lay_library(names):
    "Write the notebooks that explain the library, and an API page for each module."
    places = api.Places()
    rows = []
    own = {r: api.Names(r) for r in api.ROOMS}
    for m in library.modules():
        page = m.notebook.relative_to(NBS)
        about = api.promise(notebook(m.notebook, SOURCE / page, own[m.room]))
        rows.append((page, about))
    said = '\n'.join(f'| [{p.with_suffix("")}]({p}) | {about} |' for p, about in rows)
    (SOURCE / 'explanations.md').write_text(
        names.linkify(
            (ROOT / 'docs/explanations.md').read_text()
            + f'\n| Notebook | What it is about |\n|---|---|\n{said}\n'
        )
        + toctree([str(p.with_suffix('')) for p, _ in rows])
    )
    (SOURCE / 'api').mkdir()
    for room in api.ROOMS:
        about = api.module(room).__doc__
        (SOURCE / f'api/{room}.md').write_text(api.page(room, about, places, own[room]))
    said = '\n'.join(f'| [{r}]({r}.md) | {lent(r)} |' for r in api.ROOMS)
    (SOURCE / 'api/index.md').write_text(
        names.linkify(
            (ROOT / 'docs/api.md').read_text()
            + f'\n| Module | What you type |\n|---|---|\n{said}\n'
        )
        + toctree(api.ROOMS)
    )


def lent(room):
    "The names of a module that are available as `tl.name`."
    public = [api.shown_name(room, n) for n, _ in api.public(room)]
    return ', '.join(f'`{n}`' for n in public if n.startswith('tl.')) or '–'


def lay_howtos(names):
    "Write the recipes."
    pages = sorted(p for p in (NBS / 'howto').glob('*.md') if p.name != 'index.md')
    (SOURCE / 'howto').mkdir()
    for p in pages:
        (SOURCE / 'howto' / p.name).write_text(names.linkify(p.read_text()))
    order = [p for p in re.findall(r'\]\((\w+)\.md\)', (NBS / 'howto/index.md').read_text())]
    if {p.stem for p in pages} != set(order):
        raise SystemExit('nbs/howto/index.md must list each recipe exactly once')
    (SOURCE / 'howto/index.md').write_text((NBS / 'howto/index.md').read_text() + toctree(order))


def section(text, *titles):
    "Sections of a Markdown text, by title."
    return '\n'.join(
        re.search(rf'^## {re.escape(t)}\n.*?(?=^## |\Z)', text, re.MULTILINE | re.DOTALL)[0]
        for t in titles
    )


def from_root(text):
    "Adapt the links of a page in the root to the site, where the notebooks are in the root."
    text = re.sub(r'\]\(nbs/?([^)]*)\)', lambda m: f']({m[1] or "explanations.md"})', text)
    return text.replace('](CONTRIBUTING.md)', '](contributing.md)')


TAB = '<a href="lite/index.html">Four lessons run in a browser tab</a>, with nothing to install.'


def has_tab():
    "Whether the lessons for a browser tab were built before (`make lite`); the site takes them along."
    return (LITE / 'index.html').exists()


def lay_pages(names):
    "Write the front page, and pages from README, CONTRIBUTING and CHANGELOG."
    readme = from_root((ROOT / 'README.md').read_text())
    use = section(readme, 'What you type').partition('\n')[2]
    code, _, rest = use.partition('Or press buttons')
    front = (ROOT / 'docs/index.md').read_text().replace('{{ code }}', code.strip())
    front = front.replace('{{ tab }}', TAB if has_tab() else '')
    pages = [
        'Lessons <lessons/README>',
        'How-to <howto/index>',
        'explanations',
        'api/index',
        'Results <figures>',
        'Contribute <contributing>',
        'changelog',
    ]
    (SOURCE / 'index.md').write_text(names.linkify(front) + toctree(pages))
    figures = section(readme, 'Five images per class', 'Broken solar cells', 'How fast', 'Licences')
    (SOURCE / 'figures.md').write_text(names.linkify(f'# Results and speed\n\n{figures}'))
    (SOURCE / 'contributing.md').write_text(from_root((ROOT / 'CONTRIBUTING.md').read_text()))
    (SOURCE / 'changelog.md').write_text((ROOT / 'CHANGELOG.md').read_text())


def lay_out():
    "Write all sources of the site to their own folder."
    shutil.rmtree(BUILD, ignore_errors=True)
    SOURCE.mkdir(parents=True)
    shutil.copytree(ROOT / 'docs/_static', SOURCE / '_static')
    for p in (ROOT / 'docs/conf.py', ROOT / 'settings.ini'):
        shutil.copy(p, SOURCE)
    for folder in sorted(NBS.rglob('images')):
        shutil.copytree(folder, SOURCE / folder.relative_to(NBS))
    names, full = api.Names(), api.Names(short=False)  # `fit` in a recipe may mean Keras's
    for lay, known in (
        (lay_lessons, names),
        (lay_library, names),
        (lay_howtos, full),
        (lay_pages, full),
    ):
        lay(known)


def build():
    "Build with Sphinx; a warning is an error."
    command = [
        sys.executable,
        '-m',
        'sphinx',
        '-b',
        'html',
        '-W',
        '--keep-going',
        '-q',
        '-j',
        '2',
        '-d',
        BUILD / 'doctrees',
        SOURCE,
        MADE,
    ]
    if subprocess.call(list(map(str, command))):
        raise SystemExit('Sphinx reported errors or warnings: see above')


class Page(HTMLParser):
    "The ids and the links of an HTML page."

    def __init__(self, text):
        super().__init__()
        self.ids = set()
        self.links = []
        self.loads = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        a = dict(attrs)
        self.ids |= {a[k] for k in ('id', 'name') if a.get(k)}
        if tag == 'a' and a.get('href'):
            self.links.append(a['href'])
        fetched = a.get('src') or tag == 'link' and a.get('rel') != 'canonical' and a.get('href')
        if fetched:
            self.loads.append(fetched)


def own_pages(site):
    "The pages of a site, without those that others made."
    made_by_others = '_static', 'lite'
    return [
        p
        for p in sorted(site.rglob('*.html'))
        if p.relative_to(site).parts[0] not in made_by_others
    ]


def broken(site):
    "Faults in the links of a site: missing pages and anchors, and resources from other hosts."
    pages = {p: Page(p.read_text()) for p in own_pages(site)}
    for path, page in pages.items():
        here = path.relative_to(site)
        yield from (
            f'{here}: {o[:80]} is loaded from another host'
            for o in page.loads
            if re.match(r'\w+://|//', o)
        )
        for link in page.links + page.loads:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                if (
                    parts.scheme not in ('https', 'mailto', 'data')
                    or parts.scheme == 'https'
                    and '.' not in parts.netloc
                ):
                    yield f'{here}: {link[:80]} is not https'
                continue
            to = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            if not to.is_file():
                yield f'{here}: no {link}'
            elif parts.fragment and to in pages and unquote(parts.fragment) not in pages[to].ids:
                yield f'{here}: no {link}'


def external(site):
    "Links to other hosts, which nothing here tries: address → the pages that have it."
    found = {}
    for path in own_pages(site):
        for link in Page(path.read_text()).links:
            if urlsplit(link).netloc:
                found.setdefault(link, set()).add(str(path.relative_to(site)))
    return found


def main():
    lay_out()
    build()
    if has_tab():
        shutil.copytree(LITE, MADE / 'lite')
    faults = sorted(set(broken(MADE)))
    if faults:
        raise SystemExit('\n'.join([*faults, f'{len(faults)} broken links']))
    others = external(MADE)
    listed = [f'{link}  {" ".join(sorted(pages))}\n' for link, pages in sorted(others.items())]
    (BUILD / 'elsewhere.txt').write_text(''.join(listed), 'utf-8')
    shutil.rmtree(SITE, ignore_errors=True)
    shutil.move(MADE, SITE)
    pages = len(own_pages(SITE))
    print(f'{len(others)} links to other hosts were not tried: {BUILD / "elsewhere.txt"}')
    print(f'{pages} pages, no broken link. Open {SITE / "index.html"}')


if __name__ == '__main__':
    main()
