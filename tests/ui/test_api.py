"""The HTTP API of a really served app, as any client sees it."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import httpx
import numpy as np
import pytest
import torch
from gradio_client import Client, handle_file
from gradio_client.exceptions import AppError
from PIL import Image

from mae_demo import checkpoint
from mae_demo.answers.samples import sample_paths
from mae_demo.image import to_tensor
from mae_demo.inference import patch_errors, reconstruct
from mae_demo.masking import make_mask, mask_from_hex, mask_to_hex
from mae_demo.strategies import STRATEGIES

NAME = "fashion-vit-mse"
SAMPLE = sample_paths("fashion-mnist")[0]
post, get = (partial(ask, timeout=120) for ask in (httpx.post, httpx.get))  # sixty at once wait for one another


@pytest.fixture(scope="module")
def client(url):
    asking = Client(url, verbose=False)
    yield asking
    asking.close()  # its heartbeat would keep the server from closing


def ask(client, image=SAMPLE, **changes):
    values = {"checkpoint": NAME, "strategy": "random", "ratio": 0.75, "seed": 7, "mask": ""} | changes
    return client.predict(image=handle_file(str(image)), **values, api_name="/reconstruct")


def read(answer: str | dict) -> np.ndarray:
    return np.asarray(Image.open(answer["path"] if isinstance(answer, dict) else answer).convert("L"))


def test_reconstruct_gives_what_the_model_gives(client):
    original, masked, prediction, composite, metrics = ask(client)
    mask = make_mask("random", (7, 7), 0.75, 7)
    image = to_tensor(Image.open(SAMPLE))
    expected = reconstruct(checkpoint.load(NAME), image, mask)

    assert (read(original) == np.asarray(Image.open(SAMPLE))).all()
    pixels = mask.repeat_interleave(4, 0).repeat_interleave(4, 1).numpy()
    assert (read(masked)[pixels] == 128).all()
    assert (read(composite)[~pixels] == read(original)[~pixels]).all()
    assert (read(composite)[pixels] == read(prediction)[pixels]).all()
    assert np.abs(read(prediction) / 255 - expected.prediction[0].numpy()).max() < 0.5 / 255 + 1e-4
    assert metrics["masked_psnr"] == pytest.approx(expected.metrics["masked_psnr"], abs=1e-3)
    assert (metrics["hidden"], metrics["patches"]) == (37, 49)
    assert set(metrics["baselines"]) == {"linear", "harmonic"}


def test_a_painted_mask_wins_over_strategy_and_ratio(client):
    painted = torch.zeros(7, 7, dtype=torch.bool)
    painted[2, 3] = True
    *_, metrics = ask(client, mask=mask_to_hex(painted), ratio=0.9, strategy="block")
    assert metrics["hidden"] == 1 and metrics["mask"] == mask_to_hex(painted)


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_every_strategy_hides_as_many(client, strategy):
    *_, metrics = ask(client, strategy=strategy, ratio=0.5)
    assert (metrics["hidden"], metrics["patches"]) == (25, 49)


def test_hard_hides_what_the_checkpoint_predicts_worst(client):
    *_, metrics = ask(client, strategy="hard", ratio=0.3)
    errors = patch_errors(checkpoint.load(NAME), to_tensor(Image.open(SAMPLE)), 4, 7)
    hidden = mask_from_hex(metrics["mask"], (7, 7))
    assert errors[hidden].min() >= errors[~hidden].max()


def test_both_ends_of_the_ratio_have_a_sentence(client):
    *_, nothing = ask(client, ratio=0)
    *_, everything = ask(client, ratio=1)
    assert nothing["masked_psnr"] is None and nothing["note"].startswith("Nothing is hidden")
    assert everything["masked_psnr"] > 5 and everything["note"].startswith("Everything is hidden")


def test_checkpoints_lists_the_shelf_with_scores(client):
    shelf = client.predict(api_name="/checkpoints")
    assert [entry["name"] for entry in shelf] == checkpoint.names()
    first = next(entry for entry in shelf if entry["name"] == NAME)
    assert (first["loss"], first["grid"], first["dataset"]) == ("mse", [7, 7], "fashion-mnist")
    assert first["scores"]["random-75"]["psnr"] > 15
    losses = {entry["name"]: entry["loss"] for entry in shelf}
    assert losses["fashion-vit-normpix"] == "normpix", "as the page tells it from the one above"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"checkpoint": "no-such"}, "There is no checkpoint"),
        ({"checkpoint": "../../etc/passwd"}, "There is no checkpoint"),
        ({"checkpoint": None}, "There is no checkpoint"),
        ({"strategy": "zigzag"}, f"Unknown mask strategy 'zigzag'; known are {', '.join(STRATEGIES)}."),
        ({"ratio": 1.5}, "The mask ratio must"),
        ({"ratio": -0.1}, "The mask ratio must"),
        ({"ratio": "much"}, "The mask ratio must"),
        ({"ratio": None}, "The mask ratio must"),
        ({"ratio": True}, "The mask ratio must"),
        ({"seed": -1}, "The seed must"),
        ({"seed": 1.5}, "The seed must"),
        ({"mask": "abc"}, "A mask for 7×7 patches"),
        ({"mask": "z" * 13}, "A mask for 7×7 patches"),
        ({"mask": "f" * 13}, "This mask hides patches beyond"),
    ],
)
def test_bad_settings_get_one_sentence(client, changes, sentence):
    with pytest.raises(AppError) as refused:
        ask(client, **changes)
    assert str(refused.value).startswith(sentence)
    assert "/" not in str(refused.value).replace("../../etc/passwd", "")
    assert ask(client)[4]["hidden"] == 37, "the next call works"


def test_bad_pictures_get_one_sentence(client, tmp_path):
    empty, text, cut, bomb = (tmp_path / name for name in ("empty.png", "text.png", "cut.png", "bomb.png"))
    empty.touch()
    text.write_text("not a picture")
    cut.write_bytes(SAMPLE.read_bytes()[:200])
    Image.new("1", (12000, 12000)).save(bomb)
    for path in (empty, text, cut, bomb):
        with pytest.raises(AppError) as refused:
            ask(client, path)
        sentence = str(refused.value)
        assert "/" not in sentence and "Error" not in sentence and sentence.endswith("."), sentence
    assert ask(client)[4]["hidden"] == 37, "the next call works"


def test_no_picture_gets_a_sentence(client):
    with pytest.raises(AppError, match="No picture"):
        client.predict(
            image=None, checkpoint=NAME, strategy="random", ratio=0.5, seed=0, mask="", api_name="/reconstruct"
        )


def test_not_a_number_gets_a_sentence(url):
    """gradio_client refuses to send NaN; curl does not."""
    picture = post(f"{url}gradio_api/upload", files={"files": SAMPLE.read_bytes()}).json()[0]
    for ratio, seed, sentence in (("NaN", "7", "The mask ratio must"), ("0.5", "NaN", "The seed must")):
        data = f'["{NAME}", "random", {ratio}, {seed}, "", false]'.replace(
            "[", f"[{json.dumps(file_data(picture))}, ", 1
        )
        assert sentence in call(url, data)


def test_a_file_over_five_megabytes_is_refused_on_arrival(url):
    answer = post(f"{url}gradio_api/upload", files={"files": bytes(5 * 2**20 + 1)})
    assert answer.status_code == 413


def test_a_path_on_the_server_is_not_read(url):
    answer = call(url, f'[{json.dumps(file_data("/etc/hostname"))}, "{NAME}", "random", 0.5, 7, ""]')
    assert "event: error" in answer and "/etc" not in answer


def test_many_calls_at_once_are_served_or_refused(url):
    """Sixty at once: each gets an answer or a refusal, and the next one works."""
    with ThreadPoolExecutor(60) as pool:
        answers = list(pool.map(lambda _: call(url, "[]", "checkpoints"), range(60)))
    assert all("event: complete" in answer or "full" in answer or "error" in answer for answer in answers)
    assert "event: complete" in call(url, "[]", "checkpoints")


def test_only_two_endpoints_are_public(url):
    info = get(f"{url}gradio_api/info").json()
    assert set(info["named_endpoints"]) == {"/reconstruct", "/checkpoints"}


def file_data(path: str) -> dict:
    return {"path": path, "meta": {"_type": "gradio.FileData"}}


def call(url: str, data: str, name: str = "reconstruct") -> str:
    """What curl would see: the events of one call, or the body of its refusal."""
    asked = post(
        f"{url}gradio_api/call/{name}", content=f'{{"data": {data}}}', headers={"Content-Type": "application/json"}
    )
    if asked.status_code != 200:
        return asked.text
    return get(f"{url}gradio_api/call/{name}/{asked.json()['event_id']}").text
