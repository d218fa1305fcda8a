"A network of one's own: cut, trained, kept, saved by the name of its class, loaded where the user gives that class."

import copy
import importlib
import json
import subprocess
import sys

import pytest
import torch
from torch import nn
from torch.testing import assert_close

import tl_nbdev as tl
from tl_nbdev.core import TLError, read_model_folder, write_model_folder
from tl_nbdev.learner import weights_hash
from tl_nbdev.networks import as_vector, maps_part
from tl_nbdev.testing import quiet, tiny_images

CODE = '''
import torch
from torch import nn


class Block(nn.Module):
    def __init__(self, a, b, act):
        super().__init__()
        self.conv = nn.Conv2d(a, b, 3, 2, 1, bias=False)
        self.norm = nn.BatchNorm2d(b)
        self.act = getattr(nn, act)()

    def forward(self, x):
        return self.act(self.norm(self.conv(x)))


class Small(nn.Module):
    def __init__(self, width=8, act='ReLU'):
        super().__init__()
        self.stem = Block(3, width, act)
        self.body = nn.Sequential(Block(width, 2 * width, act), Block(2 * width, 2 * width, act))
        self.top = Block(2 * width, 2 * width, act)
        self.head = nn.Linear(2 * width, 5)

    def forward(self, x):
        return self.head(self.top(self.body(self.stem(x))).mean((2, 3)))


class Playful(Small):
    "In training it drops whole pictures of maps."

    def forward(self, x):
        x = self.stem(x)
        if self.training:
            x = x * (torch.rand(len(x), 1, 1, 1, device=x.device) > 0.1)
        return self.head(self.top(self.body(x)).mean((2, 3)))


class Gated(Block):
    "It decides by values."

    def forward(self, x):
        x = super().forward(x)
        return x if x.sum() > 0 else -x


class Deciding(Small):
    def __init__(self):
        super().__init__()
        self.top = Gated(16, 16, 'ReLU')
'''


@pytest.fixture(scope='module')
def nets(tmp_path_factory):
    folder = tmp_path_factory.mktemp('code')
    (folder / 'mine_nets.py').write_text(CODE)
    sys.path.insert(0, str(folder))
    yield importlib.import_module('mine_nets')
    sys.path.remove(str(folder))


@pytest.fixture(scope='module')
def images(tmp_path_factory):
    made = tiny_images(tmp_path_factory.mktemp('own') / 'tiny', per_class=12, size=32)
    return made.with_splits(valid=0.25, test=0.25, seed=0)


@pytest.fixture(autouse=True)
def own_cache(tmp_path, monkeypatch):
    monkeypatch.setenv('TL_NBDEV_CACHE', str(tmp_path / 'cache'))


STATS = dict(mean=(0.4, 0.5, 0.6), std=(0.2, 0.3, 0.2), size=32)


def small(nets, kind='Small', **arguments):
    torch.manual_seed(1)
    net = getattr(nets, kind)(**arguments)
    for m in net.modules():  # as if it had been trained
        if isinstance(m, nn.BatchNorm2d):
            m.running_mean.normal_()
    return net


def trained(network, images, train='all'):
    learn = tl.transfer_learner(tl.dataloaders(images, network, 32, 4), precision='float32')
    with quiet(learn):
        tl.fit(learn, tl.Plan([tl.Phase(2, train, 1e-2)]))
    return learn


def test_cut_by_tracing_and_by_names(nets):
    "The same features as the network's own classifier gets, from a copy with its weights; the module stays as it is."
    net = small(nets, width=4).train()
    before = copy.deepcopy(net.state_dict())
    x = torch.rand(2, 3, 32, 32)
    for names, n in ((None, 4), (['stem', 'body', 'top'], 3), (['stem', 'body.0', 'body.1'], 3)):
        network = tl.backbone(net, stages=names, arguments={'width': 4}, **STATS)
        assert (network.mean, network.std, network.input_size) == tuple(STATS.values())
        assert network.weights.origin == 'module' and len(network.stages) == n
        body = network.body().eval()
        with torch.no_grad():
            y = x
            for stage in body:
                y = maps_part(stage)(y)
            assert_close(net.eval().head(as_vector(stage, y)), net(x), atol=1e-5, rtol=1e-5)
    assert all(torch.equal(v, before[k]) for k, v in net.state_dict().items())
    random = tl.backbone(net, None, arguments={'width': 4}, **STATS)
    assert weights_hash(random.body()) != weights_hash(network.body())
    assert weights_hash(random.body()) == weights_hash(random.body())
    short = tl.backbone(net, truncate_after='stage2', stages=['stem', 'body', 'top'], **STATS)
    assert list(short.stages.stage) == ['stage1', 'stage2']


