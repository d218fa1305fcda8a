"Run the quickstart notebook without a browser and print its figures: `make demo`."
import argparse
import json
import logging
import sys
from pathlib import Path

import papermill

KEYS = '''dataset n_train n_valid n_test backbone plan metrics block_split intervals majority_baseline seconds versions
seed'''.split()
METRICS = 'weighted_accuracy accuracy auroc'.split()
SECONDS = 'data find_lr frozen unfrozen evaluate'.split()


def run(notebook, out, seed):
    "Execute `notebook` into `out`; a bar on a terminal, plain lines elsewhere."
    out.mkdir(parents=True, exist_ok=True)
    (out/'summary.json').unlink(missing_ok=True)  # an old one must not pass for this run's
    bar = sys.stderr.isatty()
    papermill.execute_notebook(notebook, out/'quickstart.ipynb', dict(seed=seed, out=str(out.resolve())),
                               kernel_name='python3', cwd=notebook.parent, progress_bar=bar, log_output=not bar,
                               extra_arguments=['--Application.log_level=40'])  # no word on how the kernel is wired
    return json.loads((out/'summary.json').read_text())


def missing(summary):
    "The keys that the summary should have and hasn't."
    parts = ('', summary, KEYS), ('metrics.', summary.get('metrics', {}), METRICS), \
            ('seconds.', summary.get('seconds', {}), SECONDS)
    return [prefix + k for prefix,found,wanted in parts for k in wanted if k not in found]


def text(s):
    "The summary for a reader."
    rows = [(k, v, s['intervals'].get(k)) for k,v in s['metrics'].items()]
    yield f"{s['dataset']}: {s['n_train']} images to train, {s['n_valid']} to validate, {s['n_test']} to test"
    yield f"{s['backbone']}, seed {s['seed']}"
    for name,value,interval in rows:
        between = f'  (95 %: {interval[0]:.3f} to {interval[1]:.3f})' if interval else ''
        yield f'  {name:20} {value:.3f}{between}'
    yield f"  {'majority baseline':20} {s['majority_baseline']}"
    yield f"  {'block split':20} {s['block_split']}"
    yield '  '.join(f'{k} {v:.0f} s' for k,v in s['seconds'].items())


def main():
    ap = argparse.ArgumentParser(description=__doc__)
    ap.add_argument('--notebook', type=Path, default=Path('nbs/lessons/00_quickstart.ipynb'))
    ap.add_argument('--out', type=Path, default=Path('runs/quickstart'))
    ap.add_argument('--seed', type=int, default=0)
    args = ap.parse_args()
    logging.basicConfig(level=logging.INFO, format='%(message)s')
    try: summary = run(args.notebook, args.out, args.seed)
    except papermill.PapermillExecutionError as e: sys.exit(f'{e}\nIt stopped here: {args.out}/quickstart.ipynb')
    if lost := missing(summary): sys.exit(f"summary.json lacks: {', '.join(lost)}")
    print('', *text(summary), '', f'Open {args.out}/report.html and {args.out}/quickstart.ipynb.', sep='\n')


if __name__ == '__main__': main()
