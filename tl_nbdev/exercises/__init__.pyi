# Written by tools/stubs.py from __init__.py: do not edit.
"""What lessons need: predictions, questions, checks of exercises, a record of progress, and sentences with computed numbers."""

from tl_nbdev.exercises.graded import Check as Check
from tl_nbdev.exercises.graded import NotYet as NotYet
from tl_nbdev.exercises.graded import assert_rejected as assert_rejected
from tl_nbdev.exercises.graded import check_number as check_number
from tl_nbdev.exercises.graded import require as require
from tl_nbdev.exercises.progress import Progress as Progress
from tl_nbdev.exercises.progress import my_progress as my_progress
from tl_nbdev.exercises.checks import check_better_than_guessing as check_better_than_guessing
from tl_nbdev.exercises.checks import check_frozen as check_frozen
from tl_nbdev.exercises.checks import check_leaks as check_leaks
from tl_nbdev.exercises.checks import check_seeds as check_seeds
from tl_nbdev.exercises.checks import check_tested_once as check_tested_once
from tl_nbdev.exercises.checks import snapshot as snapshot
from tl_nbdev.exercises.class_notes import class_predictions as class_predictions
from tl_nbdev.exercises.predictions import Answer as Answer
from tl_nbdev.exercises.predictions import Guess as Guess
from tl_nbdev.exercises.predictions import Quiz as Quiz
from tl_nbdev.exercises.results import benchmark_results as benchmark_results
from tl_nbdev.exercises.results import lesson_time as lesson_time
from tl_nbdev.exercises.results import say as say
from tl_nbdev.exercises.class_pages import ClassPage as ClassPage
from tl_nbdev.exercises.class_pages import ClassResult as ClassResult
from tl_nbdev.exercises.class_pages import Classroom as Classroom
from tl_nbdev.exercises.class_pages import classroom as classroom
from tl_nbdev.exercises.class_pages import pooled as pooled
from tl_nbdev.exercises.challenges import Challenge as Challenge
from tl_nbdev.exercises.challenges import Verdict as Verdict

__all__ = ['Answer', 'Challenge', 'Check', 'ClassPage', 'ClassResult', 'Classroom', 'Guess', 'NotYet', 'Progress', 'Quiz', 'Verdict', 'assert_rejected', 'benchmark_results', 'check_better_than_guessing', 'check_frozen', 'check_leaks', 'check_number', 'check_seeds', 'check_tested_once', 'class_predictions', 'classroom', 'lesson_time', 'my_progress', 'pooled', 'require', 'say', 'snapshot']
