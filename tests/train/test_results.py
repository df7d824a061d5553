"""Cards and the tables composed from them, on a shelf of tiny checkpoints."""

import dataclasses
import json
import re

import pytest
import torch

import train.cost
from mae_demo import baselines, checkpoint
from mae_demo.blending import SWEEPS, WEIGHT
from mae_demo.config import GaussianArchitecture, MLPArchitecture, ModelConfig, ViTArchitecture
from mae_demo.models import build
from train import baselines as train_baselines
from train import evaluate, model_card, results
from train.config import TrainConfig
from train.cost import cost
from train.data import DATASETS, Dataset
from train.options import changed
from train.own import recipe_named
from train.provenance import KEY, training_of
from train.recipes import RECIPES

SMALL = {
    "a-linear": ("gaussian", GaussianArchitecture()),
    "a-vit": ("vit", ViTArchitecture(8, 1, 2, 8, 1, 2)),
    "a-mlp": ("mlp", MLPArchitecture((6,), 3)),
}


def config_of(name, **changes):
    family, architecture = SMALL[name]
    model = ModelConfig(family, architecture, "fashion-mnist", "mse", image_size=(8, 8), **changes)
    return TrainConfig(name, "A title", "A line about it.", model, steps=0 if family == "gaussian" else 40)


@pytest.fixture
def put(tmp_path, monkeypatch):
    """Save a checkpoint and write its card: `put(name, folder=None, steps=.., seconds=..)` returns the folder."""

    def pictures(count, seed):
        return torch.randint(256, (count, 1, 8, 8), generator=torch.Generator().manual_seed(seed), dtype=torch.uint8)

    labels = [torch.arange(count) % 2 for count in (20, 4, 6)]
    data = Dataset(pictures(20, 0), pictures(4, 1), pictures(6, 2), *labels, ("one", "other"))
    monkeypatch.setitem(DATASETS, "fashion-mnist", lambda: data)
    monkeypatch.setattr(checkpoint, "SHELF", tmp_path / "checkpoints")
    monkeypatch.setattr(train.cost, "RUNS", 3)
    for name in SMALL:
        monkeypatch.setitem(RECIPES, name, lambda name=name: config_of(name))

    def saved(name, folder=None, config=None, **training):
        config, folder = config or config_of(name), folder or checkpoint.SHELF / name
        model = build(config.model)
        if config.model.family == "gaussian":
            model.fit(data.train / 255)
        made = training_of(config, config.steps, "cpu", 0, {}) | {"device": "CPU", "seconds": 7, "torch": "2"}
        checkpoint.save(model, folder, config.title, config.about, made | training)
        model_card.write_card(folder, config)
        return folder

    return saved


def card(folder):
    return (folder / "README.md").read_text("utf-8")


# Cards


def test_a_card_says_what_was_run(put, tmp_path):
    text = card(put("a-mlp", tmp_path / "runs" / "a-mlp", steps=5))
    assert "| 5 steps of 64 pictures in 7 s on CPU, seed 0" in text
    assert f"\npython -m train a-mlp --steps 5 --out {tmp_path / 'runs'}\n" in text
    assert "\nsteps = 5\n" in text
    assert f"`python -m train.evaluate {tmp_path / 'runs' / 'a-mlp'}`" in text


def test_a_shipped_card_names_its_recipe_alone(put):
    text = card(put("a-mlp", seconds=6323))
    assert "| 40 steps of 64 pictures in 105 min on CPU" in text
    assert "\npython -m train a-mlp\n" in text and "`python -m train.evaluate a-mlp`" in text
    assert "\nlearning_rate = 0.0015\n" in text
    assert "start_from" not in text and "adversary" not in text  # it had neither


def test_what_is_solved_in_closed_form_has_no_settings(put):
    text = card(put("a-linear"))
    assert "Solved in closed form in 7 s on CPU." in text
    assert "Settings" not in text and "learning_rate" not in text


def test_a_card_shows_the_baselines(put):
    linear, vit = put("a-linear"), put("a-vit")
    figures, linear_figures = (checkpoint.describe(folder)["scores"]["block-75"] for folder in (vit, linear))
    reference = train_baselines.baselines_of("fashion-mnist", 4)["scores"]
    beside = " | ".join(f"{reference[name]['block-75']['psnr']:.2f}" for name in baselines.BASELINES)
    own = f"{figures['psnr']:.2f} | {figures['ssim']:.3f} | {figures['l1']:.4f} | {figures['sharpness']:.2f}"
    assert f"| 75 % of patches, block | {own} | {linear_figures['psnr']:.2f} | {beside} |" in card(vit)
    assert "raw pixels" in card(vit) and "raw pixels" not in card(linear)


