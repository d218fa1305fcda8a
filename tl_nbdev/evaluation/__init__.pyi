# Written by tools/stubs.py from __init__.py: do not edit.
"""A complete report on a trained network: metrics with intervals, a baseline beside them, the mistakes as images."""

from tl_nbdev.evaluation.statistics import Estimate as Estimate
from tl_nbdev.evaluation.statistics import bootstrap_interval as bootstrap_interval
from tl_nbdev.evaluation.statistics import bootstrap_scores as bootstrap_scores
from tl_nbdev.evaluation.statistics import interval_over_seeds as interval_over_seeds
from tl_nbdev.evaluation.statistics import mcnemar_test as mcnemar_test
from tl_nbdev.evaluation.statistics import mean_of_proportions_interval as mean_of_proportions_interval
from tl_nbdev.evaluation.statistics import paired_interval as paired_interval
from tl_nbdev.evaluation.statistics import paired_proportions_interval as paired_proportions_interval
from tl_nbdev.evaluation.statistics import weighted_mean as weighted_mean
from tl_nbdev.evaluation.statistics import wilson_interval as wilson_interval
from tl_nbdev.evaluation.metrics import log_losses as log_losses
from tl_nbdev.evaluation.metrics import main_metric as main_metric
from tl_nbdev.evaluation.metrics import majority_scores as majority_scores
from tl_nbdev.evaluation.metrics import metric_title as metric_title
from tl_nbdev.evaluation.metrics import metric_values as metric_values
from tl_nbdev.evaluation.reports import LabelReport as LabelReport
from tl_nbdev.evaluation.reports import MetricName as MetricName
from tl_nbdev.evaluation.reports import Report as Report
from tl_nbdev.evaluation.reports import short_line as short_line
from tl_nbdev.evaluation.calibration import best_threshold as best_threshold
from tl_nbdev.evaluation.calibration import temperature as temperature
from tl_nbdev.evaluation.numbers import NumberReport as NumberReport
from tl_nbdev.evaluation.numbers import number_metrics as number_metrics
from tl_nbdev.evaluation.numbers import resampled_number_metrics as resampled_number_metrics
from tl_nbdev.evaluation.comparison import Comparison as Comparison
from tl_nbdev.evaluation.comparison import compare as compare
from tl_nbdev.evaluation.evaluating import evaluate as evaluate
from tl_nbdev.evaluation.evaluating import metric_value as metric_value
from tl_nbdev.evaluation.evaluating import training_facts as training_facts
from tl_nbdev.evaluation.robustness import Corruption as Corruption
from tl_nbdev.evaluation.robustness import corrupted as corrupted
from tl_nbdev.evaluation.robustness import corruption_curve as corruption_curve
from tl_nbdev.evaluation.robustness import corruptions as corruptions
from tl_nbdev.evaluation.robustness import plot_corruptions as plot_corruptions
from tl_nbdev.evaluation.baselines import baseline as baseline
from tl_nbdev.evaluation.coverage import PredictionSets as PredictionSets
from tl_nbdev.evaluation.abstaining import Answered as Answered
from tl_nbdev.evaluation.abstaining import best_confidence as best_confidence

__all__ = ['Answered', 'Comparison', 'Corruption', 'Estimate', 'LabelReport', 'MetricName', 'NumberReport', 'PredictionSets', 'Report', 'baseline', 'best_confidence', 'best_threshold', 'bootstrap_interval', 'bootstrap_scores', 'compare', 'corrupted', 'corruption_curve', 'corruptions', 'evaluate', 'interval_over_seeds', 'log_losses', 'main_metric', 'majority_scores', 'mcnemar_test', 'mean_of_proportions_interval', 'metric_title', 'metric_value', 'metric_values', 'number_metrics', 'paired_interval', 'paired_proportions_interval', 'plot_corruptions', 'resampled_number_metrics', 'short_line', 'temperature', 'training_facts', 'weighted_mean', 'wilson_interval']
