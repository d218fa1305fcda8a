"Norm layers, biases or low-rank changes alone: what learns is counted, all else rests, and saved models are plain."

import copy

import pytest
import torch
from timm.models import vision_transformer
from torch import nn
from torch.func import functional_call
from torch.testing import assert_close

import tl_nbdev as tl
from tl_nbdev.core import TLError
from tl_nbdev.deployment import load_model
from tl_nbdev.learner.small_parts import LowRank, lora_rank, part_of_stage, small_changes
from tl_nbdev.networks import backbone, register_backbone
from tl_nbdev.testing import quiet, tiny_images


def build():
    return vision_transformer.VisionTransformer(
        img_size=32, patch_size=8, embed_dim=48, depth=6, num_heads=3, num_classes=10
    )


@pytest.fixture(scope='module')
def images(tmp_path_factory):
    folder = tmp_path_factory.mktemp('small')
    return tiny_images(folder / 'tiny', per_class=12).with_splits(valid=0.25, test=0.25, seed=0)


@pytest.fixture(autouse=True)
def own_cache(tmp_path, monkeypatch):
    monkeypatch.setenv('TL_NBDEV_CACHE', str(tmp_path / 'cache'))
    register_backbone('tests/small_vit', build, input_size=32)


def learner(images, name):
    network = backbone(name, weights=None)
    return tl.transfer_learner(tl.dataloaders(images, network, 32, 4), precision='float32')


def moved(before, after):
    return {k for k, v in after.items() if not torch.equal(v, before[k])}


COUNTS = {  # by hand: (norms, biases, low rank)
    'tests/small_vit': (
        6 * 4 * 48 + 2 * 48,
        # norms; attention, its output, two layers of the MLP; patches
        6 * 2 * 48 + 48 + 6 * (3 * 48 + 48 + 4 * 48 + 48) + 48,
        lora_rank * (6 * ((144 + 48) + (48 + 48) + 2 * (192 + 48)) + 48 + 3 * 64),
    ),
    'testing/tiny': (2 * 40, 40, lora_rank * (16 + 72 + 16 + 144)),
}


@pytest.mark.parametrize('name', COUNTS)
@pytest.mark.parametrize('i,part', enumerate(['norms', 'bias', 'lora']))
def test_exactly_this_learns(images, name, i, part, tmp_path):
    "The count is noted; weights outside of it, and all statistics, keep every bit; the saved model is a plain one."
    learn = learner(images, name)
    body = learn.model[0]
    before = copy.deepcopy(body.state_dict())
    chosen = {id(p) for p in part_of_stage(body, part)}
    names = {k for k, p in body.named_parameters() if id(p) in chosen}
    with quiet(learn):
        run = tl.fit(learn, tl.Plan([tl.Phase(2, part, 1e-2)]))
    assert moved(before, body.state_dict()) == names
    assert any(f'{COUNTS[name][i]:,} weights learn for' in o for o in run.notes), run.notes
    assert run.on_features == [False]
    if part == 'lora':
        for k in names:
            values = torch.linalg.svdvals((body.state_dict()[k] - before[k]).flatten(1).double())
            assert values[lora_rank] < 1e-4 * values[0]
    loaded = load_model(tl.save_model(learn, tmp_path / 'm'))
    x = torch.rand(2, 3, 32, 32)
    with torch.no_grad():
        assert_close(loaded.net(x), learn.model.eval()(x), atol=1e-5, rtol=1e-5)
    with quiet(learn):  # afterwards everything can learn again
        tl.fit(learn, tl.Plan([tl.Phase(1, 'all', 1e-3)]))
    weights = {k for k, _ in body.named_parameters()}
    assert weights <= moved(before, body.state_dict())


