"""What a run tells of itself: its progress, TensorBoard, and the trace, at whose moments it is validated."""

from __future__ import annotations

import math
import time
from pathlib import Path

from torch import nn
from torch.utils.tensorboard import SummaryWriter
from tqdm import tqdm

from train.config import TrainConfig
from train.data import as_float
from train.dataset import Dataset
from train.trace import MOMENTS, PICTURES, resumed_trace, to_bytes, write_trace
from train.validation import Validation, baseline, chooses, progress_line, task_of, usual

VALIDATED = 1000  # pictures, at most


class Report:
    """The report of one run. Every process has one; only process 0 calls `open` with `writes`, and validates.

    Validation always sees the same pictures and masks: those of the recipe's task, and where that is another, 75 % of
    patches hidden besides. trace: as of `train.trace.write_trace`. best: {'step', 'weights'} of the best moment so far,
    where the run chooses it (train.validation.chooses), else None.
    """

    def __init__(self, config: TrainConfig, data: Dataset, device: str) -> None:
        image_size, unseen = config.model.image_size, as_float(data.validation[:VALIDATED]).to(device)
        self.config, self.data, self.task = config, data, task_of(config)
        self.masked = Validation(usual(config), unseen, image_size)
        same = self.task == usual(config)
        self.validation = self.masked if same else Validation(self.task, unseen, image_size)
        self.trace = {"task": self.task.key, "steps": [], "psnr": [], "masked_psnr_75": [], "predictions": []}
        self.best, self.validating = None, 0.0  # seconds that validation has taken in this process

    def resume(self, state: dict) -> None:
        """Go on from a saved state (train.state). Raises ValueError where an older version validated otherwise."""
        self.trace, self.best = resumed_trace(state["trace"], self.task.key), state.get("best")

    def begin(self, model: nn.Module) -> None:
        """Measure what the network has to beat: a baseline, and its own start where it has one."""
        self.trace["baseline"] = baseline(self.config, self.task, self.data, self.validation)
        if self.config.start_from:
            self.trace["start"] = round(self.validation.score(model.eval())[0], 3)
            model.train()
            print(
                f"{self.config.start_from} begins with a validation PSNR {self.task} of {self.trace['start']:.2f} dB."
            )
            self._keep(model, 0)

    def open(self, folder: Path, step: int, total_steps: int | None, writes: bool) -> None:
        """Open the progress line, and TensorBoard's file in `folder`, at a step; nothing where it does not write.

        total_steps: None where it is not known yet.
        """
        self.board = SummaryWriter(folder / "run" / "tensorboard", purge_step=step + 1) if writes else None
        self.progress = tqdm(
            total=total_steps, initial=step, desc=self.config.name, unit="step", dynamic_ncols=True, disable=not writes
        )
        self.first_step, self.opened = step, time.monotonic()

    def look(self, step: int, loss: float, learning_rate: float, adversary_loss: float | None) -> None:
        """Tell the losses of a step, None without an adversary, and the speed since `open`."""
        speed = (step - self.first_step) * self.config.batch_size / (time.monotonic() - self.opened)
        self.progress.set_postfix(loss=f"{loss:.4f}", images_per_s=round(speed))
        values = {"loss": loss, "learning_rate": learning_rate, "images_per_s": speed, "adversary_loss": adversary_loss}
        for key, value in values.items():
            if value is not None:
                self.board.add_scalar(f"train/{key}", value, step)

    def validate(self, model: nn.Module, step: int) -> None:
        """Validate on unseen pictures, and add predictions of some to the trace."""
        started = time.monotonic()
        model.eval()
        score, prediction = self.validation.score(model)
        besides = score if self.masked is self.validation else self.masked.score(model)[0]
        model.train()
        self.board.add_scalar(f"validation/psnr_{self.task.key}", score, step)
        self.board.add_scalar("validation/masked_psnr_75", besides, step)
        self.trace["steps"].append(step)
        self.trace["psnr"].append(round(score, 3))
        self.trace["masked_psnr_75"].append(round(besides, 3))
        self.trace["predictions"].append(to_bytes(prediction[:PICTURES]))
        if self.trace["psnr"][-1] >= max([*self.trace["psnr"], self.trace.get("start", -math.inf)]):
            self._keep(model, step)
        self.progress.write(progress_line(self.trace, self.task))
        self.validating += time.monotonic() - started

    def validating_later(self) -> float:
        """The seconds that the moments to come will take, by those that have been."""
        looks = len(self.trace["steps"])
        return (MOMENTS - looks) * self.validating / looks if self.validating else 0.0

    def _keep(self, model: nn.Module, step: int) -> None:
        """Keep the weights of the best moment, where the run chooses it."""
        if chooses(self.config):
            weights = {name: values.detach().cpu().clone() for name, values in model.state_dict().items()}
            self.best = {"step": step, "weights": weights}

    def choice(self) -> str:
        """Which weights a run keeps that chooses its best moment, as a sentence."""
        looks = len(self.trace["steps"])
        if self.best["step"] == 0:
            kept = f"None of {looks} moments was better than {self.config.start_from}, whose weights stay"
            return f"{kept}: try a lower --lr, or more pictures."
        return f"The weights are those of step {self.best['step']}, the best of {looks} moments."

    def close(self) -> None:
        """Close the progress line and TensorBoard's file."""
        self.progress.close()
        if self.board:
            self.board.close()

    def write(self, folder: Path) -> None:
        """Write the trace beside the checkpoint."""
        write_trace(folder, self.trace, self.validation.images, self.validation.hidden)
