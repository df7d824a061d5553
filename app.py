"""Serve the playground: `python app.py`, or as it stands on a Hugging Face Space."""

from mae_demo.ui.page import LAUNCH, build_app, warm_up

if __name__ == "__main__":
    app = build_app()
    app.launch(prevent_thread_lock=True, **LAUNCH)
    warm_up()
    app.block_thread()
