"""Whether strangers can reach the page, and by which names it may be called."""

from __future__ import annotations

import ipaddress
import os
import socket
from fnmatch import fnmatch

HERE = ("", "localhost", "127.0.0.1", "::1")


def strangers_come() -> bool:
    """Whether the page is served beyond this machine: on a Space, through a tunnel, or in a network."""
    asked = os.environ.get("GRADIO_SERVER_NAME", "").strip("[]")
    return bool(os.environ.get("SPACE_ID")) or os.environ.get("GRADIO_SHARE") == "True" or asked not in HERE


def allowed_names() -> tuple[str, ...]:
    """The names that the page answers to, besides addresses in numbers; * stands for anything.

    A web page of somebody else can have a name of its own lead to this server, and would then read from it what it
    likes ('DNS rebinding'). It cannot do so with a name of this list, nor with a number. ALLOWED_HOSTS in the
    environment adds names, with commas between. To a Space nobody comes but by the proxy in front of it, which knows
    its names, so any will do there unless ALLOWED_HOSTS says otherwise.
    """
    own, added = socket.gethostname().lower(), os.environ.get("ALLOWED_HOSTS", "").lower()
    if os.environ.get("SPACE_ID"):
        names = ["localhost", "*.hf.space", *added.split(",")] if added else ["*"]
    else:
        tunnel = ["*.gradio.live"] if os.environ.get("GRADIO_SHARE") == "True" else []
        names = ["localhost", own, f"{own}.local", socket.getfqdn().lower(), *tunnel, *added.split(",")]
    return tuple(filter(None, map(str.strip, names)))


def is_allowed(host: str, names: tuple[str, ...]) -> bool:
    """Whether a request's `Host` is one of the names, or an address in numbers; it may have a port."""
    name = host.lower().rpartition("]")[0].lstrip("[") if host.startswith("[") else host.lower().partition(":")[0]
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return any(fnmatch(name.rstrip("."), each) for each in names)
    return True
