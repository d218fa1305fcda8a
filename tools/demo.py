"Run the quickstart notebook without a browser and print its results: `make demo`."

import argparse
import json
import logging
import statistics
import sys
from pathlib import Path

import papermill

KEYS = '''few_labels dataset n_train n_valid n_test backbone plan metrics block_split intervals majority_baseline
seconds versions seed'''.split()
METRICS = 'weighted_accuracy accuracy auroc'.split()
SECONDS = ['data', 'few labels', 'frozen', 'unfrozen', 'evaluate']


def run(notebook, out, seed):
    "Execute `notebook` into `out`; show a progress bar on a terminal, plain lines elsewhere."
    out.mkdir(parents=True, exist_ok=True)
    (out / 'summary.json').unlink(
        missing_ok=True
    )  # an old file must not be mistaken for this run's
    bar = sys.stderr.isatty()
    print(
        'Running the quickstart: two of its cells train for several minutes each.',
        flush=True,
    )
    # no messages about starting and stopping the kernel
    papermill.execute_notebook(
        notebook,
        out / 'quickstart.ipynb',
        dict(seed=seed, out=str(out.resolve())),
        kernel_name='python3',
        cwd=notebook.parent,
        progress_bar=bar,
        log_output=not bar,
        extra_arguments=['--Application.log_level=50'],
    )
    return json.loads((out / 'summary.json').read_text())


def missing(summary):
    "The keys that are missing from the summary."
    parts = (
        ('', summary, KEYS),
        ('metrics.', summary.get('metrics', {}), METRICS),
        ('seconds.', summary.get('seconds', {}), SECONDS),
    )
    return [prefix + k for prefix, found, wanted in parts for k in wanted if k not in found]


def text(s):
    "The summary as text."
    yield 'stamps, five labels per class, balanced accuracy:'
    for name, values in s['few_labels'].items():
        spread = f' ± {statistics.stdev(values):.3f}' if len(values) > 1 else ''
        yield f'  {name:20} {statistics.mean(values):.3f}{spread}  ({len(values)} draws)'
    b = s['block_split']
    rows = [
        *((k, v, s['intervals'][k]) for k, v in s['metrics'].items()),
        ('on a block split', b['value'], (b['low'], b['high'])),
        ('majority baseline', s['majority_baseline'], None),
    ]
    yield (
        f"{s['dataset']}: {s['n_train']} images for training, {s['n_valid']} for validation, "
        f"{s['n_test']} for testing"
    )
    yield f"{s['backbone']}, seed {s['seed']}"
    for name, value, interval in rows:
        between = f'  (95 %: {interval[0]:.3f} to {interval[1]:.3f})' if interval else ''
        yield f"  {name.replace('_', ' '):20} {value:.3f}{between}"
    yield '  '.join(f'{k} {v:.0f} s' for k, v in s['seconds'].items())


def spread(summaries):
    "The main result over several seeds, as text."
    for name, values in (
        ('random split', [s['metrics']['weighted_accuracy'] for s in summaries]),
        ('block split', [s['block_split']['value'] for s in summaries]),
    ):
        each = ', '.join(f'{v:.3f}' for v in values)
        yield (
            f'weighted accuracy, {name}, {len(values)} seeds: {each}; '
            f'mean {statistics.mean(values):.3f}, sd {statistics.stdev(values):.3f}'
        )


def main():
    ap = argparse.ArgumentParser(description=__doc__)
    ap.add_argument('--notebook', type=Path, default=Path('nbs/lessons/00_quickstart.ipynb'))
    ap.add_argument('--out', type=Path, default=Path('runs/quickstart'))
    ap.add_argument(
        '--seed',
        type=int,
        nargs='+',
        default=[0],
        help='one or more seeds; with several, each gets its own folder, and the mean is printed at the end',
    )
    args = ap.parse_args()
    logging.basicConfig(level=logging.INFO, format='%(message)s')
    # progress bars of the notebook
    logging.getLogger('papermill').addFilter(lambda o: '<progress' not in o.getMessage())
    summaries = [
        one(args.notebook, args.out / f'seed{s}' if len(args.seed) > 1 else args.out, s)
        for s in args.seed
    ]
    if len(summaries) > 1:
        print(*spread(summaries), sep='\n')


def one(notebook, out, seed):
    "Run one seed and print its results."
    try:
        summary = run(notebook, out, seed)
    except papermill.PapermillExecutionError as e:
        sys.exit(f'{e}\nIt stopped in {out}/quickstart.ipynb')
    if lost := missing(summary):
        sys.exit(f"summary.json is missing: {', '.join(lost)}")
    print('', *text(summary), '', f'Open {out}/report.html and {out}/quickstart.ipynb.', sep='\n')
    return summary


if __name__ == '__main__':
    main()
