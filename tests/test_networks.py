"Networks of the field: cut, joined again, normalised; weights from a server that behaves well or badly."

import gc
import hashlib
import os
import re
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler

import pytest
import timm
import torch
import torchvision
from safetensors.torch import save_file
from servers import serving
from torch import nn
from torch.testing import assert_close

from tl_nbdev.core import TLError, downloads, keep_freed_memory
from tl_nbdev.learner import dataloaders, stage_groups, transfer_learner
from tl_nbdev.networks import Head, backbone, cut_stages, list_backbones, stages
from tl_nbdev.networks.catalogue import _cnns, _sizes
from tl_nbdev.networks.weights import resolve_backbone
from tl_nbdev.plans import Phase, Plan
from tl_nbdev.testing import quiet, tiny_images
from tl_nbdev.training import fit

keep_freed_memory()


def joined(net, size):
    "The network cut at every stage and put together again: stages, and what lies behind the last of them."
    traced = stages._trace(net, size)
    ends = stages._stage_ends(traced)
    result = next(n for n in traced.graph.nodes if n.op == 'output').args[0]
    cuts = [next(iter(traced.graph.nodes)), *ends, result]
    return nn.Sequential(*[stages._stage(traced, a, b) for a, b in zip(cuts, cuts[1:])])


def grads(net, x, params):
    "Output and gradients of one backward pass."
    for p in params.values():
        p.grad = None
    out = net(x)
    out.square().sum().backward()
    return out.detach(), {k: p.grad.clone() for k, p in params.items() if p.grad is not None}


@pytest.fixture(autouse=True)
def nothing_left_behind():
    "A network that was traced refers to itself; each of these has hundreds of megabytes."
    yield
    gc.collect()


@pytest.mark.slow
@pytest.mark.parametrize('name', _cnns)
def test_cut_at_every_stage_and_joined_again(name):
    "Same outputs, same gradients; stages fall in resolution; a parameter group each; the weights' own normalisation."
    entry = resolve_backbone(name)[1]
    torch.manual_seed(0)
    net = entry.build().eval()
    body = cut_stages(net, entry.input_size)
    again = joined(net, entry.input_size)
    for m in (
        net.modules()
    ):  # with the statistics of the batch, so that random networks have outputs worth comparing
        if isinstance(m, nn.modules.batchnorm._BatchNorm):
            m.train()
    x = torch.rand(4, 3, *[entry.input_size if re.search('coatnet|maxvit', name) else 96] * 2)
    with torch.no_grad():
        sides = []
        maps = x
        for stage in body:
            maps = stage(maps)
            sides.append(maps.shape[-1])
    assert (
        len(body) >= 4
        and all(a > b for a, b in zip(sides, sides[1:]))
        and maps.shape[1] == body.out_channels
    )
    model = nn.Sequential(body, Head().build(body.out_channels, 2))
    groups = stage_groups(model)
    assert len(groups) == len(body) + 1 and sum(map(len, groups)) == len(list(model.parameters()))
    params = dict(net.named_parameters())
    out, slopes = grads(net, x, params)
    out2, slopes2 = grads(again, x, params)
    assert (out[0] - out[1]).abs().max() > 1e-3 and sum(
        g.abs().max() > 1e-5 for g in slopes.values()
    ) > 10
    assert_close(out2, out, atol=1e-5, rtol=1e-5)
    assert slopes.keys() == slopes2.keys()
    for k, g in slopes.items():
        assert_close(slopes2[k], g, atol=1e-5 * max(1, g.abs().max()), rtol=1e-4, msg=k)


