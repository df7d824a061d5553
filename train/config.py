"""The config of a training run, as plain data."""

from __future__ import annotations

from dataclasses import dataclass

from mae_demo.config import ModelConfig
from mae_demo.losses import LOSSES

LARGEST_SEED = 10**10  # times a million, the steps, and a thousand processes: torch takes seeds of 64 bits


@dataclass(frozen=True)
class TrainConfig:
    """One recipe. All random numbers of a run follow from `seed` and the number of the step."""

    name: str  # of the checkpoint's folder
    title: str  # kind of network, for the picker
    about: str  # one line for the page and the card
    model: ModelConfig
    steps: int = 0  # 0: solved in closed form from the training set
    batch_size: int = 64
    learning_rate: float = 1.5e-3  # AdamW's peak, after the warm-up
    muon_learning_rate: float = 5e-3  # Muon's; see train.optim
    warmup_steps: int = 150
    weight_decay: float = 0.05
    clip_norm: float = 1.0
    mask_ratio: tuple[float, float] = (0.05, 0.95)  # drawn uniformly, once a batch
    masks: tuple[tuple[str, int, float], ...] = (("random", 4, 0.8), ("block", 4, 0.15), ("grid", 4, 0.05))
    # ^ strategy, side of its patches in pixels, fraction of the pictures; see train.masks
    augment: tuple[str, ...] = ()  # augmentations of each step's pictures; see train.augment
    noise: float = 0.0  # largest standard deviation of the noise that a denoising network is shown; see train.augment
    visible_weight: float = 0.1  # see mae_demo.losses.reconstruction_loss
    adversary_learning_rate: float = 1e-3  # the discriminator's, where the loss has an adversarial term
    start_from: str = ""  # the checkpoint with the initial weights
    leave_out: tuple[str, ...] = ()  # classes that training and validation leave out; the test set keeps them
    seed: int = 0
    folder: str = ""  # of pictures to train on; without it, the model's data set is one of train.data.DATASETS
    recipe: str = ""  # the recipe that this one was made from, where it has another name
    changes: tuple[tuple[str, object], ...] = ()  # the fields that differ from that recipe; see train.options

    def __post_init__(self) -> None:
        """Raise ValueError for a loss that has no meaning for this model, and for numbers that no run can have."""
        if self.model.loss not in LOSSES:
            raise ValueError(f"{self.name}: there is no loss {self.model.loss!r}; take {', '.join(LOSSES)}.")
        if self.steps < 0 or self.learning_rate < 0 or self.batch_size < 1:
            raise ValueError(
                f"{self.name}: batch_size is a number above 0, and neither steps nor learning_rate is below 0."
            )
        if not 0 <= self.seed <= LARGEST_SEED:
            raise ValueError(f"{self.name}: seed is a number from 0 to {LARGEST_SEED}, not {self.seed}.")
        if not 0 <= self.mask_ratio[0] <= self.mask_ratio[1] < 1:
            raise ValueError(
                f"{self.name}: mask_ratio is a fraction from 0 to below 1, as 0.75, or goes from a smaller to a larger "
                f"one, as 0.05,0.95; it is not {','.join(f'{each:g}' for each in self.mask_ratio)}."
            )
        terms, space = LOSSES[self.model.loss], self.model.target_space
        if space == "patch-normalised" and ("adversarial" in terms or "edge" in terms):
            raise ValueError(
                f"{self.name}: the loss {self.model.loss!r} has no meaning on normalised patches. They have neither "
                "brightness nor contrast, so together they are no picture that could look real or have edges. "
                "Take target_space='pixel'."
            )
        if "kl" in terms and self.model.family != "vae":
            raise ValueError(f"{self.name}: the loss {self.model.loss!r} needs a random latent; take a vae.")
        if self.mask_ratio[0] == 0 and self.visible_weight < 1:
            raise ValueError(f"{self.name}: with nothing hidden, only visible pixels count; take visible_weight=1.")
        if self.mask_ratio[0] == 0 and ("adversarial" in terms or "edge" in terms):
            raise ValueError(f"{self.name}: the loss {self.model.loss!r} needs holes; take a mask_ratio above 0.")
        if not 0 <= self.noise < float("inf"):
            raise ValueError(f"{self.name}: noise is a standard deviation, 0 or more, not {self.noise}.")
        sides = {side for _, side, _ in self.masks}
        if not sides or any(length % side for side in sides for length in self.model.image_size):
            raise ValueError(
                f"{self.name}: masks need patches whose side divides the picture, {self.model.image_size}, not "
                f"{', '.join(map(str, sorted(sides))) or 'none'}."
            )
        if self.model.family == "vit" and sides != {self.model.patch_size}:
            raise ValueError(
                f"{self.name}: a vision transformer takes masks of its own patches of {self.model.patch_size} pixels, "
                f"not of {', '.join(map(str, sorted(sides)))}."
            )
        bounded = space == "pixel" and (self.model.bounded or self.model.family in ("mlp", "conv", "vae"))
        if "bce" in terms and not bounded:
            raise ValueError(
                f"{self.name}: the cross-entropy is defined between 0 and 1, for targets and predictions alike. "
                "Take target_space='pixel' and bounded=True."
            )
