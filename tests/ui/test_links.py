"""Everything on the page has a link: each panel with its controls, each comparison, each fold, there and back."""

from __future__ import annotations

import pytest

from mae_demo.stages import STAGES
from mae_demo.text import WORDS
from mae_demo.ui.address import panel_controls, read
from mae_demo.ui.lab.tab import EXPLORER
from mae_demo.ui.lab.tab import PANELS as CREATED
from mae_demo.ui.state import PANELS, STATE

STANDS = "?image=18&checkpoint=fashion-vit-mse&strategy=random&ratio=75&seed=7"
LAB = {  # a link with no default in it, and what the page shows for it
    "latent_space": ("&autoencoder=fashion-vae-20&picture=500", ".explorer [data-panel=original] figcaption", "500"),
    "interpolation": ("&from=3&to=18&way=25", "#films-between figure:nth-child(4) figcaption", "0."),
    "bottleneck": ("", "#sizes", "numbers in the code"),
    "features": ("&picture=18&reader=knn", "#features-nearest", "of 8 of its class"),
    "denoising": ("&picture=18&kind=hidden_pixels&strength=50", "#noise-cards", "392 of 784 pixels hidden"),
    "superresolution": ("&picture=18&factor=4", "#superresolution-cards", "1 pixel of 16"),
    "compression": ("&picture=2&autoencoder=fashion-pca-20&bits=3", "#compression-panel", "19 bytes"),
    "anomaly": ("&threshold=30", "#anomaly-panel", "65 of 95 bags"),
    "augmentation": ("&picture=2&imagined=fashion-vit-adversarial&percent=40&variant=7", "#variants", "Seed 7"),
    "perception": ("&picture=18&kind=mosaic&amount=3", "#perception-cards", "Blocks of 7×7 px"),
    "l1_or_mse": ("&white=60&guess=75", "#said", "A guess of 0.75 costs L1 0.45"),
}


def test_every_panel_has_a_row_in_the_table_and_a_link_here():
    assert list(PANELS) == [EXPLORER, *CREATED] and set(PANELS) == set(LAB)


@pytest.mark.parametrize("panel", PANELS)
def test_a_panel_opens_as_an_address_asks_and_else_with_its_defaults(panel):
    wrong = []
    query = dict(pair.split("=") for pair in LAB[panel][0].split("&") if pair)
    assert {key: str(value) for key, value in panel_controls(panel, query, wrong).items()} == query
    usual = panel_controls(panel, {}, wrong)
    assert not wrong and all(usual[key] != value for key, value in panel_controls(panel, query, wrong).items())
    assert panel_controls(panel, dict.fromkeys(PANELS[panel], "nonsense"), wrong) == usual
    assert wrong == [WORDS["link"]["other_control"]] * bool(usual)


@pytest.mark.parametrize(
    "value", ["", "fashion-vit-mse,", "photos-vit-mse", "harmonic,<b>", ",".join(["harmonic"] * 13)]
)
def test_what_cannot_be_compared_gets_a_sentence(value):
    assert read({"compare": value}) == (read({})[0], [WORDS["link"]["wrong_compare"]])


# In a browser


COPY = """link => {
    document.querySelector("#link button").click();
    return navigator.clipboard.readText().then((text) => text && new URL(text).search === link);
}"""


def wait_for_copy(page, link: str) -> None:
    """Wait until the page itself says this link, made from what its components hold."""
    page.wait_for_function(COPY, arg=link)


@pytest.fixture
def follow(visit):
    """Open the page by a link, in a window that may copy."""
    return lambda query: visit(query=query, permissions=["clipboard-read", "clipboard-write"])


@pytest.mark.parametrize("panel", PANELS)
def test_a_panel_goes_there_and_back(follow, panel):
    controls, place, shown = LAB[panel]
    link = f"?tab=lab&panel={panel}{controls}"
    with follow(link) as page:
        page.wait_for_function(
            "([place, shown]) => document.querySelector(place)?.textContent.includes(shown)", arg=[place, shown]
        )
        wait_for_copy(page, link)
        assert page.evaluate("location.search") == link
        assert not page.locator("#notice").is_visible()


def test_what_is_changed_on_a_panel_stands_in_the_address_until_another_tab_is_open(follow):
    with follow("") as page:
        page.get_by_role("tab", name=WORDS["page"]["lab"]).click()
        page.get_by_role("tab", name=WORDS["lab"]["denoising"]).click()
        page.wait_for_function("location.search.endsWith('panel=denoising&picture=1&kind=gaussian&strength=20')")
        page.locator("#denoising-panel .strip input").nth(4).check(force=True)
        page.get_by_role("radio", name=WORDS["denoising"]["salt_and_pepper"]).check(force=True)
        link = "?tab=lab&panel=denoising&picture=4&kind=salt_and_pepper&strength=20"
        page.wait_for_function("link => location.search === link", arg=link)
        wait_for_copy(page, link)
        page.get_by_role("tab", name=WORDS["page"]["about"]).click()
        page.wait_for_function("location.search === '?tab=about'")


def test_a_wrong_panel_link_opens_with_a_sentence(follow):
    with follow("?tab=lab&panel=denoising&strength=99&picture=18") as page:
        page.locator("#noise-cards figure").first.wait_for()
        assert page.inner_text("#notice [role=status]") == WORDS["link"]["other_control"]
        wait_for_copy(page, "?tab=lab&panel=denoising&picture=18&kind=gaussian&strength=20")


def test_a_comparison_goes_there_and_back(follow):
    link = f"{STANDS}&tab=compare&compare=fashion-vit-l1,harmonic"
    with follow(link) as page:
        page.wait_for_selector(".wall.full .cards figure:nth-child(5)")
        assert page.locator(".wall .cards figure").count() == 5, "the original, the mask, two, and the Playground's"
        wait_for_copy(page, link)
        page.get_by_role("radio", name=WORDS["compare"]["adversary"]).check(force=True)
        page.wait_for_function("location.search.includes('compare=fashion-vit-mse,fashion-vit-adversarial,')")


def test_a_stage_of_the_forward_pass_goes_there_and_back(follow):
    with follow(f"{STANDS}&stage=encoder") as page:
        page.locator(".tokens button").first.wait_for()
        wait_for_copy(page, f"{STANDS}&stage=encoder")
        page.get_by_role("tab", name=WORDS["stages"]["prediction"]).click()
        page.locator(".patch .which").wait_for()
        page.wait_for_function("location.search.endsWith('&stage=prediction')")
        page.get_by_role("button", name=WORDS["stages"]["title"]).click()
        page.wait_for_function("!location.search.includes('stage')")


def test_the_stages_of_every_family_have_a_link():
    assert {stage.key for stages in STAGES.values() for stage in stages} == set(STATE["stage"].choices)
