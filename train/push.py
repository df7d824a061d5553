"""Send a checkpoint to a repository of the Hugging Face hub: weights, config, card, trace and samples."""

from __future__ import annotations

import re
from pathlib import Path

LEFT_OUT = ["run/*"]  # the saved states of a run


def checked(repository: str) -> str:
    """A repository as OWNER/NAME. Raises ValueError for anything else."""
    if not re.fullmatch(r"[\w.-]+/[\w.-]+", repository):
        raise ValueError(f"{repository!r} names no repository of the hub: write OWNER/NAME.")
    return repository


def push(folder: Path, repository: str) -> str:
    """Send a checkpoint's folder, make the repository if there is none, and return its address.

    The token is that of `hf auth login` or of HF_TOKEN. Raises ValueError where the hub cannot be reached or refuses;
    the checkpoint stays as it is.
    """
    from huggingface_hub import HfApi  # 0.5 s to import
    from huggingface_hub.errors import HfHubHTTPError, LocalTokenNotFoundError

    hub = HfApi()
    try:
        hub.create_repo(checked(repository), exist_ok=True)
        hub.upload_folder(
            repo_id=repository, folder_path=folder, ignore_patterns=LEFT_OUT, commit_message=f"Add {folder.name}"
        )
    except LocalTokenNotFoundError as error:
        raise ValueError("The hub wants to know who you are: run `hf auth login`, or set HF_TOKEN.") from error
    except (*HfHubHTTPError.__bases__, OSError) as error:  # its bases are the errors of the client that it works with
        line = str(error).strip().splitlines()[0]
        raise ValueError(f"{folder} is whole, but could not be sent to {repository}: {line}") from error
    return f"{hub.endpoint}/{repository}"
