"How often a test repeats what happens at random moments: kills, bit flips, full disks."

import os

FACTOR = int(os.environ.get('TL_FAULTS', '1'))  # TL_FAULTS=10: ten times as often as in `make test`


def times(n):
    "`n` repetitions in `make test`, a multiple where TL_FAULTS asks for it."
    return n * FACTOR
