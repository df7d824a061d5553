"""The adversarial term: what it looks at, what it learns, and what it teaches."""

from copy import deepcopy

import pytest
import torch

from mae_demo.config import ModelConfig, UNetArchitecture
from mae_demo.losses import reconstruction_loss
from train.adversary import Adversary, PatchDiscriminator, _where_hidden
from train.config import TrainConfig

KINDS = ["adversarial", "wasserstein"]


def hole(side=16):
    """A hole of 4×4 pixels in the upper left corner, in pictures of 16×16."""
    hidden = torch.zeros(1, 1, side, side, dtype=torch.bool)
    hidden[..., :4, :4] = True
    return hidden


def test_only_places_with_a_hidden_pixel_are_judged():
    scores = torch.arange(16.0).view(1, 1, 4, 4)
    hidden = torch.zeros(1, 1, 8, 8, dtype=torch.bool)
    hidden[..., 1, 2] = hidden[..., 7, 7] = True  # one pixel each of the places (0, 1) and (3, 3)
    assert _where_hidden(scores, hidden) == (1 + 15) / 2


def test_a_neighbourhood_is_14_pixels_wide():
    torch.manual_seed(0)
    net, image = PatchDiscriminator(1, spectral=False), torch.rand(1, 1, 40, 40, requires_grad=True)
    net(image, torch.zeros(1, 1, 40, 40, dtype=torch.bool))[0, 0, 10, 10].backward()
    seen = image.grad[0, 0].abs() > 0
    assert seen.any(0).sum() == seen.any(1).sum() == 14


def test_no_pixel_is_seen_through_more_weights_than_its_neighbours():
    """With weights all alike the gradient inside a picture is flat; strides of 2 under kernels of 3 would weave it."""
    net = PatchDiscriminator(1, spectral=False)
    for parameter in net.parameters():
        torch.nn.init.constant_(parameter, 0.1)
    image = torch.rand(1, 1, 40, 40, requires_grad=True)
    net(image, torch.zeros(1, 1, 40, 40, dtype=torch.bool)).sum().backward()
    inside = image.grad[0, 0, 12:28, 12:28]
    torch.testing.assert_close(inside, inside[:1, :1].expand_as(inside))


def test_spectral_normalisation_keeps_every_layer_from_stretching_more_than_once():
    torch.manual_seed(0)
    net = PatchDiscriminator(1)
    for _ in range(30):  # its power iteration goes one step a call
        net(torch.rand(2, 1, 16, 16), hole().expand(2, -1, -1, -1))
    matrices = [layer.weight.flatten(1) for layer in net.layers if isinstance(layer, torch.nn.Conv2d)]
    assert len(matrices) == 4
    for matrix in matrices:
        torch.testing.assert_close(torch.linalg.matrix_norm(matrix, 2), torch.tensor(1.0), rtol=0.02, atol=0)


def test_the_term_is_minus_the_judgement_of_the_pasted_picture():
    prediction, target = torch.full((1, 1, 4, 4), 0.7), torch.full((1, 1, 4, 4), 0.2)
    mask = torch.tensor([[True, False, False, False]])
    seen = []

    def judge(pasted, hidden):
        seen.append((pasted, hidden))
        return torch.tensor(3.0)

    loss = reconstruction_loss("adversarial", prediction, target, mask, judge=judge)
    ((pasted, hidden),) = seen
    assert hidden.sum() == 4 and hidden[0, 0, :2, :2].all()
    assert torch.equal(pasted, torch.where(hidden, 0.7, 0.2))
    torch.testing.assert_close(loss, torch.tensor(0.25 - 0.02 * 3))


def test_the_judgement_teaches_the_network_and_not_the_discriminator():
    torch.manual_seed(0)
    adversary = Adversary("adversarial", 1, "cpu", 1e-3)
    pasted = torch.rand(2, 1, 16, 16, requires_grad=True)
    adversary.judge(pasted, hole().expand(2, -1, -1, -1)).backward()
    assert pasted.grad.abs().sum() > 0
    assert all(parameter.grad is None and parameter.requires_grad for parameter in adversary.net.parameters())


@pytest.mark.parametrize("kind", KINDS)
def test_it_learns_to_tell_grey_from_texture_and_then_asks_for_texture(kind):
    torch.manual_seed(0)
    adversary, generator = Adversary(kind, 1, "cpu", 3e-3), torch.Generator().manual_seed(0)
    hidden = hole().expand(8, -1, -1, -1)

    def texture():
        return torch.rand(8, 1, 16, 16, generator=generator).round()

    for _ in range(150):
        images = texture()
        adversary.learn(images, images.masked_fill(hidden, 0.5), hidden, generator)
    images = texture()
    grey = images.masked_fill(hidden, 0.5)
    real, filled = adversary.judge(images, hidden), adversary.judge(grey, hidden)
    assert real > filled + 0.1
    # A step along its gradient makes a grey hole look more real
    grey.requires_grad_()
    adversary.judge(grey, hidden).backward()
    assert adversary.judge(grey.detach() + 5 * grey.grad, hidden) > filled


