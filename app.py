"""Serve the playground: `python app.py`, with `--class` for a class, or as it stands on a Hugging Face Space."""

import sys

from mae_demo.ui.classroom import CLASS, invitation
from mae_demo.ui.page import LAUNCH, build_app, warm_up

if __name__ == "__main__":
    in_class = "--class" in sys.argv[1:]
    app = build_app()
    app.launch(prevent_thread_lock=True, **LAUNCH, **CLASS if in_class else {})
    if in_class:
        print(invitation(app.server_port))
    warm_up(app)
    app.block_thread()
