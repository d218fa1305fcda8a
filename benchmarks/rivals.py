"""What others offer for one job: the same network, weights, images, split, size, batch and flips, each in its own way.

Each arm is a function `arm(images, workers, frozen)` that returns `train(n, epochs)`, which trains on the first `n`
training images (all of them if None), validates after each epoch, and returns the seconds of each.
"""

import contextlib
import itertools
import tempfile
import warnings
from functools import partial

import torch
from common import BATCH, MEAN, SIZE, STD, network, samples, synchronized, weighted_accuracy
from torch import nn


def stock_learner(images, workers, n=None):
    "fastai's `vision_learner` with the packaged weights and the normalisation that they need."
    from fastai.vision.all import (
        AccumMetric,
        CategoryBlock,
        ColReader,
        DataBlock,
        Dihedral,
        ImageBlock,
        IndexSplitter,
        Normalize,
        Resize,
        ResizeMethod,
        accuracy,
        vision_learner,
    )

    table = images.table[images.table.split.isin(['train', 'valid'])].reset_index(drop=True)
    valid = (table.split == 'valid').to_numpy()
    if n:
        table = table[valid | ((~valid).cumsum() <= n)].reset_index(drop=True)
    rows = table.index[table.split == 'valid'].tolist()
    # left-right and upside down, no quarter turns
    flips = Dihedral(p=1, draw=lambda x: torch.randint(4, (len(x),)))
    block = DataBlock(
        (ImageBlock, CategoryBlock(vocab=list(images.classes))),
        get_x=ColReader('path'),
        get_y=ColReader('label'),
        splitter=IndexSplitter(rows),
        item_tfms=Resize(SIZE, ResizeMethod.Squish),
        batch_tfms=[flips, Normalize.from_stats(MEAN, STD)],
    )
    dls = block.dataloaders(table, bs=BATCH, num_workers=workers)
    weighted = AccumMetric(
        lambda p, t: weighted_accuracy(p.cpu().numpy(), images), dim_argmax=-1, name='weighted'
    )
    metrics = [accuracy, weighted]
    learn = vision_learner(
        dls, 'tf_efficientnet_lite0', pretrained=False, normalize=False, metrics=metrics
    )
    state = {k: v for k, v in network().state_dict().items() if not k.startswith('classifier')}
    learn.model[0].model.load_state_dict(state)
    return learn


def fastai(images, workers, frozen):
    from fastai.callback.core import Callback

    class Clock(Callback):
        order = 90

        def before_epoch(self):
            self.since = synchronized()

        def after_epoch(self):
            seconds.append(synchronized() - self.since)

    def train(n, epochs):
        seconds.clear()
        if n:
            learn.dls = small
        else:
            learn.dls = full
        with learn.no_bar():
            learn.fit(epochs, 1e-3)
        return list(seconds)

    seconds = []
    learn = stock_learner(images, workers)
    full = learn.dls
    small = stock_learner(images, workers, 16 * BATCH).dls
    learn.add_cb(Clock())
    if frozen:
        learn.freeze()
    return train


class Pictures(torch.utils.data.Dataset):
    "Image files through torchvision transforms, as its `ImageFolder` gives them."

    def __init__(self, items, transform):
        self.items = items
        self.transform = transform

    def __len__(self):
        return len(self.items)

    def __getitem__(self, i):
        from torchvision.datasets.folder import default_loader

        path, target = self.items[i]
        return self.transform(default_loader(path)), target


def pictures(images, n=None):
    "Training and validation data sets."
    from torchvision import transforms as T

    flips = [T.RandomHorizontalFlip(), T.RandomVerticalFlip()]
    last = [T.ToTensor(), T.Normalize(MEAN, STD)]
    train = T.Compose([T.Resize((SIZE, SIZE)), *flips, *last])
    return (
        Pictures(samples(images, 'train')[:n], train),
        Pictures(samples(images, 'valid')[:n], T.Compose([T.Resize((SIZE, SIZE)), *last])),
    )


def frozen_network(frozen):
    "The network; all but its new linear layer frozen, if asked."
    net = network()
    for p in net.parameters():
        p.requires_grad_(not frozen)
    for p in net.get_classifier().parameters():
        p.requires_grad_(True)
    return net


def torch_loop(images, workers, frozen, tuned=False):
    "The loop of PyTorch's transfer-learning tutorial; `tuned`: in bfloat16, channels last."
    device = torch.device('cuda' if torch.cuda.is_available() else 'cpu')
    layout = torch.channels_last if tuned else torch.contiguous_format
    model = frozen_network(frozen).to(device, memory_format=layout)
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(
        [p for p in model.parameters() if p.requires_grad], lr=1e-3, momentum=0.9
    )
    loader = partial(
        torch.utils.data.DataLoader, batch_size=BATCH, shuffle=True, num_workers=workers
    )

    def phase(dl, training):
        model.train(training)
        running = 0.0
        for x, y in dl:
            x = x.to(device, memory_format=layout)
            y = y.to(device)
            optimizer.zero_grad()
            with torch.set_grad_enabled(training):
                with torch.autocast(device.type, torch.bfloat16, enabled=tuned):
                    loss = criterion(model(x), y)
                if training:
                    loss.backward()
                    optimizer.step()
            running += loss.item() * len(x)

    def train(n, epochs):
        loaders = [loader(d) for d in pictures(images, n)]
        seconds = []
        for _ in range(epochs):
            since = synchronized()
            for dl, training in zip(loaders, (True, False)):
                phase(dl, training)
            seconds.append(synchronized() - since)
        return seconds

    return train


