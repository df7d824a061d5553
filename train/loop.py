"""One training loop, read from top to bottom."""

from __future__ import annotations

import math
import threading
import time
from pathlib import Path

import torch
from torch import Generator, Tensor, nn
from torch.nn.parallel import DistributedDataParallel

from mae_demo import checkpoint
from mae_demo.inference import target_of, to_space
from mae_demo.losses import LOSSES, reconstruction_loss
from mae_demo.models import build
from mae_demo.patches import hidden_pixels
from train.adversary import Adversary
from train.augment import build_augmentation, with_noise
from train.config import TrainConfig
from train.data import as_float, batches_of, data_of, epoch_order
from train.dataset import without
from train.distributed import StopTogether, average, first_process_first, local_rows, rank, refuse_uneven, size
from train.masks import draw_masks
from train.optim import build_optimizers, learning_rate_factor
from train.precision import product_type, rounded_products
from train.provenance import provenance, training_of
from train.report import Report
from train.start import load_start
from train.state import kept_states, load_run, of_this_version, save_state, stop_at_once
from train.trace import moments

LOOK_EVERY = 50  # steps between looks at the loss, for which the host waits for the GPU
SAVE_EVERY = 500  # steps between saved states


def train(
    config: TrainConfig,
    folder: Path,
    device: str,
    stop: threading.Event,
    steps: int | None = None,
    minutes: float | None = None,
    resume: bool = False,
    compiled: bool = False,
) -> nn.Module:
    """Train one recipe and save its checkpoint into `folder`.

    stop: once it is set, the loop finishes the current step, saves the state, and raises SystemExit. steps or minutes
    replace the recipe's number of steps; with minutes, the number follows from the speed of the first steps. resume:
    continue from the newest undamaged state, if there is one; on a CPU every bit is the same as without the
    interruption. compiled: use torch.compile, which takes a minute or two at the start.
    Raises ValueError where an unfinished run exists and `resume` is not set, where its provenance has changed, where
    its states are damaged, and where the checkpoint with the initial weights is missing; FloatingPointError where the
    loss or its gradient is not finite (the last good state stays); OSError where the disk is full (likewise).
    """
    refuse_uneven(config.batch_size)
    with stop_at_once(stop, "Stopped while the data were prepared; nothing was trained."), first_process_first():
        whole = data_of(config.model, config.folder)
    data = without(whole, config.leave_out)
    torch.manual_seed(config.seed)
    model = build(config.model).to(device)
    made_from, started = provenance(config, folder, whole), time.monotonic()

    # Models in closed form need no loop
    if config.steps == 0:
        model.fit(as_float(data.train))
        if rank() > 0:
            return model.eval()
        checkpoint.save(
            model, folder, config.title, config.about, training_of(config, 0, device, started, made_from), half=False
        )
        return model.eval()

    # The training set stays on the device
    images, augment = data.train.to(device), build_augmentation(config.augment, config.model.image_size)
    batches = batches_of(len(images), config.batch_size)
    torch.set_flush_denormal(True)  # in this thread; see train.__main__
    torch.backends.cudnn.benchmark = True  # choose algorithms once, since all batches have one shape
    report = Report(config, data, device)

    # What is trained: the network, and its adversary if the loss has one
    if config.start_from:
        load_start(model, config, folder)
    optimizers = build_optimizers(model, config)
    peaks = [[group["lr"] for group in optimizer.param_groups] for optimizer in optimizers]
    scaler = torch.amp.GradScaler(device, enabled=product_type(device) == torch.float16)
    adversary, adversary_loss = None, 0.0
    if "adversarial" in LOSSES[config.model.loss]:
        adversary = Adversary(config.model.loss, config.model.channels, device, config.adversary_learning_rate)

    # Start the run, or resume it
    step, total_steps = 0, steps or config.steps
    with first_process_first():
        state = load_run(folder, made_from, steps, resume)
    if state:
        with of_this_version(folder):
            model.load_state_dict(state["model"])
            for optimizer, saved in zip(optimizers, state["optimizers"], strict=True):
                optimizer.load_state_dict(saved)
            if adversary:
                adversary.load_state_dict(state["adversary"])
            if state["scaler"]:
                scaler.load_state_dict(state["scaler"])
        report.resume(state)
        step, total_steps = state["step"], state["total_steps"]
        started -= state["seconds"]
        minutes = minutes if step < LOOK_EVERY else None
    elif rank() == 0:
        report.begin()
    network = DistributedDataParallel(model) if size() > 1 else model
    if compiled:
        network = torch.compile(network)

    report.open(folder, step, total_steps, writes=rank() == 0)
    first_step, resumed, stopping, asked_to_stop = step, time.monotonic(), False, StopTogether(stop, step)
    while step < total_steps and not stopping:
        # Draw the masks of a batch and take its pictures, which depend on the seed and the step alone; each process
        # takes its local rows. Masks are the only copy to the device, and the host does not wait for it
        generator = Generator().manual_seed(config.seed * 1_000_003 + step)
        low, high = config.mask_ratio
        ratio = low + (high - low) * torch.rand((), generator=generator).item()
        drawn = local_rows(draw_masks(config.masks, config.model.image_size, config.batch_size, ratio, generator))
        known = {"visible": int((~drawn[0]).sum())} if config.model.family == "vit" else {}
        mask = sent(drawn, device)
        epoch, place = divmod(step, batches)
        if place == 0 or step == first_step:
            order = epoch_order(len(images), epoch, config.seed).to(device)
        batch = as_float(images[local_rows(order[place * config.batch_size : (place + 1) * config.batch_size])])

        # Augment the pictures, add noise for a network that learns to remove it, and predict. Each step and process
        # seeds the global generator for its random numbers, separately from those of batch and masks
        torch.manual_seed((config.seed * 1_000_003 + 750_000 + step) * size() + rank())
        batch = augment(batch)
        shown = with_noise(batch, config.noise)
        inputs, target = to_space(shown, config.model.input_space), target_of(config.model, batch)
        with rounded_products(device):
            prediction = network(inputs, mask, **known)
        prediction = prediction.float()
        loss = reconstruction_loss(
            config.model.loss,
            prediction,
            target,
            mask,
            config.visible_weight,
            judge=adversary and adversary.judge,
            divergence=getattr(model, "divergence", None),
        )

        # Take a step
        factor = learning_rate_factor(step, total_steps, config.warmup_steps)
        model.zero_grad(set_to_none=True)
        scaler.scale(loss).backward()
        for optimizer in optimizers:
            scaler.unscale_(optimizer)
        norm = nn.utils.clip_grad_norm_(model.parameters(), config.clip_norm)
        for optimizer, rates in zip(optimizers, peaks, strict=True):
            for group, peak in zip(optimizer.param_groups, rates, strict=True):
                group["lr"] = peak * factor
        if not scaler.is_enabled() or norm.isfinite():  # all optimizers step, or none: they share the norm
            for optimizer in optimizers:
                scaler.step(optimizer)
        scaler.update()

        # Train the adversary on the pictures that it has scored
        if adversary:
            hidden = hidden_pixels(mask, target)
            composite = prediction.detach().where(hidden, target)
            adversary_loss = adversary.learn(target, composite, hidden, generator)
        step += 1
        report.progress.update()

        # Turn a time limit into a number of steps, now that the speed is known
        if minutes and step == LOOK_EVERY:
            elapsed = average(time.monotonic() - resumed)
            total_steps = step + max(0, round((minutes * 60 - elapsed) * (step - first_step) / elapsed))
            report.progress.total, minutes = total_steps, None

        # Look at the loss: a state may be saved only if the loss and its gradient are finite
        stopping = asked_to_stop(step)
        told, saving = step in moments(total_steps), step % SAVE_EVERY == 0 or step == total_steps or stopping
        if told or saving or step % LOOK_EVERY == 0:
            value, its_value = average(loss.detach()), average(adversary_loss)
            # A scaler tries gradients that are too large, and skips them, until nothing is left to scale
            learns = scaler.get_scale() >= 1 if scaler.is_enabled() else math.isfinite(norm.item())
            if not (learns and math.isfinite(value) and math.isfinite(its_value)):
                raise FloatingPointError(
                    f"The loss is {value}, its gradient {norm.item()}, and the adversary's loss {its_value} at step "
                    f"{step}: take a lower learning rate. {kept_states(folder)}"
                )
            if rank() > 0:
                continue  # process 0 writes and prints
            report.look(step, value, config.learning_rate * factor, its_value if adversary else None)

        # Validate on unseen pictures, at the moments of the trace
        if told:
            report.validate(model, step)

        # Save all state on which the next step depends
        if saving:
            state = {
                "origin": made_from,
                "model": model.state_dict(),
                "optimizers": [optimizer.state_dict() for optimizer in optimizers],
                "adversary": adversary and adversary.state_dict(),
                "scaler": scaler.state_dict(),
                "trace": report.trace,
                "best": report.best,
                "step": step,
                "total_steps": total_steps,
                "seconds": time.monotonic() - started,
            }
            save_state(folder, state)
            report.board.flush()

    report.close()
    if step < total_steps:
        raise SystemExit(f"Stopped at step {step} of {total_steps}; continue with --resume.")
    if rank() == 0:
        if best := report.best:
            model.load_state_dict(best["weights"])
            report.trace["chosen"] = best["step"]
            print(f"The weights are those of step {best['step']}, the best of {len(report.trace['steps'])} moments.")
        checkpoint.save(
            model, folder, config.title, config.about, training_of(config, total_steps, device, started, made_from)
        )
        report.write(folder)
    return model.eval()


def sent(values: Tensor, device: str) -> Tensor:
    """Copy values to a device; the host does not wait until a GPU has them."""
    if device == "cuda":
        values = values.pin_memory()
    return values.to(device, non_blocking=True)
