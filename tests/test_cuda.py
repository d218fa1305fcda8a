"What only a GPU shows; `make test-cuda` runs it."

import numpy as np
import pytest
import torch

import tl_nbdev as tl
from tl_nbdev.learner import predict_probs
from tl_nbdev.testing import quiet, tiny_backbone, tiny_images

pytestmark = [
    pytest.mark.cuda,
    pytest.mark.skipif(not torch.cuda.is_available(), reason='no CUDA GPU'),
]


@pytest.fixture(scope='module')
def images(tmp_path_factory):
    drawn = tiny_images(tmp_path_factory.mktemp('tiny'), per_class=20, classes=3)
    return drawn.with_splits(valid=0.25, test=0.25, seed=0)


@pytest.fixture(scope='module')
def trained(images):
    learn = tl.transfer_learner(tl.dataloaders(images, tiny_backbone(), batch_size=10))
    with quiet(learn):
        run = tl.fit(learn, tl.plans.from_scratch(12, 2e-2))
    return learn, run


def test_training_runs_on_the_gpu_and_learns(trained):
    learn, run = trained
    assert {p.device.type for p in learn.model.parameters()} == {'cuda'}
    assert learn.dls.one_batch()[0].device.type == 'cuda'
    assert run.status == 'finished' and run.history[run.best]['accuracy'] > 0.8
    if torch.cuda.is_bf16_supported(including_emulation=False):
        assert learn.setup.precision.dtype == torch.bfloat16


def test_find_lr_leaves_no_trace(trained):
    learn, _ = trained
    before = {k: v.clone() for k, v in learn.model.state_dict().items()}
    rng = torch.cuda.get_rng_state()
    with quiet(learn):
        tl.find_lr(learn, num_it=20)
    assert all(torch.equal(v, before[k]) for k, v in learn.model.state_dict().items())
    assert torch.equal(rng, torch.cuda.get_rng_state())


def test_frozen_is_frozen(images):
    learn = tl.transfer_learner(tl.dataloaders(images, tl.backbone(), size=64, batch_size=10))
    learn.model.cuda()
    before = {k: v.clone() for k, v in learn.model[0].state_dict().items()}
    with quiet(learn):
        tl.fit(learn, tl.plans.linear_probe(1))
    assert all(torch.equal(v, before[k]) for k, v in learn.model[0].state_dict().items())


def test_gpu_and_processor_agree(trained, images, tmp_path):
    learn, _ = trained
    with quiet(learn):
        here = predict_probs(learn, images.test)
    model = tl.load_model(tl.save_model(learn, tmp_path / 'm'))
    paths = list(images.test.table.path)
    np.testing.assert_allclose(model.probs(paths), here, atol=2e-2)
    model.net.cpu()
    np.testing.assert_allclose(model.probs(paths), here, atol=2e-2)


def test_heads_with_dropout(images):
    learn = tl.transfer_learner(tl.dataloaders(images, tiny_backbone(), batch_size=10))
    with quiet(learn):
        found = tl.fit_heads(learn, 2, dropout=[0, 0.5])
    assert [r.status for r in found.runs] == ['finished'] * 2


def test_a_new_learner_is_checked_and_trained_in_small_parts(images):
    "Before any `fit` has moved its network to the GPU."
    learn = tl.transfer_learner(tl.dataloaders(images, batch_size=8))
    assert {p.device.type for p in learn.model.parameters()} == {'cuda'}
    assert 'refused' not in set(tl.preflight(learn, images, tl.plans.linear_probe(2)).table.verdict)
    with quiet(learn):
        run = tl.fit(learn, tl.Plan([tl.Phase(1, 'lora')]))
    assert run.status == 'finished'
