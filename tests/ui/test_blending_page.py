"""Blended seams on the page: the switch, what the server and the visitor's device answer, and the link."""

from __future__ import annotations

import re
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from test_views import decode

from mae_demo.answers import reconstruction
from mae_demo.answers.samples import sample_paths
from mae_demo.answers.selection import select_sample
from mae_demo.image import open_picture, to_picture
from mae_demo.masking import make_mask, mask_to_hex
from mae_demo.text import WORDS
from mae_demo.ui import handlers
from mae_demo.ui.address import read
from mae_demo.ui.files import notes, settings_file
from mae_demo.ui.link import stand
from mae_demo.ui.takeaway import write

NAME, FASHION = "emoji-vit-mse", "fashion-vit-mse"
MASK = make_mask("random", (8, 8), 0.5, 7)
PICTURE = open_picture(sample_paths("emoji")[0])
SWITCH = "[data-switch=blend]"


def figures(blend: bool) -> dict:
    return reconstruction.run(NAME, PICTURE, MASK, blend=blend)[1]


def test_figures_are_of_the_blended_picture_and_say_what_the_network_alone_has():
    own, seamless = figures(False), figures(True)
    assert own["unblended"] is None and seamless["unblended"] == own["masked_psnr"] != seamless["masked_psnr"]
    assert (seamless["baselines"], seamless["note"]) == (own["baselines"], own["note"])


@pytest.mark.parametrize("drag", [False, True])
def test_who_looks_at_blended_seams_gets_both_pictures(drag):
    selection, digits = select_sample("emoji", 0), mask_to_hex(MASK)
    painted = {"mask": digits, "number": 3, "blend": True, "drag": drag}
    reply = handlers.paint(selection, NAME, painted)
    for key, blend in (("prediction", False), ("blended", True)):
        expected = reconstruction.run(NAME, PICTURE, MASK, blend=blend)[0].prediction
        assert (decode(reply[key], "RGB") == np.asarray(to_picture(expected))).all(), key
    assert ("result" in reply) is not drag
    assert "blended" not in handlers.paint(selection, NAME, painted | {"blend": "yes"})


@pytest.mark.parametrize("drag", [False, True])
def test_clothes_have_no_seams_to_blend(drag):
    painted = {"mask": "f" * 12 + "8", "number": 1, "blend": True, "drag": drag}
    assert handlers.paint(select_sample("fashion-mnist", 0), FASHION, painted).get("blended") is None


def test_a_link_and_a_file_say_that_seams_are_blended():
    asked, wrong = read({"checkpoint": NAME, "blend": "1"})
    assert (stand(asked, wrong)[-1]["blend"], wrong) == (True, [])
    asked, wrong = read({"blend": "maybe"})
    assert (stand(asked, wrong)[-1]["blend"], wrong) == (False, [WORDS["link"]["wrong_blend"]])

    settings = {"checkpoint": NAME, "strategy": "random", "ratio": 50, "seed": 7, "mask": mask_to_hex(MASK)}
    selection = select_sample("emoji", 0)
    alone, seamless = (settings_file(selection, settings | more, True).decode() for more in ({}, {"blend": 1}))
    assert "blend=1" in seamless and "blend=1" not in alone
    said = notes(selection, settings | {"blend": 1}, True, figures(True))
    assert f"{figures(True)['masked_psnr']:.2f} dB" in said and f"{figures(False)['masked_psnr']:.2f} dB" in said
    assert f"{figures(True)['masked_psnr']:.2f} dB" not in notes(selection, settings, True, figures(False))


@pytest.mark.parametrize(("key", "blended"), [("settings", "-blended.json"), ("mask", "-mask.png")])
def test_a_file_of_blended_seams_does_not_take_the_name_of_another(tmp_path, key, blended):
    written = write(key, SimpleNamespace(GRADIO_CACHE=str(tmp_path)))
    painted = {"mask": mask_to_hex(MASK), "number": 1, "view": "pasted"}
    for more, ending in (({}, blended.replace("-blended", "")), ({"blend": True}, blended)):
        path = written(select_sample("emoji", 0), NAME, "random", 50, 7, 0, painted | more)
        assert Path(path).name == f"{NAME}-random-50-seed7{ending}"


