"How many images a second the constant part of the network takes, run in several ways, and the limit of the machine."

import tempfile
import time
from functools import partial
from pathlib import Path

import torch
from common import BATCH, SIZE, network, synchronized

import tl_nbdev as tl
from tl_nbdev.core import default_device, keep_freed_memory

BATCHES = 8
REPEATS = 3


def rate(step, batch, repeats=REPEATS):
    "Images a second: the best of some rounds, since whatever else runs only ever slows it down."
    for _ in range(2):
        step()
    took = []
    for _ in range(repeats):
        since = synchronized()
        for _ in range(BATCHES):
            step()
        took.append(synchronized() - since)
    return round(BATCHES * batch / min(took), 1)


def pixels(batch):
    return torch.rand(batch, 3, SIZE, SIZE, generator=torch.Generator().manual_seed(0)) * 2 - 1


def as_stock():
    "float32, as fastai runs a frozen body: in training mode, without gradients."
    device = default_device()
    net = network(0).to(device).train()
    x = pixels(BATCH).to(device)
    with torch.no_grad():
        return {'images/s': rate(lambda: net(x), BATCH)}


def ours(batch=64, compiled=False):
    "As `features` runs it; `compiled` by torch.compile, whose start-up is told apart."
    keep_freed_memory()  # as `features` does before it runs the frozen part
    learn = tl.transfer_learner(
        tl.dataloaders(
            tl.load_images('elpv', task='binary').with_splits(0.15, 0.25, seed=0),
            tl.backbone(),
            SIZE,
        )
    )
    body = learn.model[0].eval()
    dtype = learn.setup.precision.dtype
    device = learn.dls.device
    x = pixels(batch).to(device, memory_format=torch.channels_last)
    run = body
    start = 0.0
    body.to(device, memory_format=torch.channels_last)
    with (
        torch.inference_mode(),
        torch.autocast(device.type, dtype or torch.bfloat16, enabled=dtype is not None),
    ):
        if compiled:
            run = torch.compile(body)
            since = time.perf_counter()
            run(x)
            start = time.perf_counter() - since
        return {
            'images/s': rate(lambda: run(x), batch),
            'start-up, s': round(start, 1),
            'dtype': str(dtype),
        }


def compiled():
    return ours(compiled=True)


def onnx_runtime():
    import onnxruntime

    x = pixels(BATCH)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / 'body.onnx'
        since = time.perf_counter()
        torch.onnx.export(network(0), (x,), str(path), dynamo=True, verbose=False)
        session = onnxruntime.InferenceSession(str(path), providers=['CPUExecutionProvider'])
        start = time.perf_counter() - since
        feed = {session.get_inputs()[0].name: x.numpy()}
        return {
            'images/s': rate(lambda: session.run(None, feed), BATCH),
            'start-up, s': round(start, 1),
        }


def openvino():
    import openvino as ov

    x = pixels(64)
    since = time.perf_counter()
    model = ov.convert_model(network(0), example_input=x, input=[tuple(x.shape)])
    made = ov.Core().compile_model(
        model, 'CPU', {'INFERENCE_PRECISION_HINT': 'bf16', 'PERFORMANCE_HINT': 'THROUGHPUT'}
    )
    start = time.perf_counter() - since
    return {'images/s': rate(lambda: made(x.numpy()), 64), 'start-up, s': round(start, 1)}


def matrix_peak():
    "GFLOP/s of a big matrix product, and how many images a second that would be."
    n = 2048
    device = default_device()
    found = {}
    for dtype in (torch.float32, torch.bfloat16):
        a = torch.rand(n, n, dtype=dtype, device=device)
        found[f'{dtype}, GFLOP/s'] = round(rate(partial(torch.matmul, a, a), 1) * 2 * n**3 / 1e9)
    return {**found, 'GFLOP an image': float(tl.backbone().stages.gflops.iloc[-1])}
