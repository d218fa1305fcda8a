"Networks of tokens, and hybrids: cut, joined again, and through everything that a CNN goes through."

import gc
import math

import pytest
import timm
import torch
from timm.models import beit, eva, swin_transformer, vision_transformer
from torch import nn
from torch.testing import assert_close

import tl_nbdev as tl
from tl_nbdev.core import TLError, keep_freed_memory
from tl_nbdev.deployment import load_model
from tl_nbdev.features import stage_features
from tl_nbdev.learner import network_facts, stage_groups, weights_hash
from tl_nbdev.networks import (
    Head,
    PooledStage,
    TokenStage,
    as_maps,
    as_vector,
    backbone,
    cut_stages,
    maps_part,
    register_backbone,
)
from tl_nbdev.networks.catalogue import _others
from tl_nbdev.testing import quiet, tiny_images

keep_freed_memory()

# Sizes at which they are quick. The rest know one size only
SIZES = dict.fromkeys(_others, 64) | {
    'timm/vit_small_patch14_dinov2': 56,
    'timm/vit_small_patch14_reg4_dinov2': 70,
    'timm/eva02_tiny_patch14_224': 56,
    'timm/coat_lite_tiny': 224,
    'timm/mvitv2_tiny': 128,
    'timm/beit_base_patch16_224': 32,
    'timm/vit_base_patch16_siglip_224': 32,
    'timm/pvt_v2_b0': 96,
}
ONE_SIZE = (
    'cait levit convit pit mixer twins efficientformer torchvision/vit r_s16 coat swinv2_cr'
).split()
# Networks with maps at the end of their last block
MAPS = (
    'pvt_v2 edgenext mobilevit fastvit efficientvit poolformer tiny_vit inception_next repvit'
).split()


@pytest.fixture(autouse=True)
def nothing_left_behind():
    "A network that was traced refers to itself; each of these has hundreds of megabytes."
    yield
    gc.collect()


def size_of(name):
    return 224 if any(o in name for o in ONE_SIZE) else SIZES[name]


def own_features(net, x):
    "What the network's own classifier gets; maps are pooled first."
    if hasattr(net, 'forward_head'):
        out = net.forward_head(net.forward_features(x), pre_logits=True)
        return out.flatten(2).mean(2) if out.ndim == 4 else out
    last = [m for m in net.modules() if isinstance(m, nn.Linear)][-1]
    with last.register_forward_pre_hook(lambda m, args: found.append(args[0])):
        found = []
        net(x)
    return found[0]


def one_by_one(body, x):
    "The output of a body whose stages run one after the other, and the maps of each."
    maps = []
    for stage in body:
        x = maps_part(stage)(x)
        maps.append(as_maps(stage, x))
    return as_vector(stage, x), maps


def slopes(out, parameters):
    "Gradients of the sum of squares, for those that have one."
    found = torch.autograd.grad(out.square().sum(), parameters, allow_unused=True)
    return {i: g for i, g in enumerate(found) if g is not None}


def test_there_are_networks_enough():
    tokens = [n for n in _others if not any(o in n for o in MAPS)]
    assert (
        len(tokens) >= 20 and len(_others) - len(tokens) + len(['efficientformer', 'r_s16']) >= 10
    )


