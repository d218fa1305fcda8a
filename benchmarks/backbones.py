"""Features of a ViT-S, beside EfficientNet-Lite0 and timm alone: images a second. `python benchmarks/backbones.py`

    python benchmarks/backbones.py --table

One process, one thread, random weights (speed doesn't depend on them), pixels that are in memory already. In each
round the four run one after the other on the same pictures: the stages of the network as `stage_features` runs them
(normalised, every stage read), and timm's own `forward_features` and `forward_head` in inference mode, in float32.
A row is a round; `ratio` is ours divided by timm's in the same round, so that what else the machine does at the time
slows both.
"""

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from study import Study, command

STUDY = Study('backbones')
NETWORKS = {'ViT-S': 'timm/vit_small_patch16_224', 'Lite0': 'timm/tf_efficientnet_lite0'}
ROUNDS = 15
IMAGES, BATCH = 32, 32


def readers():
    "Name → (a function that reads the features of uint8 pictures as the package does, one that does as timm does)."
    import torch

    import tl_nbdev as tl
    from tl_nbdev.core import keep_freed_memory
    from tl_nbdev.features import stage_reader

    keep_freed_memory()  # as `features` does before it runs the frozen part
    found = {}
    for name, id in NETWORKS.items():
        network = tl.backbone(id, weights=None)
        reader, net = stage_reader(network, 224), network.network()

        def ours(x, reader=reader):
            for _ in reader.means(x):
                pass

        def plain(x, net=net, reader=reader):
            mean, std = (
                torch.tensor(o).view(1, -1, 1, 1)
                for o in (reader.backbone.mean, reader.backbone.std)
            )
            with torch.inference_mode():
                net.forward_head(
                    net.forward_features((x.float() / 255 - mean) / std), pre_logits=True
                )

        found[name] = ours, plain
    return found


def rate(read, x):
    "Images a second."
    since = time.perf_counter()
    for i in range(0, len(x), BATCH):
        read(x[i : i + BATCH])
    return len(x) / (time.perf_counter() - since)


def rows():
    import torch

    torch.set_num_threads(1)
    todo = [i for i in range(ROUNDS) if not STUDY.has('ViT-S', i)]
    if not todo:
        return
    read = readers()
    x = torch.randint(0, 256, (IMAGES, 3, 224, 224), dtype=torch.uint8)
    for ours, plain in read.values():  # the first run is slower
        ours(x), plain(x)
    for i in todo:
        for name, (ours, plain) in read.items():
            # who begins alternates
            found = {f: rate(f, x) for f in ((ours, plain) if i % 2 else (plain, ours))}
            yield {
                'arm': name,
                'seed': i,
                'ours, images/s': found[ours],
                'timm, images/s': found[plain],
                'ratio': found[ours] / found[plain],
            }


def table():
    "One row per network: median images a second of both, and the ratio with its middle half."
    import pandas as pd

    found = []
    for name, part in STUDY.frame().groupby('arm'):
        low, mid, high = part.ratio.quantile([0.25, 0.5, 0.75])
        ours, theirs = part['ours, images/s'].median(), part['timm, images/s'].median()
        found.append(
            (
                name,
                len(part),
                round(ours, 1),
                round(theirs, 1),
                f'{mid:.2f} ({low:.2f} to {high:.2f})',
            )
        )
    return pd.DataFrame(
        found, columns=['network', 'rounds', 'ours, images/s', 'timm, images/s', 'ratio']
    )


if __name__ == '__main__':
    command(__doc__, STUDY, rows)
    print(table().to_string(index=False))
    print(STUDY.facts())
