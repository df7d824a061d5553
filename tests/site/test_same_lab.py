"""Tests of the tab 'Autoencoders' of the Gradio page that hold for the static page as well."""

from tests.ui.lab.test_lab import (  # noqa: F401
    lab,
    test_a_bar_is_dragged_and_brought_back,
    test_a_gesture_that_the_browser_takes_over_is_over,
    test_another_autoencoder_is_chosen_while_a_click_is_unanswered,
    test_the_map_is_explored_by_pointer_and_by_keyboard,
)
from tests.ui.lab.test_lab_features import test_the_panel_shows_neighbours_and_changes_its_reader  # noqa: F401
from tests.ui.lab.test_lab_panels import (  # noqa: F401
    panel,
    test_a_group_of_choices_is_one_stop_of_tab_and_arrow_keys_go_through_it,
    test_a_panel_answers,
    test_another_noise_brings_other_cards,
)
from tests.ui.lab.test_lab_perception import test_sorted_by_eye_and_then_revealed  # noqa: F401