@pytest.mark.slow
@pytest.mark.parametrize(
    'name',
    [
        'convnext_tiny.dinov3_lvd1689m',
        'convnextv2_atto',
        'convnextv2_tiny',
        'caformer_s18',
        'maxvit_tiny_tf_224',
    ],
)
def test_recent_networks_are_trained_whole(name, tmp_path, monkeypatch):
    "Each stage and the head move in two steps; afterwards the head alone is trained on kept features."
    monkeypatch.setenv('TL_NBDEV_CACHE', str(tmp_path / 'cache'))
    assert f'timm/{name}' in set(list_backbones().name)
    network = backbone(name, weights=None)
    images = tiny_images(tmp_path / 'tiny', per_class=8, size=64)
    images = images.with_splits(valid=0.25, test=0.25, seed=0)
    dls = dataloaders(images, network, network.input_size if 'maxvit' in name else 96, 4)
    learn = transfer_learner(dls, precision='float32')
    before = [[p.detach().clone() for p in g] for g in stage_groups(learn.model)]
    with quiet(learn):
        run = fit(learn, Plan([Phase(1, 'all', 1e-3), Phase(4, 'head', 1e-3)]))
    assert run.status == 'finished' and run.on_features == [False, True]
    for old, new in zip(before, stage_groups(learn.model), strict=True):
        assert not all(a.equal(b) for a, b in zip(old, new, strict=True))


@pytest.mark.parametrize('name', _sizes)
def test_normalisation_is_that_of_the_default_weights(name):
    family, short = name.split('/')
    if family == 'torchvision':
        how = torchvision.models.get_model_weights(short).DEFAULT.transforms()
        expected = how.mean, how.std, how.crop_size[0]
    else:
        cfg = timm.models.get_pretrained_cfg(short)
        expected = cfg.mean, cfg.std, cfg.input_size[-1]
    network = backbone(name, weights=None)
    assert (list(network.mean), list(network.std), network.input_size) == (
        list(expected[0]),
        list(expected[1]),
        expected[2],
    )


def test_there_are_networks_enough():
    families = [n.split('/')[0] for n in _sizes]
    assert families.count('torchvision') >= 25 and families.count('timm') >= 10
    assert sum(resolve_backbone(n)[1].input_size == 299 for n in _sizes) >= 2


@pytest.mark.slow
@pytest.mark.parametrize(
    'name',
    [
        'resnet18',
        'vgg11_bn',
        'densenet121',
        'convnext_tiny',
        'googlenet',
        'mobilenet_v2',
        'timm/xception41',
        'timm/dm_nfnet_f0',
    ],
)
def test_grey_is_three_equal_channels(name):
    x = torch.rand(2, 1, 96, 96)
    with torch.no_grad():
        coloured = backbone(name, weights=None).network()(x.repeat(1, 3, 1, 1))
        grey = backbone(name, weights=None, channels=1).network()(x)
        assert_close(
            backbone(name, weights=None, channels=1).body()(x),
            backbone(name, weights=None).body()(x.repeat(1, 3, 1, 1)),
            atol=1e-5,
            rtol=1e-4,
        )
    assert_close(grey, coloured, atol=1e-5, rtol=1e-5)


@pytest.mark.parametrize('name', ['starnet_s1', 'resnet50_clip_gap', 'convnextv2_atto'])
def test_nothing_but_the_classifier_is_left_out(name):
    "Or the network is refused."
    net = timm.create_model(name)
    try:
        body = cut_stages(net, 224)
    except TLError as e:
        return print(e)
    inside = {id(p) for p in body.parameters()}
    lost = {k for k, p in net.named_parameters() if id(p) not in inside}
    assert not [
        k for k in lost if k.split('.')[0] not in ('head', 'fc', 'classifier', 'norm', 'norm_pre')
    ], lost


@pytest.mark.slow
def test_networks_needs_neither_fastai_nor_images():
    code = (
        "import sys, tl_nbdev.networks; "
        "print([m for m in sys.modules if m.split('.')[0] == 'fastai' or m == 'tl_nbdev.images'])"
    )
    assert (
        subprocess.run(
            [sys.executable, '-c', code], capture_output=True, text=True, check=True
        ).stdout
        == '[]\n'
    )


