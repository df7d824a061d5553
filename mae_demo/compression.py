"""Compression: a picture as a file, which holds its latent, quantised and entropy coded, after a header of 11 bytes.

    2 bytes   b"AE"
    4 bytes   the first bytes of the decoder's sha256, by which a reader finds the decoder
    1 byte    bits for each number, 1 to 8, plus 128 where the rest is deflated
    4 bytes   the smallest and the largest number of the latent, float16 each
    rest      the numbers, in equal steps between these two: packed bit by bit, or one byte each and deflated,
              whichever is shorter

The decoder itself, up to 1.3 MB of weights, is not in the file. Sender and receiver both need it.
"""

from __future__ import annotations

import struct
import zlib

import numpy as np

from mae_demo.text import Refusal

MAGIC, HEADER, DEFLATED = b"AE", struct.Struct("<2s4sBee"), 128


def write(latent: np.ndarray, bits: int, decoder: bytes) -> bytes:
    """A latent (K,) as a file. bits: 1 to 8 for each number. decoder: the first four bytes of its sha256."""
    low, high = (float(np.float16(value)) for value in (latent.min(), latent.max()))
    steps = 2**bits - 1
    fraction = (latent - low) / (high - low) if high > low else np.zeros(len(latent))
    levels = (fraction.clip(0, 1) * steps).round().astype(np.uint8)
    packed = np.packbits(np.unpackbits(levels[:, None], axis=1)[:, 8 - bits :]).tobytes()
    deflater = zlib.compressobj(9, wbits=-zlib.MAX_WBITS)  # without zlib's own header and checksum
    deflated = deflater.compress(levels.tobytes()) + deflater.flush()
    kind = bits + (DEFLATED if len(deflated) < len(packed) else 0)
    return HEADER.pack(MAGIC, decoder, kind, low, high) + min(packed, deflated, key=len)


def read(content: bytes, widths: dict[bytes, int]) -> tuple[bytes, np.ndarray]:
    """The decoder that a file names, and the latent (K,) in it. widths: the latent dimension of each known decoder.

    Raises ValueError for anything that `write` would not have written.
    """
    if len(content) < HEADER.size or content[:2] != MAGIC:
        raise Refusal("compression.foreign")
    _, decoder, kind, low, high = HEADER.unpack(content[: HEADER.size])
    bits, rest = kind % DEFLATED, content[HEADER.size :]
    if decoder not in widths or not 1 <= bits <= 8 or not (np.isfinite([low, high]).all() and low <= high):
        raise Refusal("compression.other_decoder")
    count = widths[decoder]
    if kind >= DEFLATED:
        inflater = zlib.decompressobj(wbits=-zlib.MAX_WBITS)
        try:
            rest = inflater.decompress(rest, count + 1)  # never more than a latent can have
        except zlib.error as error:
            raise Refusal("compression.packed") from error
        if not inflater.eof or inflater.unused_data:
            raise Refusal("compression.length")
        levels = np.frombuffer(rest, dtype=np.uint8)
    else:
        if len(rest) != (count * bits + 7) // 8:
            raise Refusal("compression.length")
        ones = np.unpackbits(np.frombuffer(rest, dtype=np.uint8))[: count * bits]
        levels = np.packbits(np.pad(ones.reshape(-1, bits), ((0, 0), (8 - bits, 0))), axis=1)[:, 0]
    if len(levels) != count or levels.max() >= 2**bits:
        raise Refusal("compression.incomplete")
    return decoder, low + levels.astype(np.float64) / (2**bits - 1) * (high - low)
