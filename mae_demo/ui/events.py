"""How what a person does reaches Python, and how the canvas hears of it."""

from __future__ import annotations

# One call at a time reaches the network; of what a control asks meanwhile only the last is answered
ONE_AT_A_TIME = {
    "concurrency_id": "network",
    "concurrency_limit": 1,
    "trigger_mode": "always_last",
    "show_progress": "hidden",
    "api_visibility": "private",
}
NO_NETWORK = {"show_progress": "hidden", "api_visibility": "private"}


def tell_canvas(event: str) -> str:
    """A script that hands the canvas an event; an empty seed asks nothing of the server."""
    return f"(seed) => {{ if (seed !== null) document.querySelector('.trio').dispatchEvent(new Event('{event}')); }}"
