"""The tab 'Autoencoders': what its panels compute, what they refuse, and how they are used in a browser."""

from contextlib import contextmanager

import pytest
import torch

from mae_demo import checkpoint
from mae_demo.answers import latent_space, networks, test_pictures
from mae_demo.ui.lab.latent_space import explored, known, label
from train.data import as_float

NOTHING = torch.zeros(1, 49, dtype=torch.bool)


def test_the_shipped_pictures_are_the_first_of_the_test_set(dataset):
    """`python -m train.lab.pictures` would change nothing."""
    data = dataset("fashion-mnist")
    assert torch.equal(test_pictures.contact_sheet().images, as_float(data.test[:1000]))
    assert torch.equal(test_pictures.contact_sheet().labels, data.test_labels[:1000])
    assert (test_pictures.LAB / "pictures.png").stat().st_size < 500_000


# Latent space


@pytest.mark.parametrize("name", explored())
def test_a_picture_comes_back_as_its_autoencoder_has_it(name):
    told = latent_space.message(name, 3, with_pictures=False)
    image = test_pictures.contact_sheet().images[3][None]
    with torch.inference_mode():
        expected = networks.model(name)(image, NOTHING)
    assert told["l1"] == pytest.approx((expected.clamp(0, 1) - image).abs().mean().item(), abs=1e-5)
    assert len(told["points"]) == 1000 and told["points"][3] == told["place"] and not told["changed"]
    assert len(told["code"]) == checkpoint.describe(name)["cost"]["code_size"] and label(name)
    assert all(low <= value <= high for low, value, high in zip(told["low"], told["code"], told["high"], strict=True))


def test_a_code_changed_by_hand_is_decoded_and_measured():
    name = "fashion-mlp-3-l1"
    code = [1.0, 2.0, 3.0]
    told = latent_space.answer(name, {"picture": 5, "code": code, "number": 7})
    expected = networks.model(name).decode(torch.tensor([code]))
    assert told["l1"] == pytest.approx(
        (expected - test_pictures.contact_sheet().images[5]).abs().mean().item(), abs=1e-5
    )
    assert told["number"] == 7 and told["changed"] and told["place"] == code  # three numbers are their own map


def test_a_place_between_pictures_has_no_original():
    told = latent_space.answer("fashion-mlp-20-mse", {"place": [1.5, -0.5], "number": 1})
    assert told["place"] == pytest.approx([1.5, -0.5], abs=1e-3) and "psnr" not in told and len(told["code"]) == 20


def test_a_variational_code_is_drawn_from_its_prior_and_another_from_its_own_spread():
    vae, plain = (
        torch.cat([latent_space.drawn(name, seed) for seed in range(800)])
        for name in ("fashion-vae-20", "fashion-pca-20")
    )
    assert vae.std(0).tolist() == pytest.approx([1] * 20, abs=0.15)
    spread = latent_space.latents_of("fashion-pca-20").std(0)
    torch.testing.assert_close(plain.std(0), spread, rtol=0.15, atol=0)


def test_some_numbers_of_the_variational_code_say_nothing_and_others_much():
    says = latent_space.message("fashion-vae-20", 0, with_pictures=False)["says"]
    assert len(says) == 20 and min(says) < 0.05 and max(says) > 1
    assert latent_space.message("fashion-pca-20", 0, with_pictures=False)["says"] == []


@pytest.mark.parametrize(
    "forged",
    [None, 5, {}, {"picture": 1000, "number": 1}, {"picture": True, "number": 1}, {"picture": 0},
     {"picture": 0, "code": [1.0, 2.0], "number": 1}, {"picture": 0, "code": [1.0, 2.0, float("nan")], "number": 1},
     {"place": ["1", 2, 3], "number": 1}, {"draw": -1, "number": 1}],
)  # fmt: skip
def test_what_no_widget_would_ask_gets_a_sentence(forged):
    with pytest.raises(ValueError, match=r"\.$|reload"):
        latent_space.answer("fashion-mlp-3-l1", forged)


@pytest.mark.parametrize("forged", [None, [], "fashion-vit-mse", "../x", {}])
def test_an_autoencoder_that_is_not_on_offer_gets_a_sentence(forged):
    with pytest.raises(ValueError, match="not on offer"):
        known(forged)


# In a browser


@pytest.fixture
def lab(visit):
    """Open the tab: `with lab(panel, ...) as page`; its answers are counted in window.explored."""

    @contextmanager
    def opened(panel="Latent space", **options):
        with visit(**options) as page:
            page.evaluate("window.explored = []; addEventListener('explored', (e) => explored.push(e.detail))")
            page.get_by_role("tab", name="Autoencoders").click()
            if panel != "Latent space":
                page.get_by_role("tab", name=panel, exact=True).click()
            yield page

    return opened


