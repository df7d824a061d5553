"""Makes the checkpoints: `python -m train RECIPE`. Knows the models and nothing of the page."""
