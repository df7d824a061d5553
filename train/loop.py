"""One training loop, read from top to bottom."""

from __future__ import annotations

import math
import threading
import time
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
from train.data import DATASETS, as_float, batch_indices
from train.masks import draw_masks
from train.optim import build_optimizers, learning_rate_factor
from train.state import differences, drop_states, load_state, recipe_of, save_state

LOOK_EVERY = 50  # steps between looks at the loss; on a GPU each look waits for the step to end
REPORT_EVERY = 500  # steps between validations, pictures and saved states


def train(
    config: TrainConfig,
    folder: Path,
    device: str,
    stop: threading.Event,
    steps: int | None = None,
    minutes: float | None = None,
    resume: bool = False,
) -> nn.Module:
    """Train one recipe and save its checkpoint into `folder`.

    stop: once set, the step at hand is finished, the state saved, and SystemExit raised. steps or minutes replace
    the recipe's number of steps; with minutes, the number is set after a measured start. resume: go on from the
    newest whole state, if there is one, so that on a CPU every bit comes out as without the break.
    Raises ValueError where a run waits to be resumed and is not, where it was made by another recipe, and where its
    states are damaged; FloatingPointError where the loss or its gradient is not finite (the last good state stays);
    OSError where the disk is full (likewise).
    """
    data = DATASETS[config.model.dataset]()
    torch.manual_seed(config.seed)
    model = build(config.model).to(device)
    started = time.monotonic()

    # Models with a closed form need no loop
    if config.steps == 0:
        model.fit(as_float(data.train))
        checkpoint.save(model, folder, config.title, config.about, _provenance(config, 0, device, started), half=False)
        return model.eval()

    # The training set stays on the device; validation always sees the same pictures and masks
    images = data.train.to(device)
    validation = as_float(data.validation[:1000]).to(device)
    patch_size, image_size = config.model.patch_size, config.model.image_size
    validation_masks = draw_masks(
        (("random", patch_size, 1.0),), image_size, len(validation), 0.75, Generator().manual_seed(0)
    ).to(device)

    # Where the run stands
    total_steps = steps or config.steps
    optimizers = build_optimizers(model, config)
    peaks = [[group["lr"] for group in optimizer.param_groups] for optimizer in optimizers]
    step = 0
    state = load_state(folder, device)
    if state and resume:
        changed = differences(state["recipe"], recipe_of(config))
        if steps and steps != state["total_steps"]:
            changed.append(f"--steps: {state['total_steps']} then, {steps} now")
        if changed:
            raise ValueError(f"The run in {folder} was started with other settings:\n  " + "\n  ".join(changed))
        model.load_state_dict(state["model"])
        for optimizer, saved in zip(optimizers, state["optimizers"], strict=True):
            optimizer.load_state_dict(saved)
        step, total_steps = state["step"], state["total_steps"]
        started -= state["seconds"]
        minutes = minutes if step < LOOK_EVERY else None
    elif state and state["step"] < state["total_steps"]:
        raise ValueError(
            f"A run in {folder} stopped at step {state['step']} of {state['total_steps']}: "
            f"go on with --resume, or remove {folder / 'run'} to start again."
        )
    else:
        drop_states(folder)

    board = SummaryWriter(folder / "run" / "tensorboard", purge_step=step)
    progress = tqdm(total=total_steps, initial=step, desc=config.name, unit="step", dynamic_ncols=True)
    first_step, resumed = step, time.monotonic()
    while step < total_steps:
        # Draw a batch and its masks; both depend on the seed and the step alone
        generator = Generator().manual_seed(config.seed * 1_000_003 + step)
        batch = as_float(images[batch_indices(len(images), config.batch_size, step, config.seed).to(device)])
        low, high = config.mask_ratio
        ratio = low + (high - low) * torch.rand((), generator=generator).item()
        mask = draw_masks(config.masks, image_size, len(batch), ratio, generator).to(device)

        # Predict what is hidden
        inputs = to_space(batch, config.model.input_space)
        with torch.autocast("cuda", torch.bfloat16, enabled=device == "cuda"):
            prediction = model(inputs, mask)
        loss = reconstruction_loss(
            config.model.loss, prediction.float(), _target(config, batch), mask, config.visible_weight
        )

        # Take a step
        factor = learning_rate_factor(step, total_steps, config.warmup_steps)
        model.zero_grad(set_to_none=True)
        loss.backward()
        norm = nn.utils.clip_grad_norm_(model.parameters(), config.clip_norm)
        for optimizer, rates in zip(optimizers, peaks, strict=True):
            for group, peak in zip(optimizer.param_groups, rates, strict=True):
                group["lr"] = peak * factor
            optimizer.step()
        step += 1
        progress.update()

        # Turn a time limit into a number of steps, once the speed is known
        if minutes and step == LOOK_EVERY:
            elapsed = time.monotonic() - resumed
            total_steps = step + max(0, round((minutes * 60 - elapsed) * (step - first_step) / elapsed))
            progress.total, minutes = total_steps, None

        # Look at the loss: what is saved below is good only if it and its gradient are numbers
        report, stopping = step % REPORT_EVERY == 0 or step == total_steps, stop.is_set()
        if report or stopping or step % LOOK_EVERY == 0:
            value = loss.item()
            if not math.isfinite(value) or not math.isfinite(norm.item()):
                raise FloatingPointError(
                    f"The loss is {value} and its gradient {norm.item()} at step {step}: take a lower learning rate. "
                    f"The last good state is kept in {folder / 'run'}."
                )
            speed = (step - first_step) * config.batch_size / (time.monotonic() - resumed)
            progress.set_postfix(loss=f"{value:.4f}", images_per_s=round(speed))
            board.add_scalar("train/loss", value, step)
            board.add_scalar("train/learning_rate", config.learning_rate * factor, step)
            board.add_scalar("train/images_per_s", speed, step)

        # Validate on unseen pictures
        if report:
            model.eval()
            prediction = predict(model, validation, validation_masks)
            model.train()
            hidden = mask_to_pixels(validation_masks, patch_size, config.model.grid)
            score = metrics.psnr(metrics.masked_mse(prediction, validation, hidden).mean()).item()
            board.add_scalar("validation/masked_psnr_75", score, step)
            board.add_images("validation/reconstruction", _strip(validation[:8], prediction[:8], hidden[:8]), step)
            progress.write(f"step {step}: validation masked PSNR at 75 % hidden {score:.2f} dB")

        # Save all that the next step depends on
        if report or stopping:
            state = {
                "recipe": recipe_of(config),
                "model": model.state_dict(),
                "optimizers": [optimizer.state_dict() for optimizer in optimizers],
                "step": step,
                "total_steps": total_steps,
                "seconds": time.monotonic() - started,
            }
            save_state(folder, state)
        if stopping and step < total_steps:
            progress.close()
            raise SystemExit(f"Stopped at step {step} of {total_steps}; go on with --resume.")

    progress.close()
    board.close()
    checkpoint.save(model, folder, config.title, config.about, _provenance(config, total_steps, device, started))
    return model.eval()


def _target(config: TrainConfig, images: Tensor) -> Tensor:
    """What the prediction is compared with, in the model's target space."""
    if config.model.target_space == "patch-normalised":
        return normalise_patches(to_space(images, config.model.input_space), config.model.patch_size)
    return to_space(images, config.model.target_space)


def _strip(images: Tensor, prediction: Tensor, hidden: Tensor) -> Tensor:
    """Original, masked, raw and pasted pictures in rows, for TensorBoard."""
    return torch.cat([images, images.where(~hidden, 0.5), prediction, prediction.where(hidden, images)])


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
