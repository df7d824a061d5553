"""Options change a recipe, are checked as it is, and stand on the card; a file of somebody's own does likewise."""

import shlex
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from PIL import Image
from tiny import TINY_UNET, TINY_VIT, tiny_data
from typer.testing import CliRunner

from mae_demo import checkpoint
from mae_demo.models import build
from train import baselines, cost, own
from train.__main__ import app
from train.data import DATASETS, data_of
from train.evaluate import compare
from train.fields import as_text, from_text, settings
from train.options import changed, sized
from train.own import read_recipe, recipe_named, write_recipe
from train.recipes import RECIPES


@pytest.fixture(autouse=True)
def tiny(monkeypatch, tmp_path):
    """Two tiny recipes beside the real ones, tiny pictures, an empty shelf, and no recipe files."""

    def tiny_unet():
        """A U-Net for tests."""
        return TINY_UNET

    def tiny_vit():
        """A transformer for tests."""
        return TINY_VIT

    monkeypatch.setitem(RECIPES, "tiny-unet", tiny_unet)
    monkeypatch.setitem(RECIPES, "tiny-vit", tiny_vit)
    monkeypatch.setitem(DATASETS, "fashion-mnist", lambda: tiny_data(8))
    monkeypatch.setattr(checkpoint, "SHELF", tmp_path / "shelf")
    monkeypatch.setattr(own, "FOLDER", tmp_path / "recipes")
    monkeypatch.setattr(cost, "RUNS", 3)
    monkeypatch.setattr(baselines, "DATA", tmp_path / "data")


def command(*arguments):
    """`python -m train ...`: exit code and what it printed."""
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.output


def test_every_field_can_be_typed_as_it_stands():
    for make in RECIPES.values():
        recipe = make()
        for field, value in settings(recipe).items():
            assert changed(recipe, {field: from_text(recipe, field, as_text(value))}) == recipe, field


@pytest.mark.parametrize(
    ("field", "text", "value"),
    [
        ("mask_ratio", "0.5", (0.5, 0.5)),
        ("mask_ratio", "0.1,0.5", (0.1, 0.5)),
        ("image_size", "16", (16, 16)),
        ("augment", "flip,crop", ("flip", "crop")),
        ("leave_out", "3,7", ("3", "7")),
        ("weight_decay", "1", 1.0),
        ("embed_dim", "16", 16),
        ("bounded", "true", True),
        ("masks", "(('random', 2, 1.0),)", (("random", 2, 1.0),)),
    ],
)
def test_a_typed_field_becomes_what_the_recipe_holds(field, text, value):
    assert settings(changed(TINY_VIT, {field: from_text(TINY_VIT, field, text)}))[field] == value


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("lr", 1, "There is no field 'lr'"),
        ("batch_size", 1.5, "another kind"),
        ("batch_size", 0, "batch_size is a number above 0"),
        ("seed", 2 * 10**13, "seed"),
        ("channels", 2, "1 channel, grey, or 3"),
        ("target_space", "imagenet", "takes 3 channels"),
        ("mask_ratio", (0.9, 0.1), "from a smaller to a larger"),
        ("mask_ratio", (0.1, 0.2, 0.3), "another kind"),
        ("patch_size", 3, "does not divide"),
        ("loss", "mae", "there is no loss 'mae'"),
        ("loss", "bce", "bounded=True"),
        ("num_heads", 3, "no network can be built"),
        ("masks", (("random", 4, 1.0),), "masks of its own patches"),
        ("dataset", "nowhere", "no data set and no folder 'nowhere'"),
    ],
)
def test_what_does_not_fit_is_refused(field, value, sentence):
    with pytest.raises(ValueError, match=sentence):
        changed(TINY_VIT, {field: value})


def test_the_masks_follow_the_patches():
    assert [side for _, side, _ in changed(TINY_VIT, {"patch_size": 4}).masks] == [4, 4, 4]
    holes = changed(TINY_UNET, {"patch_size": 8})
    assert holes.masks == (("random", 8, 0.5), ("random", 2, 0.3), ("strokes", 2, 0.2))
    odd = changed(RECIPES["fashion-unet-mse"](), {"image_size": 32})
    assert {side for _, side, _ in odd.masks} == {4, 2, 1}  # patches of 7 and 14 do not divide it


def test_width_and_depth_are_those_of_the_family():
    assert sized(TINY_VIT, 16, 3) == {"embed_dim": 16, "depth": 3}
    assert sized(RECIPES["photos-unet-mse"](), 64, 5) == {"dims": (64, 96, 192, 256), "depths": (1, 1, 1, 5)}
    assert sized(RECIPES["fashion-mlp-16-mse"](), 64, None) == {"hidden_dims": (64, 32, 16)}
    with pytest.raises(ValueError, match="--depth is for vit, unet, not for mlp"):
        sized(RECIPES["fashion-mlp-16-mse"](), None, 3)


