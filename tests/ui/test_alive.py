"""Compare while it is painted on: by the engine during a stroke, and by the server where there is none."""

import pytest
import torch

from mae_demo import checkpoint
from mae_demo.answers import compare as answers
from mae_demo.answers.comparisons import READY, beside
from mae_demo.answers.samples import sample_paths
from mae_demo.answers.selection import select_sample
from mae_demo.image import open_picture, to_tensor
from mae_demo.inference import reconstruct
from mae_demo.text import WORDS
from mae_demo.ui import compare

LOSSES = READY["fashion-mnist"]["losses"]
STANDING = select_sample("fashion-mnist", 0), "fashion-vit-mse", "random", 75, 7, 100, None
KEEP_MASK = "addEventListener('drawn', (event) => (window.drawnLast = event.detail))"
FIGURES = "() => [...document.querySelectorAll('.cards .leading')].map((line) => line.textContent)"
OTHERS = f"(old) => ({FIGURES})().every((figure, i) => figure !== old[i])"
PIXELS = """([name, side]) => {
    const canvas = document.querySelector(`.cards canvas[data-name=${name}]`), context = canvas.getContext("2d");
    const at = (i, length) => Math.floor(((i + 0.5) / side) * length), all = [...Array(side).keys()];
    return all.map((y) => all.map((x) =>
        context.getImageData(at(x, canvas.width), at(y, canvas.height), 1, 1).data[0]));
}"""


def open_compare(page) -> None:
    page.evaluate(KEEP_MASK)
    page.get_by_role("tab", name="Compare").click()
    page.wait_for_selector(".wall.full .cards figure")


def press(page, column: int = 0):
    """Put the pointer down on the masked card, in its fourth row; returns how to move it to another column."""
    box = page.locator(".cards canvas[data-name=masked]").bounding_box()
    y = box["y"] + 3.5 / 7 * box["height"]

    def move(to: int) -> None:
        page.mouse.move(box["x"] + (to + 0.5) / 7 * box["width"], y, steps=3)

    move(column)
    page.mouse.down()
    return move


def test_all_cards_answer_while_a_stroke_goes_on(visit):
    with visit(engine=True) as page:
        open_compare(page)
        page.wait_for_selector(".wall[data-engine=ready]")
        page.locator("#judged td").first.wait_for()
        asked = []
        page.on("request", lambda request: asked.append(request.url) if "queue/join" in request.url else None)
        before = page.evaluate(FIGURES)
        press(page)(6)
        page.wait_for_function(OTHERS, arg=before)
        assert asked == [] and page.locator(".cards figure.pending").count() == len(LOSSES)
        page.mouse.up()
        page.wait_for_function("!document.querySelector('.cards figure.pending')")
        page.mouse.move(2, 2)  # or the patch under it is outlined
        page.evaluate("() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))")
        drawn = page.evaluate(PIXELS, [LOSSES[4], 28])
        hidden = page.evaluate("drawnLast.hidden")
        said = page.eval_on_selector_all(
            ".cards figure:has(.leading)",
            "all => all.map((card) => [card.querySelector('canvas').dataset.name, card.innerText])",
        )
        page.get_by_role("tab", name="Playground").click()
        share = f"{sum(hidden)} of 49 hidden"
        assert share in page.inner_text("[data-panel=masked] .fact"), "the Playground has the same mask"

    wall = answers.wall(
        LOSSES, LOSSES[0], open_picture(sample_paths("fashion-mnist")[0]), torch.tensor(hidden).view(7, 7)
    )
    image = to_tensor(open_picture(sample_paths("fashion-mnist")[0]))
    expected = reconstruct(checkpoint.load(LOSSES[4]), image, torch.tensor(hidden).view(7, 7)).composite
    assert (torch.tensor(drawn) - (255 * expected[0]).round()).abs().max() <= 1
    figures = {card["name"]: card["figures"] for card in wall["cards"]}
    assert sorted(name for name, _ in said) == sorted(LOSSES)
    for name, text in said:
        assert f"{figures[name]['masked_psnr']:.1f} dB" in text
        assert f"SSIM {figures[name]['masked_ssim']:.2f}" in text