@pytest.mark.slow
@pytest.mark.parametrize('name', _others)
def test_cut_at_every_stage_and_joined_again(name):
    "Same outputs, same gradients, a group of parameters for each stage; maps lie as timm's own."
    size = size_of(name)
    network = backbone(name, weights=None)
    with torch.random.fork_rng():
        torch.manual_seed(0)
        net = network.network(size)
        body = cut_stages(net, network.input_size if size != 224 else size, 3, size)
        x = torch.rand(2, 3, size, size)
    assert len(body) >= 4
    parameters = list(body.parameters())
    expected = own_features(net, x)
    found, maps = one_by_one(body, x)
    assert_close(found, expected, atol=1e-5, rtol=1e-5)
    assert found.std() > 1e-4 and body(x).shape[1] == found.shape[1] == body.out_channels
    ours, theirs = slopes(found, parameters), slopes(expected, parameters)
    assert ours.keys() == theirs.keys() and len(ours) > 10
    for i, g in theirs.items():
        assert_close(ours[i], g, atol=1e-5 * max(1, float(g.abs().max())), rtol=1e-4)
    groups = stage_groups(nn.Sequential(body, Head().build(body.out_channels, 2)))
    assert len(groups) == len(body) + 1 and len({id(p) for g in groups for p in g}) == sum(
        map(len, groups)
    )
    sides = [m.shape[-1] for m in maps]
    assert all(m.shape[2] == m.shape[3] > 1 for m in maps[:-1]) and sides == sorted(
        sides, reverse=True
    )
    assert network_facts(body) is not None  # so that features are kept
    if not hasattr(net, 'set_input_size') or getattr(net, 'dynamic_img_size', False):
        listed = _others[name][0]  # millions, as the catalogue says; tables depend on the size
        assert abs(sum(p.numel() for p in parameters) / 1e6 - listed) <= 0.01 * listed + 0.01
    outside = {*map(id, net.parameters())} - {*map(id, parameters)}
    lost = {k.partition('.')[0] for k, p in net.named_parameters() if id(p) in outside}
    assert lost <= {'head', 'head_dist', 'heads', 'fc', 'classifier'}, lost
    if any(isinstance(maps_part(s), TokenStage) for s in body) and hasattr(
        net, 'forward_intermediates'
    ):
        theirs = net.forward_intermediates(x, intermediates_only=True)
        same = [
            any(m.shape == o.shape and torch.allclose(m, o, atol=1e-4) for o in theirs)
            for m in maps
        ]
        assert sum(same) >= 2, same


# Small networks of the families, which go through everything in seconds

KINDS = {
    'vit': lambda: vision_transformer.VisionTransformer(
        img_size=32, patch_size=8, embed_dim=48, depth=6, num_heads=3, num_classes=10, dynamic_img_size=True
    ),
    'eva': lambda: eva.Eva(
        img_size=32, patch_size=8, embed_dim=48, depth=6, num_heads=3, num_classes=10, use_rot_pos_emb=True,
        dynamic_img_size=True, ref_feat_shape=(4, 4),
    ),
    'swin': lambda: swin_transformer.SwinTransformer(
        img_size=32, patch_size=2, window_size=4, embed_dim=24, depths=(1, 1, 2, 1), num_heads=(1, 2, 3, 3),
        num_classes=10, dynamic_img_size=True,
    ),
    'beit': lambda: beit.Beit(
        img_size=32, patch_size=8, embed_dim=48, depth=6, num_heads=3, num_classes=10, use_rel_pos_bias=True,
        use_abs_pos_emb=False,
    ),
}  # fmt: skip


@pytest.fixture(scope='module', params=KINDS)
def kind(request):
    register_backbone(f'tests/{request.param}', KINDS[request.param], input_size=32)
    return request.param


@pytest.fixture(scope='module')
def images(tmp_path_factory):
    folder = tmp_path_factory.mktemp('tokens')
    made = tiny_images(folder / 'tiny', per_class=16, size=48)
    return made.with_splits(valid=0.25, test=0.25, seed=0)


@pytest.fixture(autouse=True)
def own_cache(tmp_path, monkeypatch):
    monkeypatch.setenv('TL_NBDEV_CACHE', str(tmp_path / 'cache'))


def learner(network, images, size=32, **options):
    dls = tl.dataloaders(images, network, size, 8)
    return tl.transfer_learner(dls, precision='float32', **options)


def trained(learn, *phases):
    with quiet(learn):
        return tl.fit(learn, tl.Plan(phases))


@pytest.mark.slow
@pytest.mark.parametrize('kind', ['vit', 'swin'], indirect=True)
def test_features_and_what_is_made_of_them(kind, images):
    "Feature store, probe, shortlist, map, neighbours; the features of a file are those of the set."
    network = backbone(f'tests/{kind}', weights=None)
    features = stage_features(images, network)
    assert list(features) == list(network.stages.stage)
    again = tl.feature_store().rows.sum()
    stage_features(images, network)
    assert tl.feature_store().rows.sum() == again > 0
    assert len(tl.probe_stages(images, network).table) == len(features)
    assert len(tl.shortlist(images, network).table) == 1
    assert len(tl.embedding_map(images, network, method='pca').table) == len(images)
    path = images.table.path[3]
    near = tl.neighbours(images.take([0, 1, 2, 4, 5, 6, 7]), network, path, n=2).table
    assert near.distance[0] < 1e-3 < near.distance[1]


