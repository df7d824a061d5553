"""The folds below the stages, answered by the engine as the server answers them, for a checkpoint of each loss."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
import torch

from mae_demo import checkpoint
from mae_demo.answers import assembly, networks
from mae_demo.answers.attention import attention_of
from mae_demo.answers.patch_losses import losses_by_patch
from mae_demo.answers.samples import sample_paths, samples_for
from mae_demo.attention import attention_maps
from mae_demo.image import open_picture
from mae_demo.inference import reconstruct_all
from mae_demo.losses import LOSSES
from mae_demo.masking import complementary_masks, make_mask, mask_to_hex

HERE = Path(__file__).resolve().parent
KERNELS = HERE.parent.parent / "mae_demo" / "web" / "engine" / "kernels" / "kernels.wasm"
NODE = shutil.which("node")
pytestmark = pytest.mark.skipif(NODE is None, reason="node is not installed: nothing runs the engine here")

CHECKPOINTS = {  # of each loss, and in how many parts its picture is put together
    "fashion-vit-mse": 49,
    "fashion-vit-l1": 2,
    "fashion-vit-bce": 4,
    "fashion-vit-edge": 8,
    "fashion-vit-adversarial": 4,
    "fashion-vae-20": 4,
    "fashion-vit-normpix": 4,
    "photos-unet-mse": 4,  # in colour, and wider than high
    "photos-vit-mse": 4,
}
DIGIT = 5e-5  # half of the last digit that the page shows of a loss


def picture_of(name: str):
    """A sample that stands beside a checkpoint."""
    return open_picture(sample_paths(samples_for(name))[4])


def case(name: str, **config: object) -> dict:
    """What the engine is asked of a checkpoint, whose config may be another; its masks hide some, all and nothing."""
    card, image = checkpoint.describe(name), networks.fitted(name, picture_of(name))
    grid, pixels = networks.grid_of(name, picture_of(name)), (255 * image).round().byte()
    rgba = torch.cat([pixels.expand(3, -1, -1), torch.full_like(pixels[:1], 255)]).permute(1, 2, 0)
    masks = [mask_to_hex(make_mask("random", grid, ratio, 3)) for ratio in (0.75, 1, 0)]
    return {
        "name": name + "".join(map(str, config.values())),
        "config": card["model"] | config,
        "sha256": card["sha256"],
        "weights": str(checkpoint.SHELF / name / "model.safetensors"),
        "size": image.shape[1:],
        "rgba": rgba.numpy().tobytes().hex(),
        "masks": [{"digits": digits, "patches": grid[0] * grid[1]} for digits in masks],
        "parts": CHECKPOINTS[name],
        "tokens": tokens_of(name),
    }


def tokens_of(name: str) -> list[int]:
    """The class token and two of the patches that the first mask leaves, of a transformer; none of others."""
    if checkpoint.model_config(name).family != "vit":
        return []
    visible = (~make_mask("random", networks.grid_of(name, picture_of(name)), 0.75, 3)).flatten().nonzero().flatten()
    return [0, 1 + int(visible[0]), 1 + int(visible[-1])]


def answered(folder: Path, cases: list[dict]) -> list[dict]:
    """What the engine answers to each case: {losses, attention, assembly}."""
    (folder / "folds.json").write_text(json.dumps({"kernels": str(KERNELS), "cases": cases}))
    done = subprocess.run([NODE, HERE / "folds.mjs", folder], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def answers(tmp_path_factory) -> dict[str, dict]:
    """The engine's answers by checkpoint."""
    found = answered(tmp_path_factory.mktemp("folds"), [case(name) for name in CHECKPOINTS])
    return dict(zip(CHECKPOINTS, found, strict=True))


@pytest.mark.parametrize("name", CHECKPOINTS)
def test_each_loss_says_of_each_patch_what_the_server_says(name, answers):
    for asked, found in zip(case(name)["masks"], answers[name]["losses"], strict=True):
        expected = losses_by_patch(name, picture_of(name), asked["digits"])
        assert found["loss"] == expected["loss"]
        assert ("perfect" in found) == ("perfect" in expected)
        for key in ("l1", "mse", "own", "perfect"):
            np.testing.assert_allclose(found.get(key, []), expected.get(key, []), rtol=0, atol=DIGIT)
        for key, figure in expected["picture"].items():
            assert found["picture"][key] == (figure if figure is None else pytest.approx(figure, abs=DIGIT)), key


@pytest.mark.parametrize("name", [name for name in CHECKPOINTS if tokens_of(name)])
def test_a_token_looks_where_it_looks_in_python(name, answers):
    grid, image = networks.grid_of(name, picture_of(name)), networks.fitted(name, picture_of(name))
    mask = make_mask("random", grid, 0.75, 3)
    maps = attention_maps(networks.model(name), image, mask)
    for token, found in zip(tokens_of(name), answers[name]["attention"], strict=True):
        expected = attention_of(name, picture_of(name), mask_to_hex(mask), token)
        assert (found["token"], found["seen"]) == (token, expected["seen"])
        even = len(expected["seen"])
        weights = torch.tensor(found["maps"]) / even
        torch.testing.assert_close(weights, maps[:, :, token, expected["seen"]], rtol=0, atol=1e-4)
        np.testing.assert_allclose(found["maps"], expected["maps"], rtol=0, atol=1e-3 + 1e-4 * even)
        assert weights.max() > 3 / even, "and not to all alike"
        assert weights.sum(-1).numpy() == pytest.approx(1, abs=1e-5)


def test_there_is_a_checkpoint_of_each_loss_and_a_critic_is_left_out_like_a_discriminator(answers, tmp_path):
    here = {checkpoint.model_config(name).loss for name in CHECKPOINTS}
    assert {*LOSSES} - here == {"wasserstein"}
    (found,) = answered(tmp_path, [case("fashion-vit-adversarial", loss="wasserstein")])
    for mine, theirs in zip(found["losses"], answers["fashion-vit-adversarial"]["losses"], strict=True):
        assert mine | {"id": 0} == theirs | {"id": 0, "loss": "wasserstein"}


@pytest.mark.parametrize("name", CHECKPOINTS)
def test_every_patch_is_hidden_once_by_the_servers_masks(name, answers):
    picture, parts, found = picture_of(name), CHECKPOINTS[name], answers[name]["assembly"]
    expected = assembly.assembled(name, picture, parts)
    assert found["masks"] == expected["masks"]
    masks = complementary_masks(networks.grid_of(name, picture), parts, assembly.SEED)
    whole = reconstruct_all(networks.model(name), networks.fitted(name, picture), masks).prediction
    shown = np.array(found["picture"]).reshape(*whole.shape[1:], 4)[..., : len(whole)]
    assert np.abs(shown - 255 * whole.permute(1, 2, 0).numpy()).max() < 0.6
    for key, digit in (("masked_psnr", 0.05), ("masked_ssim", 0.005), ("masked_l1", 0.0005)):
        assert found["figures"][key] == pytest.approx(expected["figures"][key], abs=digit / 10), key
    assert found["figures"]["patches"] == expected["figures"]["patches"]