def test_a_changed_recipe_is_another_checkpoint_and_its_card_says_what_was_changed(tmp_path):
    out = tmp_path / "one"
    options = ["--lr", 0.003, "--batch-size", 5, "--mask-ratio", 0.5, "--augment", "flip", "--set", "weight_decay=0"]
    code, output = command("tiny-vit", *options, "--width", 16, "--steps", 4, "--out", out)
    assert code == 0 and "my-tiny-vit is tiny-vit, changed in batch_size, mask_ratio" in output
    folder = out / "my-tiny-vit"
    assert checkpoint.load(folder).config.architecture.embed_dim == 16
    training = checkpoint.describe(folder)["training"]
    assert training["recipe"] == "tiny-vit" and training["batch_size"] == 5
    assert training["changed"] == {
        "batch_size": 5, "mask_ratio": [0.5, 0.5], "augment": ["flip"], "embed_dim": 16,
        "learning_rate": 0.003, "muon_learning_rate": 0.01, "weight_decay": 0.0,
    }  # fmt: skip
    assert training["made_from"]["recipe"]["learning_rate"] == "0.003"
    assert "('embed_dim', 16)" in training["made_from"]["recipe"]["changes"]
    card = (folder / "README.md").read_text("utf-8")
    assert "## Changed from the recipe tiny-vit" in card and "| `batch_size` | `4` | `5` |" in card

    # The command on the card makes the same weights again
    line = next(line for line in card.splitlines() if line.startswith("python -m train"))
    assert command(*shlex.split(line)[3:], "--out", tmp_path / "two")[0] == 0
    again = tmp_path / "two" / "my-tiny-vit"
    assert checkpoint.describe(again)["sha256"] == checkpoint.describe(folder)["sha256"]
    assert not checkpoint.SHELF.joinpath("tiny-vit").exists()


def test_with_all_nothing_is_changed():
    code, output = command("--all", "--lr", 0.1)
    assert code != 0 and output == "With --all recipes are trained as they are: change one recipe at a time.\n"


def test_weights_that_do_not_fit_the_changed_network_are_refused(tmp_path, monkeypatch):
    monkeypatch.setitem(RECIPES, "continued", lambda: replace(TINY_VIT, name="continued", start_from="tiny-vit"))
    assert command("tiny-vit", "--steps", 1, "--out", tmp_path)[0] == 0
    code, output = command("continued", "--width", 16, "--out", tmp_path)
    assert code != 0 and "starts from the weights of tiny-vit, which fit another network" in output
    assert command("continued", "--image-size", 16, "--steps", 1, "--out", tmp_path)[0] == 0  # positions are no weights


# A recipe of somebody's own


def test_a_new_recipe_lists_every_setting_of_its_base():
    path = write_recipe("mine", "tiny-vit")
    recipe = read_recipe(path)
    assert (recipe.name, recipe.recipe, recipe.model) == ("mine", "tiny-vit", TINY_VIT.model)
    lines = path.read_text("utf-8").splitlines()
    all_set = "\n".join(line[2:] if line.startswith("# ") and " = " in line else line for line in lines)
    assert settings(TINY_VIT).keys() - {"title", "about"} <= tomllib.loads(all_set).keys()
    path.write_text(all_set, "utf-8")
    assert read_recipe(path) == recipe


def test_a_new_recipe_is_trained_by_its_name(tmp_path):
    code, output = command("new", "mine", "--from", "tiny-unet")
    assert code == 0 and "python -m train mine" in output
    path = own.FOLDER / "mine.toml"
    path.write_text(path.read_text("utf-8").replace("# steps = 12", "steps = 3"), "utf-8")
    assert command("--list")[1].splitlines()[-2].split(maxsplit=1) == ["mine", f"Your own recipe, {path}."]
    assert command("mine", "--out", tmp_path)[0] == 0
    description = checkpoint.describe(tmp_path / "mine")
    assert description["training"]["steps"] == 3 and description["training"]["recipe"] == "tiny-unet"
    assert description["about"] == "As tiny-unet, but for what I changed."
    assert "tiny-unet --set" in (tmp_path / "mine" / "README.md").read_text("utf-8")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("steps = ", "mine.toml: "),
        ("stpes = 3", "There is no field 'stpes'"),
        ('base = "nothing"', "There is no recipe 'nothing'"),
        ("patch_size = 3", "does not divide"),
    ],
)
def test_a_damaged_recipe_is_one_sentence(content, sentence):
    own.FOLDER.mkdir()
    (own.FOLDER / "mine.toml").write_text(content, "utf-8")
    code, output = command("mine")
    assert code != 0 and sentence in output and len(output.splitlines()) == 1


