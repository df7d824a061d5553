"""Any picture a person may hand in: let in as RGB or grey, or refused with a sentence they can act on."""

import base64
import io
import random
import re
import struct
import subprocess
import sys
import warnings
import zlib
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageFile

from mae_demo.image import (
    MAX_BYTES,
    MAX_PIXELS,
    ON_PAPER,
    PictureRefused,
    fit_picture,
    open_picture,
    to_data_url,
    to_picture,
    to_tensor,
)

RAMP = (np.arange(20)[:, None] * 5 + np.arange(24) * 6).astype(np.uint8)  # smooth, so that JPEG keeps it
COLOUR = Image.merge("RGB", [Image.fromarray(RAMP), Image.fromarray(RAMP[::-1]), Image.fromarray(RAMP[:, ::-1])])


def encode(picture: Image.Image, kind: str, **options) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, kind, **options)
    return buffer.getvalue()


def png(width: int, height: int, depth: int, colour: int, rows: bytes, before=(), behind=()) -> bytes:
    """A PNG written by hand, for what Pillow does not write. colour: 0 grey, 2 RGB, 4 grey with alpha.

    before, behind: chunks, as pairs of name and data, that come before and behind the pixels.
    """
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    content = b"\x89PNG\r\n\x1a\n"
    for name, data in [(b"IHDR", header), *before, (b"IDAT", zlib.compress(rows)), *behind, (b"IEND", b"")]:
        content += struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
    return content


def tiff(order: str, width: int, height: int, bits: int, offsets: list[int], data: bytes) -> bytes:
    """An uncompressed grey TIFF written by hand, one row a strip. order: '<' or '>'. data stands at byte 8."""
    offsets_at = 8 + len(data)
    directory_at = offsets_at + 4 * len(offsets)
    first = offsets[0] if len(offsets) == 1 else offsets_at
    tags = [(256, 1, width), (257, 1, height), (258, 1, bits), (259, 1, 1), (262, 1, 1), (273, len(offsets), first)]
    tags += [(277, 1, 1), (278, 1, 1), (279, 1, width * bits // 8)]
    entries = b"".join(struct.pack(order + "HHII", tag, 4, count, value) for tag, count, value in tags)
    head = {"<": b"II", ">": b"MM"}[order] + struct.pack(order + "HI", 42, directory_at)
    table = struct.pack(f"{order}{len(offsets)}I", *offsets)
    return head + data + table + struct.pack(order + "H", len(tags)) + entries + bytes(4)


def with_more_scans(jpeg: bytes, count: int) -> bytes:
    """A progressive JPEG whose last scan, with its Huffman table, comes `count` times more."""
    end = len(jpeg) - 2  # the marker that ends the picture
    scan = jpeg[jpeg.rindex(b"\xff\xc4") : end]
    return jpeg[:end] + scan * count + jpeg[end:]


def two_colours() -> Image.Image:
    """One row of two pixels, entries 0 and 1 of a palette."""
    picture = Image.new("P", (2, 1))
    picture.putpalette([10, 20, 30, 40, 50, 60])
    picture.putpixel((1, 0), 1)
    return picture


def row(picture: Image.Image) -> list:
    """The pixels of the first row."""
    return [picture.getpixel((x, 0)) for x in range(picture.width)]


def distance(one: Image.Image, other: Image.Image) -> float:
    """The mean difference in levels of 255."""
    return float(np.abs(np.asarray(one, int) - np.asarray(other, int)).mean())


@pytest.fixture
def opened(tmp_path):
    def opened(content: bytes) -> Image.Image:
        path = tmp_path / "holiday.dat"
        path.write_bytes(content)
        return open_picture(path)

    return opened


@pytest.fixture
def refusal(opened):
    def refusal(content: bytes) -> str:
        with pytest.raises(PictureRefused) as caught:
            opened(content)
        message = str(caught.value)
        assert re.fullmatch(r"[A-Z][^!\n]*[^.!\n]\.", message) and ". " not in message, "one plain sentence"
        assert not re.search(r"holiday|/|Error|Traceback|0x", message), "nothing of the machine's"
        return message

    return refusal


# What is let in


@pytest.mark.parametrize("kind", ["PNG", "TIFF", "BMP"])
def test_grey_stays_grey(opened, kind):
    result = opened(encode(Image.fromarray(RAMP), kind))
    assert result.mode == "L"
    np.testing.assert_array_equal(np.asarray(result), RAMP)


@pytest.mark.parametrize("kind", ["PNG", "TIFF", "BMP"])
def test_1_bit_becomes_black_and_white(opened, kind):
    result = opened(encode(Image.fromarray(RAMP > 100), kind))
    assert result.mode == "L"
    np.testing.assert_array_equal(np.asarray(result), np.where(RAMP > 100, 255, 0))


@pytest.mark.parametrize("kind", ["PNG", "BMP", "TIFF", "WEBP"])
def test_colour_stays_as_it_is(opened, kind):
    result = opened(encode(COLOUR, kind, **({"lossless": True} if kind == "WEBP" else {})))
    assert result.mode == "RGB"
    np.testing.assert_array_equal(np.asarray(result), np.asarray(COLOUR))


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        ("JPEG", {}),
        ("JPEG", {"progressive": True}),
        ("MPO", {"save_all": True, "append_images": [COLOUR]}),
        ("WEBP", {}),
    ],
)
def test_lossy_formats_come_close(opened, kind, options):
    result = opened(encode(COLOUR, kind, quality=95, **options))
    assert result.mode == "RGB" and distance(result, COLOUR) < 5


