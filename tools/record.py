"Store the outputs of the executed quickstart, without images that may not be copied: `make demo record`."

import base64
import io
import subprocess
from pathlib import Path

import nbformat
from PIL import Image

EXECUTED = Path('runs/quickstart/quickstart.ipynb')
NOTEBOOK = Path('nbs/lessons/00_quickstart.ipynb')
NOT_OURS = 'not-ours'  # tag of cells that show images whose licence forbids copies
# Tags of cells whose figures appear in the README, and their image files
README = {
    'readme-stamps': Path('nbs/images/00_stamps.png'),
    'readme-cells': Path('nbs/images/00_quickstart.png'),
}


def copies(output):
    "Whether an output contains an image."
    data = output.get('data', {})
    return (
        'image/png' in data or 'image/jpeg' in data or '<img' in ''.join(data.get('text/html', ''))
    )


def smaller(output):
    "The output with its image reduced to 128 colours, a third of the bytes: every recording stays in git for ever."
    png = output.get('data', {}).get('image/png')
    if not png:
        return output
    picture = Image.open(io.BytesIO(base64.b64decode(png)))
    packed = io.BytesIO()
    picture.convert('RGB').quantize(128).save(packed, 'png', optimize=True)
    output.data['image/png'] = base64.b64encode(packed.getvalue()).decode()
    return output


def main():
    nb = nbformat.read(NOTEBOOK, as_version=4)
    done = {c.id: c for c in nbformat.read(EXECUTED, as_version=4).cells}
    for cell in nb.cells:
        if cell.cell_type != 'code':
            continue
        if done[cell.id].source != cell.source:
            raise SystemExit(
                f'this cell has changed since it was run; run make demo first: {cell.source[:60]!r}'
            )
        tags = cell.metadata.get('tags', [])
        cell.outputs = [smaller(o) for o in done[cell.id].outputs]
        if NOT_OURS in tags:
            cell.outputs = [o for o in cell.outputs if not copies(o)]
        for file in (README[t] for t in tags if t in README):
            file.parent.mkdir(exist_ok=True)
            figure = next(
                o.data['image/png'] for o in cell.outputs if 'image/png' in o.get('data', {})
            )
            file.write_bytes(base64.b64decode(figure))
    nbformat.write(nb, NOTEBOOK)
    subprocess.run(['nbdev_clean', '--fname', NOTEBOOK], check=True)


if __name__ == '__main__':
    main()
