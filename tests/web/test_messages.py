"""Scripts and server say no key that mae_demo/answers/messages.py does not name."""

import re
from pathlib import Path

import pytest

from mae_demo.answers import assembly, attention, canvas, compare, latent_space, messages, patch_losses, stages
from mae_demo.answers.samples import sample_paths
from mae_demo.answers.selection import MIDDLE, select_sample
from mae_demo.image import open_picture
from mae_demo.masking import make_mask, mask_to_hex
from mae_demo.ui import crop, handlers

WEB = Path(__file__).parents[2] / "mae_demo" / "web"
METHODS = {"at", "length", "map", "name", "textContent", "includes", "indexOf", "toFixed", "join", "slice", "reduce"}

# By folder: the names under which its scripts hold messages, and what kinds these are
HELD = {
    "canvas": ("value", ("CanvasQuestion", "DragAnswer", "Drawing", "SessionExpired")),
    "wall": ("value|card", ("Wall", "Card")),
    "one_patch": ("sums", ("PatchLosses",)),
    "tokens": ("looks", ("Attention",)),
    "whole": ("value|whole", ("Assembly",)),
    "stages": ("answer|stage|passage|line", ("Stages", "StageAnswer", "SourcePassage", "SourceLine")),
    "explorer": ("value", ("LatentMap", "LatentAnswer")),
}
# What they send: `props.value = { ... }`
SENT = {
    "canvas": "CanvasQuestion",
    "tokens": "AttentionQuestion",
    "whole": "AssemblyQuestion",
    "explorer": "LatentQuestion",
}


def keys(*kinds):
    """Of messages of these kinds, those that they inherit included."""
    return {key for kind in kinds for key in getattr(messages, kind).__annotations__}


def scripts(folder):
    return "\n".join(path.read_text("utf-8") for path in sorted((WEB / folder).glob("*.js")))


@pytest.mark.parametrize("folder", HELD)
def test_scripts_read_no_other_key(folder):
    names, kinds = HELD[folder]
    read = set(re.findall(rf"(?<![\w.])(?:{names})\??\.(\w+)", scripts(folder)))
    assert read, folder
    assert read - METHODS <= keys(*kinds)


@pytest.mark.parametrize("folder", SENT)
def test_scripts_send_no_other_key(folder):
    sent = set()
    for content in re.findall(r"props\.value = \{([^}]*)\}", scripts(folder)):
        plain = re.sub(r"\[[^\]]*\]|\?\?|\.\.\.\w+", "", content)
        sent |= set(re.findall(r"(?:^|,)\s*(\w+)", plain))
    assert sent and sent <= keys(SENT[folder])


def test_answers_hold_no_other_key():
    name, picture = "fashion-vit-normpix", open_picture(sample_paths("fashion-mnist")[0])
    mask = make_mask("random", (7, 7), 0.75, 7)
    digits = mask_to_hex(mask)
    drawing = handlers.message(select_sample("fashion-mnist", 0), name, mask)
    assert drawing.keys() == keys("Drawing") - {"view", "blend"}
    answer = canvas.answer(name, picture, digits, 1, normalised_views=True)
    assert answer.keys() == keys("CanvasAnswer") - {"blended"}
    emoji = open_picture(sample_paths("emoji")[0])
    answer_of_blended = canvas.answer("emoji-vit-mse", emoji, "f" * 16, 1, blend=True)
    assert answer_of_blended.keys() == keys("CanvasAnswer") - {"normalised_views"}
    assert answer["normalised_views"].keys() == keys("NormalisedViews")
    assert answer["result"].keys() == keys("Result") - {"sharpness"}
    wall = compare.wall(["harmonic"], name, picture, mask)
    assert wall.keys() | {"remark", "change"} == keys("Wall")
    assert wall["cards"][0].keys() | {"label"} == keys("Card")
    assert patch_losses.losses_by_patch("fashion-vit-bce", picture, digits).keys() == keys("PatchLosses")
    assert attention.attention_of(name, picture, digits, 0).keys() == keys("Attention")
    assert assembly.assembled(name, picture, 4).keys() | {"asked", "offered"} == keys("Assembly")
    way = stages.stages_of(name, picture, digits)
    assert way.keys() == keys("Stages") and way["stages"][3].keys() == keys("StageAnswer")
    passage = way["stages"][3]["passages"][0]
    assert passage.keys() == keys("SourcePassage") and passage["lines"][0].keys() == keys("SourceLine")
    told = latent_space.message("fashion-vae-20", 3, with_pictures=True)
    assert told.keys() == keys("LatentMap", "LatentAnswer")
    assert crop.offer(picture, MIDDLE, (28, 28)).keys() == keys("FrameOffer")
