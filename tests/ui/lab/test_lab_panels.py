"""The other panels of 'Autoencoders': what they compute, what they refuse, and that each answers in a browser."""

from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
import torch

from mae_demo import checkpoint, latent, metrics
from mae_demo.answers import compression, denoising, interpolation, networks, test_pictures
from mae_demo.answers.autoencoders import DENOISERS
from mae_demo.answers.compression import compressors
from mae_demo.answers.interpolation import WAYS
from mae_demo.answers.measured import measured
from mae_demo.answers.numbers import number
from mae_demo.answers.shelf import on_shelf
from mae_demo.image import to_tensor
from mae_demo.inference import predict
from mae_demo.masking import make_mask
from mae_demo.text import Refusal
from mae_demo.ui.lab import compression as compression_panel
from mae_demo.ui.lab import denoising as denoising_panel
from mae_demo.ui.lab import l1_or_mse
from mae_demo.ui.lab.strip import pictures
from train.data import as_float
from train.lab import interpolation as measuring

PLACES = [each["place"] for each in pictures("en")]


@pytest.fixture(scope="module")
def data(dataset):
    return dataset("fashion-mnist")


@pytest.mark.parametrize("forged", [None, "5", True, -1, 101, float("nan"), []])
def test_a_forged_number_gets_a_sentence(forged):
    with pytest.raises(ValueError, match="takes a whole number of bits"):
        number(forged, 0, 100, "compression.refused")


# Interpolation


@pytest.mark.parametrize("way", WAYS)
def test_a_way_begins_and_ends_at_its_pictures(way):
    one, other = test_pictures.contact_sheet().images[2], test_pictures.contact_sheet().images[23]
    film = interpolation.path(way, one, other, torch.tensor([0.0, 0.5, 1.0]))
    expected = torch.stack([one, other])
    if way != "blend":
        expected = latent.decode(networks.model(way), latent.encode(networks.model(way), expected))
    torch.testing.assert_close(film[[0, 2]], expected)
    linear = (film[1] - (film[0] + film[2]) / 2).abs().mean() < 0.01  # but for what is clamped
    assert linear == (way in ("blend", "fashion-pca-20")), "no network without curves passes by a blend"


def test_the_distances_are_those_of_the_shelf(data):
    """A slice of `python -m train.lab.interpolation` again, by plain differences."""
    kept = measured("interpolation")
    assert kept["weights"] == {name: checkpoint.describe(name)["sha256"] for name in kept["weights"]}
    assert sorted(PLACES) == measuring.samples(data.test_labels)
    training, one, other = as_float(data.train), *as_float(data.test[[2, 23]])
    for way in ("blend", "fashion-vae-20"):
        halfway = interpolation.path(way, one, other, torch.tensor([0.5]))[0]
        least = min(((part - halfway) ** 2).flatten(1).mean(1).min().item() for part in training.split(5000)) ** 0.5
        assert kept["ways"][way]["2-23"] == pytest.approx(least, abs=2e-4)


def test_the_nearest_by_hand():
    training = torch.tensor([[0.0, 0.0], [1.0, 1.0]]).view(2, 1, 1, 2)
    found = measuring.nearest(torch.tensor([[0.9, 1.0]]).view(1, 1, 1, 2), training)
    assert found.item() == pytest.approx((0.01 / 2) ** 0.5, abs=1e-4)


# Denoising


def test_figures_of_denoisers():
    found = denoising.measure("nothing", 1, "gaussian", 0.2)
    image = test_pictures.contact_sheet().images[1]
    assert found.psnr == pytest.approx(metrics.psnr(((found.picture - image) ** 2).mean()).item(), abs=1e-3)
    assert 14 < found.mean_psnr < 20  # noise of 0.2 is 14 dB; half of it is clamped away on black
    assert denoising.measure("nothing", 1, "gaussian", 0.0).mean_psnr == 100
    small, large = (denoising.measure(name, 1, "gaussian", 0.5) for name in ("fashion-mlp-20-mse", "median"))
    nothing = denoising.measure("nothing", 1, "gaussian", 0.5)
    assert nothing.mean_psnr < min(small.mean_psnr, large.mean_psnr)


