"""See what a masked autoencoder sees: models, masks, losses and figures. `mae_demo.ui` draws the page."""
