"""One training loop, read from top to bottom."""

from __future__ import annotations

import io
import math
import signal
import time
from dataclasses import asdict
from pathlib import Path

import torch
from torch import Generator, Tensor, nn
from torch.utils.tensorboard import SummaryWriter
from tqdm import tqdm

from mae_demo import checkpoint, metrics
from mae_demo.inference import predict, to_space
from mae_demo.losses import normalise_patches, reconstruction_loss
from mae_demo.models import build
from mae_demo.patches import mask_to_pixels
from train.config import TrainConfig
from train.data import DATASETS, as_float
from train.masks import draw_masks, unit
from train.optim import build_optimizers, learning_rate_factor

REPORT_EVERY = 500  # steps between validations, pictures and saved states


def train(
    config: TrainConfig,
    folder: Path,
    device: str,
    steps: int | None = None,
    minutes: float | None = None,
    resume: bool = False,
) -> nn.Module:
    """Train one recipe and save its checkpoint into `folder`.

    steps or minutes replace the recipe's number of steps; with minutes, the number is set after a measured start.
    resume: go on from the state in folder/run, if there is one. SIGTERM saves the state at the end of the step.
    Raises ValueError where a state exists but was made by another recipe, FloatingPointError where the loss is
    no longer a number (the last saved state stays).
    """
    data = DATASETS[config.model.dataset]()
    torch.manual_seed(config.seed)
    model = build(config.model).to(device)
    started = time.monotonic()

    # Models with a closed form need no loop
    if config.steps == 0:
        model.fit(as_float(data.train))
        checkpoint.save(model, folder, config.about, _provenance(config, 0, device, started), half=False)
        return model.eval()

    # The training set stays on the device; validation always sees the same pictures and masks
    images = data.train.to(device)
    validation = as_float(data.validation[:1000]).to(device)
    validation_masks = draw_masks(
        (("random", config.model.patch_size, 1.0),), config.model.image_size, len(validation), 0.75,
        Generator().manual_seed(0),
    ).to(device)  # fmt: skip

    # Where the run stands
    total_steps = steps or config.steps
    optimizers = build_optimizers(model, config)
    peaks = [[group["lr"] for group in optimizer.param_groups] for optimizer in optimizers]
    step, seconds_before = 0, 0.0
    state_path = folder / "run" / "state.pt"
    if resume and state_path.exists():
        state = torch.load(state_path, map_location=device, weights_only=True)
        if state["recipe"] != _recipe_text(config):
            raise ValueError(
                f"{state_path} was made by another recipe:\n  {state['recipe']}\nis not\n  {_recipe_text(config)}"
            )
        model.load_state_dict(state["model"])
        for optimizer, saved in zip(optimizers, state["optimizers"], strict=True):
            optimizer.load_state_dict(saved)
        step, total_steps, seconds_before = state["step"], state["total_steps"], state["seconds"]
        minutes = None

    def save_state() -> None:
        buffer = io.BytesIO()
        torch.save(
            {
                "recipe": _recipe_text(config),
                "model": model.state_dict(),
                "optimizers": [optimizer.state_dict() for optimizer in optimizers],
                "step": step,
                "total_steps": total_steps,
                "seconds": seconds_before + time.monotonic() - started,
            },
            buffer,
        )
        state_path.parent.mkdir(parents=True, exist_ok=True)
        checkpoint.write_atomically(state_path, buffer.getvalue())

    asked_to_stop = False

    def stop(_signal: int, _frame: object) -> None:
        nonlocal asked_to_stop
        asked_to_stop = True

    signal.signal(signal.SIGTERM, stop)

    board = SummaryWriter(folder / "run" / "tensorboard")
    progress = tqdm(total=total_steps, initial=step, desc=config.name, unit="step", dynamic_ncols=True)
    first_step = step
    while step < total_steps:
        # Draw a batch and its masks; both depend on the seed and the step alone
        generator = Generator().manual_seed(config.seed * 1_000_003 + step)
        batch = as_float(images[_batch_indices(config, len(images), step).to(device)])
        ratio = _uniform(generator, *config.mask_ratio)
        mask = draw_masks(config.masks, config.model.image_size, len(batch), ratio, generator).to(device)

        # Predict what is hidden
        inputs = to_space(batch, config.model.input_space)
        with torch.autocast("cuda", torch.bfloat16, enabled=device == "cuda"):
            prediction = model(inputs, mask)
        loss = reconstruction_loss(
            config.model.loss, prediction.float(), _target(config, batch), mask,
            unit(config.masks), config.visible_weight,
        )  # fmt: skip

        # Take a step
        factor = learning_rate_factor(step, total_steps, config.warmup_steps)
        model.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), config.clip_norm)
        for optimizer, rates in zip(optimizers, peaks, strict=True):
            for group, peak in zip(optimizer.param_groups, rates, strict=True):
                group["lr"] = peak * factor
            optimizer.step()
        step += 1
        progress.update()

        # Turn a time limit into a number of steps, once the speed is known
        if minutes and step == first_step + 50:
            total_steps = step + round(
                (minutes * 60 - (time.monotonic() - started)) * 50 / (time.monotonic() - started)
            )
            progress.total, minutes = total_steps, None

        # Report
        if step % 50 == 0 or step == total_steps:
            value = loss.item()
            if not math.isfinite(value):
                raise FloatingPointError(f"The loss is {value} at step {step}; the last good state is in {state_path}.")
            speed = (step - first_step) * config.batch_size / (time.monotonic() - started)
            progress.set_postfix(loss=f"{value:.4f}", images_per_s=round(speed))
            board.add_scalar("train/loss", value, step)
            board.add_scalar("train/learning_rate", config.learning_rate * factor, step)
            board.add_scalar("train/images_per_s", speed, step)
        if step % REPORT_EVERY == 0 or step == total_steps:
            model.eval()
            prediction = predict(model, validation, validation_masks)
            model.train()
            hidden = mask_to_pixels(validation_masks, config.model.patch_size, config.model.grid)
            score = metrics.psnr(metrics.masked_mse(prediction, validation, hidden).mean()).item()
            board.add_scalar("validation/masked_psnr_75", score, step)
            board.add_images("validation/reconstruction", _strip(validation[:8], prediction[:8], hidden[:8]), step)
            progress.write(f"step {step}: validation masked PSNR at 75 % hidden {score:.2f} dB")
            save_state()
        if asked_to_stop:
            save_state()
            progress.close()
            raise SystemExit(f"Stopped at step {step} of {total_steps}; go on with --resume.")

    progress.close()
    board.close()
    started -= seconds_before
    checkpoint.save(model, folder, config.about, _provenance(config, total_steps, device, started))
    return model.eval()