def gain() -> str:
    """What the page says of the first picture of emoji under MASK."""
    apart = figures(True)["masked_psnr"] - figures(False)["masked_psnr"]
    return WORDS["canvas"]["blended"].format(gain=f"{apart:+.2f}".replace("-", "−"))


@pytest.mark.parametrize("engine", [False, True])
def test_the_switch_blends_and_shows_the_networks_own_again(visit, engine):
    query = f"?checkpoint={NAME}&image={select_sample('emoji', 0).place}&ratio=50&seed=7"
    with visit(query=query, engine=engine) as page:
        page.evaluate("addEventListener('drawn', (event) => (window.drawnLast = event.detail))")
        switch, result = page.locator(SWITCH), page.locator("p.result")
        assert switch.get_attribute("aria-checked") == "false" and gain() not in result.inner_text()
        switch.click()
        result.get_by_text(gain(), exact=True).wait_for()
        result.get_by_text(WORDS["canvas"]["blend_note"]).wait_for()
        page.get_by_text(WORDS["canvas"]["reconstructed_blended"], exact=True).wait_for()
        psnr = float(re.search(r"PSNR ([\d.]+) dB", result.inner_text())[1])
        assert psnr == pytest.approx(figures(True)["masked_psnr"], abs=0.06)
        assert gain() in page.locator(".trio .unseen[role=status]").inner_text()
        page.wait_for_function("drawnLast.blended && drawnLast.prediction !== drawnLast.blended")
        page.wait_for_function("new URLSearchParams(location.search).get('blend') === '1'")

        # By the keyboard the network's own prediction is back
        page.locator("[data-panel=masked] canvas").press("b")
        page.wait_for_function("drawnLast.blended === null")
        page.wait_for_function("!new URLSearchParams(location.search).has('blend')")
        result.get_by_text(gain()).wait_for(state="detached")
        assert switch.get_attribute("aria-checked") == "false"


def test_a_link_opens_with_blended_seams_and_the_next_picture_has_them_too(visit):
    with visit(query=f"?checkpoint={NAME}&ratio=50&seed=7&blend=1") as page:
        page.get_by_text(gain(), exact=True).wait_for()
        assert page.locator(SWITCH).get_attribute("aria-checked") == "true"
        page.locator("#strip button").nth(1).click()
        page.get_by_text(gain(), exact=True).wait_for(state="detached")
        page.locator("p.result").get_by_text(re.compile(re.escape(WORDS["canvas"]["blended"].split("{")[0]))).wait_for()


def test_there_is_no_switch_where_seams_are_not_blended(visit):
    with visit(query="?blend=1") as page:
        assert not page.locator(SWITCH).is_visible()
        assert WORDS["canvas"]["blend_note"] not in page.inner_text(".result")
        page.locator("[data-panel=masked] canvas").press("b")
        assert page.locator(SWITCH).get_attribute("aria-checked") == "true", "the wish of the link stands"


def test_the_address_keeps_blended_seams_through_other_tabs_and_networks_without_seams(visit):
    says_so, says_nothing = (f"{no}new URLSearchParams(location.search).has('blend')" for no in ("", "!"))
    title = WORDS["page"]
    with visit(query=f"?checkpoint={NAME}&ratio=50&seed=7&blend=1") as page:
        page.get_by_text(gain(), exact=True).wait_for()
        page.get_by_role("tab", name=title["about"]).click()
        page.wait_for_function("location.search.includes('tab=about')")
        page.get_by_role("tab", name=title["playground"]).click()
        page.wait_for_function("!location.search.includes('tab=')")
        page.wait_for_function(says_so)
        page.get_by_role("radio", name="U-Net").first.check(force=True)
        page.wait_for_function("location.search.includes('emoji-unet-mse')")
        page.wait_for_function(says_nothing)
        page.get_by_role("radio", name="Vision transformer").first.check(force=True)
        page.get_by_text(gain(), exact=True).wait_for()
        page.wait_for_function(says_so)