def test_grey_jpeg_stays_grey(opened):
    assert opened(encode(Image.fromarray(RAMP), "JPEG")).mode == "L"


@pytest.mark.parametrize("kind", ["PNG", "TIFF"])
@pytest.mark.parametrize("mode", ["RGBA", "LA"])
def test_alpha_is_laid_on_white(opened, mode, kind):
    picture = Image.new("L", (3, 1), 100).convert(mode)
    picture.putalpha(Image.fromarray(np.array([[0, 128, 255]], np.uint8)))
    result = opened(encode(picture, kind))
    assert result.mode == "RGB"
    assert row(result) == [(255,) * 3, (177,) * 3, (100,) * 3]  # (100·128 + 255·127) / 255 = 177.2


def test_what_hides_under_transparency_does_not_show(opened):
    secret = COLOUR.copy()
    secret.putalpha(0)
    assert opened(encode(secret, "PNG")).getextrema() == ((255, 255),) * 3


@pytest.mark.parametrize("transparency", [0, b"\x00\xff"], ids=["one entry", "an alpha for each entry"])
def test_transparent_palette_entries_are_white(opened, transparency):
    result = opened(encode(two_colours(), "PNG", transparency=transparency))
    assert row(result) == [(255, 255, 255), (40, 50, 60)]


def test_palette_becomes_rgb(opened):
    assert opened(encode(Image.fromarray(RAMP), "GIF")).mode == "RGB"  # a palette of greys
    assert row(opened(encode(two_colours(), "PNG"))) == [(10, 20, 30), (40, 50, 60)]
    assert row(opened(encode(two_colours(), "GIF", transparency=1))) == [(10, 20, 30), (255, 255, 255)]


@pytest.mark.parametrize(
    ("depth", "colour", "pixel", "transparent"),
    [(8, 2, b"\x0a\x14\x1e", (10, 20, 30)), (8, 0, b"\x0a", (10,)), (2, 0, b"\xc0", (3,)), (1, 0, b"\x00", (0,))],
)
def test_one_transparent_colour_is_white(opened, depth, colour, pixel, transparent):
    chunk = (b"tRNS", struct.pack(f">{len(transparent)}H", *transparent))
    assert row(opened(png(1, 1, depth, colour, b"\x00" + pixel, [chunk]))) == [(255, 255, 255)]


def test_cmyk_tiff_is_ink(opened):
    assert row(opened(encode(Image.new("CMYK", (1, 1), (255, 0, 0, 0)), "TIFF"))) == [(0, 255, 255)]