# Weights from a server. Both families are asked in a process of their own, as a user's would be.


class Hub(BaseHTTPRequestHandler):
    "Stands in for the servers of torchvision and Hugging Face."

    file = b''
    fault = None
    over = threading.Event()

    def head(self):
        self.send_response(200)
        self.send_header('Content-Length', str(len(self.file)))
        self.send_header('X-Repo-Commit', 'c' * 40)
        self.send_header('X-Linked-ETag', f'"{hashlib.sha256(self.file).hexdigest()}"')
        self.send_header('ETag', f'"{hashlib.sha256(self.file).hexdigest()}"')
        self.end_headers()

    def do_HEAD(self):
        self.head()

    def do_GET(self):
        self.head()
        data = {
            None: self.file,
            'cut': self.file[: len(self.file) // 2],
            'page': b'<!DOCTYPE html>'.ljust(len(self.file)),
            'stalled': self.file[:1000],
        }[self.fault]
        self.wfile.write(data)
        if self.fault == 'stalled':
            self.wfile.flush(), Hub.over.wait()

    def log_message(self, *args):
        pass


@pytest.fixture
def hub():
    Hub.fault = None
    Hub.over.clear()
    with serving(Hub) as url:
        yield url
        Hub.over.set()


COUNTED = """
import torch
from tl_nbdev import networks
from tl_nbdev.core import TLError, downloads
from tl_nbdev.networks import weights

waits, within = [], downloads.call_with_timeout
def limited(seconds, f):
    waits.append(seconds)
    return within(seconds, f)
downloads.call_with_timeout = weights.call_with_timeout = limited
total = lambda net: float(sum(p.detach().sum() for p in net.parameters()))
"""


def ask(code, tmp_path, seconds=600, **env):
    "Run code that gives servers `seconds` to answer; what it printed, its `TLError` included, and the files it left."
    code = (
        f"{COUNTED}downloads._answer_s = downloads._window_s = {seconds}\ntry:\n    {code}\n"
        "except TLError as e: print('\\n', e.what, '|', e.fix, 'waits', sum(waits), 's at most')"
    )
    places = {
        k: str(tmp_path / d)
        for k, d in (('TORCH_HOME', 'torch'), ('TL_NBDEV_CACHE', 'cache'), ('HF_HOME', 'hf'))
    }
    env = {**os.environ, **places, **env}
    p = subprocess.run([sys.executable, '-c', code], capture_output=True, text=True, env=env)
    assert p.returncode == 0, p.stderr
    kept = [f for d in ('torch', 'cache/weights') for f in (tmp_path / d).rglob('*') if f.is_file()]
    return p.stdout.strip().splitlines()[-1].strip(), kept


def torchvision_code(hub, digest):
    return (
        f"E = weights.torchvision.models.SqueezeNet1_1_Weights.DEFAULT; "
        f"object.__setattr__(E.value, 'url', '{hub}/squeezenet1_1-{digest[:8]}.pth'); "
        "backbone = networks.backbone('squeezenet1_1'); "
        "print('\\n', backbone.weights.origin, total(backbone.network()))"
    )


@pytest.fixture(scope='module')
def squeezenet(tmp_path_factory):
    torch.manual_seed(1)
    net = torchvision.models.squeezenet1_1(weights=None)
    path = tmp_path_factory.mktemp('w') / 's.pth'
    torch.save(net.state_dict(), path)
    return path.read_bytes(), float(sum(p.detach().sum() for p in net.parameters()))


@pytest.fixture(scope='module')
def atto(tmp_path_factory):
    torch.manual_seed(1)
    net = timm.create_model('convnext_atto')
    path = tmp_path_factory.mktemp('w') / 'm.safetensors'
    save_file(net.state_dict(), path)
    return path.read_bytes(), float(sum(p.detach().sum() for p in net.parameters()))


TIMM = (
    "backbone = networks.backbone('timm/convnext_atto'); "
    "print('\\n', backbone.weights.origin, total(backbone.network()))"
)


@pytest.mark.slow
@pytest.mark.parametrize('family', ['torchvision', 'timm'])
def test_good_weights_are_taken_and_kept(hub, tmp_path, family, squeezenet, atto):
    Hub.file, total = {'torchvision': squeezenet, 'timm': atto}[family]
    code = TIMM if family == 'timm' else torchvision_code(hub, hashlib.sha256(Hub.file).hexdigest())
    said, kept = ask(code, tmp_path, HF_ENDPOINT=hub)
    assert (
        said.split()[0] == 'downloaded'
        and abs(float(said.split()[1]) - total) < 1e-2
        and len(kept) == 1
    )
    # now without
    said, _ = ask(
        code.replace(hub, 'http://127.0.0.1:9'), tmp_path, HF_ENDPOINT='http://127.0.0.1:9'
    )
    assert said.split()[0] == 'downloaded'
    kept[0].write_bytes(kept[0].read_bytes()[:-9] + b'x' + kept[0].read_bytes()[-8:])
    said, _ = ask(code, tmp_path, HF_ENDPOINT=hub)
    assert 'weights are damaged' in said and 'delete the file' in said


@pytest.mark.slow
@pytest.mark.parametrize(
    'fault,what',
    [
        ('cut', 'ended after'),
        ('page', 'SHA-256 differs'),
        ('stalled', '(timed out|no answer within)'),
    ],
)
@pytest.mark.parametrize('family', ['torchvision', 'timm'])
def test_bad_weights_are_refused_and_leave_nothing(
    hub, tmp_path, family, fault, what, squeezenet, atto
):
    Hub.file = {'torchvision': squeezenet, 'timm': atto}[family][0]
    Hub.fault = fault
    code = TIMM if family == 'timm' else torchvision_code(hub, hashlib.sha256(Hub.file).hexdigest())
    said, kept = ask(code, tmp_path, 2 if fault == 'stalled' else 600, HF_ENDPOINT=hub)
    assert re.search(what, said) and 'check the network, or put the file at' in said and kept == []


@pytest.mark.slow
def test_a_file_of_another_network_is_refused_and_leaves_nothing(hub, tmp_path, atto):
    "The right hash, and no weights in it."
    Hub.file = b'a text'
    said, kept = ask(TIMM, tmp_path, HF_ENDPOINT=hub)
    assert 'weights are damaged (6 bytes)' in said and kept == []
    Hub.file = atto[0]
    said, _ = ask(TIMM.replace('convnext_atto', 'resnet10t'), tmp_path, HF_ENDPOINT=hub)
    assert 'weights do not match' in said


@pytest.mark.slow
@pytest.mark.parametrize('name', ['torchvision/resnet18', 'timm/resnet10t'])
def test_offline_the_answer_comes_in_ten_seconds(tmp_path, name):
    "No server at this address: what is missing, and where to put it. A file put there is taken."
    code = f"backbone = networks.backbone('{name}'); print('\\n', backbone.weights.origin)"
    proxy = {
        k: 'http://127.0.0.1:9' for k in ('http_proxy', 'https_proxy', 'HTTP_PROXY', 'HTTPS_PROXY')
    }
    said, kept = ask(
        code,
        tmp_path,
        downloads._answer_s,
        HF_ENDPOINT='http://127.0.0.1:9',
        no_proxy='',
        NO_PROXY='',
        **proxy,
    )
    assert 'weights cannot be downloaded' in said and kept == []
    place, _, waits = said.split('put the file at ')[1].rpartition(' waits ')
    assert 0 < float(waits.split()[0]) <= 10
    if name.startswith('timm'):
        os.makedirs(os.path.dirname(place), exist_ok=True)
        save_file(timm.create_model(name.split('/')[1]).state_dict(), place)
        assert ask(code, tmp_path, HF_ENDPOINT='http://127.0.0.1:9', **proxy)[0] == 'downloaded'
