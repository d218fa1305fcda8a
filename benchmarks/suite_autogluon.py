"""An arm of suite.py: AutoGluon MultiModal, in an environment of its own. `python suite_autogluon.py job.json out.json`

The preset is 'medium_quality', and its network is replaced by the one that all arms train: AutoGluon reads it from a
folder with `config.json` and `pytorch_model.bin`. Its batch is that of the other arms (its own 128 would be one step an
epoch where labels are few); all else is its default: at most 20 epochs, a "greedy soup" of the three best.
The clock runs over `fit`, which makes the network, too; and over the soup, for which `time_limit` leaves no time.
"""

import json
import logging
import sys
import tempfile
import time

import pandas as pd


def frame(job, split):
    "Paths and labels of a split."
    rows = [(o['path'], o['label']) for o in job['rows'] if o['split'] == split]
    return pd.DataFrame(rows, columns=['image', 'label'])


def settings(job):
    "What is not AutoGluon's default."
    return {
        'model.names': ['timm_image'],
        'model.timm_image.checkpoint_name': job['weights'],
        'env.num_gpus': 0,
        'env.num_workers': job['workers'],
        'env.num_workers_inference': job['workers'],
        'env.batch_size': job['batch'],
        'env.per_gpu_batch_size': job['batch'],
    }


def counting_epochs():
    "A list that gets the epochs of each `Trainer.fit`, begun ones included."
    from lightning.pytorch import Trainer

    plain = Trainer.fit
    epochs = []

    def fit(self, *args, **kw):
        try:
            return plain(self, *args, **kw)
        finally:
            epochs.append(max(1, self.current_epoch))

    Trainer.fit = fit
    return epochs


def main(source, target):
    "Fit, predict, and write what came out."
    from autogluon.multimodal import MultiModalPredictor

    job = json.load(open(source))
    limit = 60 * job['minutes']
    epochs = counting_epochs()
    with tempfile.TemporaryDirectory() as folder:
        predictor = MultiModalPredictor(
            label='label',
            problem_type='multiclass',
            path=f'{folder}/fitted',
            verbosity=1,
            warn_if_exist=False,
        )
        since = time.perf_counter()
        predictor.fit(
            frame(job, 'train'),
            tuning_data=frame(job, 'valid'),
            time_limit=limit,
            seed=job['seed'],
            presets='medium_quality',
            hyperparameters=settings(job),
        )
        seconds = time.perf_counter() - since
        probs = predictor.predict_proba(frame(job, 'test')[['image']])[job['classes']]
    # it ended by itself
    found = {
        'probs': probs.to_numpy(float).tolist(),
        'seconds': seconds,
        'epochs': sum(epochs),
        'capped': seconds < 0.8 * limit,
    }
    with open(target, 'w') as f:
        json.dump(found, f)


if __name__ == '__main__':
    logging.disable(logging.INFO)
    main(*sys.argv[1:])
