"""How what a person does reaches Python, and how the canvas hears of it."""

from __future__ import annotations

# Gradio tells every component that ever showed progress of each step of each call, and reads the properties of all that
# lies inside it: with the frame of the tabs among them, that is the whole page. The canvas shows progress by itself
NO_NETWORK = {"show_progress": "hidden", "show_progress_on": [], "api_visibility": "private"}
# One call at a time reaches the network; of what a control asks meanwhile only the last is answered
ONE_AT_A_TIME = NO_NETWORK | {
    "concurrency_id": "network",
    "concurrency_limit": 1,
    "trigger_mode": "always_last",
}


def tell_canvas(event: str) -> str:
    """A script that tells the canvas an event; an empty seed asks nothing of the server."""
    return f"(seed) => {{ if (seed !== null) document.dispatchEvent(new CustomEvent('{event}')); }}"


def tell(event: str, detail: str) -> str:
    """A script that tells the widgets an event (web/shared/events.js); `values` are those of the inputs."""
    return f"(...values) => {{ document.dispatchEvent(new CustomEvent('{event}', {{ detail: {detail} }})); }}"
