"`python -m tl_nbdev.commands` is `tl-nbdev`, for where scripts are not on the path."

import sys

from .entry import main

if __name__ == '__main__':
    sys.exit(main())