def test_without_an_engine_the_server_answers_at_the_end_of_a_stroke(visit):
    with visit() as page:
        open_compare(page)
        page.locator("#judged td").first.wait_for()
        before = page.evaluate(FIGURES)
        move = press(page)
        move(6)
        page.wait_for_function("document.querySelector('.wall .fact').textContent !== '37 of 49 hidden (76 %)'")
        assert page.evaluate(FIGURES) == before
        page.mouse.up()
        page.wait_for_function(OTHERS, arg=before)


def test_the_masked_card_is_painted_by_keyboard(visit):
    with visit(engine=True) as page:
        open_compare(page)
        page.wait_for_selector(".wall[data-engine=ready]")
        hidden = page.evaluate("drawnLast.hidden")
        page.locator(".cards canvas[data-name=masked]").focus()
        for key in ("ArrowRight", "ArrowDown", "Space"):
            page.keyboard.press(key)
        page.wait_for_function("(was) => drawnLast.hidden[8] !== was", arg=hidden[8])
        hidden[8] = not hidden[8]
        assert page.evaluate("drawnLast.hidden") == hidden


def test_the_difference_from_the_first_card_and_the_wipe_dragged_in_the_picture(visit):
    plain = """(name) => {
        const canvas = document.querySelector(`.cards canvas[data-name=${name}]`);
        const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height), seen = new Set();
        for (let i = 0; i < data.length; i += 4) seen.add(data.slice(i, i + 3).join());
        return seen.size;
    }"""
    with visit() as page:
        open_compare(page)
        page.select_option(".sort", "chosen")
        page.get_by_role("radio", name=WORDS["compare"]["view_difference"]).click()
        page.wait_for_function(f"({plain})('{LOSSES[0]}') === 2")  # grey where visible, white in the holes
        assert page.evaluate(plain, LOSSES[4]) > 20
        assert "MSE" in page.inner_text(".wall .first")
        box = page.locator(".wipe canvas").bounding_box()
        page.mouse.move(box["x"] + 0.5 * box["width"], box["y"] + 20)
        page.mouse.down()
        page.mouse.move(box["x"] + 0.2 * box["width"], box["y"] + 20)
        page.mouse.up()
        page.mouse.move(box["x"] + 0.9 * box["width"], box["y"] + 20)
        assert 18 <= int(page.locator(".edge").input_value()) <= 22


def test_the_playgrounds_checkpoint_is_always_among_them():
    assert beside(["fashion-pca-20"], "fashion-vit-mse") == ["fashion-vit-mse", "fashion-pca-20"]
    assert beside(LOSSES, LOSSES[3]) == LOSSES
    wall, _, _ = compare.compare(compare.Asked("fashion-mnist"), ["fashion-pca-20"], *STANDING)
    assert [card["name"] for card in wall["cards"]] == ["fashion-vit-mse", "fashion-pca-20"]
    assert wall["masker"] == "fashion-vit-mse"


@pytest.mark.parametrize("own", [["fashion-vit-mse"], [], None, "fashion-vit-mse", [5, {}], {"x": 1}])
def test_the_server_leaves_out_what_the_device_computes(own):
    wall, _, _ = compare.compare(compare.Asked("fashion-mnist"), ["fashion-pca-20"], *STANDING, {"own": own})
    first, second = wall["cards"]
    assert (first["picture"] is None) == (own == ["fashion-vit-mse"]) and second["picture"]


@pytest.mark.parametrize(("name", "strategy"), [("fashion-vit-l1", "block"), ("emoji-unet-mse", "block")])
def test_where_they_differ_is_one_click_away(name, strategy):
    selection, _, _, _, chosen, *_, drawing = compare.show_difference(name)
    assert chosen == strategy and drawing["name"] == name and drawing["image"] == selection.place
    assert not drawing["custom"], "the settings alone roll it, so a link holds it"
