"""Fetch checkpoints: the public ImageNet weights of He et al. (2022), and those of transformers on the hub.

`python -m mae_demo.checkpoint fetch NAME` downloads one and puts it on the shelf in our layout; the page does so, too
(ui.fetching). NAME is one of OFFERS or a repository such as facebook/vit-mae-base.
"""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

from filelock import FileLock
from huggingface_hub import hf_hub_download
from huggingface_hub.errors import RemoteEntryNotFoundError, RepositoryNotFoundError

from mae_demo import checkpoint
from mae_demo.checkpoint.catalogue import LICENCE, OFFERS, Offer
from mae_demo.checkpoint.download import LIMIT, Report, download
from mae_demo.checkpoint.exchange import import_checkpoint
from mae_demo.checkpoint.foreign import INDEXES, WEIGHTS, shards


def fetch(name: str, report: Report) -> str:
    """Download one of OFFERS, or the checkpoint of a hub repository, to the shelf; returns its name there.

    report: is called with the bytes so far and the bytes in all, for OFFERS; for a repository the hub's library draws
    its own progress bar. A checkpoint that is on the shelf is not fetched again. Raises ValueError, with a sentence,
    for an unknown name, and where the checkpoint cannot be reached or is not whole.
    """
    if name not in OFFERS and not re.fullmatch(r"\w[\w.-]*/\w[\w.-]*", name):
        raise ValueError(f"There is no {name!r:.60} to fetch: take one of {', '.join(OFFERS)}, or owner/repository.")
    shelf_name = name.replace("/", "--")
    folder = checkpoint.SHELF / shelf_name
    lock = Path(tempfile.gettempdir()) / f"{shelf_name}.fetching.lock"
    with FileLock(lock):  # a second call waits, and finds the checkpoint
        if not (folder / "config.json").is_file():
            if name in OFFERS:
                _official(OFFERS[name], folder, report)
            else:
                _from_hub(name, folder)
    return shelf_name


def _official(offer: Offer, folder: Path, report: Report) -> None:
    path = folder / offer.url.rsplit("/", 1)[1]
    try:
        download(offer.url, path, report)
        import_checkpoint(path, folder, offer.title, f"{offer.about} Licence {LICENCE}.", offer.loss, norm_pix=False)
    except OSError as error:
        raise ValueError(f"{path.name} could not be kept on the disk: {error.strerror}.") from error
    finally:
        path.unlink(missing_ok=True)


def _from_hub(repository: str, folder: Path) -> None:
    """Let huggingface_hub download to its own cache, which resumes interrupted downloads."""
    try:
        found = next((name for name in WEIGHTS + INDEXES if _size(repository, name)), None)
        if not found:
            raise ValueError(f"{repository} has no {' and no '.join(WEIGHTS)}.")
        several = shards(Path(hf_hub_download(repository, found))) if found in INDEXES else []
        if sum(_size(repository, name) for name in several or [found]) > LIMIT:
            raise ValueError(f"The weights of {repository} have more than {LIMIT / 1e9:.0f} GB, which is the limit.")
        with tempfile.TemporaryDirectory() as place:
            for name in ("config.json", found, *several):
                (Path(place) / name).symlink_to(hf_hub_download(repository, name))
            import_checkpoint(Path(place), folder, repository, f"{repository} on the hub, which tells its licence.")
    except RepositoryNotFoundError as error:
        raise ValueError(f"There is no repository {repository} on the hub, or it is not public.") from error
    except OSError as error:  # all that huggingface_hub raises where it cannot reach or read
        raise ValueError(f"{repository} could not be fetched from the hub: {str(error).splitlines()[0]}") from error


def _size(repository: str, name: str) -> int:
    """The size of a repository's file in bytes; 0 where the file does not exist."""
    try:
        return hf_hub_download(repository, name, dry_run=True).file_size
    except RemoteEntryNotFoundError:
        return 0
