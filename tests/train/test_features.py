"""Features of whole pictures, by hand and by hook, and what is read off them."""

import pytest
import torch
from sklearn.neighbors import KNeighborsClassifier

from mae_demo.config import (
    ConvArchitecture,
    MLPArchitecture,
    ModelConfig,
    PCAArchitecture,
    UNetArchitecture,
    ViTArchitecture,
)
from mae_demo.models import build
from train.data import Dataset
from train.features import classify, feature_scores, features, nearest, pixel_scores


def model_of(family, architecture, side=8):
    torch.manual_seed(0)
    return build(ModelConfig(family, architecture, "none", "mse", image_size=(side, side), patch_size=4)).eval()


def pictures(count, side=8):
    return torch.rand(count, 1, side, side, generator=torch.Generator().manual_seed(0))


# Which numbers are the features


@pytest.mark.parametrize(("family", "architecture"), [("mlp", MLPArchitecture((6,), 3)), ("pca", PCAArchitecture(3))])
def test_a_code_is_taken_as_it_is(family, architecture):
    model, images = model_of(family, architecture), pictures(5)
    assert torch.equal(features(model, images), model.encode(images))


def test_a_code_with_too_many_places_is_averaged_over_squares():
    full, strided = (model_of("conv", ConvArchitecture(shape, 2), side=28) for shape in ("full-size", "strided"))
    images = pictures(2, side=28)
    found = features(full, images)
    assert found.shape == (2, 2 * 7 * 7)
    corner = full.encode(images)[:, :, :4, :4].mean((2, 3))
    torch.testing.assert_close(found.view(2, 2, 7, 7)[..., 0, 0], corner)
    assert torch.equal(features(strided, images), strided.encode(images).flatten(1))


def test_a_transformer_gives_the_mean_of_its_patch_tokens():
    model, images = model_of("vit", ViTArchitecture(8, 1, 2, 8, 1, 2)), pictures(3)
    latent = model.forward_encoder(images, torch.zeros(3, 4, dtype=torch.bool), (2, 2))
    torch.testing.assert_close(features(model, images), latent[:, 1:].sum(1) / 4)


def test_a_u_net_gives_its_coarse_map_before_the_way_up():
    model, images = model_of("unet", UNetArchitecture((4, 6), (1, 1))), pictures(3)
    coarse = []
    model.bottom_blocks[-1].register_forward_hook(lambda module, inputs, output: coarse.append(output))
    found = features(model, images)
    assert found.shape == (3, 6)
    torch.testing.assert_close(found, coarse[0].mean((2, 3)))
    assert not model.up[0]._forward_pre_hooks  # nothing is left behind


# What is read off them


def test_votes_are_weighted_by_similarity():
    train = torch.tensor([[1.0, 0.0], [0.0, 2.0], [-1.0, 3.0], [0.0, -1.0]])
    labels = torch.tensor([0, 1, 1, 2])
    test = torch.tensor([[10.0, 4.0], [1.0, 1.5]])
    # Cosines with the first: 0.93, 0.37, 0.06, -0.37; the two of class 1 together stay behind
    assert nearest(train, labels, test, k=3).tolist() == [0, 1]
    assert nearest(train, labels, test, k=1).tolist() == [0, 1]


def test_nearest_agrees_with_scikit_learn():
    generator = torch.Generator().manual_seed(0)
    train, test = torch.randn(300, 6, generator=generator), torch.randn(700, 6, generator=generator)
    labels = torch.randint(4, (300,), generator=generator)
    other = KNeighborsClassifier(10, metric="cosine", weights=lambda distances: 1 - distances)
    expected = other.fit(train.numpy(), labels.numpy()).predict(test.numpy())
    assert nearest(train, labels, test).tolist() == expected.tolist()


def two_clouds(count, seed):
    """Class 1 lies at 100 to 101 along the first axis, class 0 at 99 to 100; the second axis is empty."""
    generator = torch.Generator().manual_seed(seed)
    labels = torch.arange(count) % 2
    return torch.stack([99 + labels + torch.rand(count, generator=generator), torch.zeros(count)], 1), labels


def test_both_classifiers_tell_what_lies_apart_and_a_dead_feature_does_no_harm():
    train, test = two_clouds(200, 0), two_clouds(50, 1)
    figures = classify(*train, *test)
    assert list(figures) == ["features", "knn", "probe"]
    assert figures["features"] == 2 and figures["knn"] > 0.95 and figures["probe"] > 0.95
    swapped = classify(*train, test[0], 1 - test[1])
    assert swapped["knn"] == pytest.approx(1 - figures["knn"]) and swapped["probe"] == pytest.approx(
        1 - figures["probe"]
    )


def test_the_train_set_is_fitted_and_the_test_set_is_scored():
    """Bright or dark pictures; in the validation set the classes are the other way round, and it has no say."""

    def part(count):
        labels = torch.arange(count) % 2
        noise = torch.randint(60, (count, 1, 8, 8), generator=torch.Generator().manual_seed(count))
        return (noise + 150 * labels.view(-1, 1, 1, 1)).byte(), labels

    (train, train_labels), (validation, other_labels), (test, test_labels) = part(40), part(30), part(20)
    data = Dataset(train, validation, test, train_labels, 1 - other_labels, test_labels, ("dark", "bright"))
    assert pixel_scores(data) == {"features": 64, "knn": 1, "probe": 1}
    assert feature_scores(model_of("mlp", MLPArchitecture((6,), 3)), data)["features"] == 3
