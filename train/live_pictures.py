"""The small data sets of the tab 'Train': `python -m train.live_pictures` writes mae_demo/web/train/pictures/*.gz anew.

A file is gzipped: a line of JSON, then the labels, a byte each, then the pictures, a byte a pixel, row by row. The line
says how many pictures there are, their size, and which byte is white.
"""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import numpy as np

from mae_demo.atomic_write import write_atomically
from train.data import fashion_mnist

FOLDER = Path(__file__).resolve().parent.parent / "mae_demo" / "web" / "train" / "pictures"
FASHION = 2_000  # pictures: as good as 10,000 for the first ten seconds


def digits() -> bytes:
    """All 1,797 digits of 8×8 that come with scikit-learn (Alpaydin and Kaynak 1998); 16 is white."""
    from sklearn.datasets import load_digits

    found = load_digits()
    return packed(found.images.astype(np.uint8), found.target.astype(np.uint8), white=16)


def fashion() -> bytes:
    """The first 2,000 training pictures of Fashion-MNIST."""
    data = fashion_mnist()
    return packed(data.train[:FASHION, 0].numpy(), data.train_labels[:FASHION].numpy().astype(np.uint8), white=255)


def packed(pictures: np.ndarray, labels: np.ndarray, white: int) -> bytes:
    """Pictures, uint8 (count, H, W), and labels, uint8 (count,), as a file; the same ones give the same bytes."""
    count, height, width = pictures.shape
    head = json.dumps({"count": count, "height": height, "width": width, "white": white})
    return gzip.compress(head.encode() + b"\n" + labels.tobytes() + pictures.tobytes(), 9, mtime=0)


FILES = {"digits": digits, "fashion": fashion}


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, make in FILES.items():
        write_atomically(FOLDER / f"{name}.gz", make())
