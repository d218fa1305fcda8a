"Write README.md from nbs/index.ipynb, whose tables are computed from recorded benchmarks: `make readme`."

import posixpath
import re
import subprocess
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbconvert import MarkdownExporter

ROOT = Path(__file__).parent.parent
NOTEBOOK = ROOT / 'nbs/index.ipynb'
README = ROOT / 'README.md'
QUIET = '#| echo: false'  # marks cells whose code is hidden from the reader


def from_root(link):
    "A link in the notebook, which is in nbs/, as it must be in the README."
    away = re.match('https?:|#|mailto:', link[1])
    return link[0] if away else f']({posixpath.normpath(posixpath.join("nbs", link[1]))})'


def executed():
    "The notebook with fresh outputs."
    nb = nbformat.read(NOTEBOOK, as_version=4)
    return NotebookClient(
        nb,
        kernel_name='python3',
        record_timing=False,
        timeout=120,
        extra_arguments=['--Application.log_level=40'],  # no messages about starting the kernel
        resources={'metadata': {'path': str(NOTEBOOK.parent)}},
    ).execute()


def readme(nb):
    "The text of the README."
    shown = nbformat.from_dict({**nb, 'cells': [dict(c) for c in nb.cells]})
    for c in shown.cells:
        if c.source.startswith(QUIET):
            c.metadata = {'transient': {'remove_source': True}}
    text, _ = MarkdownExporter().from_notebook_node(shown)
    return re.sub(r'\n{3,}', '\n\n', re.sub(r'\]\(([^)]+)\)', from_root, text)).strip() + '\n'


def main():
    nb = executed()
    nbformat.write(nb, NOTEBOOK)
    subprocess.run(['nbdev_clean', '--fname', NOTEBOOK], check=True)
    README.write_text(readme(nb))


if __name__ == '__main__':
    main()
