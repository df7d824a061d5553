"""Colour scales, for `mae_demo.render` and for the page's scripts.

Every scale is fixed, so that the maps of two checkpoints, pictures or masks can be compared: the same colour means the
same error everywhere. Numbers beyond a scale get the colour of its end. Nothing here needs torch, so that the page can
read the scales before torch is loaded.
"""

from __future__ import annotations

from dataclasses import dataclass

# Every fifth colour of matplotlib's viridis (CC0), which is perceptually uniform and safe for the colour-blind. Linear
# interpolation between them is within 1/255 of the original. Importing matplotlib for these lines takes 0.8 s
VIRIDIS = (
    "440154 46085c 471063 481769 481d6f 482475 472a7a 46307e 453781 433d84 414287 3f4889 3d4e8a 3a538b 38598c 355e8d "
    "33638d 31688e 2e6d8e 2c718e 2a768e 297b8e 27808e 25848e 23898e 218e8d 20928c 1f978b 1e9c89 1fa188 21a585 24aa83 "
    "28ae80 2eb37c 35b779 3dbc74 46c06f 50c46a 5ac864 65cb5e 70cf57 7cd250 89d548 95d840 a2da37 b0dd2f bddf26 cae11f "
    "d8e219 e5e419 f1e51d fde725"
)
# Blue, near-white, orange in equal steps of Oklab (Ottosson 2020): from lightness 0.62, chroma 0.14, hue 250° to
# lightness 0.97 without colour, and back to 0.62, 0.14, 56°
BLUE_ORANGE = (
    "398ad6 5498db 6ca5e0 84b3e4 9ac0e8 b1cdec c8dbef dee8f2 f5f5f5 f0e4dc ebd3c3 e6c2aa e0b191 daa078 d38f5e cc7e42 "
    "c46c1e"
)


@dataclass(frozen=True)
class Scale:
    """Colours for numbers: `colours`, hexadecimal, are evenly spaced from `low` to `high`."""

    low: float
    high: float
    unit: str
    colours: str


ERROR = Scale(0, 0.5, "absolute error; 1 = white for black", VIRIDIS)
DIFFERENCE = Scale(-0.5, 0.5, "prediction - original; blue: too dark, orange: too bright", BLUE_ORANGE)
BETWEEN = Scale(-0.1, 0.1, "prediction - another; blue: darker, orange: brighter", BLUE_ORANGE)  # of two networks
ATTENTION = Scale(0, 8, "attention; 1 = equal attention", VIRIDIS)
ACTIVATION = Scale(-3, 3, "standard deviations of all numbers of the stage", BLUE_ORANGE)
