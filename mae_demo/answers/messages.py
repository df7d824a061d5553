"""What the page's scripts and the server say to each other: every message, key by key.

A widget's value is a question on the way to the server and an answer on the way back. `tests/web/test_messages.py`
holds the scripts to these keys, and the answers too. Pictures travel as data URLs, masks as hexadecimal digits, row by
row, one bit a patch, 1 = hidden.
"""

from __future__ import annotations

from typing import NotRequired, TypedDict


class CanvasQuestion(TypedDict):
    """Reconstruct the picture under this mask."""

    mask: str
    grid: list[int]  # rows and columns
    number: int  # of the change that made the mask; it comes back with the answer
    image: int | None  # place of the sample in its test set; None for an upload
    custom: bool  # whether the settings alone may draw another mask
    view: str
    normalised_views: bool  # whether the visitor looks at them, see NormalisedViews
    drag: bool  # whether the stroke goes on, so that the prediction is enough
    blend: bool  # whether its seams are to be blended


class Figures(TypedDict):
    """Figures over hidden pixels alone; None where nothing is hidden."""

    masked_psnr: float | None  # dB
    masked_ssim: float | None
    masked_l1: float | None  # for values from 0 to 1
    hidden: NotRequired[int]
    patches: NotRequired[int]
    sharpness: NotRequired[float | None]


class Result(Figures):
    """Figures of a prediction, and of the baselines beside it."""

    baselines: dict[str, float]  # masked PSNR in dB by name
    milliseconds: float  # that the prediction took
    rounded: bool  # whether the network calculates in fewer bits
    unblended: float | None  # masked PSNR of the network's own prediction, where these are figures of the blended one
    note: str | None  # a sentence; in `answers` its key


class NormalisedViews(TypedDict):
    """What a prediction of normalised patches says besides."""

    normalised: str
    oracle: str  # with the true brightness and contrast of each hidden patch
    figures: Figures  # of the oracle


class CanvasAnswer(TypedDict):
    """What changed by a stroke."""

    number: int
    prediction: str  # the network's own
    blended: NotRequired[str]  # the same with its seams blended; the result is of that
    result: NotRequired[Result]  # comes with the end of a stroke
    normalised_views: NotRequired[NormalisedViews]


class DragAnswer(CanvasAnswer):
    """What the visitor's own device says while a stroke goes on."""

    near: dict[str, float | None]  # masked PSNR and L1, the figures that are quick to take


class Drawing(TypedDict):
    """Everything the canvas draws: a picture, its mask and its prediction."""

    picture: str
    pixelated: bool
    about: str  # what stands over the picture
    hint: str
    name: str  # of the checkpoint
    network: dict
    normalised: bool  # whether it predicts normalised patches
    grid: list[int]
    mask: str
    change: int | None  # the change that made the mask, where it is the visitor's own
    custom: bool
    image: int | None
    better_dataset: str | None
    leads_back: bool  # whether that is the one that an upload was taken away from
    prediction: str
    result: Result
    view: NotRequired[str]
    blend: NotRequired[bool]  # as a link or a file asks for it


class SessionExpired(TypedDict):
    """The server keeps nothing of this visitor any more: open the page anew."""

    session_expired: bool


class Card(TypedDict):
    """One predictor on the wall."""

    name: str
    label: str
    picture: str  # the composite
    figures: Figures
    rounded: bool


class Wall(TypedDict):
    """One picture under one mask, by several predictors."""

    picture: str
    grid: list[int]
    mask: str
    change: int | None  # as in Drawing
    masker: str  # the Playground's checkpoint
    cards: list[Card]
    remark: str


class PatchLosses(TypedDict):
    """What each loss says of each patch, a number a patch, and of the picture."""

    mask: str
    channels: int
    hidden: list[int]  # the places of the hidden patches
    loss: str
    picture: dict[str, float | None]
    l1: list[float]
    mse: list[float]
    own: list[float]  # the loss that the checkpoint was trained with
    perfect: NotRequired[list[float]]  # what a perfect copy would score by it, where that is not 0


