"""Codes as files: there and back, no longer than they say, and nothing else is read."""

import numpy as np
import pytest

from mae_demo.compression import HEADER, read, write

WHO = b"abcd"


@pytest.mark.parametrize("bits", range(1, 9))
@pytest.mark.parametrize("count", [1, 3, 20, 500])
def test_a_code_comes_back_within_half_a_step(bits, count):
    code = np.random.default_rng(count).normal(size=count) * 3
    content = write(code, bits, WHO)
    who, back = read(content, {WHO: count, b"efgh": 7})
    step = np.ptp(code) / (2**bits - 1)
    assert who == WHO and np.abs(back - code).max() <= step / 2 + 0.01  # float16 ends
    assert len(content) <= HEADER.size + -(-count * bits // 8)


def test_by_hand_two_bits_pack_four_numbers_into_a_byte():
    content = write(np.array([0.0, 1.0, 2.0, 3.0]), 2, WHO)
    assert content[HEADER.size :] == bytes([0b00_01_10_11]) and len(content) == 11 + 1
    assert read(content, {WHO: 4})[1].tolist() == [0, 1, 2, 3]


def test_a_code_of_mostly_zeros_is_deflated():
    code = np.zeros(5000)
    code[::100] = 1.0
    content = write(code, 8, WHO)
    assert len(content) < 200
    np.testing.assert_array_equal(read(content, {WHO: 5000})[1], code)


def test_a_flat_code_comes_back():
    assert read(write(np.full(3, 2.5), 4, WHO), {WHO: 3})[1].tolist() == [2.5] * 3


GOOD = write(np.array([0.0, 1.0, 2.0, 3.0]), 2, WHO)


@pytest.mark.parametrize(
    "content",
    [b"", b"AE", GOOD[:-1], GOOD[:6] + b"\0" + GOOD[7:], GOOD[:6] + b"\x09" + GOOD[7:], b"XX" + GOOD[2:],
     GOOD[:2] + b"efgh" + GOOD[6:], GOOD[:6] + bytes([128 + 2]) + GOOD[7:], GOOD[:7] + b"\xff\xff" + GOOD[9:]],
)  # fmt: skip
def test_what_is_no_such_file_is_refused_in_a_sentence(content):
    with pytest.raises(ValueError, match=r"^This .*\.$"):
        read(content, {WHO: 4})


@pytest.mark.parametrize(
    "change", [lambda content: content[:-1], lambda content: content + b"\0"], ids=["cut", "longer"]
)
@pytest.mark.parametrize("code", [np.linspace(0, 1, 20), np.zeros(5000)], ids=["packed", "deflated"])
def test_a_file_ends_where_its_numbers_end(change, code):
    content = write(code, 6, WHO)
    read(content, {WHO: len(code)})
    with pytest.raises(ValueError, match="it is too short or too long"):
        read(change(content), {WHO: len(code)})
