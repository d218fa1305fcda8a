"Run the quickstart notebook without a browser and print its figures: `make demo`."

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
    "Execute `notebook` into `out`; a bar on a terminal, plain lines elsewhere."
    out.mkdir(parents=True, exist_ok=True)
    (out / 'summary.json').unlink(missing_ok=True)  # an old one must not pass for this run's
    bar = sys.stderr.isatty()
    print(
        'Running the quickstart: most of the time goes into two cells, which train for minutes each.',
        flush=True,
    )
    # no word on how it is wired, and ended
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
    "The keys that the summary should have and hasn't."
    parts = (
        ('', summary, KEYS),
        ('metrics.', summary.get('metrics', {}), METRICS),
        ('seconds.', summary.get('seconds', {}), SECONDS),
    )
    return [prefix + k for prefix, found, wanted in parts for k in wanted if k not in found]


def text(s):
    "The summary for a reader."
    yield 'stamps, five labels a class, balanced accuracy:'
    for name, values in s['few_labels'].items():
        spread = f' ± {statistics.stdev(values):.3f}' if len(values) > 1 else ''
        yield f'  {name:20} {statistics.mean(values):.3f}{spread}  ({len(values)} draws)'
    b = s['block_split']
    rows = [
        *((k, v, s['intervals'][k]) for k, v in s['metrics'].items()),
        ('on a block split', b['value'], (b['low'], b['high'])),
        ('majority baseline', s['majority_baseline'], None),
    ]
    yield f"{s['dataset']}: {s['n_train']} images to train, {s['n_valid']} to validate, {s['n_test']} to test"
    yield f"{s['backbone']}, seed {s['seed']}"
    for name, value, interval in rows:
        between = f'  (95 %: {interval[0]:.3f} to {interval[1]:.3f})' if interval else ''
        yield f"  {name.replace('_', ' '):20} {value:.3f}{between}"
    yield '  '.join(f'{k} {v:.0f} s' for k, v in s['seconds'].items())


def spread(summaries):
    "The main figure over several seeds, for a reader."
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
        help='several: a folder each, and the mean at the end',
    )
    args = ap.parse_args()
    logging.basicConfig(level=logging.INFO, format='%(message)s')
    # bars of a notebook
    logging.getLogger('papermill').addFilter(lambda o: '<progress' not in o.getMessage())
    summaries = [
        one(args.notebook, args.out / f'seed{s}' if len(args.seed) > 1 else args.out, s)
        for s in args.seed
    ]
    if len(summaries) > 1:
        print(*spread(summaries), sep='\n')


def one(notebook, out, seed):
    "Run one seed and print its figures."
    try:
        summary = run(notebook, out, seed)
    except papermill.PapermillExecutionError as e:
        sys.exit(f'{e}\nIt stopped here: {out}/quickstart.ipynb')
    if lost := missing(summary):
        sys.exit(f"summary.json lacks: {', '.join(lost)}")
    print('', *text(summary), '', f'Open {out}/report.html and {out}/quickstart.ipynb.', sep='\n')
    return summary


if __name__ == '__main__':
    main()