class AttentionQuestion(TypedDict):
    """Where does this token look? 0 is the class token, 1 + i patch i."""

    token: int


class Attention(TypedDict):
    """Attention of a token, in multiples of an even share, by block and head, to each token of `seen`."""

    token: int
    seen: list[int]
    maps: list[list[list[float]]]


class AssemblyQuestion(TypedDict):
    """The picture put together from the hidden parts of so many masks."""

    parts: int


class Assembly(TypedDict):
    """That picture."""

    parts: int
    asked: int
    offered: list[int]  # how many masks this picture allows
    masks: list[str]
    picture: str
    figures: Figures


class SourceLine(TypedDict):
    """A line of the source."""

    number: int
    text: str
    runs: int | None  # how often its statement ran; None where it is part of none
    shapes: list[list[str]]  # [name, shape] of what the statement that ends here computed; 'return' is what it returns


class SourcePassage(TypedDict):
    """Lines of one function that belong to a stage."""

    file: str
    function: str
    calls: int  # how often the function was called; lines tell of the first call
    lines: list[SourceLine]


class StageAnswer(TypedDict):
    """A stage of a forward pass."""

    key: str
    passages: list[SourcePassage]
    name: str  # of the variable that stands for it; 'return' is what a function returns
    shape: str  # of that
    kind: (
        str | None
    )  # how its numbers are drawn: 'picture', 'maps', 'tokens' or 'numbers'; None where the page draws it
    picture: str | None


class Stages(TypedDict):
    """The stages of a picture under a mask."""

    name: str
    mask: str
    stages: list[StageAnswer]


class SortingCard(TypedDict):
    """A changed picture, and what the figures say of it."""

    key: str
    picture: str
    figures: dict[str, float]  # mse, l1, psnr in dB, ssim


class Sorting(TypedDict):
    """Changed pictures to be sorted by eye, in no order."""

    original: str
    cards: list[SortingCard]


class LatentQuestion(TypedDict):
    """What does the decoder make of a picture, of a code, of a place on the map, or of a drawn code?"""

    name: NotRequired[str]
    stands: NotRequired[int]  # the picture that is shown
    number: NotRequired[int]
    picture: NotRequired[int]
    code: NotRequired[list[float]]
    place: NotRequired[list[float]]
    draw: NotRequired[int]  # a seed


class LatentMap(TypedDict):
    """The map of an autoencoder's latent space, with the test pictures where they are asked for."""

    points: list[list[float]]
    share: float  # fraction of the latents' variance that the map shows
    reach: float
    low: list[float]
    high: list[float]
    dead: list[bool]
    says: list[float]  # nats of each latent dimension of a variational autoencoder
    mean: list[float]  # of the latents; the map's `directions`, (2 or 3, K), begin there
    directions: list[list[float]]
    centre: list[float]  # of a drawn code, and its deviation
    deviation: list[float]
    sheet: NotRequired[str]
    side: NotRequired[int]
    labels: NotRequired[list[int]]
    classes: NotRequired[list[str]]


class LatentAnswer(TypedDict):
    """A decoded code; of a picture's own code the encoder's, the error and its figures as well."""

    name: str
    number: int
    code: list[float]
    place: list[float]
    decoded: str
    picture: NotRequired[int]
    encoded: NotRequired[list[float]]
    changed: NotRequired[bool]
    error: NotRequired[str]
    psnr: NotRequired[float]
    l1: NotRequired[float]


class Frame(TypedDict):
    """Which part of an upload the model gets; x and y from 0 to 1, side in percent of what fits."""

    x: float
    y: float
    side: float


class FrameOffer(Frame):
    """The whole upload with the frame around its part."""

    picture: str
    size: list[int]  # height and width that the part is scaled to
    on_paper: bool  # whether a part of it was transparent, and is white now