def test_a_normalised_prediction_is_explained(put):
    text = card(put("a-vit", config=config_of("a-vit", target_space="patch-normalised")))
    assert "average mean and deviation of the visible patches" in text
    assert "average mean and deviation of the visible patches" not in card(put("a-mlp"))


def test_a_card_says_where_its_start_has_been_trained_again(put, monkeypatch):
    start = checkpoint.describe(put("a-vit"))["sha256"]
    config = dataclasses.replace(config_of("a-vit"), name="later", start_from="a-vit")
    monkeypatch.setitem(RECIPES, "later", lambda: config)
    earlier = "from an earlier a-vit, sha256 `ffffffffffff`"
    for then, said in ((start, "the last digits may differ"), ("f" * 64, earlier)):
        assert said in card(put("later", config=config, **{KEY: {"start_from_sha256": then}}))


def test_the_linear_predictor_stands_beside_networks_of_its_patches_alone(put, monkeypatch):
    put("a-linear")
    assert "PSNR of the linear baseline" in card(put("a-vit"))
    smaller = changed(config_of("a-vit"), {"patch_size": 2}, "smaller")
    monkeypatch.setitem(RECIPES, "smaller", lambda: smaller)
    assert "PSNR of the linear baseline" not in card(put("smaller", config=smaller))


def test_baselines_are_measured_once(put, monkeypatch):
    put("a-mlp")
    kept = (checkpoint.SHELF / "BASELINES.json").read_bytes()
    with monkeypatch.context() as context:
        context.setattr(train_baselines, "baseline_scores", lambda *_: pytest.fail("measured again"))
        put("a-vit")
    kept_scores = train_baselines.baselines_of("fashion-mnist", 4)["scores"]
    monkeypatch.setattr(train_baselines, "BASELINES", train_baselines.BASELINES | {"new": baselines.visible_mean})
    monkeypatch.setattr(train_baselines, "baseline_scores", lambda new, *_: {name: {"measured": "now"} for name in new})
    assert train_baselines.baselines_of("fashion-mnist", 4)["scores"] == kept_scores | {
        "new": {"measured": "now"}
    }  # and nothing else
    assert (checkpoint.SHELF / "BASELINES.json").read_bytes() != kept


def test_other_test_pictures_get_baselines_of_their_own(put, monkeypatch):
    put("a-mlp")
    data = DATASETS["fashion-mnist"]()
    first, kept = train_baselines.baselines_of("fashion-mnist", 4), train_baselines.digest_of_test_set(data.test)
    other = dataclasses.replace(data, test=255 - data.test)
    monkeypatch.setitem(DATASETS, "fashion-mnist", lambda: other)
    monkeypatch.setattr(train_baselines, "DATA", checkpoint.SHELF.parent / "data")
    shipped = (checkpoint.SHELF / "BASELINES.json").read_bytes()
    second = train_baselines.baselines_of("fashion-mnist", 4, train_baselines.digest_of_test_set(other.test))
    assert (checkpoint.SHELF / "BASELINES.json").read_bytes() == shipped
    assert second["scores"]["harmonic"] != first["scores"]["harmonic"]
    assert second["scores"]["harmonic"]["random-75"]["psnr"] == pytest.approx(
        first["scores"]["harmonic"]["random-75"]["psnr"], abs=0.01
    )  # a negative is as hard as its picture
    monkeypatch.setattr(train_baselines, "baseline_scores", lambda *_: pytest.fail("measured again"))
    assert train_baselines.baselines_of("fashion-mnist", 4, train_baselines.digest_of_test_set(other.test)) == second
    assert (
        train_baselines.baselines_of("fashion-mnist", 4)
        == train_baselines.baselines_of("fashion-mnist", 4, kept)
        == first
    )


def test_a_data_set_without_a_shipped_recipe_leaves_the_shelfs_baselines_alone(put, monkeypatch):
    put("a-mlp")
    shipped = (checkpoint.SHELF / "BASELINES.json").read_bytes()
    monkeypatch.setattr(train_baselines, "DATA", checkpoint.SHELF.parent / "data")
    monkeypatch.setitem(DATASETS, "mnist", DATASETS["fashion-mnist"])
    monkeypatch.setitem(RECIPES, "fashion-tiny", lambda: dataclasses.replace(config_of("a-vit"), name="fashion-tiny"))
    put("mnist-tiny", config=recipe_named("mnist-tiny"))
    assert (checkpoint.SHELF / "BASELINES.json").read_bytes() == shipped
    kept = json.loads((checkpoint.SHELF.parent / "data" / "BASELINES.json").read_text())
    monkeypatch.setattr(train_baselines, "baseline_scores", lambda *_: pytest.fail("measured again"))
    [board] = [board for board in results.BOARDS if board.dataset == "mnist"]
    assert list(results.shelf("mnist")) == ["mnist-tiny"] and "| mnist-tiny |" in results.results_text(board)
    assert results.reference_of(board, results.shelf("mnist")) in kept.values()


