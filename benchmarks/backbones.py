"""Features of a ViT-S, beside EfficientNet-Lite0 and timm alone: images a second. `python benchmarks/backbones.py`

    python benchmarks/backbones.py --table

One process, one thread, random weights (speed doesn't depend on them), pixels that are in memory already. In each
round all run one after the other on the same pictures: the stages of the network as `stage_features` runs them
(normalised, every stage read, in bfloat16 where the processor has it), and timm's own `forward_features` and
`forward_head` in inference mode, once in float32, as a plain loop does it, and once in the same precision as ours.
A row is a round. A ratio is ours divided by timm's in the same round, so that what else the machine does at the time
slows both.
"""

import sys
import time
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from study import Study, command

STUDY = Study('backbones')
NETWORKS = {'ViT-S': 'timm/vit_small_patch16_224', 'Lite0': 'timm/tf_efficientnet_lite0'}
ROUNDS = 9
IMAGES, BATCH = 32, 32


def readers():
    "Network → {what: a function that reads the features of uint8 pictures}."
    import torch

    import tl_nbdev as tl
    from tl_nbdev.core import keep_freed_memory
    from tl_nbdev.features import stage_reader

    keep_freed_memory()  # as `features` does before it runs the frozen part

    def ways(id):
        network = tl.backbone(id, weights=None)
        reader, net = stage_reader(network, 224), network.network()
        mean, std = (torch.tensor(o).view(1, -1, 1, 1) for o in (network.mean, network.std))

        def ours(x):
            for _ in reader.means(x):
                pass

        def plain(x, dtype=None):
            mixed = torch.autocast('cpu', dtype or torch.bfloat16, dtype is not None)
            with torch.inference_mode(), mixed:
                maps = net.forward_features((x.float() / 255 - mean) / std)
                net.forward_head(maps, pre_logits=True)

        same = partial(plain, dtype=reader.dtype)
        return {'ours': ours, 'timm': plain, 'timm, same precision': same}

    return {name: ways(id) for name, id in NETWORKS.items()}


def rate(read, x):
    "Images a second."
    since = time.perf_counter()
    for i in range(0, len(x), BATCH):
        read(x[i : i + BATCH])
    return len(x) / (time.perf_counter() - since)


def rows():
    import torch

    torch.set_num_threads(1)
    todo = [(n, i) for i in range(ROUNDS) for n in NETWORKS if not STUDY.has(n, i)]
    if not todo:
        return
    found = readers()
    x = torch.randint(0, 256, (IMAGES, 3, 224, 224), dtype=torch.uint8)
    for ways in found.values():  # the first run is slower
        for read in ways.values():
            read(x[:8])
    for name, i in todo:
        # who begins changes
        order = [*found[name]][i % 3 :] + [*found[name]][: i % 3]
        rates = {what: rate(found[name][what], x) for what in order}
        yield {'arm': name, 'seed': i, **{k: rates[k] for k in found[name]}}


def table():
    "One row per network: median images a second, and the medians of the ratios with their middle halves."
    import pandas as pd

    found = []
    for name, part in STUDY.frame().groupby('arm'):
        row = {'network': name, 'rounds': len(part)}
        for what in ('ours', 'timm', 'timm, same precision'):
            row[f'{what}, images/s'] = round(part[what].median(), 1)
        for what in ('timm', 'timm, same precision'):
            low, mid, high = (part.ours / part[what]).quantile([0.25, 0.5, 0.75])
            row[f'ours / {what}'] = f'{mid:.2f} ({low:.2f} to {high:.2f})'
        found.append(row)
    return pd.DataFrame(found)


if __name__ == '__main__':
    command(__doc__, STUDY, rows)
    print(table().to_string(index=False))
    print(STUDY.facts())