def test_the_factors_get_the_gradients_that_autograd_gives_them(images):
    "Beside a network whose matrices are computed from the factors."
    learn = learner(images, 'tests/small_vit')
    adapters = LowRank(learn.model)
    names = {id(p): k for k, p in learn.model.named_parameters()}
    x, y = torch.rand(4, 3, 32, 32), torch.tensor([0, 1, 1, 0])
    for _, _, _, b in adapters.pairs:
        nn.init.normal_(b, std=0.02)
    sums = {names[id(w)]: start + (b @ a).view_as(w) for w, start, a, b in adapters.pairs}
    loss = nn.functional.cross_entropy(functional_call(learn.model.eval(), sums, (x,)), y)
    expected = torch.autograd.grad(loss, [p for _, _, a, b in adapters.pairs for p in (a, b)])
    with torch.no_grad():
        for w, start, a, b in adapters.pairs:
            w.requires_grad_().copy_(start + (b @ a).view_as(w))
    nn.functional.cross_entropy(learn.model(x), y).backward()
    adapters.before_step()
    found = [p.grad for _, _, a, b in adapters.pairs for p in (a, b)]
    assert_close(found, list(expected), atol=1e-6, rtol=1e-4)


@pytest.mark.parametrize('part', ['norms', 'lora'])
def test_interrupted_and_resumed_as_if_nothing_had_happened(images, part, tmp_path):
    plan = tl.Plan([tl.Phase(4, part, 1e-2)])

    class Stop(tl.learner.PassiveCallback):
        def before_epoch(self):
            if self.epoch == 2:
                raise KeyboardInterrupt

    whole = learner(images, 'tests/small_vit')
    with quiet(whole):
        tl.fit(whole, plan, folder=tmp_path / 'a')
    stopped = learner(images, 'tests/small_vit')
    with quiet(stopped), stopped.added_cbs([Stop()]):
        tl.fit(stopped, plan, folder=tmp_path / 'b')
    again = learner(images, 'tests/small_vit')
    with quiet(again):
        run = tl.fit(again, plan, folder=tmp_path / 'b', resume=True)
    assert run.status == 'finished'
    for a, b in zip(whole.model.state_dict().values(), again.model.state_dict().values()):
        assert_close(a, b, atol=1e-6, rtol=1e-5)


def test_what_moves_beside_it_is_noticed(images):
    learn = learner(images, 'testing/tiny')
    with pytest.raises(TLError, match='frozen weights have changed'), small_changes(learn, 'bias'):
        next(learn.model[0].parameters()).data.add_(1)


def test_a_rate_is_found_for_it(images):
    learn = learner(images, 'testing/tiny')
    before = copy.deepcopy(learn.model.state_dict())
    with quiet(learn):
        tl.find_lr(learn, train='lora', num_it=20)
    assert not moved(before, learn.model.state_dict())
    with quiet(learn):
        assert tl.fit(learn, tl.Plan([tl.Phase(1, 'norms', 'find')])).status == 'finished'


@pytest.mark.parametrize(
    'options,fix',
    [
        (dict(train=('norms', 'head')), "'norms'"),
        (dict(train='norm'), "'norms'"),
        (dict(train='lora', l2_sp=0.1), 'weight_decay'),
        (dict(train='norms', norm_layers='train'), 'leave norm_layers out'),
        (dict(train='bias', optimizer='lbfgs'), "Phase(1, 'head', optimizer='lbfgs')"),
    ],
)
def test_what_does_not_go_together(options, fix):
    with pytest.raises(TLError) as e:
        tl.Phase(1, **options)
    assert fix in e.value.fix


def test_a_network_without_norm_layers_says_so(images):
    register_backbone(
        'tests/plain',
        lambda: nn.Sequential(
            nn.Conv2d(3, 16, 3, 2, 1), nn.ReLU(), nn.Conv2d(16, 16, 3, 2, 1), nn.ReLU(),
            nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(16, 3),
        ),
        input_size=32,
    )  # fmt: skip
    learn = learner(images, 'tests/plain')
    with quiet(learn), pytest.raises(TLError, match='no norm layers'):
        tl.fit(learn, tl.Plan([tl.Phase(1, 'norms', 1e-3)]))
    with quiet(learn):
        assert tl.fit(learn, tl.Plan([tl.Phase(1, 'bias', 1e-3)])).status == 'finished'


