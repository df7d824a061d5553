"""One training loop, read from top to bottom."""

from __future__ import annotations

import math
import threading
import time
from pathlib import Path

import torch
from torch import Generator, Tensor, nn
from torch.nn.parallel import DistributedDataParallel
from torch.utils.tensorboard import SummaryWriter
from tqdm import tqdm

from mae_demo import checkpoint, metrics
from mae_demo.inference import predict, to_space
from mae_demo.losses import LOSSES, normalise_patches, reconstruction_loss
from mae_demo.models import build
from mae_demo.patches import hidden_pixels
from train.adversary import Adversary
from train.augment import build_augmentation
from train.config import TrainConfig
from train.data import DATASETS, as_float, batches_of, epoch_order
from train.dataset import without
from train.distributed import average, first_alone, rank, share, size
from train.masks import draw_masks
from train.optim import build_optimizers, learning_rate_factor
from train.precision import product_type, rounded_products
from train.stale import made_from, start_of
from train.state import load_run, save_state
from train.trace import PICTURES, moments, to_bytes, write_trace

LOOK_EVERY = 50  # steps between looks at the loss, for each of which a GPU is waited for
SAVE_EVERY = 500  # steps between saved states
VALIDATED = 50  # pictures at once, which takes little memory


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

    stop: once set, the step at hand is finished, the state saved, and SystemExit raised. steps or minutes replace
    the recipe's number of steps; with minutes, the number is set after a measured start. resume: go on from the
    newest whole state, if there is one, so that on a CPU every bit comes out as without the break. compiled: let
    torch.compile write the network's code anew, which takes a minute or two at the start.
    Raises ValueError where a run waits to be resumed and is not, where it was made by another recipe, where its
    states are damaged, and where the checkpoint to start from is not there; FloatingPointError where the loss or
    its gradient is not finite (the last good state stays); OSError where the disk is full (likewise).
    """
    with first_alone():
        data = without(DATASETS[config.model.dataset](), config.leave_out)
    torch.manual_seed(config.seed)
    model = build(config.model).to(device)
    origin, started = made_from(config, folder), time.monotonic()

    # Models with a closed form need no loop
    if config.steps == 0:
        model.fit(as_float(data.train))
        if rank() > 0:
            return model.eval()
        checkpoint.save(
            model, folder, config.title, config.about, _provenance(config, 0, device, started, origin), half=False
        )
        return model.eval()

    # The training set stays on the device; validation always sees the same pictures and masks
    images, augment = data.train.to(device), build_augmentation(config.augment, config.model.image_size)
    batches = batches_of(len(images), config.batch_size)
    torch.set_flush_denormal(True)  # 0 for gradients below 1e-38: with them a CPU may take ten times as long
    torch.backends.cudnn.benchmark = True  # a GPU tries its convolutions once, for all batches have one shape
    validation = as_float(data.validation[:1000]).to(device)
    patch_size, image_size = config.model.patch_size, config.model.image_size
    validation_masks = draw_masks(
        (("random", patch_size, 1.0),), image_size, len(validation), 0.75, Generator().manual_seed(0)
    ).to(device)
    validation_hidden = hidden_pixels(validation_masks, validation)

    # What learns: the network, and its adversary if the loss has one
    if config.start_from:
        weights = checkpoint.load(start_of(config, folder), device).state_dict()
        positions = {name: values for name, values in model.state_dict().items() if name.endswith("pos_embed")}
        model.load_state_dict(weights | positions)  # its pictures may have been smaller
    optimizers = build_optimizers(model, config)
    peaks = [[group["lr"] for group in optimizer.param_groups] for optimizer in optimizers]
    scaler = torch.amp.GradScaler(device, enabled=product_type(device) == torch.float16)
    adversary, adversary_loss = None, 0.0
    if "adversarial" in LOSSES[config.model.loss]:
        adversary = Adversary(config.model.loss, config.model.channels, device, config.adversary_learning_rate)

    # Where the run stands
    step, total_steps = 0, steps or config.steps
    trace = {"steps": [], "masked_psnr_75": [], "predictions": []}
    with first_alone():
        state = load_run(folder, origin, steps, resume)
    if state:
        model.load_state_dict(state["model"])
        for optimizer, saved in zip(optimizers, state["optimizers"], strict=True):
            optimizer.load_state_dict(saved)
        if adversary:
            adversary.load_state_dict(state["adversary"])
        if state["scaler"]:
            scaler.load_state_dict(state["scaler"])
        step, total_steps, trace = state["step"], state["total_steps"], state["trace"]
        started -= state["seconds"]
        minutes = minutes if step < LOOK_EVERY else None
    network = DistributedDataParallel(model) if size() > 1 else model
    if compiled:
        network = torch.compile(network)

    board = SummaryWriter(folder / "run" / "tensorboard", purge_step=step + 1) if rank() == 0 else None
    progress = tqdm(
        total=total_steps, initial=step, desc=config.name, unit="step", dynamic_ncols=True, disable=rank() > 0
    )
    first_step, resumed, stopping = step, time.monotonic(), False
    while step < total_steps and not stopping:
        # Draw the masks of a batch, then take its pictures; both depend on the seed and the step alone, and each
        # process takes its rows. One copy a step reaches the device, and the host does not wait for it
        generator = Generator().manual_seed(config.seed * 1_000_003 + step)
        low, high = config.mask_ratio
        ratio = low + (high - low) * torch.rand((), generator=generator).item()
        drawn = share(draw_masks(config.masks, image_size, config.batch_size, ratio, generator))
        known = {"visible": int((~drawn[0]).sum())} if config.model.family == "vit" else {}
        mask = sent(drawn, device)
        epoch, place = divmod(step, batches)
        if place == 0 or step == first_step:
            order = epoch_order(len(images), epoch, config.seed).to(device)
        batch = as_float(images[share(order[place * config.batch_size : (place + 1) * config.batch_size])])

        # Vary the pictures and predict what is hidden. What is drawn here is drawn anew each step and in each process,
        # from another stream than batch and masks
        torch.manual_seed((config.seed * 1_000_003 + 750_000 + step) * size() + rank())
        batch = augment(batch)
        inputs, target = to_space(batch, config.model.input_space), _target(config, batch)
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
            scaler.step(optimizer)
        scaler.update()

        # Let the adversary learn from the pictures that it has judged
        if adversary:
            hidden = hidden_pixels(mask, target)
            pasted = prediction.detach().where(hidden, target)
            adversary_loss = adversary.learn(target, pasted, hidden, generator)
        step += 1
        progress.update()

        # Turn a time limit into a number of steps, once the speed is known
        if minutes and step == LOOK_EVERY:
            elapsed = average(time.monotonic() - resumed)
            total_steps = step + max(0, round((minutes * 60 - elapsed) * (step - first_step) / elapsed))
            progress.total, minutes = total_steps, None

        # Look at the loss: what is saved below is good only if it and its gradient are numbers
        if size() == 1 or step % LOOK_EVERY == 0:
            stopping = average(stop.is_set()) > 0
        report, saving = step in moments(total_steps), step % SAVE_EVERY == 0 or step == total_steps or stopping
        if report or saving or step % LOOK_EVERY == 0:
            value, its_value = average(loss.detach()), average(adversary_loss)
            checked = (value, its_value) if scaler.is_enabled() else (value, its_value, norm.item())
            if not all(map(math.isfinite, checked)):  # a scaler tries gradients that are too large, and skips them
                raise FloatingPointError(
                    f"The loss is {value}, its gradient {norm.item()}, and the adversary's loss {its_value} at step "
                    f"{step}: take a lower learning rate. The last good state is kept in {folder / 'run'}."
                )
            if rank() > 0:
                continue  # the first process keeps the books
            speed = (step - first_step) * config.batch_size / (time.monotonic() - resumed)
            progress.set_postfix(loss=f"{value:.4f}", images_per_s=round(speed))
            board.add_scalar("train/loss", value, step)
            board.add_scalar("train/learning_rate", config.learning_rate * factor, step)
            board.add_scalar("train/images_per_s", speed, step)
            if adversary:
                board.add_scalar("train/adversary_loss", its_value, step)

        # Validate on unseen pictures, and keep what some of them look like
        if report:
            model.eval()
            parts = zip(validation.split(VALIDATED), validation_masks.split(VALIDATED), strict=True)
            prediction = torch.cat([predict(model, pictures, masks) for pictures, masks in parts])
            model.train()
            score = metrics.psnr(metrics.masked_mse(prediction, validation, validation_hidden).mean()).item()
            board.add_scalar("validation/masked_psnr_75", score, step)
            progress.write(f"step {step}: validation masked PSNR at 75 % hidden {score:.2f} dB")
            trace["steps"].append(step)
            trace["masked_psnr_75"].append(round(score, 3))
            trace["predictions"].append(to_bytes(prediction[:PICTURES]))

        # Save all that the next step depends on
        if saving:
            state = {
                "origin": origin,
                "model": model.state_dict(),
                "optimizers": [optimizer.state_dict() for optimizer in optimizers],
                "adversary": adversary and adversary.state_dict(),
                "scaler": scaler.state_dict(),
                "trace": trace,
                "step": step,
                "total_steps": total_steps,
                "seconds": time.monotonic() - started,
            }
            save_state(folder, state)
            board.flush()

    progress.close()
    if step < total_steps:
        raise SystemExit(f"Stopped at step {step} of {total_steps}; go on with --resume.")
    if rank() == 0:
        board.close()
        checkpoint.save(
            model, folder, config.title, config.about, _provenance(config, total_steps, device, started, origin)
        )
        write_trace(folder, trace, validation, validation_hidden)
    return model.eval()


def sent(values: Tensor, device: str) -> Tensor:
    """Values on a device; the host goes on at once, before a GPU has copied them."""
    if device == "cuda":
        values = values.pin_memory()
    return values.to(device, non_blocking=True)


def _target(config: TrainConfig, images: Tensor) -> Tensor:
    """What the prediction is compared with, in the model's target space."""
    if config.model.target_space == "patch-normalised":
        return normalise_patches(to_space(images, config.model.input_space), config.model.patch_size)
    return to_space(images, config.model.target_space)


def _provenance(config: TrainConfig, steps: int, device: str, started: float, origin: dict) -> dict:
    """What made a checkpoint's weights."""
    dtype = str(product_type(device)).removeprefix("torch.")
    if device == "cuda":
        processor = torch.cuda.get_device_name()
    else:
        processor = f"CPU, {torch.get_num_threads()} thread(s)" if device == "cpu" else device
    return {
        "recipe": config.name,
        "steps": steps,
        "batch_size": config.batch_size,
        "seed": config.seed,
        "device": processor + f", {dtype}" * (steps > 0 and dtype != "float32"),
        "seconds": round(time.monotonic() - started),
        "torch": torch.__version__,
        "made_from": origin,
    }
