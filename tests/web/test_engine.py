"""The engine in the browser answers as Python does: every checkpoint, figure, filling, and every mask by its seed."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from PIL import Image
from torch import Generator

from mae_demo import checkpoint, latent
from mae_demo.baselines import biharmonic, harmonic, visible_mean
from mae_demo.blending import blend, has_seams
from mae_demo.config import (
    ConvArchitecture,
    MLPArchitecture,
    ModelConfig,
    UNetArchitecture,
    VAEArchitecture,
    ViTArchitecture,
)
from mae_demo.evaluation import sharpness
from mae_demo.image import fit_picture, to_tensor
from mae_demo.inference import _output, measure, patch_errors, predict, predict_with_oracle, target_of
from mae_demo.masking import make_mask, mask_to_hex, priority_mask
from mae_demo.models import build
from mae_demo.noise import NOISES
from mae_demo.patches import hidden_pixels
from mae_demo.saliency import gradient_energy, selective_priority

ROOT = Path(__file__).resolve().parent.parent.parent
PORTED = "random", "block", "grid", "checkerboard", "border"  # a new one is drawn by the server until it is ported
PLAIN = "mlp", "conv", "vae", "pca"  # families that make a latent of a picture
ENGINE = ROOT / "mae_demo" / "web" / "engine"
KERNELS = ENGINE / "kernels"
NODE = shutil.which("node")
pytestmark = pytest.mark.skipif(NODE is None, reason="node is not installed: nothing runs the engine here")

RATIOS = [0, 0.25, 0.5, 0.6, 0.75, 0.8, 0.9, 0.98, 1]
ONE_A_FAMILY = [
    "emoji-unet-mse",
    "fashion-conv-196-bce",
    "fashion-gaussian",
    "fashion-mlp-masked-mse",
    "fashion-pca-20",
]
ONE_A_FAMILY += ["fashion-vae-20", "fashion-vit-bce", "fashion-vit-normpix", "photos-vit-mse"]


def pictures(config) -> list[Image.Image]:
    """The sample pictures of a data set."""
    paths = sorted((ROOT / "mae_demo" / "samples" / config.dataset).iterdir())
    return [Image.open(path).convert("RGB") for path in paths if path.suffix in (".png", ".jpg")]


def compared(folder: Path, names: list[str | Path], count: int) -> dict[str, dict]:
    """How far the engine is from Python, by checkpoint or its folder, over `count` pictures and masks each."""
    checkpoints = []
    with (folder / "pairs.bin").open("wb") as file:
        for name in names:
            model = checkpoint.load(name)
            pairs = [pair(file, model, number) for number in range(count)]
            weights = str(checkpoint.SHELF / name / "model.safetensors")  # a folder's path stays as it is
            described = {"config": model.config.to_json(), "weights": weights, "pairs": pairs}
            checkpoints.append({"name": Path(name).name} | described)
    asked = {"kernels": str(KERNELS / "kernels.wasm"), "checkpoints": checkpoints}
    (folder / "pairs.json").write_text(json.dumps(asked))
    return json.loads(run(ROOT / "tests" / "web" / "parity.mjs", folder))


def pair(file, model, number: int) -> dict:
    """Write a picture and what Python makes of it; return what describes them. Every other one keeps its shape."""
    config, samples = model.config, pictures(model.config)
    picture = samples[number % len(samples)]
    if number % 4 == 1:
        picture = picture.rotate(90, expand=True)
    size = config.size_for(*picture.size) if number % 2 else config.image_size
    image = to_tensor(fit_picture(picture, size, config.channels))[None]
    grid = size[0] // config.patch_size, size[1] // config.patch_size
    mask = make_mask(["random", "block", "grid"][number % 3], grid, RATIOS[number % len(RATIOS)], number)
    flat, hidden = mask.view(1, -1), hidden_pixels(mask.view(1, -1), image)
    prediction, oracle = predict(model, image, flat), config.target_space == "patch-normalised"
    with torch.inference_mode():
        written = [image, _output(model, image, flat), prediction, target_of(config, image)]
    seams = has_seams(config)
    written += [blend(prediction, image, flat)] if seams else []
    written += [predict_with_oracle(model, image, flat)] if oracle else []
    fillings = {"harmonic": harmonic}
    if number % 10 == 4:  # biharmonic takes a second on photographs
        fillings |= {"biharmonic": biharmonic, "visible_mean": visible_mean}
    numbers = 0
    if config.family in PLAIN and tuple(size) == tuple(config.image_size):
        latents = latent.encode(model, image)
        numbers = latents.shape[1]
        written += [latents, latent.decode(model, latents)]
    written += [fill(image, hidden) for fill in fillings.values()]
    for tensor in written:
        file.write(tensor.numpy().astype("<f4").tobytes())
    figures = measure(prediction, image, hidden)
    figures["sharpness"] = sharpness(prediction, image, hidden) if hidden.any() else None
    told = {"size": size, "digits": mask_to_hex(mask), "figures": figures, "fillings": list(fillings)}
    return told | {"oracle": oracle, "seams": seams, "numbers": numbers}


def run(script: Path, *arguments: object) -> str:
    """What a script of node prints."""
    done = subprocess.run([NODE, script, *map(str, arguments)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def check(report: dict[str, dict], names: list[str]) -> None:
    """Hold a report of `compared` to the contract."""
    most = {"prediction": 1e-4, "oracle": 1e-4, "masked_psnr": 0.01, "masked_ssim": 1e-3, "masked_l1": 1e-4}
    most |= {"blended": 1e-4, "latent": 1e-4, "decoded": 1e-4, "target": 1e-4}
    most |= {"sharpness": 1e-3, "harmonic": 2e-3, "biharmonic": 1e-4, "visible_mean": 1e-6}
    assert list(report) == names
    for name, found in report.items():
        assert ("latent" in found) == (name.split("-")[1 if name in checkpoint.names() else 0] in PLAIN), name
        assert ("blended" in found) == name.startswith(("photos-vit", "emoji-vit", "vit-imagenet")), name
        assert all(found.get(key, 0) <= limit for key, limit in most.items()), (name, found)


def test_a_checkpoint_of_each_family_answers_as_python_does(tmp_path):
    check(compared(tmp_path, ONE_A_FAMILY, 9), ONE_A_FAMILY)


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_every_checkpoint_answers_as_python_does(tmp_path):
    names = [name for name in checkpoint.names() if checkpoint.describe(name)["model"]["dataset"] != "imagenet"]
    report = compared(tmp_path, names, 50)
    print(json.dumps(report, indent=1))
    check(report, names)


PHOTO = ModelConfig("unet", UNetArchitecture(), "photos", "mse", (48, 48), 3, 4)
ODD = {  # what no shipped checkpoint has: widths that 4 does not divide, levels that do not divide the picture, spaces
    "unet-relaxed": replace(PHOTO, architecture=UNetArchitecture((6, 10, 7), (1, 2, 1), True, 3, 4), bounded=True),
    "unet-noise": replace(PHOTO, architecture=UNetArchitecture((6, 10), (1, 1), True, noise=5.0)),
    "unet-odd": replace(PHOTO, architecture=UNetArchitecture((5, 9, 12), (2, 1, 2), False, 0, 4), channels=1),
    "vit-imagenet": replace(
        PHOTO,
        family="vit",
        architecture=ViTArchitecture(20, 2, 5, 12, 1, 3, 1.5),
        input_space="imagenet",
        target_space="imagenet",
    ),
    "vit-normalised": replace(
        PHOTO,
        family="vit",
        architecture=ViTArchitecture(12, 1, 2, 20, 2, 4),
        input_space="imagenet",
        target_space="patch-normalised",
    ),
    "mlp-relu": replace(PHOTO, family="mlp", architecture=MLPArchitecture((7, 5), 3, True, 0.3)),
    "conv-full": replace(PHOTO, family="conv", architecture=ConvArchitecture("full-size", 5, 0.2)),
    "conv-strided": replace(PHOTO, family="conv", architecture=ConvArchitecture("strided", 3)),
    "conv-pooled": replace(PHOTO, family="conv", architecture=ConvArchitecture("pooled", 7)),
    "vae": replace(PHOTO, family="vae", architecture=VAEArchitecture(9, 3, 0.5)),
}


def test_networks_of_odd_widths_answer_as_python_does(tmp_path):
    for number, (name, config) in enumerate(ODD.items()):
        torch.manual_seed(number)
        checkpoint.save(build(config), tmp_path / name, name, "", {}, half=bool(number % 2))
    check(compared(tmp_path, [tmp_path / name for name in ODD], 9), list(ODD))


GRIDS = [(7, 7), (8, 8), (16, 16), (9, 16), (14, 14)]
SHARES = [0.1, 0.25, 0.5, 0.75, 0.9, 1]


def differing(folder: Path, masks: list[tuple], images: list[torch.Tensor], name: str = "fashion-vit-mse") -> list:
    """Those of the masks (strategy, grid, ratio, seed, balance, number of the picture, digits) that the engine draws
    in another way. name: of the checkpoint that is asked for 'hard'."""
    weights, model = checkpoint.SHELF / name / "model.safetensors", checkpoint.describe(name)["model"]
    pictures = [
        {"height": image.shape[1], "width": image.shape[2], "bytes": (255 * image).round().int().flatten().tolist()}
        for image in images
    ]
    network = {"name": name, "config": model, "weights": str(weights)}
    asked = {"kernels": str(KERNELS / "kernels.wasm"), "network": network, "pictures": pictures, "masks": masks}
    (folder / "masks.json").write_text(json.dumps(asked))
    return json.loads(run(ROOT / "tests" / "web" / "masks.mjs", folder))


def blind_masks(seeds: list[int]) -> list[tuple]:
    """Masks of the strategies that look at no picture."""
    return [
        (strategy, grid, ratio, seed, 1, 0, mask_to_hex(make_mask(strategy, grid, ratio, seed)))
        for strategy in PORTED
        for grid in GRIDS
        for ratio in SHARES
        for seed in seeds
    ]


def looking_masks(images: list[torch.Tensor], sides: list[int], seeds: list[int]) -> list[tuple]:
    """Masks of 'selective' and 'layered' for pictures with patches of these sides, at four balances and ratios."""
    masks = []
    for number, (image, side) in enumerate(zip(images, sides, strict=True)):
        grid = image.shape[1] // side, image.shape[2] // side
        energy = gradient_energy(image, grid)
        for seed in seeds:
            ratio, balance = SHARES[(seed + number) % 6], [1.0, 0.3, -0.7, 0.0][(seed // 6 + number) % 4]
            selective = priority_mask(selective_priority(energy, seed, balance), ratio, seed)
            layered = make_mask("layered", grid, ratio, seed, image)
            masks.append(("selective", grid, ratio, seed, balance, number, mask_to_hex(selective)))
            masks.append(("layered", grid, ratio, seed, 1, number, mask_to_hex(layered)))
    return masks


def sampled(name: str, count: int) -> tuple[list[torch.Tensor], list[int]]:
    """Pictures in the sizes that a checkpoint takes them in, and the sides of its patches."""
    config = checkpoint.model_config(name)
    opened = pictures(config)[:count]
    images = [to_tensor(fit_picture(each, config.size_for(*each.size), config.channels)) for each in opened]
    return images, [config.patch_size] * len(images)


def test_blind_masks_are_those_of_python(tmp_path):
    assert differing(tmp_path, blind_masks([0, 2, 7, 2**31 - 1]), []) == []


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_two_hundred_seeds_of_blind_masks_are_those_of_python(tmp_path):
    assert differing(tmp_path, blind_masks([*range(199), 2**31 - 1]), []) == []


@pytest.mark.parametrize("name", ["fashion-vit-mse", "emoji-vit-mse", "photos-vit-mse"])
def test_masks_that_look_at_a_picture_are_those_of_python(name, tmp_path):
    images, sides = sampled(name, 12)
    assert differing(tmp_path, looking_masks(images, sides, [0, 1, 2, 3, 7, 20, 2**31 - 1]), images) == []


@pytest.mark.slow
@pytest.mark.parametrize("name", ["fashion-vit-mse", "emoji-vit-mse", "photos-vit-mse"])
def test_two_hundred_seeds_of_masks_that_look_are_those_of_python(name, tmp_path):
    images, sides = sampled(name, 12)
    assert differing(tmp_path, looking_masks(images, sides, list(range(200))), images) == []


def hard_masks(name: str, images: list[torch.Tensor], seeds: list[int]) -> list[tuple]:
    """Masks of the patches that a checkpoint predicts worst."""
    model, side = checkpoint.load(name), checkpoint.model_config(name).patch_size
    masks = []
    for seed in seeds:
        number, ratio = seed % len(images), SHARES[seed % 5]
        image = images[number]
        mask = priority_mask(patch_errors(model, image, 4, seed), ratio, seed)
        grid = image.shape[1] // side, image.shape[2] // side
        masks.append(("hard", grid, ratio, seed, 1, number, mask_to_hex(mask)))
    return masks


@pytest.mark.parametrize("name", ["fashion-vit-mse", "emoji-vit-mse"])
def test_hard_masks_are_those_of_python(name, tmp_path):
    images, _ = sampled(name, 12)
    assert differing(tmp_path, hard_masks(name, images, list(range(20))), images, name) == []


@pytest.mark.slow
@pytest.mark.parametrize("name", ["fashion-vit-mse", "fashion-unet-mse", "emoji-vit-mse", "photos-vit-mse"])
def test_two_hundred_seeds_of_hard_masks_are_those_of_python(name, tmp_path):
    images, _ = sampled(name, 12)
    assert differing(tmp_path, hard_masks(name, images, list(range(200))), images, name) == []


def drawn(folder: Path, **asked: object) -> list[torch.Tensor]:
    """What the engine's generator draws."""
    (folder / "chance.json").write_text(json.dumps(asked))
    run(ROOT / "tests" / "web" / "chance.mjs", folder)
    return torch.frombuffer(bytearray((folder / "chance.bin").read_bytes()), dtype=torch.float32)