def test_a_network_that_was_trained_on_noise_removes_it_better_also_such_as_it_never_saw():
    for kind in ("gaussian", "salt_and_pepper"):
        plain, trained = denoising.denoise_beside(1, kind, 20)
        assert trained.name == "fashion-mlp-20-denoising-mse" and trained.mean_psnr > plain.mean_psnr + 1.5
    plain, trained = denoising.denoise_beside(1, "gaussian", 0)
    assert plain.mean_psnr > trained.mean_psnr  # it knows the pictures themselves better
    assert denoising_panel.show_learnt(1, "gaussian", 20).count("<figure>") == 2


def test_networks_trained_on_hidden_pixels_fill_them_where_they_were_trained():
    def figures(percent):
        never, sixteen, one = denoising.denoise_beside(1, "hidden_pixels", percent)
        harmonic = next(each for each in denoising.denoise(1, "hidden_pixels", percent) if each.name == "harmonic")
        return [each.mean_psnr for each in (never, sixteen, one, harmonic)]

    never, sixteen, one, harmonic = figures(50)
    assert never < one < harmonic < sixteen, "what the panel says of 50 %"
    assert figures(25)[0] > figures(25)[1], "and of half as much"
    assert sixteen > max(figures(percent)[1] for percent in (25, 40, 60))
    images = test_pictures.contact_sheet().images[: denoising.MANY]
    bright = denoising.clean("fashion-mlp-masked-16-mse", images).mean() / images.mean()
    assert bright > 1.2, "and of none: it learned that half of what was bright is missing"


def test_figures_of_hidden_pixels_count_these_alone():
    """The network's own way with a mask, measured by numpy."""
    image, network = test_pictures.contact_sheet().images[18], networks.model("fashion-mlp-masked-16-mse")
    mask = make_mask("random", (28, 28), 0.5, seed=0)
    predicted = predict(network, image[None], mask.view(1, -1))[0]
    found = next(each for each in denoising.denoise_beside(18, "hidden_pixels", 50) if "masked-16" in each.name)
    torch.testing.assert_close(found.picture, predicted)
    errors = (predicted - image)[0].double().numpy()[mask.numpy()]
    assert found.psnr == pytest.approx(-10 * np.log10((errors**2).sum() / 392), abs=1e-3)
    assert denoising.mask(18, "hidden_pixels", 50).equal(mask) and denoising.mask(18, "gaussian", 50) is None


def test_hidden_pixels_are_shown_and_where_there_are_none_nothing_is_measured():
    cards, told, learnt = denoising_panel.answer(1, "hidden_pixels", 50)
    assert cards.count("<figure>") == 5 + len(on_shelf(DENOISERS)) and "392 of 784 pixels hidden" in cards
    assert "single pixels" in told and learnt.count("<figure>") == 3
    cards, _, learnt = denoising_panel.answer(1, "hidden_pixels", 0)
    assert ">0 of 784 pixels hidden<" in cards and " dB" not in cards + learnt and "starred" not in cards
    assert "single pixels" not in denoising_panel.answer(1, "gaussian", 20)[1]


def test_one_denoiser_is_starred_and_forged_noise_refused():
    cards = denoising_panel.show(1, "salt_and_pepper", 20)
    assert cards.count("<figure>") == 3 + len(on_shelf(DENOISERS)) and cards.count("starred") == 1
    for forged in ((1, "no such", 20), (1, "gaussian", 101), (None, "gaussian", 20), (1, ["gaussian"], 20)):
        with pytest.raises(Refusal):
            denoising.denoise(*forged)


# Compression


@pytest.mark.parametrize("name", compressors())
def test_a_file_holds_the_picture_that_is_shown(name, tmp_path):
    path = compression_panel.keep(18, name, 8)
    content = Path(path).read_bytes()
    owner, picture = compression.decoded(content, compressors())
    image = test_pictures.contact_sheet().images[18]
    exact = latent.decode(networks.model(name), latent.encode(networks.model(name), image[None]))[0]
    assert owner == name and compression.psnr(picture, exact) > 30, "8 bits lose next to nothing"
    assert f"decoded from a file of {len(content):,} bytes" in compression_panel.decode(path)


