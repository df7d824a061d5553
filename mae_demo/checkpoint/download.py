"""Download one large file, whole or not at all; an interrupted download resumes.

A file beside the partial one holds the server's version of it. If the server has another version when the download
resumes, it starts again.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import httpx

LIMIT = 4_000_000_000  # bytes; the largest official file has 2.6 billion
TIMEOUT = httpx.Timeout(30, connect=10)  # seconds without a byte

Report = Callable[[int, int], None]  # bytes so far, bytes in all


def download(url: str, path: Path, report: Report, limit: int = LIMIT) -> None:
    """Download `url` to `path`, by way of a partial file beside it, from which a later call resumes.

    report: is called as bytes arrive. Raises ValueError, with a sentence, where the server cannot be reached, refuses,
    does not tell the file's size, or breaks off, and where the file has more than `limit` bytes or does not fit on the
    disk. The partial file stays.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    part, version = path.with_name(path.name + ".part"), path.with_name(path.name + ".version")
    there = part.stat().st_size if part.exists() and version.exists() else 0
    host = httpx.URL(url).host
    try:
        headers = {"Range": f"bytes={there}-", "If-Range": version.read_text("utf-8")} if there else {}
        with httpx.stream("GET", url, headers=headers, timeout=TIMEOUT, follow_redirects=True) as response:
            if response.status_code == httpx.codes.REQUESTED_RANGE_NOT_SATISFIABLE:
                part.unlink()
                version.unlink()
                raise ValueError(f"The part of {path.name} that is here does not fit what {host} has: fetch it again.")
            if response.status_code not in (httpx.codes.OK, httpx.codes.PARTIAL_CONTENT):
                raise ValueError(f"{host} answers {response.status_code} {response.reason_phrase} for {path.name}.")
            there = there if response.status_code == httpx.codes.PARTIAL_CONTENT else 0
            if not response.headers.get("Content-Length", "").isdigit() or "Content-Encoding" in response.headers:
                raise ValueError(f"{host} does not say how large {path.name} is.")
            total = there + int(response.headers["Content-Length"])
            if total > limit:
                raise ValueError(f"{path.name} has {total / 1e9:.1f} GB; at most {limit / 1e9:.1f} GB are fetched.")
            if total - there + total > shutil.disk_usage(path.parent).free:  # the rest, and the imported copy
                raise ValueError(
                    f"The disk has no room for {path.name}, which takes {2 * total / 1e9:.1f} GB for a while."
                )
            if not there:
                version.unlink(missing_ok=True)
                if told := response.headers.get("ETag") or response.headers.get("Last-Modified"):
                    version.write_text(told, "utf-8")
            with open(part, "ab" if there else "wb") as file:
                for chunk in response.iter_bytes(1 << 20):
                    file.write(chunk)
                    there += len(chunk)
                    report(there, total)
    except httpx.HTTPError as error:
        kept = part.stat().st_size if part.exists() and version.exists() else 0
        raise ValueError(
            f"{host} could not be reached, or broke off after {kept / 1e6:.0f} MB of {path.name}; "
            f"fetch it again to resume. ({type(error).__name__})"
        ) from error
    os.replace(part, path)
    version.unlink(missing_ok=True)
