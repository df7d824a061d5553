"""Films on the static page: they come when they are seen, and play as on the other page."""

from __future__ import annotations

from mae_demo.answers.films import contact_sheet, films
from mae_demo.site.files import write_folder
from mae_demo.ui.train import label

NAME = "fashion-vit-l1"


def drawn(page) -> str:
    """The row of predictions."""
    return page.evaluate("document.querySelector('.films [data-row=prediction]').toDataURL()")


def test_a_film_is_played_and_linked(visit):
    film = next(each for each in films() if each["name"] == NAME)
    with visit(query=f"?tab=train&film={NAME}&moment=3") as page:
        page.wait_for_selector(".films.small")  # its sheet has come
        assert page.locator(".films select").input_value() == NAME
        assert page.inner_text(".films .step").startswith(f"Step {film['steps'][2]:,} of {film['steps'][-1]:,}")
        first = drawn(page)
        page.locator(".films input").fill("30")
        page.wait_for_function("location.search.includes('film=') && !location.search.includes('moment=')")
        assert drawn(page) != first and f"{film['psnr'][-1]:.1f} dB" in page.inner_text(".films .psnr")
        page.locator(".films select").select_option(label("fashion-vit-adversarial"))
        page.wait_for_function("location.search.includes('film=fashion-vit-adversarial')")


def test_no_film_is_fetched_before_it_is_seen(chromium, served):
    asked = []
    with chromium.new_context(service_workers="block") as context:
        page = context.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.add_init_script("delete window.caches")  # nothing is kept for later either
        page.goto(served)
        page.wait_for_function("document.querySelector('.result').textContent.includes('dB')")
        assert not any("/films/" in url for url in asked)
        page.get_by_role("tab", name="Train").click()
        with page.expect_response("**/films/**"):
            page.locator(".films .screen").scroll_into_view_if_needed()
        assert sum("/films/" in url for url in asked) == 1


def test_films_are_the_shipped_files(tmp_path):
    files, first = write_folder(tmp_path, [NAME])
    (address,) = (name for name in files if name.startswith("films/"))
    assert (tmp_path / address).read_bytes() == contact_sheet(NAME).read_bytes() and first < 3.5e6
