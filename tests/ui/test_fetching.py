"""Official weights, fetched from the page: a real browser, and a local server in place of the authors'."""

from __future__ import annotations

import json

import httpx
import pytest
import torch
from visiting import unfold

from mae_demo import checkpoint
from mae_demo.answers.defaults import first_place, ratio_for
from mae_demo.checkpoint import catalogue, offers
from mae_demo.checkpoint.exchange import export_checkpoint
from mae_demo.config import ModelConfig, UNetArchitecture, ViTArchitecture
from mae_demo.models import build
from mae_demo.text import WORDS
from mae_demo.ui.fetching import one_at_a_time
from mae_demo.ui.page import LAUNCH, build_app

UNET = ModelConfig("unet", UNetArchitecture((4, 6), (1, 1)), "photos", "mse", (32, 32), 3, 8)
OFFICIAL = ModelConfig(
    "vit", ViTArchitecture(16, 1, 2, 16, 1, 2), "imagenet", "mse", (32, 32), 3, 8, "imagenet", "imagenet"
)
NAME = "imagenet-vit-base-mse"


@pytest.fixture
def url(tmp_path, monkeypatch, server):
    """The address of an app with one checkpoint, to which the local server offers another; for `visit`."""
    from mae_demo.answers import networks

    monkeypatch.setattr(checkpoint, "SHELF", tmp_path / "shelf")
    torch.manual_seed(0)
    # Under a name of its own, for `view` keeps models by their names
    checkpoint.save(build(UNET), tmp_path / "shelf" / "photos-tiny", "U-Net", "A tiny one.", {})
    checkpoint.save(build(OFFICIAL), tmp_path / "official", "", "", {}, half=False)
    server.files["/base.pth"] = export_checkpoint(tmp_path / "official", tmp_path, "official").read_bytes()
    offer = catalogue.Offer(f"{server.url}/base.pth", "Base", "As the authors have it.", "mse", 0.45)
    monkeypatch.setattr(catalogue, "OFFERS", {NAME: offer})
    for module in ("mae_demo.checkpoint.offers", "mae_demo.ui.fetching"):
        monkeypatch.setattr(f"{module}.OFFERS", catalogue.OFFERS)
    app = build_app()
    _, address, _ = app.launch(prevent_thread_lock=True, quiet=True, **LAUNCH)
    yield address
    app.close()
    networks.linear_reference.cache_clear()


def test_a_shelf_without_our_data_set_begins_with_what_its_own_is_shown_with(url):
    parts = [each["props"] for each in httpx.get(f"{url}config").json()["components"]]
    ratio = next(each["value"] for each in parts if each.get("label") == WORDS["controls"]["ratio"])
    chosen = next(each["selected_index"] for each in parts if each.get("elem_id") == "strip")
    assert (ratio, chosen) == (ratio_for("photos"), first_place("photos"))


def test_weights_are_fetched_from_the_page_and_picked_by_this_visitor_and_by_the_next(visit, server):
    server.manner, server.times = "drops", 1
    with visit() as page:
        page.get_by_role("button", name="Official ImageNet weights").click()
        fetch = page.get_by_role("button", name="Fetch", exact=True)
        # The server breaks off half-way, and the second time all comes
        assert page.get_by_label("Weights").input_value() == "Base, MSE (0.45 GB)"
        page.locator("#fetched [role=status]").wait_for(state="attached")  # before it says something
        fetch.click()
        page.locator("#fetched [role=status]").get_by_text("fetch it again to resume").wait_for()
        assert NAME not in checkpoint.names()
        fetch.click()
        page.wait_for_url(f"**checkpoint={NAME}**")
        assert len(server.asked) == 2
        page.get_by_text(f"{NAME} is here and chosen.").wait_for()
        assert page.locator(".picker .about").inner_text().startswith("Base, ImageNet.")
        assert "CC-BY-NC" in page.locator(".picker .about").inner_text()

        # What else knows the shelf knows it now, and it is offered no more
        unfold(page, "tokens")
        page.get_by_text("one class token", exact=False).first.wait_for()
        page.get_by_label("Weights").click()
        assert page.locator("#fetching [role=option]").count() == 0

    with visit(query=f"?checkpoint={NAME}&tab=compare") as page:
        page.locator(".wall .cards > *").first.wait_for()
        page.get_by_role("button", name=WORDS["compare"]["chosen"]).click()
        page.get_by_role("checkbox", name="MSE · Base").wait_for()


def test_a_page_opened_before_takes_settings_that_name_what_another_visitor_fetched(visit, tmp_path):
    settings = tmp_path / "settings.json"
    settings.write_text(json.dumps({"checkpoint": NAME}))
    with visit() as page:
        offers.fetch(NAME, lambda there, total: None)
        page.locator("#takeaway input[type=file]").set_input_files(settings)
        page.locator(".picker .about", has_text="Base, ImageNet.").wait_for()
        unfold(page, "tokens")
        page.get_by_text("one class token", exact=False).first.wait_for()
        page.get_by_role("radio", name="Photographs", exact=True).check(force=True)
        page.locator(".picker .about", has_text="U-Net").wait_for()


def test_the_host_may_leave_it_out(monkeypatch):
    def dropdowns():
        return [each for each in build_app().config["components"] if each["type"] == "dropdown"]

    assert [each["props"]["allow_custom_value"] for each in dropdowns()] == [False]
    monkeypatch.setenv("FETCH", "0")
    assert dropdowns() == []


@pytest.mark.parametrize("where", [{"SPACE_ID": "owner/name"}, {"GRADIO_SERVER_NAME": "0.0.0.0"}])
def test_where_strangers_come_the_host_has_to_ask_for_it(monkeypatch, where):
    def offers() -> bool:
        return any(each["props"].get("elem_id") == "fetching" for each in build_app().config["components"])

    assert offers()
    for name, value in where.items():
        monkeypatch.setenv(name, value)
    assert not offers()
    monkeypatch.setenv("FETCH", "1")
    assert offers()


def test_a_second_one_is_refused_while_the_first_is_on_its_way():
    with one_at_a_time(), pytest.raises(ValueError, match="on their way already"), one_at_a_time():
        pass
    with one_at_a_time():
        pass
