"`python -m tl_nbdev.experiments` runs the trials of an experiment on this machine."

import sys

from .command_line import main

if __name__ == '__main__':
    sys.exit(main())