@pytest.mark.parametrize("kind", KINDS)
def test_of_large_pictures_one_window_is_seen_at_the_same_place_in_all(kind):
    """Each pixel says where it stands; what the discriminator is handed must agree, and change."""
    adversary = Adversary(kind, 2, "cpu", 1e-3)
    rows, columns = torch.meshgrid(torch.arange(72), torch.arange(100), indexing="ij")
    images = torch.stack([rows, columns]).float().expand(2, -1, -1, -1)
    hidden = (rows + columns).remainder(3).eq(0).expand(2, 1, -1, -1)
    seen = []
    adversary.net.register_forward_pre_hook(lambda _, handed: seen.append(handed))
    for _ in range(3):
        adversary.judge(images, hidden)
        adversary.learn(images, images, hidden, torch.Generator().manual_seed(0))
    for pictures, holes in seen:
        row, column = pictures[:, :1], pictures[:, 1:]
        assert pictures.shape == (2, 2, 64, 64) and (row.diff(dim=2) == 1).all() and (column.diff(dim=3) == 1).all()
        assert ((row + column).remainder(3).eq(0) == holes).all()
    assert len({tuple(pictures[0, :, 0, 0].tolist()) for pictures, _ in seen}) > 2


def test_a_window_without_a_hole_says_nothing():
    images, nothing = torch.rand(2, 1, 72, 100), torch.zeros(2, 1, 72, 100, dtype=torch.bool)
    assert Adversary("adversarial", 1, "cpu", 1e-3).judge(images, nothing) == 0


def test_the_hinge_by_hand():
    adversary = Adversary("adversarial", 1, "cpu", 1e-3)
    adversary.net = Scores([2.0, 0.5])  # of the true picture, of the filled one
    adversary.optimizer = torch.optim.SGD(adversary.net.parameters(), 0.0)
    images = torch.zeros(1, 1, 16, 16)
    loss = adversary.learn(images, images, hole(), torch.Generator())
    assert loss == 0 + 1.5  # relu(1 - 2) + relu(1 + 0.5)


def test_the_wasserstein_loss_by_hand():
    """A critic that sums its picture up has a slope of 1 a pixel: 16 over 256 pixels, 15 too many."""
    adversary = Adversary("wasserstein", 1, "cpu", 1e-3)
    adversary.net = Sum()
    adversary.optimizer = torch.optim.SGD(adversary.net.parameters(), 0.0)
    images = torch.ones(1, 1, 16, 16)
    pasted = images.masked_fill(hole(), 0.25)  # 12 less in the hole, over 4 places of 2×2 pixels
    loss = adversary.learn(images, pasted, hole(), torch.Generator())
    torch.testing.assert_close(loss, torch.tensor(-12 / 4 + 10 * 15.0**2))


@pytest.mark.parametrize("kind", KINDS)
def test_a_saved_adversary_goes_on_as_if_nothing_had_been(kind):
    torch.manual_seed(0)
    hidden = hole().expand(4, -1, -1, -1)

    def losses(adversary, count, seed):
        generator = torch.Generator().manual_seed(seed)
        images = torch.rand(4, 1, 16, 16, generator=generator)
        return [adversary.learn(images, images.masked_fill(hidden, 0.5), hidden, generator) for _ in range(count)]

    one, other = (Adversary(kind, 1, "cpu", 1e-2) for _ in range(2))
    losses(one, 3, 1)
    other.load_state_dict(deepcopy(one.state_dict()))
    assert losses(one, 3, 2) == losses(other, 3, 2)


class Scores(torch.nn.Module):
    """Says what it was told to, in turns."""

    def __init__(self, scores):
        super().__init__()
        self.scores, self.weight = list(scores), torch.nn.Parameter(torch.zeros(()))

    def forward(self, images, hidden):
        return self.weight + torch.full((1, 1, 8, 8), self.scores.pop(0))


class Sum(torch.nn.Module):
    """Sums up the four pixels of each place."""

    def __init__(self):
        super().__init__()
        self.weight = torch.nn.Parameter(torch.ones(()))

    def forward(self, images, hidden):
        return self.weight * 4 * torch.nn.functional.avg_pool2d(images, 2)


# What has no meaning is refused


@pytest.mark.parametrize("loss", ["adversarial", "wasserstein", "edge"])
def test_normalised_patches_make_up_no_picture(loss):
    with pytest.raises(ValueError, match="no meaning on normalised patches"):
        recipe(loss, target_space="patch-normalised")


@pytest.mark.parametrize("settings", [{}, {"bounded": True, "target_space": "patch-normalised"}])
def test_a_cross_entropy_needs_bounded_pixels(settings):
    with pytest.raises(ValueError, match="between 0 and 1"):
        recipe("bce", **settings)
    assert recipe("bce", bounded=True).model.loss == "bce"


def recipe(loss, **settings):
    return TrainConfig("some", "Some", "some", ModelConfig("unet", UNetArchitecture(), "none", loss, **settings))