class ForTrainer(nn.Module):
    "A timm network with the interface that Hugging Face's Trainer asks for."

    def __init__(self, net):
        super().__init__()
        self.net = net

    def forward(self, pixel_values, labels=None):
        logits = self.net(pixel_values)
        return {'loss': nn.functional.cross_entropy(logits, labels), 'logits': logits}


def collated(batch):
    x, y = zip(*batch)
    return {'pixel_values': torch.stack(x), 'labels': torch.tensor(y)}


def hf_trainer(images, workers, frozen):
    from transformers import Trainer, TrainerCallback, TrainingArguments

    model = ForTrainer(frozen_network(frozen))
    seconds = []

    class Clock(TrainerCallback):
        "From the start of an epoch to the end of the evaluation that follows it."

        def on_epoch_begin(self, *args, **kw):
            self.since = synchronized()

        def on_evaluate(self, *args, **kw):
            seconds.append(synchronized() - self.since)

    def train(n, epochs):
        seconds.clear()
        data = pictures(images, n)
        with tempfile.TemporaryDirectory() as out:
            args = TrainingArguments(
                out,
                per_device_train_batch_size=BATCH,
                per_device_eval_batch_size=BATCH,
                num_train_epochs=epochs,
                learning_rate=1e-3,
                eval_strategy='epoch',
                save_strategy='no',
                report_to=[],
                disable_tqdm=True,
                remove_unused_columns=False,
                dataloader_num_workers=workers,
                label_names=['labels'],
            )
            Trainer(
                model,
                args,
                train_dataset=data[0],
                eval_dataset=data[1],
                data_collator=collated,
                callbacks=[Clock()],
            ).train()
        return list(seconds)

    return train


def keras_torch(images, workers, frozen):
    "Keras 3 on its torch backend, the timm body as a layer."
    import os

    os.environ['KERAS_BACKEND'] = 'torch'
    import keras

    body = network(0)
    layer = keras.layers.TorchModuleWrapper(body)
    layer.trainable = not frozen
    model = keras.Sequential(
        [layer, keras.layers.Dropout(0.2), keras.layers.Dense(len(images.classes))]
    )
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(optimizer=keras.optimizers.Adam(1e-3), loss=loss, metrics=['accuracy'])
    seconds = []

    class Clock(keras.callbacks.Callback):
        "Validation is a part of Keras' epoch."

        def on_epoch_begin(self, *args):
            self.since = synchronized()

        def on_epoch_end(self, *args):
            seconds.append(synchronized() - self.since)

    def train(n, epochs):
        seconds.clear()
        made = partial(
            torch.utils.data.DataLoader, batch_size=BATCH, shuffle=True, num_workers=workers
        )
        loaders = [made(d) for d in pictures(images, n)]
        model.fit(
            loaders[0], validation_data=loaders[1], epochs=epochs, verbose=0, callbacks=[Clock()]
        )
        return list(seconds)

    return train


ARMS = {
    'fastai': fastai,
    'torch loop': torch_loop,
    'torch loop, bfloat16': partial(torch_loop, tuned=True),
    'HF Trainer': hf_trainer,
    'Keras (torch)': keras_torch,
}


def better_workers(arm, images):
    "0 or 2 worker processes, whichever takes less time for 16 batches, and both times."
    took = {}
    for workers in (0, 2):
        train = arm(images, workers, True)
        train(8 * BATCH, 1)
        took[workers] = train(16 * BATCH, 1)[0]
    return min(took, key=took.get), took


def epochs(name, images, frozen, workers=None):
    "Seconds of three epochs of an arm, after a short one to warm up."
    with warnings.catch_warnings(), contextlib.redirect_stdout(None):
        warnings.simplefilter('ignore')
        workers, trial = (
            (workers, None) if workers is not None else better_workers(ARMS[name], images)
        )
        train = ARMS[name](images, workers, frozen)
        train(16 * BATCH, 1)
        return {'workers': workers, 'trial': trial, 'epochs': train(None, 3)}


def fine_tune(images):
    "fastai's `fine_tune(6, freeze_epochs=2)`: weighted validation accuracy and seconds after each epoch."
    from fastai.callback.core import Callback

    class Clock(Callback):
        order = 90  # behind fastai's Recorder

        def after_epoch(self):
            ends.append(synchronized() - since)
            values.append(float(self.recorder.values[-1][-1]))

    workers = better_workers(fastai, images)[0]
    ends = []
    values = []
    since = synchronized()
    learn = stock_learner(images, workers)
    with learn.no_bar():
        learn.fine_tune(6, freeze_epochs=2, cbs=Clock())
    spent = [b - a for a, b in itertools.pairwise([0, *ends])]
    return {'weighted accuracy': values, 'until': ends, 'epochs': spent, 'frozen epochs': 2}