@pytest.mark.slow
@pytest.mark.parametrize('kind', ['vit', 'eva', 'swin'], indirect=True)
def test_trained_in_parts_and_whole(kind, images):
    "The head and upper stages on kept features, then all; frozen stages keep every bit; L2-SP; drift."
    network = backbone(f'tests/{kind}', weights=None)
    learn = learner(network, images)
    before = weights_hash(learn.model[0])
    run = trained(learn, tl.Phase(3, 'head', 1e-3))
    assert run.on_features == [True] and weights_hash(learn.model[0]) == before
    run = trained(learn, tl.Phase(3, 'stage3+', 1e-3), tl.Phase(1, 'all', [1e-5, 1e-3], l2_sp=0.1))
    assert run.on_features == [True, False] and run.status == 'finished'
    table = tl.drift(network, learn, images.valid).table
    assert list(table.stage) == list(network.stages.stage) and (table.weights > 0).all()
    report = tl.keep_report(images, network, tl.Plan([tl.Phase(1, 'head', 1e-3)]))
    assert report.table.tuned.notna().all()


@pytest.mark.slow
def test_saved_and_loaded(kind, images, tmp_path):
    "The folder gives the learner's outputs, and is a start for another network."
    network = backbone(f'tests/{kind}', weights=None)
    size = 48 if kind in ('swin', 'beit') else 40
    for options in ({}, {'head': Head(pool='avgmax', conv_channels=8)}):
        learn = learner(network, images, size, **options)
        trained(learn, tl.Phase(1, 'all', 1e-3))
        folder = tl.save_model(learn, tmp_path / 'model')
        x = torch.rand(2, 3, size, size)
        with torch.no_grad():
            assert_close(load_model(folder).net(x), learn.model.eval()(x), atol=1e-5, rtol=1e-5)
    again = backbone(f'tests/{kind}', weights=folder)
    with torch.no_grad():
        expected, body = learn.model[0].eval(), again.body(size).eval()
        for a, b in zip(expected.parameters(), body.parameters()):
            assert torch.equal(a, b)


@pytest.mark.slow
def test_cut_off_after_a_stage(kind, images, tmp_path):
    "What remains is pooled as the network pools, also in a file."
    network = backbone(f'tests/{kind}', weights=None, truncate_after='stage2')
    body = network.body()
    assert isinstance(body[-1], PooledStage) and body(torch.rand(2, 3, 32, 32)).shape == (
        2, body.out_channels, 1, 1,
    )  # fmt: skip
    assert body[-1].maps.pool.chosen == ((0,) if kind == 'vit' else ())
    learn = learner(network, images)
    trained(learn, tl.Phase(1, 'all', 1e-3))
    loaded = load_model(tl.save_model(learn, tmp_path / 'model'))
    x = torch.rand(2, 3, 32, 32)
    with torch.no_grad():
        assert_close(loaded.net(x), learn.model.eval()(x), atol=1e-5, rtol=1e-5)


@pytest.mark.slow
@pytest.mark.parametrize('kind', ['vit', 'swin', 'beit'], indirect=True)
def test_onnx(kind, images, tmp_path):
    learn = learner(backbone(f'tests/{kind}', weights=None), images, 48)
    trained(learn, tl.Phase(1, 'all', 1e-3))
    made = tl.to_onnx(tl.save_model(learn, tmp_path / 'model'), images.valid)
    assert made.difference <= 1e-3