def test_the_rank_is_the_users(images):
    "Of each change, and in the count; only LoRA has one."
    counts = []
    for rank in (2, 5):
        learn = learner(images, 'tests/small_vit')
        body = learn.model[0]
        before = copy.deepcopy(body.state_dict())
        with quiet(learn):
            run = tl.fit(learn, tl.Plan([tl.Phase(1, 'lora', 1e-2, rank=rank)]))
        for p in part_of_stage(body, 'lora', rank):
            name = next(k for k, o in body.named_parameters() if o is p)
            values = torch.linalg.svdvals((p.detach() - before[name]).flatten(1).double())
            assert values[rank - 1] > 1e-3 * values[0] and values[rank] < 1e-4 * values[0]
        counts.append(next(o for o in run.notes if 'weights learn for' in o))
    assert f'{rank * (6 * ((144 + 48) + (48 + 48) + 2 * (192 + 48)) + 48 + 3 * 64):,}' in counts[1]
    for wrong in (
        dict(train='all', rank=4),
        dict(train='lora', rank=0),
        dict(train='lora', rank=2.5),
    ):
        with pytest.raises(TLError, match='rank'):
            tl.Phase(1, **wrong)
    with quiet(learn), pytest.raises(TLError, match='wider than 99') as e:
        tl.fit(learn, tl.Plan([tl.Phase(1, 'lora', 1e-3, rank=99)]))
    assert 'lower rank' in e.value.fix


@pytest.mark.slow
@pytest.mark.parametrize('part', ['norms', 'bias', 'lora', 'head'])
def test_saved_beside_the_shared_body(images, part, tmp_path):
    "The folder holds the changes alone, and loads with the body's weights, whichever way they are given."
    network = backbone()
    learn = tl.transfer_learner(tl.dataloaders(images, network, 32, 4), precision='float32')
    with quiet(learn):
        tl.fit(learn, tl.Plan([tl.Phase(1, part, 1e-2)]))
    whole, small = tmp_path / 'whole', tmp_path / 'small'
    tl.save_model(learn, whole, familiarity=False)
    tl.save_model(learn, small, familiarity=False, only_changes=True)
    sizes = [sum(f.stat().st_size for f in o.glob('*.safetensors')) for o in (whole, small)]
    assert (
        sizes[1]
        < {'lora': 1.2e6, 'norms': 0.4e6, 'bias': 0.3e6, 'head': 0.1e6}[part]
        < sizes[0] / 10
    )
    x = torch.rand(2, 3, 32, 32)
    with torch.no_grad():
        assert_close(load_model(small).net(x), learn.model.eval()(x), atol=1e-5, rtol=1e-5)
    if part == 'lora':
        assert tl.to_onnx(small, images.valid).difference <= 1e-3
    with pytest.raises(TLError, match='only what its training changed') as e:
        backbone(weights=small)
    assert 'save_model(learn, folder)' in e.value.fix
    with pytest.raises(TLError, match='complete'):
        load_model(whole, shared=small)
    with pytest.raises(TLError, match='trained from other weights') as e:  # all of them are others'
        load_model(small, shared=tl.save_model(tired(learn), tmp_path / 'other', familiarity=False))
    assert 'shared=path' in e.value.fix


def tired(learn):
    "The same learner with other weights."
    with torch.no_grad():
        for p in learn.model[0].parameters():
            p.mul_(0.9)
    return learn


def test_a_body_that_nobody_shares(images, tmp_path):
    learn = learner(images, 'tests/small_vit')
    with pytest.raises(TLError, match='random weights') as e:
        tl.save_model(learn, tmp_path / 'm', only_changes=True)
    assert 'leave only_changes out' in e.value.fix


@pytest.mark.slow
def test_a_body_of_ones_own_or_not_on_this_machine(images, tmp_path):
    "From a model folder it takes that folder; published weights that are not here are not fetched."
    start = learner(images, 'tests/small_vit')
    with quiet(start):
        tl.fit(start, tl.Plan([tl.Phase(1, 'all', 1e-3)]))
    home = tl.save_model(start, tmp_path / 'home', familiarity=False)
    network = backbone('tests/small_vit', weights=home)
    learn = tl.transfer_learner(tl.dataloaders(images, network, 32, 4), precision='float32')
    with quiet(learn):
        tl.fit(learn, tl.Plan([tl.Phase(1, 'lora', 1e-2)]))
    small = tl.save_model(learn, tmp_path / 'small', only_changes=True)
    with pytest.raises(TLError, match='not on this machine') as e:
        load_model(small)
    assert 'shared=path' in e.value.fix
    x = torch.rand(2, 3, 32, 32)
    with torch.no_grad():
        assert_close(
            load_model(small, shared=home).net(x), learn.model.eval()(x), atol=1e-5, rtol=1e-5
        )
