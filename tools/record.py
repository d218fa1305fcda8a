"Keep the outputs of the executed quickstart, less the pictures that are not ours to copy: `make demo record`."
import base64
import subprocess
from pathlib import Path

import nbformat

EXECUTED = Path('runs/quickstart/quickstart.ipynb')
NOTEBOOK = Path('nbs/lessons/00_quickstart.ipynb')
FIGURE = Path('nbs/images/00_quickstart.png')  # for the README
NOT_OURS = 'not-ours'  # tag of cells that show pictures of a data set whose licence forbids copies
README = 'readme'      # tag of the cell whose figure stands in the README


def copies(output):
    "Whether an output holds a picture."
    data = output.get('data', {})
    return 'image/png' in data or 'image/jpeg' in data or '<img' in ''.join(data.get('text/html', ''))


def main():
    nb = nbformat.read(NOTEBOOK, as_version=4)
    done = {c.id: c for c in nbformat.read(EXECUTED, as_version=4).cells}
    for cell in nb.cells:
        if cell.cell_type != 'code': continue
        if done[cell.id].source != cell.source:
            raise SystemExit(f'changed since it was run, so make demo first: {cell.source[:60]!r}')
        tags = cell.metadata.get('tags', [])
        cell.outputs = done[cell.id].outputs
        if NOT_OURS in tags: cell.outputs = [o for o in cell.outputs if not copies(o)]
        if README in tags:
            FIGURE.parent.mkdir(exist_ok=True)
            figure = next(o.data['image/png'] for o in cell.outputs if 'image/png' in o.get('data', {}))
            FIGURE.write_bytes(base64.b64decode(figure))
    nbformat.write(nb, NOTEBOOK)
    subprocess.run(['nbdev_clean', '--fname', NOTEBOOK], check=True)


if __name__ == '__main__': main()
