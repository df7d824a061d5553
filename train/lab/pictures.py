"""`python -m train.lab.pictures` writes checkpoints/lab/pictures.png and .json.

They are a contact sheet of the first 1,000 test pictures of Fashion-MNIST, for the tab 'Autoencoders', and their
classes. `train.lab.features` finds the neighbours among them.
"""

from __future__ import annotations

from mae_demo.contact_sheet import ContactSheet, write_contact_sheet
from train.data import DATASETS, as_float
from train.lab.runs import LAB

PICTURES = 1000

if __name__ == "__main__":
    data = DATASETS["fashion-mnist"]()
    write_contact_sheet(
        ContactSheet(as_float(data.test[:PICTURES]), data.test_labels[:PICTURES], data.classes), LAB / "pictures.png"
    )