def test_grey_pictures_and_networks_without_a_classifier(nets):
    net = small(nets)
    x = torch.rand(2, 1, 32, 32)
    for names in (None, ['stem', 'body']):
        grey = tl.backbone(net, channels=1, stages=names, **STATS).body().eval()
        coloured = tl.backbone(net, stages=names, **STATS).body().eval()
        with torch.no_grad():
            assert_close(grey(x), coloured(x.repeat(1, 3, 1, 1)), atol=1e-5, rtol=1e-4)
    maps = nn.Sequential(*net.children())[:3].eval()
    for names in (None, ['0', '1']):
        body = tl.backbone(maps, stages=names, **STATS).body().eval()
        with torch.no_grad():
            assert_close(
                body(x.repeat(1, 3, 1, 1)), maps(x.repeat(1, 3, 1, 1)), atol=1e-5, rtol=1e-5
            )


def test_code_that_differs_in_training_is_kept(nets):
    "A trace would freeze it: the parts must be named, and then run as they are."
    for kind in ('Playful', 'Deciding'):
        with pytest.raises(TLError, match='cannot trace the network') as e:
            tl.backbone(small(nets, kind), **STATS)
        assert "stages=['stem'" in e.value.fix
    with pytest.raises(TLError, match='between the stages') as e:
        tl.backbone(small(nets, 'Playful'), stages=['stem', 'body', 'top'], **STATS)
    network = tl.backbone(small(nets, 'Deciding'), stages=['stem', 'body', 'top'], **STATS)
    body = network.body()
    assert type(maps_part(body.stage3).get_submodule('top')).__name__ == 'Gated'


@pytest.mark.slow
def test_through_the_whole_line(nets, images, tmp_path):
    "Features are kept; probe, shortlist, fit from features, report, folder, file pictures, ONNX, a start for another."
    network = tl.backbone(small(nets), stages=['stem', 'body', 'top'], **STATS)
    assert list(tl.stage_features(images, network)) == ['stage1', 'stage2', 'stage3']
    rows = tl.feature_store().rows.sum()
    tl.stage_features(images, network)
    assert tl.feature_store().rows.sum() == rows > 0
    assert len(tl.probe_stages(images, network).table) == 3
    assert len(tl.shortlist(images, network).table) == 1
    report = tl.keep_report(images, network, tl.Plan([tl.Phase(1, 'head', 1e-3)]))
    assert report.table.tuned.notna().all()
    learn = tl.transfer_learner(tl.dataloaders(images, network, 32, 4), precision='float32')
    before = weights_hash(learn.model[0])
    with quiet(learn):
        run = tl.fit(learn, tl.plans.linear_probe(2))
    assert run.on_features == [True] and weights_hash(learn.model[0]) == before
    with quiet(learn):
        tl.fit(learn, tl.Plan([tl.Phase(1, 'lora', 1e-3, rank=2), tl.Phase(1, 'all', 1e-3)]))
    assert (tl.drift(network, learn, images.valid).table.weights > 0).all()
    assert tl.cam(learn, images.table.path[0]).heat.shape == (32, 32)
    folder = tl.save_model(learn, tmp_path / 'm', tl.evaluate(learn, images))
    assert 'from mine_nets import Small' in (folder / 'model_card.md').read_text()
    assert tl.load_model(folder).predict(images.test.table.path[:2]).label.notna().all()
    assert tl.to_onnx(folder, images.valid).difference <= 1e-3
    again = tl.backbone(small(nets), weights=folder, stages=['stem', 'body', 'top'], **STATS)
    for a, b in zip(learn.model[0].parameters(), again.body().parameters()):
        assert torch.equal(a, b)
    names = ['another', 'the same']
    e = tl.Experiment('own', images, f'sqlite:///{tmp_path / "e.db"}')
    e.grid(backbone=dict(zip(names, (network, again))), plan=tl.plans.linear_probe(1), batch_size=4)
    assert len(e.run().trials) == 2


