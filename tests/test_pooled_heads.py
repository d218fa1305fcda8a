"What pretrained networks have between pooling and classifier belongs to their last stage."

import gc

import numpy as np
import pytest
import timm
import torch
from torch import nn
from torch.testing import assert_close

import tl_nbdev as tl
from tl_nbdev.features import stage_reader
from tl_nbdev.learner import group_names, stage_groups
from tl_nbdev.networks import Head, PooledStage, assemble, backbone, cut_stages, maps_part
from tl_nbdev.testing import quiet, tiny_images

# network → layers behind the pooling, whether there are any
NETWORKS = {
    'convnext_atto': True,
    'mobilenetv3_small_100': True,
    'ghostnet_100': True,
    'regnety_002': False,
    'tf_efficientnet_lite0': False,
    'resnet18': False,
}
LARGE = {
    'resnet50_clip': True,
    'convnext_tiny': True,
    'convnextv2_atto': True,
    'convnext_tiny.dinov3_lvd1689m': True,  # it has no classifier
    'caformer_s18': True,
    'maxvit_tiny_tf_224': True,
    'maxvit_tiny_rw_224': False,
    'fastvit_t8': False,
    'mobilenetv4_conv_small': True,
    'densenet121': False,
}
CASES = [
    *NETWORKS.items(),
    *[pytest.param(k, v, marks=pytest.mark.slow) for k, v in LARGE.items()],
]


@pytest.fixture(autouse=True)
def nothing_left_behind(tmp_path, monkeypatch):
    "Traced networks refer to themselves."
    monkeypatch.setenv('TL_NBDEV_CACHE', str(tmp_path / 'cache'))
    yield
    gc.collect()


@pytest.fixture(scope='module')
def images(tmp_path_factory):
    found = tiny_images(tmp_path_factory.mktemp('tiny'), per_class=12, size=64)
    return found.with_splits(valid=0.25, test=0.25, seed=0)


def random_network(name):
    "A network of timm, in inference mode, with statistics of norm layers that matter."
    torch.manual_seed(0)
    net = timm.create_model(name).eval()
    for m in net.modules():
        if isinstance(m, nn.modules.batchnorm._BatchNorm):
            m.running_var.uniform_(0.5, 2)
            m.running_mean.normal_(0, 0.3)
    return net


@pytest.mark.parametrize('name, pools', CASES)
def test_features_are_what_the_classifier_gets(name, pools):
    net = random_network(name)
    size = net.default_cfg['input_size'][-1]
    body = cut_stages(net, size)
    x = torch.randn(2, 3, size, size)
    with torch.no_grad():
        maps = net.forward_features(x)
        want = net.forward_head(maps, pre_logits=True)
        features = Head().build(body.out_channels, 2)[:2](body(x))
    assert want.std() > 1e-2
    assert_close(features, want, atol=1e-5, rtol=1e-5)
    assert isinstance(body[-1], PooledStage) == pools
    # in its group; nothing is lost but the classifier
    inside = {id(p) for p in stage_groups(nn.Sequential(body, nn.Identity()))[-2]}
    behind = [p for p in body[-1].parameters() if id(p) in inside]
    assert len(behind) == len(list(body[-1].parameters()))
    body.end_in_maps()
    with torch.no_grad():
        assert_close(body(x), maps, atol=1e-5, rtol=1e-5)
    assert body.out_channels == maps.shape[1] and not isinstance(body[-1], PooledStage)


@pytest.mark.parametrize(
    'name', ['torchvision/mobilenet_v3_small', 'torchvision/convnext_tiny', 'torchvision/vgg11_bn']
)
def test_networks_of_torchvision(name):
    net = backbone(name, weights=None).network()
    body = cut_stages(net, 224).eval()
    x = torch.randn(2, 3, 224, 224)
    with torch.no_grad():
        logits = net(x)
        features = body(x)
        if 'vgg' in name:  # its fully connected layers are left out on purpose
            assert features.shape == (2, 512, 7, 7)
        else:
            assert isinstance(body[-1], PooledStage)
            assert_close(net.classifier[-1](features.flatten(1)), logits, atol=1e-5, rtol=1e-5)


@pytest.mark.slow
def test_another_size_and_grey():
    for name in ('convnext_atto', 'resnet50_clip', 'mobilenetv3_small_100'):
        body = backbone(f'timm/{name}', weights=None).body().eval()
        grey = backbone(f'timm/{name}', weights=None, channels=1).body().eval()
        for size in (96, 192):
            x = torch.randn(2, 1, size, size)
            with torch.no_grad():
                out = body(x.repeat(1, 3, 1, 1))
                assert out.shape == (2, body.out_channels, 1, 1)
                assert_close(grey(x), out, atol=1e-4, rtol=1e-4)


