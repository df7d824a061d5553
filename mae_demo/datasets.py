"""What is known of each data set without its pictures: one table, which page, cards and boards follow."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class DatasetFacts:
    """A data set. Its words stand in the text files, section `datasets`, by its name."""

    licence: str  # of its pictures, for the cards
    classes: tuple[str, ...] = ()  # by label
    photographs: bool = False  # its pictures come in many shapes
    ratio: int = 75  # percent of the patches hidden at first; 75 as in He et al. (2022)
    first: int = 0  # the place in the strip of the picture that is shown first
    blends: bool = False  # whether blending a transformer's seams was measured to gain; see blending


@dataclass(frozen=True)
class Board:
    """The tables of a data set's checkpoints, in a file of the shelf."""

    dataset: str
    title: str
    file: str
    patch_size: int  # of the baselines' masks
    pictures: int  # in the test set
    majority: str = ""  # the accuracy of always naming the largest class; empty where there are no classes


DIGITS = tuple("0123456789")
CLOTHES = (
    "T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot",
)  # fmt: skip
KUZUSHIJI = ("o", "ki", "su", "tsu", "na", "ha", "ma", "ya", "re", "wo")
LETTERS = tuple("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
THINGS = ("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck")

PHOTOS = "of each source, see `train/photos.toml` (of pictures from your own folder: yours)"

# In the picker's order; a visitor's own come last. Over the samples under seed 7 the networks of photographs gain least
# over harmonic interpolation at 75 %, where faces and letters are gone, and emoji lose their features
FACTS = {
    "fashion-mnist": DatasetFacts("MIT (Zalando SE)", CLOTHES),
    "mnist": DatasetFacts("CC BY-SA 3.0 (Yann LeCun and Corinna Cortes)", DIGITS),
    "kmnist": DatasetFacts("CC BY-SA 4.0 (ROIS-DS Center for Open Data in the Humanities)", KUZUSHIJI),
    "emnist-letters": DatasetFacts("none stated; drawn from NIST Special Database 19, a work of the USA", LETTERS),
    "cifar-10": DatasetFacts("none stated (Krizhevsky 2009)", THINGS),
    "emoji": DatasetFacts("SIL Open Font License 1.1 (Noto Color Emoji, Google)", ratio=50, blends=True),
    "photos": DatasetFacts(PHOTOS, photographs=True, ratio=35, first=2, blends=True),
    "imagenet": DatasetFacts("of each picture's owner; for research alone", photographs=True),
}
OWN = DatasetFacts("yours: the pictures come from a folder of your own")
TENTH = "each of the ten classes is a tenth of the test set"
BOARDS = (
    Board("fashion-mnist", "Fashion-MNIST", "RESULTS.md", 4, 10_000, TENTH),
    Board("mnist", "MNIST", "RESULTS-mnist.md", 4, 10_000, "11 % of the test set are ones, one of ten digits"),
    Board("kmnist", "Kuzushiji-MNIST", "RESULTS-kmnist.md", 4, 10_000, TENTH),
    Board(
        "emnist-letters", "EMNIST letters", "RESULTS-emnist-letters.md", 4, 20_800, "each of 26 letters is as common"
    ),
    Board("cifar-10", "CIFAR-10", "RESULTS-cifar-10.md", 4, 10_000, TENTH),
    Board("emoji", "Emoji", "RESULTS-emoji.md", 8, 356, "58 % of the test set are people, one of nine groups"),
    Board("photos", "Crops of seven photographs", "RESULTS-photos.md", 8, 200),
)


def facts(dataset: str) -> DatasetFacts:
    """What is known of a data set; of one that is not in the table, that it is somebody's own."""
    return FACTS.get(dataset, OWN)