LOAD = '''
import sys
import tl_nbdev as tl
from tl_nbdev.core import TLError

sys.path.insert(0, {code!r})
try:
    tl.load_model({folder!r})
except TLError as e:
    print('refused:', e.what, '|', e.fix)
assert 'mine_nets' not in sys.modules
from mine_nets import Small

model = tl.load_model({folder!r}, network=Small)
print(model.probs({path!r})[0].tolist())
print(tl.load_model({folder!r}).probs({path!r})[0].tolist())
'''


@pytest.mark.slow
def test_another_process_loads_it_when_it_gives_the_class(nets, images, tmp_path):
    "A model folder imports nothing: only the class that the user passes runs."
    network = tl.backbone(small(nets, width=4), arguments={'width': 4}, **STATS)
    learn = trained(network, images)
    folder = tl.save_model(learn, tmp_path / 'm')
    path = images.table.path[0]
    code = LOAD.format(code=str(nets.__file__).rpartition('/')[0], folder=str(folder), path=path)
    done = subprocess.run([sys.executable, '-c', code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    said, *found = done.stdout.splitlines()[-3:]
    assert said.startswith('refused:') and 'mine_nets:Small' in said and 'network=Small' in said
    expected = tl.load_model(folder).probs(path)[0]
    for o in found:
        assert_close(torch.tensor(json.loads(o)), torch.tensor(expected), check_dtype=False)
    described = read_model_folder(folder)[1]['network']
    assert described['class'] == 'mine_nets:Small' and described['arguments'] == {'width': 4}
    assert not list(folder.glob('*.p*'))


def test_a_folder_never_chooses_code(nets, images, tmp_path):
    "Whatever class a folder names, even one that is imported already, only the user's is called."
    folder = tl.save_model(trained(tl.backbone(small(nets), **STATS), images), tmp_path / 'm')
    tensors, meta = read_model_folder(folder)
    del meta['weights_file']
    called = []

    class Trap(nn.Module):
        def __init__(self, **arguments):
            super().__init__()
            called.append(arguments)

    nets.Trap = Trap
    forged = {**meta['network'], 'class': 'mine_nets:Trap', 'arguments': {'cmd': 'x'}}
    bad = {**meta, 'backbone': 'mine_nets:Trap-00000000', 'network': forged}
    with pytest.raises(TLError, match="author's own"):
        tl.load_model(write_model_folder(tmp_path / 'bad', tensors, bad))
    with pytest.raises(TLError, match='mine_nets:Trap'):
        tl.load_model(tmp_path / 'bad', network=nets.Small)
    assert not called
    for damage in ({'class': 3}, {'arguments': [1]}, {'mean': [1, 2]}, {'input_size': 10**9}):
        wrong = {**meta, 'network': {**meta['network'], **damage}}
        with pytest.raises(TLError, match='description is damaged'):
            tl.load_model(write_model_folder(tmp_path / 'bad', tensors, wrong))


def test_a_class_that_has_changed_since(nets, images, tmp_path):
    folder = tl.save_model(trained(tl.backbone(small(nets), **STATS), images), tmp_path / 'm')

    class Small(nets.Small):
        def __init__(self):
            super().__init__(width=6)

    with pytest.raises(TLError, match='has changed'):
        tl.load_model(folder, network=Small)

    class Small(nets.Small):
        def __init__(self, depth):
            super().__init__()

    with pytest.raises(TLError, match='other arguments'):
        tl.load_model(folder, network=Small)
    with pytest.raises(TLError, match='the network of the model is a mine_nets:Small'):
        tl.load_model(folder, network=nets.Block)
    # a class that has moved, as from a notebook into a file, is the same
    Small = type('Small', (nets.Small,), {'__module__': '__main__'})
    x = torch.rand(2, 3, 32, 32)
    with torch.no_grad():
        assert_close(
            tl.load_model(folder, network=Small).net(x),
            tl.load_model(folder).net(x),
            rtol=1e-5,
            atol=1e-5,
        )
    plain = tl.save_model(trained(tl.backbone('testing/tiny', None), images), tmp_path / 'plain')
    with pytest.raises(TLError, match='has a name') as e:
        tl.load_model(plain, network=Small)
    assert 'leave network out' in e.value.fix


def test_put_together_by_hand(nets, images, tmp_path):
    "Nobody knows how to make another; the user passes such a network to load it, as the messages say."
    net = nn.Sequential(*small(nets).children())[:3]
    net = nn.Sequential(net, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(16, 3))
    network = tl.backbone(net, **STATS)
    learn = trained(network, images)
    folder = tl.save_model(learn, tmp_path / 'm')
    assert read_model_folder(folder)[1]['network']['arguments'] is None
    with pytest.raises(TLError, match='nobody told') as e:
        tl.load_model(folder, network=nn.Sequential)
    assert 'network=Sequential(…)' in e.value.fix
    x = torch.rand(2, 3, 32, 32)
    with torch.no_grad():
        assert_close(
            tl.load_model(folder, network=net).net(x), learn.model.eval()(x), atol=1e-5, rtol=1e-5
        )
    random = tl.backbone(net, None, **STATS)  # all of its layers can draw weights anew
    assert weights_hash(random.body()) != weights_hash(network.body())


class WithToken(nn.Module):
    def __init__(self, scale):
        super().__init__()
        self.maps = nn.Sequential(nn.Conv2d(3, 12, 3, 4), nn.ReLU(), nn.Conv2d(12, 12, 3, 2))
        self.scale = nn.Parameter(torch.full((12, 1, 1), float(scale)))
        self.head = nn.Linear(12, 3)

    def forward(self, x):
        return self.head((self.maps(x) * self.scale).mean((2, 3)))


def test_random_weights_that_nobody_can_draw():
    assert tl.backbone(WithToken(2), **STATS).weights.origin == 'module'
    for options in (dict(weights=None), dict(reinit='stage1')):
        with pytest.raises(TLError, match='nothing tells how to draw .* scale') as e:
            tl.backbone(WithToken(2), **options, **STATS)
        assert 'arguments={' in e.value.fix
    assert tl.backbone(WithToken(2), None, arguments={'scale': 2}, **STATS).body() is not None


@pytest.mark.parametrize(
    'options,what,fix',
    [
        (dict(mean=(0.5, 0.5)), 'three channels', 'three numbers'),
        (dict(std=(0.5, 0, 0.5)), 'three channels', 'three numbers'),
        (dict(size=4), 'size out of range', '8 to 4096'),
        (dict(size='32'), 'size out of range', '8 to 4096'),
        (dict(stages=['stem', 'nothing']), 'no such submodule', 'stem, body, top, head'),
        (dict(stages=[]), 'no such submodule', 'stem'),
        (dict(stages=['stem', 'head']), 'does not run this submodule', 'before its classifier'),
        (dict(arguments={'width': 9}), 'makes another network', 'arguments it was made with'),
        (dict(arguments={'act': 'GELU'}), 'makes another network', 'arguments it was made with'),
        (dict(arguments={'width': torch.ones(1)}), 'plain data', "arguments={'width': 8}"),
        (dict(arguments=[8]), 'plain data', "arguments={'width': 8}"),
    ],
)
def test_what_is_wrong_is_said_at_once(nets, options, what, fix):
    with pytest.raises(TLError, match=what) as e:
        tl.backbone(small(nets), **{**STATS, **options})
    assert fix in e.value.fix


def test_networks_that_cannot_be_used(nets):
    class Two(nets.Small):
        def forward(self, x):
            return x, x

    class Breaks(nets.Small):
        def forward(self, x):
            return self.head(x)

    for net, what in (
        (Two(), 'returns a tuple'),
        (Breaks(), 'cannot process colour images of 32'),
        (nets.Small().half(), 'must be float32'),
    ):
        with pytest.raises(TLError, match=what):
            tl.backbone(net, **STATS)
    with pytest.raises(TLError, match='a class, not a network') as e:
        tl.backbone(nets.Small)
    assert 'Small(…)' in e.value.fix
    with pytest.raises(TLError, match='for a network of your own'):
        tl.backbone('resnet18', None, size=64)
    with pytest.raises(TLError, match='not known in this process') as e:
        tl.backbone('mine_nets:Small-12345678')
    assert 'tl.backbone(module' in e.value.fix


def test_two_of_a_class_that_nothing_tells_apart(nets):
    "Names tell networks apart by class, arguments and shapes; where these are equal, the second is refused."
    by_hand = [nn.Sequential(nn.Conv2d(3, 11, 3, 2), o()) for o in (nn.ReLU, nn.GELU)]
    assert len({tl.backbone(o, **STATS).id for o in by_hand}) == 2

    class Scaled(nn.Sequential):
        def __init__(self, by):
            super().__init__(nn.Conv2d(3, 11, 3, 2), nn.ReLU(), nn.Conv2d(11, 11, 3, 2))
            self.by = by

        def forward(self, x):
            return super().forward(x) * self.by

    tl.backbone(Scaled(2), **STATS)
    with pytest.raises(TLError, match='nothing tells the two apart') as e:
        tl.backbone(Scaled(3), **STATS)
    assert 'arguments={' in e.value.fix
    assert len({tl.backbone(Scaled(o), arguments={'by': o}, **STATS).id for o in (2, 3)}) == 2
    a, b = (
        tl.backbone(small(nets, act=o), arguments={'act': o}, **STATS) for o in ('ReLU', 'GELU')
    )
    assert a.id != b.id


class SharesABlock(nn.Module):
    "Applies a block at two resolutions."

    def __init__(self):
        super().__init__()
        block = lambda a, b: nn.Sequential(nn.Conv2d(a, b, 3, 2, 1), nn.BatchNorm2d(b), nn.ReLU())
        self.first, self.again, self.fc = block(3, 8), block(8, 8), nn.Linear(8, 5)

    def forward(self, x):
        return self.fc(self.again(self.again(self.again(self.first(x)))).mean((2, 3)))


def test_stages_that_share_weights_are_refused():
    with pytest.raises(TLError, match='share weights'):
        tl.backbone(SharesABlock(), size=64).body()


class HasVolumes(nn.Module):
    "A convolution over channels, rows and columns at once."

    def __init__(self):
        super().__init__()
        self.conv, self.bn = nn.Conv2d(3, 8, 3, 2, 1), nn.BatchNorm2d(8)
        self.volume, self.fc = nn.Conv3d(1, 1, 3, padding=1), nn.Linear(8, 5)

    def forward(self, x):
        x = self.bn(self.conv(x)).relu()
        return self.fc(self.volume(x.unsqueeze(1)).squeeze(1).mean((2, 3)))


def test_weights_of_five_dimensions_can_be_trained_and_saved(tmp_path):
    images = tiny_images(tmp_path / 'set', per_class=8).with_splits(0.25, 0.25, seed=0)
    learn = tl.transfer_learner(
        tl.dataloaders(images, tl.backbone(HasVolumes(), size=32), batch_size=4)
    )
    with quiet(learn):
        assert tl.fit(learn, tl.Plan([tl.Phase(1, 'all', 1e-3)])).status == 'finished'


@pytest.mark.slow
def test_a_folder_of_a_network_that_makes_its_indices(tmp_path):
    images = tiny_images(tmp_path / 'set', per_class=8).with_splits(0.25, 0.25, seed=0)
    network = tl.backbone('coatnet_nano_rw_224', weights=None)
    learn = tl.transfer_learner(tl.dataloaders(images, network, 32, 4))
    folder = tl.save_model(learn, tmp_path / 'model', familiarity=False)
    again = tl.backbone('coatnet_nano_rw_224', weights=folder).body(32)
    for (k, a), b in zip(again.state_dict().items(), learn.model[0].state_dict().values()):
        assert_close(a.cpu(), b.cpu(), msg=k)


def test_random_numbers_of_gpus_are_left_alone(monkeypatch):
    "A network is made with seeds of its own; what `torch.manual_seed` seeds elsewhere would not be put back."

    def refuse(seed):
        raise AssertionError('seeds GPUs, too')

    monkeypatch.setattr(torch, 'manual_seed', refuse)
    tl.backbone('torchvision/squeezenet1_1', weights=None).body()
    tl.Head().build(8, 3)
