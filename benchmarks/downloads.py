"""What an installation downloads: bytes, for predicting, for the course, and for an ONNX file without torch.

    make release-check                                    # builds the wheel, in dist
    python benchmarks/downloads.py --python .venv/bin/python .venv-3.13/bin/python
    python benchmarks/downloads.py --table                # ask nobody, show what is recorded

pip says which files it would install into an empty environment of each Python, for the system it runs on; their
sizes are what the server of each file says. pip's answers are kept in runs/downloads, and a call goes on where
one stopped. The sizes change with every release of every package: they are of the day that stands beside them.
"""

import argparse
import json
import re
import subprocess
import time
from functools import cache
from http.client import HTTPSConnection
from pathlib import Path
from urllib.parse import unquote, urlsplit

ROOT = Path(__file__).parent.parent
RESULTS = Path(__file__).parent / 'results/downloads.json'
KEPT = ROOT / 'runs/downloads'
ARMS = {  # what → what is given to pip; {} is the wheel
    'onnx': ['onnxruntime', 'pillow'],
    'predict': ['{}'],
    'train': ['{}[train]'],
    'lessons': ['{}[lessons]'],
}


@cache
def size(url):
    "Bytes of a file at an address, or on the disk."
    parts = urlsplit(url)
    if parts.scheme == 'file':
        return Path(unquote(parts.path)).stat().st_size
    server = HTTPSConnection(parts.netloc, timeout=60)
    server.request('HEAD', parts.path)
    return int(server.getresponse().headers['content-length'])


def answer(python, arm):
    "What pip would install."
    said = subprocess.check_output(
        [python, '-c', 'import sys; print(*sys.version_info[:2], sep=".")']
    )
    kept = KEPT / f'{said.decode().strip()}-{arm}.json'
    if not kept.exists():
        (wheel,) = (ROOT / 'dist').glob('*.whl')
        wanted = [o.format(wheel) for o in ARMS[arm]]
        KEPT.mkdir(parents=True, exist_ok=True)
        pip = [python, '-m', 'pip', 'install', '-q', '--dry-run', '--ignore-installed']
        subprocess.run([*pip, '--report', kept.with_suffix('.new'), *wanted], check=True)
        kept.with_suffix('.new').rename(kept)
    return json.loads(kept.read_text('utf-8'))


def measured(python, arm):
    "A row of the table."
    report = answer(python, arm)
    sizes = {
        o['metadata']['name'].lower(): size(o['download_info']['url']) for o in report['install']
    }
    versions = {o['metadata']['name'].lower(): o['metadata']['version'] for o in report['install']}
    of_torch = [o for o in sizes if re.match(r'torch$|nvidia|cuda|triton', o)]
    where = report['environment']
    return {
        'python': where['python_version'],
        'system': f'{where["sys_platform"]} {where["platform_machine"]}',
        'arm': arm,
        'packages': len(sizes),
        'megabytes': round(sum(sizes.values()) / 1e6, 1),
        'torch': versions.get('torch', ''),
        'megabytes of torch and CUDA': round(sum(sizes[o] for o in of_torch) / 1e6, 1),
        'date': time.strftime('%Y-%m-%d'),
    }


def table():
    import pandas as pd

    found = pd.DataFrame(json.loads(RESULTS.read_text('utf-8')))
    whole = found[found.arm == 'lessons'].set_index('python').megabytes
    found['share of lessons'] = found.megabytes / found.python.map(whole)
    print(found.to_string(index=False, float_format='{:.3g}'.format))


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    ap.add_argument('--python', nargs='+', default=[])
    ap.add_argument('--table', action='store_true')
    args = ap.parse_args()
    if not args.table:
        rows = [measured(python, arm) for python in args.python for arm in ARMS]
        RESULTS.write_text(json.dumps(rows, indent=1) + '\n', 'utf-8')
    table()


if __name__ == '__main__':
    main()
