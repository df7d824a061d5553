"""What one reader makes of colours, depths and transparency, however a file writes them; and pictures of any size."""

import os
import struct
import subprocess
import sys
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageCms

from mae_demo.colour import BLACK, ON_PAPER
from mae_demo.image import MAX_PIXELS, PictureRefused, open_own_picture, open_picture

SRGB_TO_P3 = np.array([[0.822462, 0.177538, 0], [0.033194, 0.966806, 0], [0.017083, 0.072397, 0.910520]])  # both D65


def saved(path: Path, picture: Image.Image, **options) -> Path:
    picture.save(path, **options)
    return path


def s15(value: float) -> bytes:
    return struct.pack(">i", round(value * 65536))


def profile(space: bytes, tags: dict[bytes, bytes]) -> bytes:
    """An ICC profile of version 2, as the specification ICC.1:2001 lays it out."""
    table, data, place = b"", b"", 132 + 12 * len(tags)
    for name, content in tags.items():
        content += bytes(-len(content) % 4)
        table += name + struct.pack(">II", place + len(data), len(content))
        data += content
    head = struct.pack(">I4sI4s4s4s12x4s20x", place + len(data), bytes(4), 0x02400000, b"mntr", space, b"XYZ ", b"acsp")
    head += bytes(4) + s15(0.9642) + s15(1) + s15(0.8249)
    return head.ljust(128, b"\0") + struct.pack(">I", len(tags)) + table + data


def xyz(x: float, y: float, z: float) -> bytes:
    return b"XYZ \0\0\0\0" + s15(x) + s15(y) + s15(z)


def gamma(value: float) -> bytes:
    return b"curv\0\0\0\0" + struct.pack(">IH", 1, round(value * 256))


WHITE_POINT = {b"wtpt": xyz(0.9642, 1, 0.8249)}
P3 = profile(
    b"RGB ",
    WHITE_POINT
    | {b"rXYZ": xyz(0.51512, 0.24120, -0.00105), b"gXYZ": xyz(0.29198, 0.69225, 0.04189)}
    | {b"bXYZ": xyz(0.15710, 0.06657, 0.78407)}
    | {name: gamma(2.2) for name in (b"rTRC", b"gTRC", b"bTRC")},
)
GREY = profile(b"GRAY", WHITE_POINT | {b"kTRC": gamma(1.8)})


def encoded(linear: np.ndarray) -> np.ndarray:
    """Linear light as sRGB levels (IEC 61966-2-1)."""
    linear = linear.clip(0, 1)
    return 255 * np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)


def test_colours_of_a_profile_become_those_of_srgb(tmp_path):
    linear = np.array([[0.5, 0.1, 0.1], [0.1, 0.4, 0.15], [0.2, 0.2, 0.2], [0.7, 0.6, 0.2]])  # inside sRGB
    levels = 255 * (linear @ SRGB_TO_P3.T) ** (1 / 2.2)
    picture = Image.fromarray(levels.round().astype(np.uint8)[None])
    for kind, options in {"PNG": {}, "TIFF": {}, "WEBP": {"lossless": True}, "AVIF": {"quality": 100}}.items():
        path = saved(tmp_path / f"p3.{kind.lower()}", picture.resize((64, 16), 0), icc_profile=P3, **options)
        seen = np.asarray(open_picture(path), float)[8, 8::16]
        assert np.abs(seen - encoded(linear)).max() < (4 if kind == "AVIF" else 1.6), kind
        assert np.array_equal(seen, np.asarray(open_own_picture(path, 16), float)[8, 8::16]), "one reader"


def test_grey_of_another_gamma_becomes_that_of_srgb_and_stays_grey(tmp_path):
    ramp = np.arange(256, dtype=np.uint8)[None]
    expected = encoded((ramp / 255) ** 1.8)
    seen = open_picture(saved(tmp_path / "grey.png", Image.fromarray(ramp), icc_profile=GREY))
    assert seen.mode == "L" and np.abs(np.asarray(seen, float) - expected)[0, 8:].max() < 1.6
    seen = open_picture(saved(tmp_path / "alpha.png", Image.fromarray(ramp).convert("LA"), icc_profile=GREY))
    assert seen.mode == "RGB" and seen.getpixel((64, 0))[0] == pytest.approx(expected[0, 64], abs=1.6)


@pytest.mark.parametrize("made", [b"no profile", GREY, P3[:200]], ids=["nonsense", "of another kind", "cut"])
def test_a_profile_that_does_not_fit_changes_nothing(tmp_path, made):
    picture = Image.radial_gradient("L").convert("RGB")
    path = saved(tmp_path / "picture.png", picture, icc_profile=made)
    assert np.array_equal(np.asarray(open_picture(path)), np.asarray(picture))


def test_a_profile_that_says_srgb_changes_no_pixel(tmp_path):
    picture = Image.fromarray(np.random.default_rng(0).integers(0, 256, (64, 64, 3), np.uint8))
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    path = saved(tmp_path / "picture.png", picture, icc_profile=srgb)
    assert np.array_equal(np.asarray(open_picture(path)), np.asarray(picture))


