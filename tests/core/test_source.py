"""The stages of a forward pass: lines as they stand in the files, and what each of them computed."""

from __future__ import annotations

import importlib.util
import inspect
import sys

import pytest
import torch

from mae_demo import models
from mae_demo.answers import networks
from mae_demo.answers.samples import sample_paths
from mae_demo.answers.stages import stages_of
from mae_demo.image import open_picture
from mae_demo.inference import predict
from mae_demo.masking import make_mask, mask_to_hex
from mae_demo.source import Passage, functions_of
from mae_demo.stages import DRAWN, STAGES, function_of
from mae_demo.text import WORDS
from mae_demo.tracing import shape_of, traced

CHECKPOINTS = {
    "vit": "fashion-vit-mse",
    "unet": "fashion-unet-mse",
    "mlp": "fashion-mlp-masked-mse",
    "conv": "fashion-conv-masked-mse",
    "vae": "fashion-vae-20",
    "pca": "fashion-pca-20",
    "gaussian": "fashion-gaussian",
}
SAMPLE = open_picture(sample_paths("fashion-mnist")[0])
MASK = make_mask("random", (7, 7), 0.75, 7)
TOY = '''def double(x):
    """Twice x."""
    # By a sum
    y = x + x
    for _ in range(3):  # nothing else
        z = (
            y,
            2,
        )
    if not x.numel():
        return y
    return z[0]


class Toy:
    def forward(self, x):
        a, b = x.shape
        c = double(x)
        return double(c), a * b
'''


