"""The variational autoencoder: its divergence by hand, what it draws, and the loss it is trained with."""

import math

import pytest
import torch
from tiny import TINY_VAE
from torch.distributions import Normal, kl_divergence

from mae_demo.losses import reconstruction_loss
from mae_demo.models import build
from mae_demo.models.vae import kl_by_dimension

NOTHING = torch.zeros(3, 4, dtype=torch.bool)  # 8×8 pixels in patches of 4


@pytest.fixture
def model():
    torch.manual_seed(0)
    return build(TINY_VAE.model)


@pytest.fixture
def images():
    return torch.rand(3, 1, 8, 8, generator=torch.Generator().manual_seed(1))


def test_divergence_by_hand():
    """A unit that says nothing; one whose mean is 2; one four times as narrow."""
    mean, variance = torch.tensor([[0.0, 2.0, 0.0]]), torch.tensor([[1.0, 1.0, 1 / 16]])
    expected = [[0.0, 2.0, (1 / 16 - 1 + math.log(16)) / 2]]
    torch.testing.assert_close(kl_by_dimension(mean, variance.log()), torch.tensor(expected))


def test_divergence_is_that_of_torchs_distributions():
    mean, log_variance = torch.randn(2, 5, 4, generator=torch.Generator().manual_seed(0))
    expected = kl_divergence(Normal(mean, (log_variance / 2).exp()), Normal(0.0, 1.0))
    torch.testing.assert_close(kl_by_dimension(mean, log_variance), expected)


def test_in_training_the_code_is_drawn_with_the_spread_it_was_given(model, images):
    mean, log_variance = model.posterior(images)
    drawn = []
    model.decode = lambda code: drawn.append(code) or code
    for seed in range(2000):
        torch.manual_seed(seed)
        model(images, NOTHING)
    drawn = torch.stack(drawn)
    torch.testing.assert_close(drawn.mean(0), mean, atol=0.1, rtol=0)
    torch.testing.assert_close(drawn.std(0), (log_variance / 2).exp(), atol=0.1, rtol=0)


def test_in_eval_mode_nothing_is_drawn(model, images):
    model.eval()
    assert torch.equal(model(images, NOTHING), model.decode(model.posterior(images)[0]))


def test_the_loss_is_minus_the_evidence_lower_bound_for_each_value_of_a_picture(model, images):
    prediction = model(images, NOTHING)
    loss = reconstruction_loss("elbo", prediction, images, NOTHING, visible_weight=1.0, divergence=model.divergence)
    nats = -(images * prediction.log() + (1 - images) * (1 - prediction).log()).flatten(1).sum(1)
    nats = nats + kl_by_dimension(*model.posterior(images)).sum(1)
    torch.testing.assert_close(loss, nats.mean() / 64)


def test_the_divergence_teaches_the_encoder(model, images):
    model(images, NOTHING)
    model.divergence.backward()
    assert model.encoder[0].weight.grad.abs().sum() > 0