def test_normal_numbers_are_those_of_torch_for_two_hundred_seeds(tmp_path):
    """Fewer than sixteen are equal. Of more, torch rounds logarithm, sine and cosine as its processor does."""
    counts = [1, 2, 3, 15, 16, 17, 20, 32, 196, 784]
    found = drawn(tmp_path, counts=counts, seeds=[*range(199), 2**31 - 1])
    at = 0
    for seed in [*range(199), 2**31 - 1]:
        for count in counts:
            expected = torch.randn(count, generator=Generator().manual_seed(seed))
            apart = (found[at : at + count] - expected).abs().max().item()
            assert apart == 0 if count < 16 else apart <= 2e-6, (seed, count)
            at += count
    assert at == len(found)


@pytest.mark.parametrize("kind", NOISES)
def test_noise_is_that_of_python(kind, tmp_path):
    images = torch.rand(5, 1, 28, 28, generator=Generator().manual_seed(1))
    noises = [[strength, seed] for strength in (0, 0.05, 0.2, 0.35, 0.6) for seed in range(40)]
    found = drawn(tmp_path, kind=kind, noises=noises, pictures=images.flatten().tolist())
    expected = [NOISES[kind](images, strength, Generator().manual_seed(seed)) for strength, seed in noises]
    torch.testing.assert_close(found, torch.stack(expected).flatten(), rtol=0, atol=2e-6 if kind == "gaussian" else 0)


