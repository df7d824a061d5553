"""What a changed recipe's checkpoint, and a folder that is a data set, are called: as nothing else is."""

import pytest

from train.naming import name_of, name_of_folder
from train.recipes import RECIPES


@pytest.mark.parametrize(
    ("recipe", "changes", "name"),
    [
        ("fashion-vit-mse", {"dataset": "mnist"}, "mnist-vit-mse"),
        ("fashion-vit-mse", {"dataset": "mnist", "learning_rate": 0.1}, "my-mnist-vit-mse"),
        ("fashion-vit-mse", {"dataset": "emoji"}, "my-emoji-vit-mse"),
        ("emoji-unet-mse", {"dataset": "photos"}, "photos-emoji-unet-mse"),
        ("fashion-vit-mse", {"dataset": "pictures"}, "pictures-vit-mse"),
        ("photos-vit-mse", {"dataset": "pictures", "batch_size": 16}, "pictures-photos-vit-mse"),
        ("fashion-vit-mse", {"dataset": "fashion"}, "my-fashion-vit-mse"),
    ],
)
def test_a_changed_recipe_takes_the_name_of_no_other(recipe, changes, name):
    assert name_of(RECIPES[recipe](), changes) == name
    assert name not in RECIPES


@pytest.mark.parametrize(
    ("folder", "name"), [("/a/My Pictures", "my-pictures"), ("~/emoji", "my-emoji"), ("/…", "pictures")]
)
def test_a_folder_has_a_name_that_no_data_set_has(folder, name):
    assert name_of_folder(folder) == name