def test_cmyk_jpeg_is_inverted_as_adobe_writes_it(opened):
    cyan = encode(Image.new("CMYK", (8, 8), (255, 0, 0, 0)), "JPEG", quality=100)
    assert b"Adobe" in cyan
    assert distance(opened(cyan), Image.new("RGB", (8, 8), (0, 255, 255))) < 2


def test_lab_becomes_srgb(opened):
    # L* = 53.2, a* = 80, b* = 67 is the red of sRGB (one step of 8 bits is 0.39 of L* and 1 of a* and b*)
    lab = Image.merge("LAB", [Image.new("L", (1, 1), value) for value in (136, 80 + 128, 67 + 128)])
    red, green, blue = row(opened(encode(lab, "TIFF")))[0]
    assert red >= 250 and green <= 12 and blue <= 12


@pytest.mark.parametrize("order", ["<", ">"])
def test_16_bit_grey_is_scaled_in_either_byte_order(opened, order):
    content = tiff(order, 4, 1, 16, [8], struct.pack(order + "4H", 0, 1000, 32768, 65535))
    assert row(opened(content)) == [0, 4, 128, 255]  # 1000 / 257 = 3.9: clipping would have made it 255


def test_16_bit_grey_png_is_scaled(opened):
    levels = np.arange(0, 65536, 16).astype(np.uint16).reshape(64, 64)
    result = opened(encode(Image.fromarray(levels), "PNG"))
    assert result.mode == "L"
    np.testing.assert_array_equal(np.asarray(result), np.floor(levels / 257 + 0.5))


def test_16_bit_colour_and_alpha_keep_the_upper_bits(opened):
    assert row(opened(png(1, 1, 16, 2, b"\x00" + struct.pack(">HHH", 0x1234, 0x5678, 0x9ABC)))) == [(0x12, 0x56, 0x9A)]
    assert row(opened(png(1, 1, 16, 4, b"\x00" + struct.pack(">HH", 0x1234, 0)))) == [(255, 255, 255)]


@pytest.mark.parametrize(
    ("kind", "values", "levels"),
    [
        (np.float32, [0, 0.2, 0.5, 1], [0, 51, 128, 255]),
        (np.float32, [0.2, 0.2, 0.2, 0.4], [51, 51, 51, 102]),  # within [0, 1] nothing is stretched
        (np.float32, [-1, 0, 1, 3], [0, 64, 128, 255]),
        (np.float32, [-1, -0.5, 0, 1], [0, 64, 128, 255]),
        (np.float32, [1e6, 1e6 + 1, 1e6 + 3, 1e6 + 5], [0, 51, 153, 255]),
        (np.float32, [-3e38, -1.5e38, 0, 3e38], [0, 64, 128, 255]),
        (np.float32, [7, 7, 7, 7], [0, 0, 0, 0]),
        (np.int32, [0, 1, 1, 0], [0, 255, 255, 0]),
        (np.int32, [-1000, 0, 1000, 4000], [0, 51, 102, 255]),
        (np.int32, [-(2**31), 0, 0, 2**31 - 1], [0, 128, 128, 255]),
    ],
)
def test_32_bit_grey_is_scaled_not_clipped(opened, kind, values, levels):
    result = opened(encode(Image.fromarray(np.array([values], kind)), "TIFF"))
    assert result.mode == "L" and row(result) == levels


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG", "TIFF"])
def test_the_first_frame_of_several(opened, kind):
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "lime", "blue")]
    result = opened(encode(frames[0], kind, save_all=True, append_images=frames[1:]))
    assert result.size == (8, 8) and distance(result, frames[0]) < 3


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_exif_orientation_is_applied(opened, kind, orientation):
    # The EXIF standard says on which side of the shown picture the stored row 0 and column 0 lie
    row_0, column_0 = [("top", "left"), ("top", "right"), ("bottom", "right"), ("bottom", "left")][
        (orientation - 1) % 4
    ]
    if orientation > 4:
        row_0, column_0 = [("left", "top"), ("right", "top"), ("right", "bottom"), ("left", "bottom")][orientation - 5]
    stored = np.full((16, 32), 128, np.uint8)
    stored[:4], stored[4:, :8] = 255, 0  # row 0 is white, column 0 below it black

    exif = Image.Exif()
    exif[0x0112] = orientation
    result = opened(encode(Image.fromarray(stored), kind, exif=exif)).convert("L")
    shown = np.asarray(result, int)
    sides = {"top": shown[0], "bottom": shown[-1], "left": shown[:, 0], "right": shown[:, -1]}
    assert result.size == ((16, 32) if orientation > 4 else (32, 16))
    assert np.median(sides[row_0]) > 200 and np.median(sides[column_0]) < 50


