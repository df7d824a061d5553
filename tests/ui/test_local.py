"""Strokes answered in the browser, by web/engine: the same figures as the server's, and nothing asked of it."""

import re

import pytest
import torch

from mae_demo.answers import networks, reconstruction
from mae_demo.answers.masks import mask_for
from mae_demo.answers.samples import place, sample_paths, samples_for
from mae_demo.image import open_picture
from mae_demo.text import WORDS


def stroke(page, row: float) -> None:
    """Hide patches of a row by mouse, and wait until the last one is answered."""
    box = page.locator("[data-panel=masked] canvas").bounding_box()
    y = box["y"] + row * box["height"]
    page.mouse.move(box["x"] + 2, y)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2, y, steps=4)
    page.mouse.up()
    page.wait_for_function("document.querySelector('.trio').getAttribute('aria-busy') === 'false'")


@pytest.mark.parametrize("name", ["fashion-vit-mse", "photos-unet-mse"])
def test_a_stroke_is_answered_on_the_visitors_device(visit, name):
    path = sample_paths(samples_for(name))[0]
    query = f"?checkpoint={name}&image={place(path)}&strategy=random&ratio=40&seed=3"
    with visit(query=query, engine=True) as page:
        stroke(page, 0.95)  # the server answers, and the network comes
        page.wait_for_selector(".trio[data-engine=ready]")
        stroke(page, 0.75)
        local = page.locator(".result .on", has_text=WORDS["canvas"]["on_device"])
        local.wait_for()
        asked = []
        page.on("request", lambda request: asked.append(request.url) if "queue/join" in request.url else None)
        page.evaluate("addEventListener('drawn', (event) => (window.drawnLast = event.detail))")
        stroke(page, 0.35)
        said, hidden = page.inner_text(".result"), page.evaluate("drawnLast.hidden")
        assert asked == []

    picture = open_picture(path)
    config = networks.model(name).config
    height, width = config.size_for(*picture.size)
    mask = torch.tensor(hidden).view(height // config.patch_size, width // config.patch_size)
    _, figures = reconstruction.run(name, picture, mask)
    assert float(re.search(r"PSNR ([\d.]+) dB", said)[1]) == pytest.approx(figures["masked_psnr"], abs=0.06)
    assert float(re.search(r"SSIM ([\d.]+)", said)[1]) == pytest.approx(figures["masked_ssim"], abs=0.006)
    gains = [figures["masked_psnr"] - other for other in figures["baselines"].values()]
    assert [float(gain) for gain in re.findall(r"([\d.]+) dB (?:better|worse)", said)] == pytest.approx(
        [abs(gain) for gain in gains], abs=0.11
    )


def test_settings_and_checkpoints_are_answered_on_the_visitors_device(visit):
    busy, ready = "document.querySelector('.trio').getAttribute('aria-busy') === 'true'", ".trio[data-engine=ready]"
    losses = WORDS["losses"]

    def choose(page, name: str) -> None:
        page.get_by_role("radio", name=name, exact=True).check(force=True)

    with visit(engine=True) as page:
        page.evaluate("addEventListener('drawn', (event) => (window.drawnLast = event.detail))")
        stroke(page, 0.95)
        page.wait_for_selector(ready)
        choose(page, losses["l1"])  # the server answers once more, and its weights come
        page.wait_for_function("drawnLast.name === 'fashion-vit-l1'")
        page.wait_for_selector(ready)
        asked = []
        page.on("request", lambda request: asked.append(request.url) if "queue/join" in request.url else None)
        picture = open_picture(sample_paths("fashion-mnist")[0])
        for strategy in ("block", "layered", "hard", "random"):
            choose(page, WORDS["strategies"][strategy])
            mask = mask_for("fashion-vit-l1", strategy, 0.75, 7, picture)
            page.wait_for_function("(hidden) => drawnLast.hidden.join() === hidden", arg=joined(mask))
            page.get_by_text(WORDS["strategies"][f"{strategy}_note"]).wait_for()
        page.locator("#ratio-row [type=range]").press("ArrowLeft")
        page.wait_for_function(
            "(hidden) => drawnLast.hidden.join() === hidden",
            arg=joined(mask_for("fashion-vit-l1", "random", 0.74, 7, picture)),
        )
        page.locator("#seed input").fill("8")
        mask = mask_for("fashion-vit-l1", "random", 0.74, 8, picture)
        page.wait_for_function("(hidden) => drawnLast.hidden.join() === hidden", arg=joined(mask))
        choose(page, losses["mse"])
        page.wait_for_function("drawnLast.name === 'fashion-vit-mse' && drawnLast.shown === drawnLast.changes")
        page.wait_for_function(f"!({busy})")
        said = page.inner_text(".result")
        page.wait_for_url(re.compile("checkpoint=fashion-vit-mse&strategy=random&ratio=74&seed=8"))
        assert asked == [] and "mask=" not in page.url, "the settings alone roll the mask"
        assert drawn_hidden(page) == joined(mask)

    _, figures = reconstruction.run("fashion-vit-mse", picture, mask)
    assert WORDS["canvas"]["on_device"] in said
    assert float(re.search(r"PSNR ([\d.]+) dB", said)[1]) == pytest.approx(figures["masked_psnr"], abs=0.06)


def joined(mask: torch.Tensor) -> str:
    """A mask as a script joins it."""
    return ",".join(str(hidden).lower() for hidden in mask.flatten().tolist())


def drawn_hidden(page) -> str:
    return page.evaluate("drawnLast.hidden.join()")


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        ("missing", "server_missing"),
        ("damaged", "server_damaged"),
        ("offline", "server_offline"),
        ("unsupported", "server_unsupported"),
    ],
)
def test_what_keeps_the_device_from_answering_is_said_and_the_server_answers(chromium, app, fault, sentence):
    """Errors in the console are let be: a browser logs what it was not sent."""
    answers = {
        "missing": lambda route: route.fulfill(status=404, body="No such weights."),
        "damaged": lambda route: route.fulfill(body=b"no weights", content_type="application/octet-stream"),
        "offline": lambda route: route.abort("connectionreset"),
        "unsupported": lambda route: route.continue_(),
    }
    with chromium.new_context(viewport={"width": 1280, "height": 860}) as context:
        page = context.new_page()
        if fault == "unsupported":
            page.add_init_script("WebAssembly.validate = () => false")
        context.route("**/*.safetensors", answers[fault])
        page.goto(app.local_url)
        page.locator(".result .leading").wait_for()
        place = page.locator(".result .on", has_text=WORDS["canvas"][sentence])
        stroke(page, 0.95)
        place.wait_for()
        before = page.inner_text(".result")
        stroke(page, 0.35)
        page.wait_for_function("(old) => document.querySelector('.result').innerText !== old", arg=before)
        place.wait_for()
        assert page.locator(".toast-body").count() == 0


def test_the_server_answers_where_it_is_asked_to(visit):
    with visit(query="?engine=server", engine=True) as page:
        asked = []
        page.on("request", lambda request: asked.append(request.url) if "queue/join" in request.url else None)
        for row in (0.2, 0.5, 0.8):
            stroke(page, row)
        assert asked and not page.locator(".result .on", has_text=WORDS["canvas"]["on_device"]).count()
