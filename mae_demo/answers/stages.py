"""The stages that a picture goes through in a network, with the lines that compute them and what they computed."""

from __future__ import annotations

import copy
from functools import lru_cache

from PIL import Image
from torch import Tensor, nn

from mae_demo.answers.networks import Values, fitted, grid_of, image_of, model, values_of
from mae_demo.image import to_data_url, to_picture
from mae_demo.inference import predict
from mae_demo.masking import mask_from_hex
from mae_demo.render import paint
from mae_demo.scales import ACTIVATION
from mae_demo.source import Function, Passage
from mae_demo.stages import DRAWN, PACKAGE, STAGES, Stage, function_of
from mae_demo.tracing import Trace, shape_of, traced

MOST = 64  # numbers of a token, or of a latent, that are drawn
SMALL = 32  # pixels: of maps with longer sides fewer are drawn


def stages_of(name: str, picture: Image.Image, digits: str) -> dict:
    """The stages of a picture under a mask, by a checkpoint: lines of source, shapes, and pictures of the numbers.

    The network runs once more for it, and its lines are traced. The last 16 answers are kept.
    """
    return _stages(name, values_of(fitted(name, picture)), digits, grid_of(name, picture))


@lru_cache(maxsize=16)
def _stages(name: str, values: Values, digits: str, grid: tuple[int, int]) -> dict:
    network, image = _here(model(name)), image_of(values)
    family = network.config.family
    mask = mask_from_hex(digits, grid).reshape(1, -1)
    stages = STAGES[family]
    with traced({function_of(family, passage) for stage in stages for passage in stage.passages}) as trace:
        predict(network, image[None], mask)
    return {"name": name, "mask": digits, "stages": [_stage(family, stage, trace) for stage in stages]}


def _here(network: nn.Module) -> nn.Module:
    """The same network, but one that always runs here: on ZeroGPU a large one predicts on a borrowed GPU."""
    network = copy.copy(network)
    network.__dict__.pop("forward", None)
    return network


def _stage(family: str, stage: Stage, trace: Trace) -> dict:
    passages = [(function_of(family, passage), passage) for passage in stage.passages]
    value = _value(stage.shows, passages, trace)
    kind, picture = (None, None) if stage.key in DRAWN else _picture(value)
    return {
        "key": stage.key,
        "passages": [_passage(function, passage, trace) for function, passage in passages],
        "name": stage.shows,
        "shape": shape_of(value),
        "kind": kind,
        "picture": picture,
    }


def _passage(function: Function, passage: Passage, trace: Trace) -> dict:
    """The lines of a passage, and of each statement what it computed."""
    lines = []
    for number, text in function.lines(passage):
        statement = function.statement_at(number)
        key = function, statement.first if statement else 0
        runs = trace.runs[key] if statement else None
        shapes = _shapes(trace.values.get(key, {})) if statement and number == statement.last else []
        lines.append({"number": number, "text": text, "runs": runs, "shapes": shapes})
    return {
        "file": function.path.relative_to(PACKAGE.parent).as_posix(),
        "function": function.name,
        "calls": trace.calls[function],
        "lines": lines,
    }


def _shapes(values: dict[str, object]) -> list[list[str]]:
    """[name, shape] of each value that has one."""
    shapes = ((name, shape_of(value)) for name, value in values.items())
    return [[name, shape] for name, shape in shapes if shape]


def _value(name: str, passages: list[tuple[Function, Passage]], trace: Trace) -> Tensor:
    """The last value of that name in these passages."""
    for function, passage in reversed(passages):
        for number in reversed(function.numbers(passage)):
            values = trace.values.get((function, number), {})
            if name in values:
                return values[name]
    raise AssertionError(f"no statement of these passages computed '{name}'")


def _picture(value: Tensor) -> tuple[str, str]:
    """How numbers are drawn, and the picture of them as a data URL: 'picture', 'maps', 'tokens' or 'numbers'."""
    values = value.detach().float().cpu()
    match values.shape:
        case (1, 1 | 3, _, _):
            return "picture", to_data_url(to_picture(values[0].clamp(0, 1)), "webp")
        case (1, _, _, _):
            kind, rows = "maps", _mosaic(values[0], 4 if max(values.shape[2:]) <= SMALL else 2)
        case (1, _, width):
            kind, rows = "tokens", values[0, :, : min(width, MOST)]
        case _:
            kind, rows = "numbers", values[:MOST, :MOST]
    deviation = values.std(correction=0).clamp(min=1e-9)
    return kind, to_data_url(paint(rows / deviation, ACTIVATION), "webp")


def _mosaic(maps: Tensor, across: int) -> Tensor:
    """The first of some maps (K, H, W) side by side, `across` in a row and as many rows; where one is missing, 0."""
    _, height, width = maps.shape
    shown = maps.new_zeros(across * across, height, width)
    shown[: len(maps)] = maps[: across * across]
    return shown.view(across, across, height, width).transpose(1, 2).reshape(across * height, across * width)
