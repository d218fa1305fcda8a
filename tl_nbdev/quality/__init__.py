"An audit of every file before training, and a quick check of the splits that always runs."

from .file_checks import *
from .near_duplicates import *
from .shortcuts import *
from .audits import *