def test_what_was_not_trained_here_is_in_no_table(put):
    put("a-mlp")
    checkpoint.save(build(config_of("a-vit").model), checkpoint.SHELF / "brought", "", "", {})
    assert list(results.shelf("fashion-mnist")) == ["a-mlp"]


# Costs


@pytest.mark.parametrize(
    ("name", "parameters", "code_size"),
    [
        ("a-mlp", (64 * 6 + 6) + (6 * 3 + 3) + (3 * 6 + 6) + (6 * 64 + 64), 3),
        ("a-linear", 64 + 64 * 64, None),  # mean and covariance
        ("a-vit", sum(p.numel() for p in build(config_of("a-vit").model).parameters() if p.requires_grad), None),
    ],
)
def test_costs_by_hand(name, parameters, code_size):
    found = cost(build(config_of(name).model).eval())
    assert (found["parameters"], found["code_size"], found["picture_size"]) == (parameters, code_size, 64)
    assert found["milliseconds"] > 0 and found["cpu"]


def test_the_number_of_threads_is_put_back():
    before = torch.get_num_threads()
    torch.set_num_threads(2)
    cost(build(config_of("a-mlp").model).eval())
    assert torch.get_num_threads() == 2
    torch.set_num_threads(before)


# The tables


@pytest.fixture
def shelf(put):
    for name in SMALL:
        put(name)
    readme = checkpoint.SHELF.parent / "README.md"
    readme.write_text(f"before\n{results.README_BEGINS}old\n{results.README_ENDS}\nafter\n", "utf-8")
    evaluate.write_results()
    return (checkpoint.SHELF / "RESULTS.md").read_text("utf-8"), readme.read_text("utf-8")


def rows(text, heading, table=0):
    """The rows of a section's table, by their first cell without emphasis."""
    section = text.split(f"## {heading}\n")[1].split("\n## ")[0]
    lines = [block for block in section.split("\n\n") if block.lstrip().startswith("|")][table].strip().splitlines()
    cells = [[cell.strip().strip("*") for cell in line.strip("|").split("|")] for line in lines]
    return {row[0]: row[1:] for row in [cells[0], *cells[2:]]}


def test_results_hold_every_figure_of_every_card(shelf):
    text, _ = shelf
    for heading, kind in [
        ("Random patches", "random"),
        ("One block", "block"),
        ("Grid", "grid"),
        ("Random single pixels", "pixel"),
    ]:
        first, second = rows(text, heading), rows(text, heading, 1)
        expected = {
            "a-linear: the linear baseline",
            "a-mlp",
            "a-vit",
            "visible mean (no network)",
            "harmonic (no network)",
        }
        expected.add("biharmonic (no network)")
        assert set(first) - {""} == expected - ({"a-vit"} if kind == "pixel" else set())
        for name, shown in (("a-mlp", "a-mlp"), ("a-linear", "a-linear: the linear baseline")):
            cells = [checkpoint.describe(name)["scores"][f"{kind}-{percent}"] for percent in (25, 50, 75, 90)]
            assert first[shown] == [f"{c['psnr']:.2f}" for c in cells] + [f"{c['ssim']:.3f}" for c in cells]
            assert second[shown] == [f"{c['l1']:.4f}" for c in cells] + [f"{c['sharpness']:.2f}" for c in cells]
    whole = rows(text, "Nothing hidden")
    assert set(whole) == {"", "a-mlp", "a-vit"}
    assert whole["a-mlp"][4:] == ["3", "0.047"] and whole["a-vit"][4:] == ["–", "–"]
    encoder = checkpoint.describe("a-mlp")["encoder"]
    assert rows(text, "Features")["a-mlp"] == [
        "3",
        f"{100 * encoder['knn']:.1f}",
        f"{100 * encoder['probe']:.1f}",
    ]
    assert "raw pixels" in rows(text, "Features")
    for name in SMALL:
        assert rows(text, "Size, speed and weights")[name][-1] == f"`{checkpoint.describe(name)['sha256'][:12]}`"


