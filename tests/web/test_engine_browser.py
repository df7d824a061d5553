"""The engine in a real browser: in a worker from a server, and in one file that opens from file://."""

from __future__ import annotations

import base64
import json
from dataclasses import asdict
from pathlib import Path

import pytest
import torch
from PIL import Image

from mae_demo import checkpoint
from mae_demo.image import fit_picture, to_picture, to_tensor
from mae_demo.inference import reconstruct
from mae_demo.masking import make_mask
from mae_demo.render import error_map
from mae_demo.scales import ERROR
from mae_demo.site.scripts import needed, worker
from mae_demo.ui.linking import linked
from mae_demo.ui.widgets import SERVED, TYPES, WEB

NAME = "fashion-vit-mse"
PICTURE = next((WEB.parent / "samples" / "fashion-mnist").glob("*.png"))
KERNELS = "engine/kernels/kernels.wasm"

# It asks once and keeps the answers; START, KERNELS and WEIGHTS are addresses or bytes
PAGE = """<!doctype html><title>The engine alone</title><script type="module">
  IMPORT
  const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)).buffer;
  const { config, sha256, scale, rgba, height, width } = GIVEN;
  const answers = (window.answers = []);
  const plain = (_, value) => (ArrayBuffer.isView(value) ? [...value] : value);
  const keep = (answer) => answers.push(JSON.parse(JSON.stringify(answer, plain)));
  try {
    const ask = asking(startWorker(START));
    await ask({ ask: "start", kernels: KERNELS, scale });
    await ask({ ask: "load", name: "vit", config, sha256, weights: WEIGHTS });
    await ask({ ask: "picture", height, width, rgba: Uint8ClampedArray.from(rgba) });
    const { mask } = await ask({ ask: "mask", name: "vit", strategy: "selective", ratio: 0.75, seed: 3 });
    keep({ mask });
    await ask({ ask: "predict", name: "vit", mask, views: ["prediction", "error"], baselines: ["harmonic"] }, keep);
  } catch (error) {
    window.refused = { code: error.code, message: error.message };
  }
  window.done = true;
</script>"""


def picture() -> Image.Image:
    return fit_picture(Image.open(PICTURE).convert("RGB"), (28, 28), 1)


def given() -> dict:
    """What the page knows of the checkpoint and the picture."""
    description = checkpoint.describe(NAME)
    rgba = list(picture().convert("RGBA").tobytes())
    known = {"config": description["model"], "sha256": description["sha256"], "scale": asdict(ERROR)}
    return known | {"rgba": rgba, "height": 28, "width": 28}


def html(**parts: str) -> str:
    """The page with its parts."""
    text = PAGE.replace("GIVEN", json.dumps(given()))
    for key, value in parts.items():
        text = text.replace(key, value)
    return text


def in_one_file() -> str:
    """The page with scripts, kernels and weights within."""
    for_page = linked(needed("engine/client.js"), ["engine/client.js"])
    kernels, network = (base64.b64encode(content).decode() for content in (SERVED[KERNELS], weights()))
    source = json.dumps(worker()).replace("</", "<\\/")
    return html(
        START=f"{{ source: {source} }}",
        KERNELS=f'bytes("{kernels}")',
        WEIGHTS=f'bytes("{network}")',
        IMPORT=for_page + "const { asking, startWorker } = m_engine_client;",
    )


def weights() -> bytes:
    return (checkpoint.SHELF / NAME / "model.safetensors").read_bytes()


def check(page) -> None:
    """Hold what the page was answered to Python's."""
    page.wait_for_function("window.done")
    assert page.evaluate("window.refused") is None
    drawn, shown, last = page.evaluate("answers")
    image = to_tensor(picture())
    mask = make_mask("selective", (7, 7), 0.75, 3, image)
    assert drawn["mask"] == mask.int().flatten().tolist()
    expected = reconstruct(checkpoint.load(NAME), image, mask)
    for view, truth in (("prediction", to_picture(expected.prediction)), ("error", error_map(expected.error))):
        found = torch.tensor(shown["views"][view]["data"])
        assert (found - torch.tensor(list(truth.convert("RGBA").tobytes()))).abs().max() <= 1, view
    assert last["figures"]["masked_psnr"] == pytest.approx(expected.metrics["masked_psnr"], abs=0.01)
    assert last["figures"]["masked_ssim"] == pytest.approx(expected.metrics["masked_ssim"], abs=1e-3)
    assert last["baselines"]["harmonic"] > 5


def served(route) -> None:
    """Answer for http://alone.test/ from the repository."""
    path = route.request.url.removeprefix("http://alone.test/")
    if path in SERVED:
        return route.fulfill(body=SERVED[path], content_type=TYPES[Path(path).suffix])
    if path == "model.safetensors":
        return route.fulfill(body=weights(), content_type="application/octet-stream")
    if path:
        return route.fulfill(status=404, body="")
    parts = {"IMPORT": 'import { asking, startWorker } from "./engine/client.js";', "KERNELS": f'"/{KERNELS}"'}
    return route.fulfill(
        body=html(**parts, START='{ address: "/engine/worker.js" }', WEIGHTS='"/model.safetensors"'),
        content_type="text/html",
    )


@pytest.fixture
def page(chromium):
    with chromium.new_context() as context:
        yield context.new_page()


def test_in_a_worker_from_a_server(page):
    page.context.route("http://alone.test/**", served)
    page.goto("http://alone.test/")
    check(page)


def test_in_one_file_without_a_server(page, tmp_path):
    (tmp_path / "single.html").write_text(in_one_file(), "utf-8")
    page.goto((tmp_path / "single.html").as_uri())
    check(page)


def test_a_browser_without_simd_is_told(page):
    page.context.route("http://alone.test/**", served)
    page.add_init_script("WebAssembly.validate = () => false")
    page.goto("http://alone.test/")
    page.wait_for_function("window.done")
    assert page.evaluate("window.refused.code") == "unsupported"
