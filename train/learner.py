"""What is trained, and one step of it: predict, measure the loss, follow its gradient."""

from __future__ import annotations

import math

import torch
from torch import nn
from torch.nn.parallel import DistributedDataParallel

from mae_demo.inference import target_of, to_space
from mae_demo.losses import LOSSES, reconstruction_loss
from mae_demo.patches import hidden_pixels
from train.adversary import Adversary
from train.augment import with_noise
from train.batches import Batch
from train.config import TrainConfig
from train.distributed import average, size
from train.optim import build_optimizers
from train.precision import product_type, rounded_products


class Learner:
    """A network, its optimizers, and its adversary if the loss has one.

    model: the network as it is saved. After each step, loss, norm (of the gradient, before clipping) and adversary_loss
    are those of the step, on the device; a host that reads them waits for it.
    """

    def __init__(self, model: nn.Module, config: TrainConfig, device: str) -> None:
        self.model, self.network, self.config, self.device = model, model, config, device
        self.optimizers = build_optimizers(model, config)
        self.peaks = [[group["lr"] for group in optimizer.param_groups] for optimizer in self.optimizers]
        self.scaler = torch.amp.GradScaler(device, enabled=product_type(device) == torch.float16)
        self.adversary, self.adversary_loss = None, 0.0
        if "adversarial" in LOSSES[config.model.loss]:
            self.adversary = Adversary(config.model.loss, config.model.channels, device, config.adversary_learning_rate)

    def distribute(self, compiled: bool) -> None:
        """Average gradients over all processes from now on; compiled: by a network of torch.compile."""
        if size() > 1:
            self.network = DistributedDataParallel(self.model)
        if compiled:
            self.network = torch.compile(self.network)

    def step(self, batch: Batch, factor: float) -> None:
        """Learn from one batch. factor: of the learning rates, 0..1."""
        config, mask = self.config, batch.mask

        # Add noise for a network that learns to remove it, and predict
        shown = with_noise(batch.images, config.noise)
        inputs, target = to_space(shown, config.model.input_space), target_of(config.model, batch.images)
        with rounded_products(self.device):
            prediction = self.network(inputs, mask, **batch.known)
        prediction = prediction.float()
        loss = reconstruction_loss(
            config.model.loss,
            prediction,
            target,
            mask,
            config.visible_weight,
            judge=self.adversary and self.adversary.judge,
            divergence=getattr(self.model, "divergence", None),
        )

        # Follow the gradient, clipped
        self.model.zero_grad(set_to_none=True)
        self.scaler.scale(loss).backward()
        for optimizer in self.optimizers:
            self.scaler.unscale_(optimizer)
        norm = nn.utils.clip_grad_norm_(self.model.parameters(), config.clip_norm)
        for optimizer, rates in zip(self.optimizers, self.peaks, strict=True):
            for group, peak in zip(optimizer.param_groups, rates, strict=True):
                group["lr"] = peak * factor
        if not self.scaler.is_enabled() or norm.isfinite():  # all optimizers step, or none: they share the norm
            for optimizer in self.optimizers:
                self.scaler.step(optimizer)
        self.scaler.update()
        self.loss, self.norm = loss.detach(), norm

        # Train the adversary on the pictures that it has scored
        if self.adversary:
            hidden = hidden_pixels(mask, target)
            composite = prediction.detach().where(hidden, target)
            self.adversary_loss = self.adversary.learn(target, composite, hidden, batch.generator)

    def losses(self) -> tuple[float, float]:
        """The loss and the adversary's (0 without one) of the last step, means over all processes.

        Raises FloatingPointError where they or the gradient are not finite.
        """
        loss, adversary_loss = average(self.loss), average(self.adversary_loss)
        # A scaler tries gradients that are too large, and skips them, until nothing is left to scale
        learns = self.scaler.get_scale() >= 1 if self.scaler.is_enabled() else math.isfinite(self.norm.item())
        if not (learns and math.isfinite(loss) and math.isfinite(adversary_loss)):
            raise FloatingPointError(
                f"The loss is {loss}, its gradient {self.norm.item()}, and the adversary's loss {adversary_loss}"
            )
        return loss, adversary_loss

    def state_dict(self) -> dict:
        """All on which the next step depends, but for the step's number."""
        return {
            "model": self.model.state_dict(),
            "optimizers": [optimizer.state_dict() for optimizer in self.optimizers],
            "adversary": self.adversary and self.adversary.state_dict(),
            "scaler": self.scaler.state_dict(),
        }

    def load_state_dict(self, state: dict) -> None:
        """Go on from such a state."""
        self.model.load_state_dict(state["model"])
        for optimizer, saved in zip(self.optimizers, state["optimizers"], strict=True):
            optimizer.load_state_dict(saved)
        if self.adversary:
            self.adversary.load_state_dict(state["adversary"])
        if state["scaler"]:
            self.scaler.load_state_dict(state["scaler"])
