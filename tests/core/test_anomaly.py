"""Anomaly detection: ROC and AUC by hand, and as scikit-learn has them."""

import pytest
import torch
from sklearn.metrics import roc_auc_score
from tiny import TINY_VAE

from mae_demo.anomaly import auc, picture_errors, roc
from mae_demo.models import build


def test_four_pictures_by_hand():
    """Of the four pairs of an anomalous and a normal one, three have the anomalous one's error on top."""
    errors, anomalous = torch.tensor([0.9, 0.4, 0.5, 0.1]), torch.tensor([True, True, False, False])
    assert auc(errors, anomalous) == pytest.approx(3 / 4)
    there = {round(t, 3): (f, h) for f, h, t in torch.stack(roc(errors, anomalous), 1).tolist()}
    assert there[0.9] == (0, 0.5) and there[0.5] == (0.5, 0.5) and there[0.4] == (0.5, 1) and there[0.1] == (1, 1)


def test_auc_is_that_of_scikit_learn():
    generator = torch.Generator().manual_seed(0)
    errors, anomalous = (
        torch.rand(200, generator=generator).mul(100).round() / 100,
        torch.rand(200, generator=generator) < 0.2,
    )
    assert auc(errors, anomalous) == pytest.approx(roc_auc_score(anomalous, errors))


def test_errors_are_those_of_each_picture():
    torch.manual_seed(0)
    model, images = build(TINY_VAE.model).eval(), torch.rand(2, 1, 8, 8)
    expected = [((model.decode(model.encode(image[None]))[0] - image) ** 2).mean() for image in images]
    torch.testing.assert_close(picture_errors(model, images), torch.stack(expected))