def test_the_map_is_answered_on_the_device(lab):
    """Once the autoencoder is there the server is asked no more, and says the same."""
    with lab(height=1000, engine=True) as page:
        first = answered(page, 0)
        page.wait_for_selector(".explorer[data-engine=ready]")
        asked, count = [], page.evaluate("explored.length")
        page.on("request", lambda request: asked.append(request.url) if request.method == "POST" else None)
        page.locator(".field > canvas").focus()
        page.keyboard.press("ArrowRight")
        told = answered(page, count)
        expected = latent_space.answer("fashion-mlp-3-l1", {"picture": told["picture"], "number": 1})
        assert told["picture"] != first["picture"] and not asked
        assert told["psnr"] == pytest.approx(expected["psnr"], abs=1e-3)
        assert told["code"] == pytest.approx(expected["code"], abs=1e-3)
        assert told["place"] == pytest.approx(expected["place"], abs=1e-3)


def answered(page, before):
    page.wait_for_function(f"window.explored.length > {before}")
    return page.evaluate("explored.at(-1)")


def test_the_map_is_explored_by_pointer_and_by_keyboard(lab):
    with lab(height=1000) as page:
        assert answered(page, 0)["picture"] == 0
        box = page.locator(".field > canvas").bounding_box()
        page.mouse.click(box["x"] + 5, box["y"] + 5)  # far from every picture: a place between them
        assert "picture" not in answered(page, 1)
        assert "no original" in page.inner_text(".explorer .result")
        page.locator(".field > canvas").focus()
        page.keyboard.press("ArrowRight")
        found = answered(page, 2)["picture"]
        assert f"test picture {found}" in page.inner_text(".explorer [data-panel=original] figcaption")
        page.locator("#lab").get_by_text("Variational, latent of 20").click()
        told = answered(page, 3)
        assert told["picture"] == found != 0 and len(told["code"]) == 20
        assert page.is_visible(".nats-note")


def test_a_bar_is_dragged_and_brought_back(lab):
    with lab(height=1000) as page:
        before = answered(page, 0)
        page.locator(".bars canvas").focus()
        page.keyboard.press("ArrowRight")
        page.keyboard.press("ArrowUp")
        changed = answered(page, 1)
        assert changed["code"][1] > before["code"][1] and changed["code"][0] == before["code"][0]
        assert "changed by hand" in page.inner_text(".explorer .result")
        page.get_by_role("button", name="Back to the picture's code").click()
        assert answered(page, 2)["code"] == before["code"]


def test_a_gesture_that_the_browser_takes_over_is_over(lab):
    with lab(height=1000) as page:
        answered(page, 0)
        turned, pulled = page.evaluate("""() => {
            const [map, bars] = [document.querySelector(".field > canvas"), document.querySelector(".bars canvas")];
            const touch = (canvas, type, x, y, pointerId = 5) => {
                const { left, top, width, height } = canvas.getBoundingClientRect();
                const at = { clientX: left + x * width, clientY: top + y * height };
                canvas.dispatchEvent(new PointerEvent(type, { pointerId, ...at, bubbles: true }));
            };
            for (const canvas of [map, bars]) canvas.setPointerCapture = () => {};
            const turned = [map.toDataURL()], pulled = [];
            touch(map, "pointerdown", 0.01, 0.01);
            touch(map, "pointermove", 0.01, 0.2, 6); // another finger
            touch(map, "pointercancel", 0.01, 0.01);
            touch(map, "pointermove", 0.2, 0.01);
            turned.push(map.toDataURL());
            touch(bars, "pointerdown", 0.01, 0.4);
            pulled.push(bars.getAttribute("aria-valuenow"));
            touch(bars, "pointermove", 0.01, 0.1, 6);
            touch(bars, "pointercancel", 0.01, 0.4);
            touch(bars, "pointermove", 0.01, 0.1);
            pulled.push(bars.getAttribute("aria-valuenow"));
            return [turned, pulled];
        }""")
        assert turned[0] == turned[1] and pulled[0] == pulled[1]


def test_another_autoencoder_is_chosen_while_a_click_is_unanswered(lab):
    """A click far from every picture, and in the same moment another choice: that one stands, and goes on answering."""
    with lab(height=1000) as page:
        answered(page, 0)
        page.evaluate("""() => {
            const map = document.querySelector(".field > canvas");
            map.setPointerCapture = () => {};
            for (const type of ["pointerdown", "pointerup"])
                map.dispatchEvent(new PointerEvent(type, { clientX: map.getBoundingClientRect().x + 5,
                    clientY: map.getBoundingClientRect().y + 5, bubbles: true }));
            document.querySelector("#lab input[type=radio][value='fashion-vae-20']").click();
        }""")
        page.wait_for_function("window.explored.at(-1).name === 'fashion-vae-20'")  # only of the map that is there
        assert page.evaluate("explored.at(-1).picture") == 0 and not page.locator(".toast-body").count()
        count = page.evaluate("explored.length")
        page.locator(".field > canvas").focus()
        page.keyboard.press("ArrowRight")
        told = answered(page, count)
        assert told["name"] == "fashion-vae-20" and len(told["code"]) == 20 and told["picture"] != 0