def test_other_metadata_is_dropped(opened):
    exif = Image.Exif()
    exif[0x010F] = "maker"
    content = encode(COLOUR, "JPEG", exif=exif, icc_profile=b"profile", comment=b"private")
    assert opened(content).info == {ON_PAPER: False} and not opened(content).getexif()


@pytest.mark.parametrize("size", [(1, 1), (20_000, 10), (10, 20_000)])
def test_odd_sizes_are_let_in(opened, size):
    assert opened(encode(Image.new("L", size), "PNG")).size == size


def test_the_limits_themselves_are_let_in(opened):
    content = encode(Image.new("1", (4096, MAX_PIXELS // 4096)), "PNG")
    assert opened(content + bytes(MAX_BYTES - len(content))).size == (4096, 4096)


# What is refused


def test_no_file(tmp_path):
    for path in (tmp_path / "gone.png", str(tmp_path / "gone.png"), tmp_path):
        with pytest.raises(PictureRefused, match=r"^There is no such file; choose another picture\.$"):
            open_picture(path)


def test_empty_file(refusal):
    assert refusal(b"") == "This file is empty; choose another picture."


@pytest.mark.parametrize(
    ("size", "words"), [(MAX_BYTES + 1, "5.1 MB"), (12 * 2**20 + 300_000, "12.3 MB"), (50 * 2**20, "50.0 MB")]
)
def test_too_many_bytes(tmp_path, size, words):
    path = tmp_path / "large.png"
    with open(path, "wb") as file:
        file.truncate(size)
    with pytest.raises(PictureRefused, match=f"^This file is {words}; the limit is 5 MB\\.$"):
        open_picture(path)


@pytest.mark.parametrize(
    "content", [b"hello", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"%PDF-1.7\n", bytes(5000)]
)
def test_no_picture(refusal, content):
    assert refusal(content) == "This file is not a PNG, JPEG, WebP, GIF, BMP, TIFF or AVIF picture, or is damaged."


@pytest.mark.parametrize("kind", ["PPM", "TGA", "ICO", "PCX", "JPEG2000", "SGI"])
def test_a_picture_of_another_format(refusal, kind):
    assert "is not a PNG" in refusal(encode(COLOUR, kind))


SMALL = {"GIF": encode(COLOUR, "GIF"), "BMP": encode(COLOUR, "BMP"), "JPEG": encode(COLOUR, "JPEG", progressive=True)}


@pytest.fixture
def no_decoding(monkeypatch):
    def load(picture):
        raise AssertionError("pixels were decoded")

    monkeypatch.setattr(Image.Image, "load", load)
    monkeypatch.setattr(ImageFile.ImageFile, "load", load)


def large(kind: str) -> bytes:
    """12000×12000 pixels: a whole PNG of 17 KB, or the start of a GIF or a BMP."""
    if kind == "PNG":
        return png(12_000, 12_000, 1, 0, bytes(12_000 * 1501))
    place, layout = {"GIF": (6, "<HH"), "BMP": (18, "<II")}[kind]
    content = bytearray(SMALL[kind])
    struct.pack_into(layout, content, place, 12_000, 12_000)
    return bytes(content)


@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
@pytest.mark.parametrize("kind", ["PNG", "GIF", "BMP"])
def test_too_many_pixels_are_refused_from_the_header(refusal, no_decoding, kind):
    content = large(kind)
    assert len(content) < 20_000
    assert refusal(content) == "This picture has 12000×12000 pixels; the limit is as many as in 4096×4096."


def test_a_pixel_row_over_the_limit(refusal, no_decoding):
    assert "4096×4097" in refusal(png(4096, 4097, 1, 0, b""))


def test_a_decompression_bomb(refusal, no_decoding):
    for side in (20_000, 2**31 - 1):
        assert refusal(png(side, side, 1, 0, b"")) == "This picture is far larger than the limit of 4096×4096 pixels."


def test_a_bomb_where_warnings_are_errors(refusal, no_decoding):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert "far larger" in refusal(large("PNG"))


def test_too_many_scans_of_a_progressive_jpeg(opened, refusal, no_decoding):
    with pytest.raises(AssertionError, match="decoded"):
        opened(with_more_scans(SMALL["JPEG"], 100))
    assert "too many parts" in refusal(with_more_scans(SMALL["JPEG"], 200))


def test_too_many_strips_of_a_tiff(opened, refusal, no_decoding):
    with pytest.raises(AssertionError, match="decoded"):
        opened(tiff("<", 8, 1000, 8, [8] * 1000, bytes(8)))
    assert "too many parts" in refusal(tiff("<", 8, 70_000, 8, [8] * 70_000, bytes(8)))


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_values_that_are_not_finite(refusal, value):
    content = encode(Image.fromarray(np.array([[0, 0.5, value, 1]], np.float32)), "TIFF")
    assert "not finite" in refusal(content)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF"])
def test_half_a_file(refusal, kind):
    content = encode(COLOUR.resize((200, 200)), kind)
    assert "save it again as PNG or JPEG" in refusal(content[: len(content) // 2])


def test_truncated_pictures_are_not_filled_with_grey():
    assert not ImageFile.LOAD_TRUNCATED_IMAGES


# Damage of every kind: nothing but PictureRefused gets out


def samples() -> dict[str, bytes]:
    grey, exif = Image.fromarray(RAMP), Image.Exif()
    exif[0x0112], exif[0x010F], exif[0x011A] = 6, "maker", 72.0
    deep = Image.fromarray(RAMP.astype(np.float32))
    pictures = {
        "PNG": [(COLOUR, {}), (COLOUR.quantize(9), {"transparency": 3}), (deep.convert("I;16"), {"exif": exif})],
        "JPEG": [(COLOUR, {"exif": exif}), (grey, {"progressive": True}), (COLOUR.convert("CMYK"), {})],
        "MPO": [(COLOUR, {"save_all": True, "append_images": [COLOUR]})],
        "WEBP": [(COLOUR, {"exif": exif}), (COLOUR, {"save_all": True, "append_images": [grey.convert("RGB")]})],
        "GIF": [(COLOUR, {}), (grey, {"save_all": True, "append_images": [COLOUR], "transparency": 1})],
        "BMP": [(COLOUR, {}), (grey.convert("1"), {})],
        "AVIF": [(COLOUR, {"exif": exif})],
        "TIFF": [(COLOUR, {"compression": name, "exif": exif}) for name in (None, "tiff_lzw", "tiff_deflate", "jpeg")]
        + [
            (deep, {}),
            (deep.convert("I"), {}),
            (COLOUR.convert("LAB"), {}),
            (grey.convert("1"), {"compression": "group4"}),
        ],
    }
    apng = encode(COLOUR, "PNG", save_all=True, append_images=[grey.convert("RGB")])
    return {"APNG": apng} | {
        f"{kind} {number}": encode(picture, kind, **options)
        for kind, variants in pictures.items()
        for number, (picture, options) in enumerate(variants)
    }


SAMPLES = samples()


def survives(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    try:
        assert open_picture(path).mode in ("L", "RGB")
    except PictureRefused as refused:
        assert str(refused).endswith(".")


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", SAMPLES)
def test_cut_files(tmp_path, name):
    content = SAMPLES[name]
    for length in range(1, len(content), max(1, len(content) // 100)):
        survives(tmp_path / "cut", content[:length])


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", SAMPLES)
def test_changed_bytes(tmp_path, name):
    content, chance = SAMPLES[name], random.Random(name)
    for _ in range(120):
        changed = bytearray(content)
        for _ in range(chance.choice([1, 2, 4, 16])):
            near_the_start = chance.random() < 0.5
            changed[chance.randrange(min(200, len(content)) if near_the_start else len(content))] = chance.randrange(
                256
            )
        survives(tmp_path / "changed", bytes(changed))


CHUNKS = ["PLTE", "acTL", "cHRM", "eXIf", "fcTL", "fdAT", "gAMA", "iCCP", "iTXt", "pHYs", "tRNS", "zTXt"]


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", CHUNKS)
def test_nonsense_in_png_chunks(tmp_path, name):
    """Chunks with a correct checksum, so that Pillow does look into them: behind the pixels with less care."""
    chance = random.Random(name)
    for data in [b"name\x00", b"name\x00\x00", *map(chance.randbytes, range(30))]:
        survives(tmp_path / "chunk", png(1, 1, 8, 0, b"\x00\x07", before=[(name.encode(), data)]))
        survives(tmp_path / "chunk", png(1, 1, 8, 0, b"\x00\x07", behind=[(name.encode(), data)]))


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    ("place", "layout", "values"),
    [
        (0, "<H", [256, 258, 262, 273, 274, 277, 284, 322, 338, 339, 700, 34665, 34853, 40965]),
        (2, "<H", range(20)),
        (4, "<I", [0, 2, 3, 100, 2**31, 2**32 - 1]),
        (8, "<I", [0, 2, 3, 6, 32, 64, 1000, 2**31, 2**32 - 1]),
    ],
    ids=["tag", "type", "count", "value"],
)
def test_nonsense_in_tiff_directories(tmp_path, place, layout, values):
    """Each entry with another tag, type, count or value, which is what Pillow trusts most."""
    content = SAMPLES["TIFF 0"]
    start = struct.unpack("<I", content[4:8])[0] + 2
    entries = struct.unpack("<H", content[start - 2 : start])[0]
    for entry in range(entries):
        for value in values:
            changed = bytearray(content)
            struct.pack_into(layout, changed, start + 12 * entry + place, value)
            survives(tmp_path / "directory", bytes(changed))


def test_pixels_that_lie_further_away_than_any_file_is_long(refusal):
    content = tiff("<", 4, 1, 8, [8], b"\xff" * 8)
    offset = struct.pack("<HHII", 273, 4, 1, 8)
    assert "cannot be read" in refusal(content.replace(offset, struct.pack("<HHII", 273, 16, 1, 8)))  # 8 bytes at 8


# Fitting


@settings(deadline=None, max_examples=100)
@given(*[st.integers(1, 90)] * 4, st.sampled_from([1, 3]), st.sampled_from(["L", "RGB"]))
def test_fit_gives_the_size_and_channels_asked_for(width, height, to_height, to_width, channels, mode):
    result = fit_picture(Image.new(mode, (width, height), "#646464"), (to_height, to_width), channels)
    assert result.size == (to_width, to_height) and result.mode == {1: "L", 3: "RGB"}[channels]
    assert set(np.asarray(result).flat) == {100}  # one colour stays one colour


@pytest.mark.parametrize(("picture", "channels"), [(COLOUR, 3), (Image.fromarray(RAMP), 1)])
def test_fit_leaves_a_picture_that_fits(picture, channels):
    result = fit_picture(picture, (20, 24), channels)
    assert result is not picture
    np.testing.assert_array_equal(np.asarray(result), np.asarray(picture))


def test_fit_takes_the_middle():
    wide = Image.fromarray(np.array([[9, 9, 1, 2, 9, 9], [9, 9, 3, 4, 9, 9]], np.uint8))
    assert np.asarray(fit_picture(wide, (2, 2), 1)).tolist() == [[1, 2], [3, 4]]
    assert np.asarray(fit_picture(wide.transpose(Image.Transpose.TRANSPOSE), (2, 2), 1)).tolist() == [[1, 3], [2, 4]]


def test_fit_averages_when_it_scales_down():
    stripes = Image.fromarray(
        np.tile(np.array([0, 200], np.uint8), (400, 200))
    )  # nearest neighbour would give 0 or 200
    result = np.asarray(fit_picture(stripes, (28, 28), 1), int)
    assert np.abs(result - 100).max() <= 8


@pytest.mark.parametrize("size", [(20_000, 10), (1, 1), (1, 3000)])
def test_fit_takes_odd_shapes(size):
    assert fit_picture(Image.new("RGB", size, "red"), (28, 56), 3).getcolors() == [(28 * 56, (255, 0, 0))]


def test_fit_weighs_colours_as_the_eye_does():
    rgb = Image.fromarray(np.array([[[255, 0, 0], [0, 255, 0], [0, 0, 255], [77, 77, 77]]], np.uint8))
    assert row(fit_picture(rgb, (1, 4), 1)) == [76, 150, 29, 77]  # 0.299, 0.587 and 0.114 of 255


# Tensors and back


@pytest.mark.parametrize("mode", ["L", "RGB"])
def test_all_256_values_survive_the_round_trip(mode):
    levels = np.arange(256, dtype=np.uint8).reshape(8, 32)
    if mode == "RGB":
        levels = np.stack([levels, levels[::-1], levels[:, ::-1]], axis=2)
    picture = Image.fromarray(levels)
    tensor = to_tensor(picture)
    assert tensor.dtype == torch.float32 and tensor.is_contiguous() and tensor.shape == (len(mode), 8, 32)
    assert tensor.min() == 0 and tensor.max() == 1
    assert to_picture(tensor).mode == mode
    np.testing.assert_array_equal(np.asarray(to_picture(tensor)), levels)


def test_channels_come_first_and_rows_before_columns():
    picture = Image.new("RGB", (3, 2))
    picture.putpixel((2, 1), (0, 0, 255))  # x = 2, y = 1
    assert to_tensor(picture).nonzero().tolist() == [[2, 1, 2]]  # channel, row, column


def test_to_picture_rounds_and_clamps():
    values = torch.tensor([[[-1.0, 0.0, 0.4 / 255, 0.6 / 255, 254.6 / 255, 1.0, 7.0, float("inf")]]])
    assert row(to_picture(values)) == [0, 0, 0, 1, 255, 255, 255, 255]


def test_to_picture_takes_what_a_model_gives():
    prediction = torch.full((2, 1, 4, 4), 0.5, requires_grad=True)[0].transpose(1, 2)  # neither detached nor contiguous
    assert to_picture(prediction).getextrema() == (128, 128)
    assert to_picture(torch.ones(3, 1, 1, dtype=torch.bfloat16)).getpixel((0, 0)) == (255, 255, 255)


def test_changing_a_tensor_leaves_its_picture_alone():
    picture = Image.fromarray(RAMP)
    to_tensor(picture).zero_()
    np.testing.assert_array_equal(np.asarray(picture), RAMP)


# To the browser


@pytest.mark.parametrize(("kind", "head"), [("webp", b"RIFF"), ("jpeg", b"\xff\xd8\xff")])
@pytest.mark.parametrize("picture", [COLOUR, Image.fromarray(RAMP)], ids=["RGB", "L"])
def test_data_url(kind, head, picture):
    prefix, _, text = to_data_url(picture, kind).partition(",")
    content = base64.b64decode(text, validate=True)
    assert prefix == f"data:image/{kind};base64" and content.startswith(head)
    with Image.open(io.BytesIO(content)) as back:
        assert distance(back.convert(picture.mode), picture) <= (0 if kind == "webp" else 3)


def test_the_page_opens_pictures_without_torch_and_gradio():
    code = "import sys, mae_demo.image; sys.exit(bool({'torch', 'gradio'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], cwd=Path(__file__).parents[2]).returncode == 0
