"""What fine-tuning keeps of what a network knew, seed by seed: lesson 6 replays it. `python benchmarks/forgetting.py`

    python benchmarks/forgetting.py --table

The lesson's own experiment: 100 cells per class, 96 pixels, EfficientNet-Lite0, two epochs of all weights.
The seed draws the cells, their splits, the head and the batches. Then the old head, the one of ImageNet, is
put back on: a row holds the share of 45 crops of three photographs that it classifies as before ('kept'), and
the accuracy on the validation cells.
"""

import sys
import warnings
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from study import Study, command

STUDY = Study('forgetting')
SEEDS = range(5)
SIZE = 96


def arms():
    "Name → (is the head solved first?, the phase in which all weights learn)."
    import tl_nbdev as tl

    def body(lr, **options):
        return tl.Phase(2, 'all', lr, norm_layers='frozen', **options)

    return {
        'all at 0.002': (False, body(2e-3)),
        'all at 0.0002': (False, body(2e-4)),
        'all at 0.00003': (False, body(3e-5)),
        'LP-FT, 0.0002': (True, body(2e-4)),
        'LP-FT, 0.00003': (True, body(3e-5)),
        'L2-SP, 0.0002': (False, body(2e-4, l2_sp=1000.0)),
    }


def crops(backbone):
    "45 crops of three photographs, as the network takes them."
    import numpy as np
    import torch
    from matplotlib.cbook import get_sample_data
    from PIL import Image
    from sklearn.datasets import load_sample_image

    photos = [
        Image.fromarray(load_sample_image('china.jpg')),
        Image.fromarray(load_sample_image('flower.jpg')),
        Image.open(get_sample_data('grace_hopper.jpg')).convert('RGB'),
    ]
    rng = np.random.default_rng(0)

    def crop(photo):
        side = int(min(photo.size) * rng.uniform(0.6, 1))
        x, y = (int(rng.uniform(0, full - side)) for full in photo.size)
        return np.array(photo.crop((x, y, x + side, y + side)).resize((224, 224)))

    cut = np.stack([crop(p) for p in photos for _ in range(15)])
    mean, std = (torch.tensor(o).view(1, -1, 1, 1) for o in (backbone.mean, backbone.std))
    return (torch.tensor(cut).permute(0, 3, 1, 2) / 255 - mean) / std


def loaders(backbone, seed):
    import tl_nbdev as tl

    cells = tl.load_images('elpv', task='binary')
    sure = cells.take((cells.table.weight == 1).to_numpy())
    few = sure.with_splits(valid=0.2, test=0.2, seed=seed).subsample_labels(
        100, seed=seed, splits=('train', 'valid')
    )
    images = few.take(few.table.split.isin(['train', 'valid']).to_numpy())
    return tl.dataloaders(images, backbone, size=SIZE, batch_size=16, augment='none')


def rows():
    "A row for each arm and seed that is not there yet."
    import torch
    import tl_nbdev as tl
    from tl_nbdev.testing import quiet

    backbone = tl.backbone('tf_efficientnet_lite0')
    original = backbone.network().eval()
    pixels = crops(backbone)

    def named(body):
        with torch.inference_mode():
            return original.forward_head(body.eval()(pixels)).argmax(1)

    before = named(backbone.body())
    for seed in SEEDS:
        dls = None
        for arm, (solve_first, phase) in arms().items():
            if STUDY.has(arm, seed):
                continue
            dls = dls or loaders(backbone, seed)
            net = tl.transfer_learner(dls, tl.Head(dropout=0), seed=seed)
            with quiet(net), warnings.catch_warnings():
                warnings.simplefilter('ignore')
                if solve_first:
                    tl.fit(net, tl.plans.linear_probe(), seed=seed)
                run = tl.fit(net, tl.Plan([phase]), seed=seed)
            yield {
                'arm': arm,
                'seed': seed,
                'kept': (named(net.model[0]) == before).float().mean().item(),
                'accuracy': run.history[run.best]['accuracy'],
            }


def main():
    command(__doc__, STUDY, rows)
    print(STUDY.frame().pivot(index='arm', columns='seed', values='kept').round(2))


if __name__ == '__main__':
    main()
