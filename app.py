"""Serve the playground: `python app.py`, with `--class` for a class, or as it stands on a Hugging Face Space."""

import sys

from mae_demo.ui.classroom import invitation, open_to_class
from mae_demo.ui.page import LAUNCH, build_app, warm_up

if __name__ == "__main__":
    in_class = "--class" in sys.argv[1:]
    place = open_to_class() if in_class else {}
    app = build_app()
    app.launch(prevent_thread_lock=True, **LAUNCH, **place)
    if in_class:
        print(invitation(app.server_port))
    warm_up(app)
    app.block_thread()
