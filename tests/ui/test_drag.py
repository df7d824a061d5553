"""While a stroke goes on the server sends the prediction alone; with its end come the figures."""

from __future__ import annotations

import pytest
import torch

from mae_demo.answers import canvas
from mae_demo.answers.selection import select_sample
from mae_demo.masking import make_mask, mask_to_hex
from mae_demo.ui import handlers

BOOT = select_sample("fashion-mnist", 0)
DIGITS = mask_to_hex(make_mask("block", (7, 7), 0.5, 3))


@pytest.mark.parametrize("name", ["fashion-vit-mse", "fashion-unet-mse", "fashion-vit-normpix", "fashion-gaussian"])
def test_the_prediction_is_the_same_with_and_without_figures(name):
    question = {"mask": DIGITS, "number": 3, "grid": [7, 7]}
    whole = handlers.paint(BOOT, name, question)
    assert handlers.paint(BOOT, name, question | {"drag": True}) == {"number": 3, "prediction": whole["prediction"]}
    assert handlers.paint(BOOT, name, question | {"drag": "yes"}).keys() == whole.keys(), "what a client forged"


def test_who_looks_at_the_normalised_views_gets_them_while_dragging():
    question = {"mask": DIGITS, "number": 3, "grid": [7, 7], "drag": True, "normalised_views": True}
    assert "normalised_views" in handlers.paint(BOOT, "fashion-vit-normpix", question)


def test_a_drag_is_answered_without_figures_and_its_end_with_them(visit, monkeypatch):
    asked = []
    quick, full = canvas.quick_answer, canvas.answer
    monkeypatch.setattr(canvas, "quick_answer", lambda *given: (asked.append("quick"), quick(*given))[1])
    monkeypatch.setattr(canvas, "answer", lambda *given, **more: (asked.append("full"), full(*given, **more))[1])
    with visit() as page:
        box = page.locator("[data-panel=masked] canvas").bounding_box()
        at = [(box["x"] + box["width"] * part, box["y"] + box["height"] / 2) for part in (0.1, 0.4, 0.6, 0.9)]
        page.click('[data-action="clear"]')
        page.wait_for_function("document.querySelector('.trio').getAttribute('aria-busy') === 'false'")
        asked.clear()
        page.mouse.move(*at[0])
        page.mouse.down()
        for place in at[1:]:
            before = page.evaluate("painted.length")
            page.mouse.move(*place)
            page.wait_for_function(f"painted.length > {before}")
        page.wait_for_selector(".trio.pending[aria-busy=false]")
        assert set(asked) == {"quick"}
        page.mouse.up()
        page.wait_for_selector(".trio:not(.pending)[aria-busy=false]")
        assert asked[-1] == "full" and asked.count("full") == 1
        assert "dB" in page.inner_text(".result")
        page.locator("[data-panel=masked] canvas").focus()
        page.keyboard.press("Space")
        page.wait_for_selector(".trio:not(.pending)[aria-busy=false]")
        assert asked[-1] == "full", "a key is a stroke of its own"


def test_the_linear_predictor_fills_as_its_formula_says():
    """mean_h + C_hv C_vv⁻¹ (x_v - mean_v), by a plain inverse in double precision."""
    from mae_demo.answers.networks import fitted, model

    network, image = model("fashion-gaussian"), fitted("fashion-gaussian", BOOT.picture)
    hidden = make_mask("random", (7, 7), 0.5, 1)
    pixels = hidden.repeat_interleave(4, 0).repeat_interleave(4, 1).flatten()
    with torch.inference_mode():
        filled = network(image[None], hidden.reshape(1, -1)).flatten()
    mean, covariance, values = network.mean.double(), network.covariance.double(), image.flatten().double()
    inner = covariance[~pixels][:, ~pixels] + network.config.architecture.ridge * torch.eye(int((~pixels).sum()))
    expected = mean[pixels] + covariance[pixels][:, ~pixels] @ inner.inverse() @ (values - mean)[~pixels]
    assert torch.allclose(filled[pixels].double(), expected, atol=1e-5)
    assert filled[~pixels].equal(image.flatten()[~pixels])