@pytest.fixture
def toy(tmp_path):
    path = tmp_path / "toy.py"
    path.write_text(TOY, "utf-8")
    spec = importlib.util.spec_from_file_location("toy", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module, functions_of(path)


def test_a_passage_is_whole_statements_with_the_comments_above_and_no_docstring(toy):
    _, functions = toy
    double = functions["double"]
    assert double.numbers(Passage("double", "def", "for")) == [1, 3, 4, 5, 6, 7, 8, 9]
    assert double.numbers(Passage("double", "y =")) == [3, 4] and double.numbers(Passage("double", "def")) == [1]
    assert double.statement_at(7) == double.statement_at(9) and double.statement_at(3) is None
    with pytest.raises(AssertionError, match="2 statements of double"):
        double.numbers(Passage("double", "return"))


def test_lines_are_those_of_the_start_when_a_file_changes_later(toy):
    _, functions = toy
    path = functions["double"].path
    path.write_text("# another\n" + TOY.replace("x + x", "x"), "utf-8")
    assert functions_of(path)["double"].line(4) == "    y = x + x"


def test_each_statement_tells_how_often_it_ran_and_what_it_computed(toy):
    module, functions = toy
    with traced(functions.values()) as trace:
        module.Toy().forward(torch.ones(2, 3))
    double, forward = functions["double"], functions["Toy.forward"]
    assert trace.calls == {double: 2, forward: 1}, "all calls are counted"
    assert trace.runs[double, 6] == 3 and trace.runs[double, 11] == 0, "and the first one is followed"
    assert trace.values[double, 4]["y"].sum() == 12 and trace.values[double, 12]["return"].sum() == 12
    assert trace.values[forward, 17] == {"a": 2, "b": 3} and shape_of(trace.values[forward, 19]["return"]) == (
        "((2, 3), 6)"
    )
    assert shape_of(trace.values[forward, 16]["x"]) == "(2, 3)" and sys.gettrace() is None
    module.double(torch.ones(1))
    assert trace.calls[double] == 2, "nothing is heard after the block"


def test_an_error_goes_through_a_trace(toy):
    module, functions = toy
    with pytest.raises(AttributeError), traced(functions.values()):
        module.Toy().forward(5)
    assert sys.gettrace() is None


def test_every_family_has_its_stages():
    assert STAGES.keys() == models.MODELS.keys() == CHECKPOINTS.keys()


@pytest.mark.parametrize("family", STAGES)
def test_every_line_that_runs_is_in_one_stage_and_as_it_stands_in_its_file(family):
    stages, network = STAGES[family], networks.model(CHECKPOINTS[family])
    passages = [passage for stage in stages for passage in stage.passages]
    own = {function_of(family, passage) for passage in passages if not passage.file}
    covered = [(function_of(family, passage), number) for passage in passages
               for number in function_of(family, passage).numbers(passage)]  # fmt: skip
    assert len(covered) == len(set(covered)), "no line is in two stages"
    with traced(own) as trace:
        predict(network, networks.fitted(CHECKPOINTS[family], SAMPLE)[None], MASK.reshape(1, -1))
    ran = {key for key, runs in trace.runs.items() if key[1] != key[0].statements[0].first}
    assert ran <= set(covered) and {function for function, _ in ran} == own
    model = inspect.getmodule(models.MODELS[family])
    for function, number in covered:
        if function in own:
            named = model
            for part in function.name.split("."):
                named = getattr(named, part)
            lines, first = inspect.getsourcelines(named)
            assert function.line(number) == lines[number - first].rstrip("\n")


def lines_of(answer: dict, key: str) -> list[dict]:
    (stage,) = [stage for stage in answer["stages"] if stage["key"] == key]
    return [line for passage in stage["passages"] for line in passage["lines"]]


def shapes(answer: dict, key: str) -> list[list[str]]:
    return [shape for line in lines_of(answer, key) for shape in line["shapes"]]


@pytest.mark.parametrize("ratio", [0.0, 0.5, 0.75, 1.0])
def test_shapes_are_those_of_this_picture_and_mask(ratio):
    mask = make_mask("random", (7, 7), ratio, 7)
    answer = stages_of("fashion-vit-mse", SAMPLE, mask_to_hex(mask))
    visible, architecture = int((~mask).sum()), networks.model("fashion-vit-mse").config.architecture
    width, narrow = architecture.embed_dim, architecture.decoder_embed_dim
    assert ["patches", "(1, 49, 16)"] in shapes(answer, "patches")
    assert shapes(answer, "tokens")[-1] == ["x", f"(1, {visible + 1}, {width})"]
    assert shapes(answer, "encoder")[-1] == ["latent", f"(1, {visible + 1}, {width})"]
    assert shapes(answer, "mask_tokens")[-1] == ["tokens", f"(1, 49, {narrow})"]
    assert ["return", "(1, 1, 28, 28)"] in shapes(answer, "prediction")
    (loop,) = [line for line in lines_of(answer, "encoder") if line["text"].strip() == "x = block(x)"]
    assert loop["runs"] == architecture.depth


def test_another_shape_of_picture_has_other_shapes():
    wide = open_picture(sample_paths("photos")[0]).resize((160, 80))
    name = "photos-vit-mse"
    grid = networks.grid_of(name, wide)
    answer = stages_of(name, wide, mask_to_hex(torch.zeros(grid, dtype=torch.bool)))
    side = networks.model(name).config.patch_size
    assert shapes(answer, "picture")[0] == ["images", f"(1, 3, {grid[0] * side}, {grid[1] * side})"]
    assert grid[0] < grid[1] and ["grid", str(grid)] in shapes(answer, "picture")


@pytest.mark.parametrize("family", STAGES)
def test_every_stage_has_its_words_and_shows_what_its_table_says(family):
    answer = stages_of(CHECKPOINTS[family], SAMPLE, mask_to_hex(MASK))
    for stage, said in zip(STAGES[family], answer["stages"], strict=True):
        assert said["key"] == stage.key in WORDS["stages"]
        assert f"{family}_{stage.key}" in WORDS["stages"] or f"{stage.key}_note" in WORDS["stages"]
        assert (said["picture"] is None) == (said["kind"] is None) == (stage.key in DRAWN)
        assert said["kind"] is None or f"as_{said['kind']}" in WORDS["stages"]
        assert said["shape"].startswith("(") and [stage.shows, said["shape"]] in shapes(answer, stage.key)


def test_a_network_that_is_borrowed_elsewhere_is_traced_here():
    network = networks.model("fashion-mlp-3-l1")
    network.forward = lambda images, mask: images  # as on a Space that lends its GPU
    try:
        answer = stages_of("fashion-mlp-3-l1", SAMPLE, mask_to_hex(MASK))
        assert shapes(answer, "latent")[-1] == ["return", "(1, 3)"] and "forward" in vars(network)
    finally:
        del network.forward