def _batch_indices(config: TrainConfig, pictures: int, step: int) -> Tensor:
    """The pictures of a step: the training set shuffled anew each epoch, the last short batch left out."""
    batches = pictures // config.batch_size
    epoch, position = divmod(step, batches)
    order = torch.randperm(pictures, generator=Generator().manual_seed(config.seed * 1_000_003 + 500_000 + epoch))
    return order[position * config.batch_size : (position + 1) * config.batch_size]


def _uniform(generator: Generator, low: float, high: float) -> float:
    return low + (high - low) * torch.rand((), generator=generator).item()


def _target(config: TrainConfig, images: Tensor) -> Tensor:
    """What the prediction is compared with, in the model's target space."""
    if config.model.target_space == "patch-normalised":
        return normalise_patches(to_space(images, config.model.input_space), config.model.patch_size)
    return to_space(images, config.model.target_space)


def _strip(images: Tensor, prediction: Tensor, hidden: Tensor) -> Tensor:
    """Original, masked, raw and pasted pictures in rows, for TensorBoard."""
    rows = images, torch.where(hidden, 0.5, images), prediction, torch.where(hidden, prediction, images)
    return torch.cat(rows)


def _recipe_text(config: TrainConfig) -> str:
    """A recipe as text: a run may be resumed by the same text only."""
    return repr(asdict(config))


def _provenance(config: TrainConfig, steps: int, device: str, started: float) -> dict:
    """What made a checkpoint's weights."""
    return {
        "recipe": config.name,
        "steps": steps,
        "batch_size": config.batch_size,
        "seed": config.seed,
        "device": torch.cuda.get_device_name() if device == "cuda" else f"CPU, {torch.get_num_threads()} thread(s)",
        "seconds": round(time.monotonic() - started),
        "torch": torch.__version__,
    }
