"A table of measurements that grows row by row and survives an interrupt; and how rows are compared."

import argparse
import json
import os
from pathlib import Path


class Study:
    "Rows of results, each with an 'arm' and a 'seed', in benchmarks/results/<name>.json."

    def __init__(self, name):
        self.path = Path(__file__).parent / 'results' / f'{name}.json'

    def read(self):
        return json.loads(self.path.read_text()) if self.path.exists() else []

    def has(self, arm, seed):
        return any((r['arm'], r['seed']) == (arm, seed) for r in self.read())

    def add(self, rows):
        "Write each row as it comes, with where it was measured; a kill leaves the old file or the new one."
        from common import machine, measured_on

        for row in rows:
            found = [*self.read(), {**row, 'on': measured_on(machine())}]
            tmp = self.path.with_suffix('.tmp')
            tmp.write_text(json.dumps(found, indent=1) + '\n')
            os.replace(tmp, self.path)
            shown = [v for v in row.values() if not isinstance(v, dict)]
            print(*(f'{v:.3f}' if isinstance(v, float) else v for v in shown), flush=True)

    def frame(self):
        import pandas as pd

        return pd.DataFrame(self.read())

    def facts(self):
        "Where the rows were measured, a line a machine and day."
        return '\n'.join(dict.fromkeys(r['on'] for r in self.read()))


def command(doc, study, rows, arms=()):
    "The command line of a table: measure what is missing, unless it is only to be shown; `arms` can be chosen of."
    ap = argparse.ArgumentParser(
        description=doc, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    ap.add_argument('--table', action='store_true', help='measure nothing, show what is recorded')
    if arms:
        ap.add_argument(
            '--only', nargs='+', choices=arms, default=[], metavar='ARM', help='; '.join(arms)
        )
    args = ap.parse_args()
    if not args.table:
        study.add(rows(args.only) if arms else rows())


def fastai_schedule(epochs, freeze_epochs=1, train='all', lr=2e-3):
    "The schedule of fastai's `fine_tune`, by which tables were measured before `plans.fine_tune` had one of its own."
    from tl_nbdev.plans import Phase, Plan

    return Plan(
        [
            Phase(freeze_epochs, 'head', lr, pct_start=0.99, norm_layers='follow'),
            Phase(
                epochs, train, [lr / 2 / 100, lr / 2], pct_start=0.3, div=5.0, norm_layers='follow'
            ),
        ]
    )


def fitted(learn, plan, seed, **kw):
    "Run a plan; one that was interrupted is no result."
    import tl_nbdev as tl

    if tl.fit(learn, plan, seed, **kw).status != 'finished':
        raise SystemExit('interrupted; the next call goes on')


def differences(found, what, arm, base):
    "Mean of the seeds' differences between two arms, with its 95 % interval by Student's t, as text."
    import numpy as np
    from scipy import stats

    a, b = (found[found.arm == o].set_index('seed')[what] for o in (arm, base))
    d = (a - b).dropna().to_numpy()
    if arm == base or len(d) < 2:
        return ''
    half = stats.t.ppf(0.975, len(d) - 1) * d.std(ddof=1) / np.sqrt(len(d))
    return f'{d.mean():+.3f} ({d.mean() - half:+.3f} … {d.mean() + half:+.3f})'


def gains(found, tasks, arms, base, what, also):
    """A row a task and arm: seeds, the mean of `what`, its gain over the arm `base` with an interval, other means.

    `also`: title → (name of the figure, digits).
    """
    import pandas as pd

    lines = []
    for task in tasks:
        for arm in arms:
            mine = found[found.arm == f'{task} | {arm}']
            if not len(mine):
                continue
            gain = differences(found, what, f'{task} | {arm}', f'{task} | {base}')
            others = {
                title: round(mine[name].mean(), digits) for title, (name, digits) in also.items()
            }
            lines.append(
                {
                    'task': task,
                    'plan': arm,
                    'seeds': len(mine),
                    what.replace('_', ' '): round(mine[what].mean(), 3),
                    'gain': gain,
                    **others,
                }
            )
    return pd.DataFrame(lines)