def test_cards_are_written_again_beside_the_bar_as_it_is_now(shelf):
    linear = checkpoint.describe("a-linear")
    linear["scores"]["grid-50"]["psnr"] = 98.76
    checkpoint.write_description(checkpoint.SHELF / "a-linear", linear)
    evaluate.write_results()
    assert "| 98.76 |" in card(checkpoint.SHELF / "a-mlp")
    assert "98.76" in (checkpoint.SHELF / "RESULTS.md").read_text("utf-8")


def test_rows_are_in_the_order_of_the_psnr(shelf):
    psnr = [float(row[2]) for name, row in rows(shelf[0], "Random patches").items() if name]
    assert psnr == sorted(psnr, reverse=True)


def test_the_readme_is_written_between_its_marks(shelf):
    _, page = shelf
    assert page.startswith("before\n") and page.endswith("\nafter\n") and "\nold\n" not in page
    figures = checkpoint.describe("a-vit")["scores"]
    line = next(line for line in page.splitlines() if line.startswith("| a-vit |"))
    assert [cell.strip(" *") for cell in line.split("|")[2:-1]] == [
        *(f"{figures[f'random-{percent}']['psnr']:.2f}" for percent in (25, 50, 75, 90)),
        f"{figures['random-75']['sharpness']:.2f}",
    ]  # fmt: skip


def test_what_blending_adds_has_a_table_of_its_own(shelf):
    assert "## Blended seams" not in shelf[0]
    cells = {"psnr": 17.123, "ssim": 0.61, "steps": 2.6}, {"psnr": 17.023, "ssim": 0.62, "steps": 0.81}
    column = {"own": cells[0], "blended": cells[1], "original": {"steps": 1.02}}
    columns = {name: column for name in ("random-25", "random-50", "random-75", "random-90", "block-50")}
    settings = {"test_set": "0", "weight": WEIGHT, "sweeps": SWEEPS}
    entry = {"sha256": checkpoint.describe("a-vit")["sha256"]} | settings | columns
    (checkpoint.SHELF / "lab").mkdir()
    path = checkpoint.SHELF / "lab" / "blending.json"
    path.write_text(json.dumps({"a-vit": entry, "another": entry}), "utf-8")
    evaluate.write_results()
    text = (checkpoint.SHELF / "RESULTS.md").read_text("utf-8")
    found = rows(text, "Blended seams")
    assert found["a-vit"] == ["17.12", "-0.10"] * 5 + ["0.610", "0.620", "2.60", "0.81", "1.02"]
    assert set(found) == {"", "a-vit"}, "what has no card is in no table"
    assert rows(text, "Random patches") == rows(shelf[0], "Random patches")

    path.write_text(json.dumps({"a-vit": entry | {"weight": 2 * WEIGHT}}), "utf-8")
    with pytest.raises(ValueError, match="other settings"):
        evaluate.write_results()
    path.write_text(json.dumps({"a-vit": entry | {"sha256": "0"}}), "utf-8")
    with pytest.raises(ValueError, match=re.escape("`python -m train.lab.blending a-vit`")):
        evaluate.write_results()


@pytest.mark.parametrize("damage", ["column", "figure", "cost", "weights"])
def test_a_card_that_cannot_be_trusted_is_refused(shelf, damage):
    path = checkpoint.SHELF / "a-mlp" / "config.json"
    description = json.loads(path.read_text("utf-8"))
    if damage == "column":
        del description["scores"]["grid-50"]
    elif damage == "figure":
        del description["scores"]["grid-50"]["sharpness"]
    elif damage == "cost":
        del description["cost"]
    else:
        weights = checkpoint.SHELF / "a-mlp" / "model.safetensors"
        weights.write_bytes(weights.read_bytes()[:-1] + b"x")
    path.write_text(json.dumps(description), "utf-8")
    with pytest.raises(ValueError, match=re.escape("`python -m train.model_card a-mlp`")):
        evaluate.write_results()
    assert (checkpoint.SHELF / "RESULTS.md").read_text("utf-8") == shelf[0]


def test_compare_measures_folders_again(put, tmp_path):
    folder = put("a-mlp", tmp_path / "mine")
    measured = checkpoint.describe(folder)
    (folder / "config.json").write_text(json.dumps(measured | {"scores": {}}), "utf-8")
    text = evaluate.compare([str(folder)])
    assert text.startswith(f"# {folder}\n")
    cell = measured["scores"]["pixel-25"]
    assert f"| 25 % of single pixels, random | {cell['psnr']:.2f} | {cell['ssim']:.3f} | {cell['l1']:.4f} |" in text
