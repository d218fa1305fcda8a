"Run the lessons and keep their outputs, less the pictures that are not ours to copy: `make record`."
import argparse
import base64
import subprocess
from pathlib import Path

import nbformat
from nbclient import NotebookClient

NOT_OURS = 'not-ours'  # tag of cells that show pictures of a data set whose licence forbids copies
README = 'readme'      # tag of the cell whose figure stands in the README
FIGURES = Path('nbs/images')


def pictures(cell):
    "The outputs of a cell that hold a picture."
    return [o for o in cell.get('outputs', []) if 'image/png' in o.get('data', {})]


def record(path):
    "Execute one notebook in place."
    nb = nbformat.read(path, as_version=4)
    where = {'metadata': {'path': str(path.parent)}}
    NotebookClient(nb, timeout=None, kernel_name='python3', resources=where).execute()
    for cell in nb.cells:
        tags = cell.metadata.get('tags', [])
        if NOT_OURS in tags: cell.outputs = [o for o in cell.outputs if o not in pictures(cell)]
        if README in tags:
            FIGURES.mkdir(exist_ok=True)
            (FIGURES/f'{path.stem}.png').write_bytes(base64.b64decode(pictures(cell)[0].data['image/png']))
    nbformat.write(nb, path)
    subprocess.run(['nbdev_clean', '--fname', path], check=True)


def main():
    ap = argparse.ArgumentParser(description=__doc__)
    ap.add_argument('notebooks', nargs='*', type=Path, default=sorted(Path('nbs/lessons').glob('*.ipynb')))
    for path in ap.parse_args().notebooks: record(path)


if __name__ == '__main__': main()