@pytest.mark.parametrize("name", ["new", "fashion-vit-mse", "../mine", "", "Mine"])
def test_a_name_that_is_taken_or_none_is_refused(name):
    with pytest.raises(ValueError, match="cannot name a checkpoint of your own" if name else "Give your recipe a name"):
        write_recipe(name)


@pytest.mark.parametrize("name", ["../evil", "Mine", "fashion-vit-mse", "mnist-mlp-20-mse", "new"])
def test_a_checkpoint_of_ones_own_is_called_like_a_folder_and_like_no_recipe(tmp_path, name):
    code, output = command("tiny-vit", "--loss", "l1", "--name", name, "--out", tmp_path / "out")
    assert code != 0 and "cannot name a checkpoint of your own" in output and not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("arguments", "meant"),
    [(["mnist-vit-mze"], "'mnist-vit-mse'"), (["tiny-vit", "--set", "weight_deca=1"], "'weight_decay'")],
)
def test_a_slip_of_the_pen_is_answered_by_what_was_meant(arguments, meant):
    code, output = command(*arguments)
    assert code != 0 and f", but there is {meant}" in output


# Other data


def test_a_recipe_is_had_of_another_data_set_by_its_name():
    recipe = recipe_named("emnist-letters-vit-mse")
    assert (recipe.name, recipe.recipe, recipe.model.dataset) == (
        "emnist-letters-vit-mse",
        "fashion-vit-mse",
        "emnist-letters",
    )
    assert recipe == changed(RECIPES["fashion-vit-mse"](), {"dataset": "emnist-letters"})
    assert changed(recipe, {"loss": "l1"}).name == "my-emnist-letters-vit-mse"


@pytest.mark.parametrize("channels", [1, 3])
def test_a_folder_of_pictures_is_trained_on(tmp_path, channels):
    folder = tmp_path / "Holiday pictures"
    for number in range(20):
        (folder / ("sea", "hills")[number % 2]).mkdir(parents=True, exist_ok=True)
        noise = torch.randint(256, (30, 40, 3), generator=torch.Generator().manual_seed(number), dtype=torch.uint8)
        Image.fromarray(noise.numpy()).save(folder / ("sea", "hills")[number % 2] / f"{number}.png")
    code, output = command("tiny-vit", "--dataset", folder, "--channels", channels, "--steps", 2, "--out", tmp_path)
    assert code == 0, output
    made = tmp_path / "holiday-pictures-tiny-vit"
    config = checkpoint.load(made).config
    assert (config.dataset, config.channels, config.image_size) == ("holiday-pictures", channels, (8, 8))
    card = (made / "README.md").read_text("utf-8")
    assert "holiday-pictures, licence yours" in card and f"--dataset '{folder}'" in card
    assert f"{checkpoint.describe(made)['training']['folder']}" == str(folder)
    assert len(list((made / "samples").iterdir())) == len(data_of(config, str(folder)).test)
    (tmp_path / "data" / "BASELINES.json").unlink()
    assert "| 75 % of patches, random |" in compare([str(made)]), "measured again, with its own pictures' baselines"


def test_the_strip_shows_the_test_pictures_of_a_data_set_that_the_app_has_none_of(tmp_path):
    from mae_demo.answers.samples import own_samples, sample_paths, samples_for
    from mae_demo.image import open_picture, to_tensor
    from mae_demo.ui.sentences import caption
    from train.sample_pictures import write_samples

    data, model = tiny_data(8), build(replace(TINY_VIT.model, dataset="holiday"))
    for name in ("ours", "later"):
        checkpoint.save(model, checkpoint.SHELF / name, "", "", {})
        write_samples(checkpoint.SHELF / name, "holiday", data)
    paths = sample_paths("holiday")
    assert samples_for("ours") == samples_for("later") == "holiday" and len(paths) == len(data.test)
    assert len(own_samples()) == 2 and all(path.parent in own_samples() for path in paths)
    assert [caption(path) for path in paths[:2]] == ["Thin, test picture 0", "Thick, test picture 1"]
    assert torch.equal(to_tensor(open_picture(paths[1])), data.test[1] / 255)
    write_samples(checkpoint.SHELF / "ours", "holiday", replace(data, test=data.test[:2], classes=()))
    names = sorted(path.name for path in (checkpoint.SHELF / "ours" / "samples").iterdir())
    assert names == ["0000.png", "0001.png"] and caption(Path(names[1])) == "Test picture 1"
    write_samples(checkpoint.SHELF / "ours" / "no", "emoji", data)  # the app has some of these
    assert not (checkpoint.SHELF / "ours" / "no").exists()