def test_heads_that_pool_otherwise_get_the_maps():
    network = backbone('timm/convnext_atto', weights=None)
    for head in (Head(pool='max'), Head(pool='avgmax'), Head(conv_channels=8)):
        body, _ = model = assemble(network, 2, head)
        with torch.no_grad():
            assert body.eval()(torch.zeros(1, 3, 64, 64)).shape == (1, 320, 2, 2)
            assert model(torch.zeros(1, 3, 64, 64)).shape == (1, 2)
    assert (
        backbone('timm/convnext_atto', weights=None, truncate_after='stage3').body().out_channels
        == 160
    )


def learner(images, name, head=None, **options):
    dls = tl.dataloaders(images, backbone(f'timm/{name}', weights=None), 64, 4)
    return tl.transfer_learner(dls, head or Head(), precision='float32', **options)


@pytest.mark.parametrize('name', ['convnext_atto', 'mobilenetv3_small_100'])
def test_it_is_trained_and_frozen_with_the_last_stage(images, name):
    learn = learner(images, name)
    last = learn.model[0][-1]
    assert group_names(learn)[-2:] == [f'stage{len(learn.model[0])}', 'head']

    def state():
        return {k: v.clone() for k, v in last.pooled.named_parameters()}

    before = state()
    assert before
    with quiet(learn):
        run = tl.fit(learn, tl.Plan(tl.Phase(4, 'head', 1e-2)))
        assert run.on_features == [True]
        assert all(v.equal(before[k]) for k, v in state().items())
        tl.fit(learn, tl.Plan(tl.Phase(1, f'stage{len(learn.model[0])}+', 1e-2)))
        assert not any(v.equal(before[k]) for k, v in state().items())
        tl.fit(learn, tl.Plan(tl.Phase(1, 'all', 1e-3, l2_sp=0.1)))


def test_on_kept_features_it_is_the_same_training(images):
    figures = []
    for cache in ('auto', 'off'):
        learn = learner(images, 'convnext_atto')
        with quiet(learn):
            run = tl.fit(learn, tl.Plan(tl.Phase(4, 'head', 1e-2)), cache=cache)
        assert run.on_features == [cache == 'auto']
        figures.append([h['valid_loss'] for h in run.history])
    assert figures[0] == pytest.approx(figures[1], abs=1e-5)


def test_stage_features_and_maps(images):
    network = backbone('timm/mobilenetv3_small_100', weights=None)
    found = tl.stage_features(images, network, 64)
    table = network.stages
    assert found[table.stage.iloc[-1]].shape == (len(images), 1024)
    assert (table.channels.iloc[-1], table.resolution.iloc[-1]) == (576, 7)
    body = network.body()
    assert table.parameters.sum() == sum(p.numel() for p in body.parameters())
    reader = stage_reader(network, 64)
    x = torch.zeros(1, 3, 64, 64, dtype=torch.uint8)
    assert dict(reader.maps(x))[reader.names()[-1]].shape == (1, 576, 2, 2)
    assert maps_part(reader.stages[0]) is reader.stages[0]
    learn = learner(images, 'mobilenetv3_small_100')
    heat = tl.cam(learn, images.table.path[0]).heat
    assert heat.shape == (64, 64) and np.isfinite(heat).all()
    pictures = tl.feature_maps(network, images.table.path[0], reader.names()[-1], size=64)
    assert len(pictures.table) > 0


@pytest.mark.slow
@pytest.mark.parametrize('head', [Head(), Head(pool='max')])
@pytest.mark.parametrize('name', ['convnext_atto', 'mobilenetv3_small_100', 'resnet50_clip'])
def test_a_model_folder_gives_the_same_answers_and_weights(images, tmp_path, name, head):
    learn = learner(images, name, head)
    with quiet(learn):
        tl.fit(learn, tl.Plan(tl.Phase(1, 'head', 1e-2)))
        want = tl.predict_probs(learn, images.valid)
    folder = tl.save_model(learn, tmp_path / 'model')
    model = tl.load_model(folder)
    assert_close(model.probs(images.valid), want, atol=1e-5, rtol=1e-5, check_dtype=False)
    assert any('pooled' in k for k in learn.model[0].state_dict()) == (head.pool == 'avg')
    # as weights of a new network: under the names of the network itself
    # without the layers behind the pooling if the folder has none
    network = backbone(f'timm/{name}', weights=folder)
    again = network.body().state_dict()
    assert again.keys() == learn.model[0].state_dict().keys()
    for k, v in learn.model[0].state_dict().items():
        assert again[k].equal(v.cpu()), k
    dls = tl.dataloaders(images, network, 64, 4)
    second = tl.transfer_learner(dls, Head(), precision='float32')
    with quiet(second):
        want = tl.predict_probs(second, images.valid)
    model = tl.load_model(tl.save_model(second, tmp_path / 'second'))
    assert_close(model.probs(images.valid), want, atol=1e-5, rtol=1e-5, check_dtype=False)
    if head.pool == 'avg':
        assert tl.to_onnx(folder, images.valid).path.exists()  # raises if it differs from torch