@pytest.mark.slow
@pytest.mark.parametrize('kind', ['vit', 'swin'], indirect=True)
def test_where_it_looks(kind, images):
    "Maps of evidence, and of channels; where only a class token counts, the message names a stage that has places."
    learn = learner(backbone(f'tests/{kind}', weights=None), images)
    trained(learn, tl.Phase(1, 'all', 1e-3))
    path = images.table.path[0]
    last = f'stage{len(learn.model[0])}'
    if kind == 'vit':
        with pytest.raises(TLError, match='nothing but the class token') as e:
            tl.cam(learn, path, stage=last)
        advised = e.value.fix.split("'")[1]
        assert tl.cam(learn, path, stage=advised).heat.max() > 0
    else:
        assert tl.cam(learn, path, stage=last).heat.max() >= 0
    cam = tl.cam(learn, path)
    assert cam.heat.shape == (32, 32) and cam.heat.max() > 0
    maps = tl.feature_maps(learn, path, 'stage2')
    assert maps.pictures[0].shape == ((4, 4) if kind != 'swin' else (8, 8))
    assert len(tl.top_patches(images, learn, 'stage1', n=2).table) == 8


def test_grey_pictures(kind):
    x = torch.rand(2, 1, 32, 32)
    with torch.no_grad():
        coloured = backbone(f'tests/{kind}', weights=None).body()(x.repeat(1, 3, 1, 1))
        grey = backbone(f'tests/{kind}', weights=None, channels=1).body()(x)
    assert_close(grey, coloured, atol=1e-5, rtol=1e-4)


@pytest.mark.slow
def test_other_sizes(kind, images):
    "Position embeddings are interpolated; windows are padded or made anew; or a message says what to do."
    network = backbone(f'tests/{kind}', weights=None)
    for size in (32, 48, 64):
        assert (
            network.body(size)(torch.rand(1, 3, size, size)).shape[1] == network.body().out_channels
        )
    if kind in ('vit', 'eva'):
        with pytest.raises(TLError, match='multiple of 8 pixels'):
            learner(network, images, 36)
    learn = learner(network, images)
    grown = tl.Phase(1, 'head', 1e-3, size=48)
    if kind in ('vit', 'swin'):
        assert trained(learn, grown).status == 'finished'
    else:  # rotary angles, and tables of BEiT, are for one size
        with pytest.raises(TLError, match='cannot process images of this size'):
            trained(learn, grown)
        assert trained(learner(network, images, 48), tl.Phase(1, 'head', 1e-3)).status == 'finished'


def test_positions_are_interpolated_as_timm_does():
    register_backbone('tests/vit', KINDS['vit'], input_size=32)
    network = backbone('tests/vit', weights=None)
    net = network.network()
    x = torch.rand(2, 3, 64, 64)
    body = network.body(64).eval()
    net.set_input_size(img_size=64)  # once and for all
    with torch.no_grad():
        assert_close(as_vector(nn.Identity(), body(x)), own_features(net, x), atol=1e-5, rtol=1e-5)


@pytest.mark.parametrize(
    'build,chosen',
    [
        (dict(global_pool='token'), (0,)),
        (dict(global_pool='avg'), ()),
        (dict(global_pool='map'), ()),
        (dict(global_pool='token', reg_tokens=4), (0,)),
        (dict(global_pool='avg', class_token=False), ()),
        (dict(global_pool='avg', fc_norm=True, reg_tokens=2), ()),
    ],
)
def test_pooled_as_the_head_pools(build, chosen):
    "Class token or mean, whatever else precedes the grid; an attention pooling belongs to the last stage."
    net = vision_transformer.VisionTransformer(
        img_size=32, patch_size=8, embed_dim=48, depth=4, num_heads=3, num_classes=7, **build
    )
    body = cut_stages(net.eval(), 32)
    assert [s.pool.chosen for s in body if isinstance(s, TokenStage)] == [chosen] * 3
    x = torch.rand(2, 3, 32, 32)
    with torch.no_grad():
        assert_close(net.head(body(x).flatten(1)), net(x), atol=1e-5, rtol=1e-5)
        _, maps = one_by_one(body, x)
    assert maps[0].shape == (2, 48, 4, 4)


@pytest.mark.slow
@pytest.mark.parametrize(
    'name,why',
    [
        ('hiera_tiny_224', 'not in the order of the picture'),
        ('crossvit_tiny_240', 'no end of a block is a single tensor alive'),
        ('coat_tiny', 'its blocks share weights'),
    ],
)
def test_what_cannot_be_cut_says_so(name, why):
    with pytest.raises(TLError, match=why):
        backbone(f'timm/{name}', weights=None).body()


