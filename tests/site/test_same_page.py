"""Tests of the Gradio page that hold for the static page as well; `visit` of conftest.py opens the one or the other."""

from tests.ui.test_browser import (  # noqa: F401
    test_a_ratio_that_the_field_corrects_is_the_ratio_of_the_mask,
    test_a_stroke_by_keyboard_is_one_step_of_undo,
    test_arrow_keys_go_through_the_strip,
    test_controls_roll_masks_and_keep_painted_ones,
    test_each_group_of_controls_is_one_stop_of_tab_with_a_ring,
    test_keyboard_alone_paints,
    test_leaving_the_seed_as_it_is_keeps_a_painted_mask,
    test_mouse_stroke_hides_patches_at_once_and_changes_the_reconstruction,
    test_of_two_quick_picks_the_second_is_shown,
    test_on_a_phone_the_original_is_a_view_and_everything_fits_a_finger,
    test_page_opens_with_a_finished_example,
    test_raw_and_pasted_views_differ_without_asking_the_server,
    test_selective_has_a_slider_from_background_to_foreground,
    test_the_strip_says_what_it_shows_of_another_data_set_too,
    test_touch_paints_on_a_phone_without_scrolling,
    test_two_fingers_scroll_and_zoom_and_paint_nothing,
    test_what_is_painted_while_a_picture_is_on_its_way_stays,
)
from tests.ui.test_learning import (  # noqa: F401
    test_a_rate_too_high_says_what_nan_is_and_how_to_go_on,
    test_controls_and_address_go_there_and_back,
    test_crops_of_an_own_photograph_are_learnt_on_the_device,
    test_it_learns_pauses_steps_and_begins_anew_without_the_server,
    test_on_a_phone_nothing_is_wider_than_the_screen,
)
from tests.ui.test_lessons_tab import (  # noqa: F401
    test_a_lesson_goes_on_where_the_browser_keeps_nothing,
    test_a_lesson_is_gone_through_by_keyboard,
    test_a_step_has_a_link_and_what_was_changed_there_is_restored,
    test_answers_are_saved_without_a_name_and_those_of_a_class_are_counted_in_the_page,
    test_what_is_right_is_said_at_the_end_and_stays_in_the_browser,
)
from tests.ui.test_screen import test_the_controls_tell_the_truth_of_a_painted_mask  # noqa: F401
