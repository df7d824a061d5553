"""The saved states of a run, from which it can resume: the newest two in folder/run, with checksums."""

from __future__ import annotations

import hashlib
import io
import pickle
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import torch
from filelock import FileLock, Timeout

from mae_demo.atomic_write import write_atomically
from train.provenance import changes

KEPT = 2
SIGNALS = signal.SIGTERM, signal.SIGINT  # the second is Ctrl-C
PARTS = {"origin", "model", "optimizers", "adversary", "scaler", "trace", "step", "total_steps", "seconds"}
DIGEST = 32  # bytes of sha256 in front of each state, since torch.load does not notice a flipped bit


def save_state(folder: Path, state: dict) -> None:
    """Save a state of a run in `folder`, named by state['step'], then delete all but the newest two.

    Raises OSError where it cannot be written, for instance on a full disk; earlier states stay.
    """
    buffer = io.BytesIO()
    torch.save(state, buffer)
    content = buffer.getvalue()
    path = folder / "run" / f"state-{state['step']:08}.pt"
    try:
        write_atomically(path, hashlib.sha256(content).digest() + content)
    except OSError:
        path.with_name(path.name + ".tmp").unlink(missing_ok=True)  # half a file is useless
        raise
    for old in _paths(folder)[KEPT:]:
        old.unlink()


def load_state(folder: Path) -> dict | None:
    """The newest undamaged state of a run in `folder`, its tensors on the CPU; None where no state is saved.

    Prints a line for each damaged state. Raises ValueError where all states are damaged, and where an older version
    saved the newest.
    """
    paths = _paths(folder)
    for path in paths:
        content = path.read_bytes()
        if hashlib.sha256(content[DIGEST:]).digest() == content[:DIGEST]:
            with of_this_version(folder):
                state = torch.load(io.BytesIO(content[DIGEST:]), map_location="cpu", weights_only=True)
                return {part: state[part] for part in PARTS} | {"best": state.get("best")}  # of some runs alone
        print(f"{path} is damaged; loading the one before.")
    if paths:
        raise ValueError(f"Every state in {folder / 'run'} is damaged; remove that folder and start again.")
    return None


def load_run(folder: Path, provenance: dict, steps: int | None, resume: bool) -> dict | None:
    """The state from which a run resumes; None for a new run, whose older states are deleted.

    provenance: `train.provenance.provenance` of the run. steps: instead of the recipe's. Raises ValueError where an
    unfinished run exists and `resume` is not set, and where the provenance of the unfinished run is another one.
    """
    state = load_state(folder)
    if state:
        finished, changed = state["step"] == state["total_steps"], changes(state["origin"], provenance)
        if steps and steps != state["total_steps"]:
            changed.append(f"--steps: {state['total_steps']} then, {steps} now")
        if not finished and not resume:
            raise ValueError(
                f"A run in {folder} stopped at step {state['step']} of {state['total_steps']}: "
                f"continue with --resume, or remove {folder / 'run'} to start again."
            )
        if changed and not finished:
            raise ValueError(f"The run in {folder} was started with other settings:\n  " + "\n  ".join(changed))
        if resume and not changed:
            return state
    drop_states(folder)
    return None


@contextmanager
def of_this_version(folder: Path) -> Iterator[None]:
    """Raise ValueError with a sentence where a state in `folder` has other parts than this version's."""
    try:
        yield
    except (KeyError, TypeError, ValueError, RuntimeError, pickle.UnpicklingError) as error:
        # torch has a plain RuntimeError for weights of other shapes, and for much that has nothing to do with versions
        if isinstance(error, RuntimeError) and not str(error).startswith("Error(s) in loading state_dict"):
            raise
        raise ValueError(
            f"The run in {folder} was saved by an older version: remove {folder / 'run'} to start again."
        ) from error


def kept_states(folder: Path) -> str:
    """A sentence that says where a run can be resumed from."""
    if paths := _paths(folder):
        return f"The last good state is kept: {paths[0]}."
    return "No state was saved yet."


def has_states(folder: Path) -> bool:
    """Whether there is anything to resume from."""
    return bool(_paths(folder))


def drop_states(folder: Path) -> None:
    """Delete the states of a run."""
    for path in _paths(folder):
        path.unlink()


def _paths(folder: Path) -> list[Path]:
    return sorted((folder / "run").glob("state-*.pt"), reverse=True)


@contextmanager
def only_run_in(folder: Path) -> Iterator[None]:
    """Lock a folder until this process ends. Raises ValueError where another run holds the lock."""
    (folder / "run").mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(folder / "run" / "lock", timeout=0):
            yield
    except Timeout as error:
        raise ValueError(f"Another run is writing to {folder}: wait for it, or take another --out.") from error


@contextmanager
def stop_on_signal() -> Iterator[threading.Event]:
    """An event that SIGTERM or Ctrl-C sets instead of ending the process, so that the current step can be finished and
    saved."""
    stop = threading.Event()
    with _handled(lambda *_: stop.set()):
        yield stop


@contextmanager
def stop_at_once(stop: threading.Event, told: str) -> Iterator[None]:
    """Let SIGTERM or Ctrl-C end the process with the sentence `told` while there is nothing to save.

    A stop that came before counts, too.
    """

    def end(*_: object) -> None:
        stop.set()
        raise SystemExit(told)

    with _handled(end):
        if stop.is_set():
            raise SystemExit(told)
        yield


@contextmanager
def _handled(handler: Callable) -> Iterator[None]:
    """Handle SIGNALS; only the main thread of a process can, and in another one they stay as they are."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.signal(number, handler) for number in SIGNALS}
    try:
        yield
    finally:
        for number, its_handler in before.items():
            signal.signal(number, its_handler)
