"""One training loop, read from top to bottom."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import torch
from torch import nn

from mae_demo import checkpoint
from mae_demo.models import build
from train.batches import Batches
from train.config import TrainConfig
from train.data import as_float, data_of
from train.dataset import without
from train.distributed import StopTogether, first_process_first, of_first, rank, refuse_uneven
from train.learner import Learner
from train.optim import learning_rate_factor
from train.provenance import provenance, training_of
from train.report import Report
from train.start import load_start
from train.state import kept_states, load_run, of_this_version, save_state, stop_at_once
from train.trace import moments

LOOK_EVERY = 50  # steps between looks at the loss, for which the host waits for the GPU
SAVE_EVERY = 500  # steps between saved states
SETTLED = 10  # steps after which a run has its speed: the first ones compile, and choose algorithms


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
    replace the recipe's number of steps; with minutes, the number follows from the speed after the first steps. resume:
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

    batches = Batches(data.train, config, device)
    torch.set_flush_denormal(True)  # in this thread; see train.__main__
    torch.backends.cudnn.benchmark = True  # choose algorithms once, since all batches have one shape
    report = Report(config, data, device)

    # What is trained: the network, and its adversary if the loss has one
    if config.start_from:
        load_start(model, config, folder)
    learner = Learner(model, config, device)

    # Start the run, or resume it
    step, total_steps = 0, steps or config.steps
    with first_process_first():
        state = load_run(folder, made_from, steps, resume)
    if state:
        with of_this_version(folder):
            learner.load_state_dict(state)
        report.resume(state)
        step, total_steps = state["step"], state["total_steps"]
        started -= state["seconds"]
        minutes = minutes if step < LOOK_EVERY else None
    else:
        with first_process_first():  # measuring a baseline may take longer than processes wait for a step
            if rank() == 0:
                report.begin(model)
    learner.distribute(compiled)

    report.open(folder, step, None if minutes else total_steps, writes=rank() == 0)
    resumed, stopping, asked_to_stop = time.monotonic(), False, StopTogether(stop, step)
    settled, settled_at = resumed, step + min(SETTLED, (LOOK_EVERY - step) // 2)  # when, and at which step; for minutes
    while step < total_steps and not stopping:
        # Learn from a batch
        factor = learning_rate_factor(step, total_steps, config.warmup_steps)
        learner.step(batches.at(step), factor)
        step += 1
        report.progress.update()

        # Turn a time limit into a number of steps, now that the speed is known
        if minutes and step == settled_at:
            settled = time.monotonic() - report.validating
        if minutes and step == LOOK_EVERY:
            a_step = (time.monotonic() - report.validating - settled) / (step - settled_at)
            left = minutes * 60 - (time.monotonic() - resumed) - report.validating_later()
            total_steps = step + max(0, round(of_first(left / a_step)))
            report.progress.total, minutes = total_steps, None

        # Look at the loss: a state may be saved only if the loss and its gradient are finite
        stopping = asked_to_stop(step)
        told, saving = step in moments(total_steps), step % SAVE_EVERY == 0 or step == total_steps or stopping
        if told or saving or step % LOOK_EVERY == 0:
            try:
                loss, adversary_loss = learner.losses()
            except FloatingPointError as error:
                raise FloatingPointError(
                    f"{error} at step {step}: take a lower learning rate. {kept_states(folder)}"
                ) from error
            if rank() > 0:
                continue  # process 0 writes and prints
            report.look(step, loss, config.learning_rate * factor, adversary_loss if learner.adversary else None)

        # Validate on unseen pictures, at the moments of the trace
        if told:
            report.validate(model, step)

        # Save all state on which the next step depends
        if saving:
            state = learner.state_dict() | {
                "origin": made_from,
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
            print(report.choice())
        checkpoint.save(
            model, folder, config.title, config.about, training_of(config, total_steps, device, started, made_from)
        )
        report.write(folder)
    return model.eval()
