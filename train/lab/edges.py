"""`python -m train.lab.edges` prints how far the edge loss moves a network: its gradients and pictures beside MSE's.

fashion-vit-edge and fashion-vit-mse share start, pictures and masks. Both are measured on the first 1,000 validation
pictures, with random patches hidden; picture i gets the mask of seed i mod 500. A minute of one core's time.
"""

from __future__ import annotations

import torch

from mae_demo import checkpoint, metrics
from mae_demo.inference import predict
from mae_demo.losses import edge_error
from mae_demo.patches import hidden_pixels
from train.data import DATASETS, as_float
from train.measure import MASKS, masks_of

NAMES = "fashion-vit-mse", "fashion-vit-edge"
PICTURES, BATCH = 1000, 100


@torch.inference_mode()
def measure(ratio: float) -> dict[str, dict[str, float]]:
    """PSNR in dB and edge error of each network at a mask ratio, and 'apart', their mean absolute difference."""
    images = as_float(DATASETS["fashion-mnist"]().validation[:PICTURES])
    masks = masks_of("random", (7, 7), ratio, PICTURES)[torch.arange(PICTURES) % MASKS]
    hidden, found, predicted = hidden_pixels(masks, images), {}, []
    for name in NAMES:
        model, parts = checkpoint.load(name), zip(images.split(BATCH), masks.split(BATCH), strict=True)
        predicted.append(torch.cat([predict(model, pictures, mask) for pictures, mask in parts]))
        psnr = metrics.psnr(metrics.masked_mse(predicted[-1], images, hidden).mean()).item()
        found[name] = {"psnr": psnr, "edge": edge_error(predicted[-1], images, hidden).item()}
    return found | {"apart": {"l1": metrics.masked_l1(*predicted, hidden).mean().item()}}


if __name__ == "__main__":
    for ratio in (0.5, 0.75):
        print(ratio, measure(ratio))