def test_colours_move_before_they_are_laid_on_paper(tmp_path):
    picture = Image.new("RGBA", (4, 4), (200, 60, 60, 0))
    assert open_picture(saved(tmp_path / "clear.png", picture, icc_profile=P3)).getpixel((0, 0)) == (255, 255, 255)


def test_one_transparent_level_of_16_bits_is_paper_and_its_neighbours_are_not(tmp_path):
    levels = np.array([[30_000, 30_001, 65_535, 0]], np.uint16)
    path = saved(tmp_path / "deep.png", Image.fromarray(levels), transparency=30_001)
    seen = open_picture(path)
    assert seen.mode == "L" and seen.info == {ON_PAPER: True}
    assert np.asarray(seen).tolist() == [[117, 255, 255, 0]]  # 30,000 / 257 = 116.7
    assert np.asarray(open_picture(path, BLACK)).tolist() == [[117, 0, 255, 0]]


def test_a_phone_of_24_megapixels_is_let_in_at_half_its_size(tmp_path):
    path = saved(tmp_path / "24.jpg", Image.radial_gradient("L").resize((5712, 4284)), quality=60)
    assert open_picture(path).size == (2856, 2142)
    long = saved(tmp_path / "long.jpg", Image.new("L", (20_000, 3_000), 99), quality=30)
    assert open_picture(long).size == (10_000, 1_500)


def test_a_jpeg_beyond_what_is_decoded_at_half_its_size_is_refused(tmp_path):
    path = saved(tmp_path / "huge.jpg", Image.new("L", (9_000, 8_000)), quality=10)
    with pytest.raises(PictureRefused, match=r"9000×8000 pixels; the limit is as many as in 8192×8192\.$"):
        open_picture(path)


def large_png(width: int, height: int) -> bytes:
    """A black PNG of 1 bit a pixel, written by rows."""
    packer, rows = zlib.compressobj(1), b""
    for _ in range(height):
        rows += packer.compress(bytes(1 + -(-width // 8)))
    chunks = [(b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)), (b"IDAT", rows + packer.flush())]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in [*chunks, (b"IEND", b"")]
    )


def test_a_persons_own_pictures_have_no_limit(tmp_path):
    path = tmp_path / "own.png"
    path.write_bytes(large_png(20_000, 10_000))  # 200 megapixels: Pillow calls it a bomb
    limit = Image.MAX_IMAGE_PIXELS
    seen = open_own_picture(path, 100)
    assert seen.size == (200, 100) and seen.mode == "L" and limit == Image.MAX_IMAGE_PIXELS
    with pytest.raises(PictureRefused, match="far larger"):
        open_picture(path)
    small = saved(tmp_path / "small.png", Image.new("RGB", (150, 90), "red"))
    assert open_own_picture(small, 100).size == (150, 90), "never enlarged"
    assert MAX_PIXELS < 200 * 10**6


def test_colours_are_the_same_where_a_picture_is_made_smaller(tmp_path):
    half = Image.new("RGBA", (400, 400), (0, 0, 0, 0))
    half.paste((255, 0, 0, 255), (0, 0, 400, 200))
    seen = open_own_picture(saved(tmp_path / "half.png", half), 100)
    assert seen.size == (100, 100) and seen.info == {ON_PAPER: True}
    assert seen.getpixel((50, 20)) == (255, 0, 0) and seen.getpixel((50, 80)) == (255, 255, 255)


def test_avif_is_read_upright_and_damaged_avif_is_refused(tmp_path):
    exif = Image.Exif()
    exif[0x0112] = 6
    picture = Image.fromarray(np.tile(np.linspace(0, 255, 64).astype(np.uint8), (32, 1))).convert("RGB")
    path = saved(tmp_path / "turned.avif", picture, quality=90, exif=exif)
    assert open_picture(path).size == (32, 64)
    content = path.read_bytes()
    for length in range(1, len(content), max(1, len(content) // 60)):
        path.write_bytes(content[:length])
        try:
            open_picture(path)
        except PictureRefused as refused:
            assert str(refused).endswith(".")


def test_heic_is_read_where_its_package_is_installed(tmp_path):
    heif = pytest.importorskip("pillow_heif")
    picture = heif.from_pillow(Image.new("RGB", (64, 32), (10, 200, 30)))
    picture.save(tmp_path / "phone.heic", quality=90)
    seen = open_picture(tmp_path / "phone.heic")
    assert seen.size == (64, 32) and np.abs(np.array(seen.getpixel((9, 9))) - (10, 200, 30)).max() < 6


def test_a_stand_in_for_that_package_is_asked_for_its_format(tmp_path):
    (tmp_path / "pillow_heif.py").write_text("called = []\ndef register_heif_opener(): called.append(1)\n")
    code = "import mae_demo.image as image, pillow_heif; print(image.FORMATS[-1], len(pillow_heif.called))"
    root = Path(__file__).parents[2]
    told = subprocess.run(
        [sys.executable, "-c", code], cwd=root, capture_output=True, text=True,
        env=os.environ | {"PYTHONPATH": f"{tmp_path}{os.pathsep}{root}"},
    )  # fmt: skip
    assert told.stdout == "HEIF 1\n", told.stderr