@pytest.mark.parametrize("path", sorted([*ENGINE.rglob("*.js"), *ENGINE.rglob("*.ts")]), ids=lambda path: path.name)
def test_a_module_can_be_read_in_one_sitting(path):
    lines = path.read_text("utf-8").splitlines()
    assert len(lines) <= 200 and max(map(len, lines)) <= 120
    assert lines[0].startswith("// "), "what it is for"


def test_every_refusal_has_a_key_that_is_described():
    sources = "".join(path.read_text("utf-8") for path in ENGINE.glob("*.js"))
    keys = set(re.findall(r'refusal\("(\w+)"', sources))
    assert keys <= set(re.findall(r'"(\w+)"', (ENGINE / "refusal.js").read_text("utf-8").split("KEYS = [")[1]))


def test_the_kernels_are_built_from_their_source(tmp_path):
    """Byte by byte, by the command and the compiler that package.json names."""
    package = json.loads((KERNELS / "package.json").read_text("utf-8"))
    command, version = package["scripts"]["build"], package["devDependencies"]["assemblyscript"]
    if shutil.which("asc") is None:
        pytest.skip("AssemblyScript's compiler `asc` is not on the PATH")
    found = subprocess.run(["asc", "--version"], capture_output=True, text=True, check=True).stdout.split()[-1]
    if found != version:
        pytest.skip(f"the compiler `asc` is {found}, and the kernels were built by {version}")
    for source in KERNELS.glob("*.ts"):
        shutil.copy(source, tmp_path)
    done = subprocess.run(command.split(), cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "kernels.wasm").read_bytes() == (KERNELS / "kernels.wasm").read_bytes()


if __name__ == "__main__":  # prints the table: python tests/web/test_engine.py FOLDER
    for name, found in compared(Path(sys.argv[1]), checkpoint.names(), 50).items():
        print(name, json.dumps(found))
