"""Blended seams without a server: the engine blends as the server does, and what is saved is the blended picture."""

from __future__ import annotations

import numpy as np
from PIL import Image

from mae_demo.answers.masks import mask_for
from mae_demo.answers.reconstruction import run
from mae_demo.answers.samples import place, sample_paths
from mae_demo.image import open_picture, to_picture
from mae_demo.text import WORDS

NAME = "emoji-vit-mse"
SAMPLE = sample_paths("emoji")[1]
PICTURE = open_picture(SAMPLE)
MASK = mask_for(NAME, "random", 0.5, 7, PICTURE)


def gain() -> str:
    """What blending adds to the picture, as the server says it."""
    own, seamless = (run(NAME, PICTURE, MASK, blend=blend)[1]["masked_psnr"] for blend in (False, True))
    return WORDS["canvas"]["blended"].format(gain=f"{seamless - own:+.2f}".replace("-", "−"))


def test_a_link_opens_with_blended_seams_which_are_saved_and_the_switch_takes_them_away(visit, tmp_path):
    query = f"?checkpoint={NAME}&image={place(SAMPLE)}&ratio=50&seed=7&blend=1"
    with visit(query=query) as page:
        result, switch = page.locator("p.result"), page.locator("[data-switch=blend]")
        result.get_by_text(gain(), exact=True).wait_for()
        result.get_by_text(WORDS["canvas"]["blend_note"]).wait_for()
        with page.expect_download() as download:
            page.click('[data-file="reconstructed"]')
        assert download.value.suggested_filename == f"{NAME}-random-50-seed7-blended-reconstructed.png"
        download.value.save_as(tmp_path / "saved.png")
        assert switch.get_attribute("aria-checked") == "true"
        switch.click()
        result.get_by_text(gain(), exact=True).wait_for(state="detached")
        page.wait_for_function("!new URLSearchParams(location.search).has('blend')")
    saved = np.asarray(Image.open(tmp_path / "saved.png").convert("RGB")).astype(int)
    expected = np.asarray(to_picture(run(NAME, PICTURE, MASK, blend=True)[0].composite)).astype(int)
    assert abs(saved - expected).max() <= 1
