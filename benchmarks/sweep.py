"""How long do sixty frozen trainings take from nothing? `python benchmarks/sweep.py`

Five rates × two decays × two dropouts × three seeds, ten epochs each, on ELPV at 224 pixels, with an empty cache:
the images are decoded, the features computed, the heads trained and judged, the rows written to SQLite. Importing the
package is counted. Writes benchmarks/results/sweep.json.
"""

import argparse
import json
import os
import tempfile
import time
from pathlib import Path

RESULTS = Path(__file__).parent / 'results' / 'sweep.json'


def swept(folder):
    "(seconds, the experiment) of the sweep in a folder of its own."
    since = time.perf_counter()
    import tl_nbdev as tl

    cells = tl.load_images('elpv', task='binary').with_splits()
    e = tl.Experiment(
        'sweep', cells, f'sqlite:///{folder}/runs.db', metric='weighted_accuracy'
    ).grid(
        plan=tl.plans.linear_probe(10),
        augment='none',
        lr=[5e-4, 1e-3, 2e-3, 5e-3, 1e-2],
        weight_decay=[0.01, 0.1],
        dropout=[0.0, 0.2],
        seed=range(3),
    )
    e.run()
    return time.perf_counter() - since, e


if __name__ == '__main__':
    argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    ).parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ['TL_NBDEV_CACHE'] = folder
        seconds, e = swept(folder)
        from common import machine

        print(e)
        print(e.leaderboard().round(3).to_string())
        print(f'{len(e.trials)} trainings in {seconds:.0f} s, from nothing')
        found = {'seconds': seconds, 'trainings': len(e.trials), 'machine': machine()}
        RESULTS.write_text(json.dumps(found, indent=1) + '\n')