def test_points_are_those_of_real_files():
    found = compression.compare("fashion-mlp-20-mse", 18, 6)
    own = [size for kind, size, _ in found.points if kind == "autoencoder"]
    assert own == sorted(own) and own[5] <= 11 + 20 * 6 / 8 and found.bytes == own[5]
    assert f">{own[5]} bytes, " in compression_panel.show(18, "fashion-mlp-20-mse", 6)[0]
    jpeg = [(size, psnr) for kind, size, psnr in found.points if kind == "JPEG"]
    assert len(jpeg) == 9 and jpeg[-1][1] > jpeg[0][1] and jpeg[0][0] > own[-1]


def test_jpeg_is_measured_by_what_comes_back():
    from mae_demo.image import to_picture

    image = test_pictures.contact_sheet().images[18]
    size, back = compression.classic(to_picture(image), "JPEG", 95)
    assert 300 < size < 784 and compression.psnr(to_tensor(back), image) > 35


def test_what_cannot_be_decoded_gets_a_sentence(tmp_path):
    (tmp_path / "x").write_bytes(b"\x89PNG" * 20)
    with pytest.raises(ValueError, match="This is not a file that this page has written"):
        compression.from_file(str(tmp_path / "x"))
    with pytest.raises(ValueError, match="whole number of bits"):
        compression.encoded("fashion-mlp-20-mse", 18, 2.5)


# L1 or MSE?


def test_the_words_figures_follow_the_sliders():
    said, _ = l1_or_mse.show(70, 100)
    assert "costs L1 **0.30**, MSE **0.30** and BCE **∞**" in said
    assert "least at **1.00**" in said and "least at **0.70**" in said
    even, _ = l1_or_mse.show(50, 20)
    assert "every guess costs the same L1" in even and "L1 is least" not in even and "least at **0.50**" in even


# In a browser


@pytest.fixture
def panel(visit):
    """Open a panel of the tab: `with panel(name) as page`."""

    @contextmanager
    def opened(name, **options):
        with visit(**options) as page:
            page.get_by_role("tab", name="Autoencoders").click()
            page.get_by_role("tab", name=name, exact=True).click()
            yield page
            assert not page.locator(".toast-body").count()

    return opened


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("Interpolation", "#films-between img"),
        ("Denoising", "#noise-cards .starred"),
        ("L1 or MSE?", "#word-chart .line"),
    ],
)
def test_a_panel_answers(panel, name, answer):
    with panel(name) as page:
        page.wait_for_selector(answer)


def test_compression_answers(panel):
    with panel("Compression") as page:
        page.wait_for_selector("#compression-chart .line")


def test_another_noise_brings_other_cards(panel):
    with panel("Denoising") as page:
        page.wait_for_selector("#noise-cards .starred")
        before = page.inner_html("#noise-cards")
        page.get_by_label("Salt and pepper").check(force=True)
        page.wait_for_function("before => document.querySelector('#noise-cards').innerHTML !== before", arg=before)


def test_a_group_of_choices_is_one_stop_of_tab_and_arrow_keys_go_through_it(visit):
    with visit() as page:
        page.get_by_role("tab", name="Autoencoders").click()
        page.get_by_role("tab", name="Denoising", exact=True).click()
        first, *others = (page.get_by_label(kind) for kind in ("Gaussian", "Salt and pepper", "Hidden pixels"))
        first.focus()
        for each in (*others, first):
            page.keyboard.press("ArrowRight")
            assert each.is_checked()
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.type") != "radio"


def test_a_file_is_downloaded_and_decoded_again(visit, tmp_path):
    with visit() as page:
        page.get_by_role("tab", name="Autoencoders").click()
        page.get_by_role("tab", name="Compression").click()
        page.wait_for_selector("#compression-chart .line")
        page.wait_for_selector("a[download*='aecode'], button:has-text('Download the file')")
        with page.expect_download() as download:
            page.get_by_text("Download the file").click()
        download.value.save_as(tmp_path / "picture.aecode")
        assert 11 < (tmp_path / "picture.aecode").stat().st_size <= 26
        page.locator("#panels input[type=file]").first.set_input_files(tmp_path / "picture.aecode")
        page.wait_for_selector("#again img")