def test_a_network_of_torchs_own_layers():
    "Not of timm: its classifier is the last matrix, its class token is found by what that takes."

    class Mine(nn.Module):
        def __init__(self):
            super().__init__()
            layer = nn.TransformerEncoderLayer(16, 2, 32, batch_first=True, norm_first=True)
            self.patches = nn.Conv2d(3, 16, 8, 8)
            self.whole = nn.Parameter(torch.rand(1, 1, 16))
            self.layers = nn.TransformerEncoder(layer, 5, enable_nested_tensor=False).layers
            self.head = nn.Linear(16, 3)

        def forward(self, x):
            x = self.patches(x).flatten(2).transpose(1, 2)
            x = torch.cat([self.whole.expand(x.shape[0], -1, -1), x], 1)
            for layer in self.layers:
                x = layer(x)
            return self.head(x[:, 0])

    net = Mine().eval()
    body = cut_stages(net, 32)
    assert len(body) == 5 and body.stage1.pool.chosen == (0,)
    x = torch.rand(3, 3, 32, 32)
    with torch.no_grad():
        assert_close(net.head(body(x).flatten(1)), net(x), atol=1e-5, rtol=1e-5)
    assert math.isqrt(16) == as_maps(body.stage1, body.stage1(x)).shape[-1]


@pytest.mark.slow
def test_classifiers_are_not_part_of_the_body():
    "Some networks have two, whose outputs are averaged."
    net = timm.create_model('swiftformer_xs').eval()
    assert cut_stages(net, 224).out_channels == net.num_features


@pytest.mark.slow
@pytest.mark.parametrize('kind', ['vit'], indirect=True)
def test_a_small_vit_made_at_home_goes_through_the_whole_line(kind, images, tmp_path):
    "Trained from random weights on other pictures, it is a start: probe, LP-FT, LoRA, report, folder, ONNX, panel."
    others = tiny_images(tmp_path / 'others', per_class=24, classes=3, size=32, seed=1)
    home = learner(backbone(f'tests/{kind}', weights=None), others.with_splits(0.25, 0.1, seed=0))
    trained(home, tl.Phase(6, 'all', 2e-3))
    network = backbone(f'tests/{kind}', weights=tl.save_model(home, tmp_path / 'home'))
    assert network.weights.origin == 'file'
    probe = tl.probe_stages(images, network)
    assert probe.best in list(network.stages.stage)
    learn = learner(network, images)
    with quiet(learn):
        run = tl.fit(learn, tl.plans.lp_ft(2, 2))
    assert run.status == 'finished' and run.on_features[0]
    run = trained(learn, tl.Phase(2, 'lora', 1e-3))
    assert any('weights learn for' in o for o in run.notes)
    report = tl.evaluate(learn, images)
    assert report.right.mean() > 0.6  # two colours
    folder = tl.save_model(learn, tmp_path / 'model', report)
    made = tl.to_onnx(folder, images.valid)
    assert made.difference <= 1e-3 and load_model(folder).meta['backbone'] == f'tests/{kind}'
    panel = tl.StageExplorer(images, learn, fresh=True)
    panel.set(stage='stage6')  # where only the class token counts
    assert panel.wait()
    assert 'class token' in panel.view.content + panel.grid.content
    panel.set(stage='stage5')
    assert panel.wait() and 'class token' not in panel.view.content + panel.grid.content


def test_licences_are_those_that_timm_states():
    table = tl.list_backbones().set_index('name')
    for name in (
        'vit_small_patch16_dinov3',
        'vit_small_patch14_dinov2',
        'swin_tiny_patch4_window7_224',
    ):
        stated = timm.get_pretrained_cfg(name).license
        assert stated and table.license[f'timm/{name}'] == stated
    assert table.license['torchvision/resnet18'] == ''
    vits = tl.list_backbones(family='vit_small')
    assert len(vits) >= 3 and vits.name.str.contains('vit_small').all()
    for wrong in (dict(license='mine'), dict(family='lstm')):
        with pytest.raises(TLError):
            tl.list_backbones(**wrong)
