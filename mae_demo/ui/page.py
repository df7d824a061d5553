"""The whole page: its frame, its tabs, its limits."""

from __future__ import annotations

import gc
import json
import os
from contextlib import suppress

import gradio as gr

from mae_demo import (
    checkpoint,
    zero_gpu,  # noqa: F401, it has to be there before torch and before the launch
)
from mae_demo.answers.comparisons import default, networks_of
from mae_demo.answers.samples import FOLDER, own_samples, sample_paths, samples_for
from mae_demo.answers.shelf import dataset_of
from mae_demo.text import WORDS, languages, speaking
from mae_demo.ui.about import create_about_tab
from mae_demo.ui.api import create_api
from mae_demo.ui.classroom import AT, alive_route, class_routes
from mae_demo.ui.compare import create_compare_tab
from mae_demo.ui.fetching import create_fetching
from mae_demo.ui.following import Frame, wire_following
from mae_demo.ui.lab.latent_space import explored
from mae_demo.ui.lab.tab import create_lab_tab
from mae_demo.ui.languages import Page, switch
from mae_demo.ui.lessons import create_lessons
from mae_demo.ui.link import create_link
from mae_demo.ui.one_patch import create_one_patch_fold
from mae_demo.ui.opening import wire_opening
from mae_demo.ui.playground import create_playground_tab
from mae_demo.ui.serving import ERRORS, lifespan
from mae_demo.ui.stages import create_stages
from mae_demo.ui.takeaway import create_takeaway
from mae_demo.ui.tokens import create_tokens_fold
from mae_demo.ui.train import create_train_tab
from mae_demo.ui.uploads import PURGE_AFTER, PURGE_EVERY
from mae_demo.ui.whole import create_whole_fold
from mae_demo.ui.widgets import PRELOAD, WEB, mounted, route, traces_route, weights_route

FONT = ["system-ui", "-apple-system", "Segoe UI", "Roboto", "sans-serif"]  # the visitor's own: nothing is fetched

# One accent, dark enough for white letters on it, and quiet text that still has a contrast of 4.5 to its ground
THEME = gr.themes.Default(
    primary_hue="teal", neutral_hue="slate", font=FONT, font_mono=["ui-monospace", "monospace"]
).set(
    color_accent="*primary_700",
    body_text_color_subdued="*neutral_500",
    body_text_color_subdued_dark="*neutral_400",
    slider_color="*primary_700",
    slider_color_dark="*primary_400",
    checkbox_background_color_selected="*primary_700",
    checkbox_background_color_selected_dark="*primary_600",
    checkbox_border_color_selected="*primary_700",
)


def script() -> str:
    """What runs in the browser when the page is there, with its words."""
    said = {"painted": WORDS["controls"]["painted"], **{key: WORDS["takeaway"][key] for key in ("framed", "alone")}}
    return f"() => {mounted('page', json.dumps(said))}"


LAUNCH = {
    "theme": THEME,
    "css_paths": [WEB / "page" / "page.css", WEB / "page" / "lab.css", WEB / "page" / "lessons.css"],
    "head_paths": WEB / "page" / "opening.html",
    "head": PRELOAD,
    "js": script(),
    "app_kwargs": {
        "routes": [weights_route(), traces_route(), alive_route(), *class_routes(), route()],
        "lifespan": lifespan,
        "exception_handlers": ERRORS,
    },
    "state_session_capacity": 500,  # pictures of so many visitors are kept, of up to 4 MB each
    "max_file_size": "5mb",
    "show_error": False,
    "enable_monitoring": False,
    "run_history": False,
    "footer_links": ["api", "settings"],
}


def build_app() -> Page:
    """The page as Gradio blocks; launch it with LAUNCH."""
    # About two seconds of strokes wait, when a class paints at once. Nobody is told how many are before them, which the
    # page does not show, or everyone would be told with every stroke of anyone
    return build_page().queue(max_size=128, api_open=False, status_update_rate=3600)


def build_page() -> Page:
    """The page in the language that is spoken."""
    words = WORDS["page"]
    os.environ["GRADIO_ANALYTICS_CACHE_FREQUENCY"] = "1000000"  # events between summaries that nobody reads here
    # Samples are sent as they lie there: a copy would be purged from under open pages
    gr.set_static_paths([FOLDER, *own_samples()])
    options = {"title": words["title"], "analytics_enabled": False, "delete_cache": (PURGE_EVERY, PURGE_AFTER)}
    with Page(build_page, **options) as app:
        app.js = script()
        gr.HTML(f"{switch()}<h1>{words['title']}</h1><p>{words['promise']}</p>", elem_id="title")
        notice = gr.Markdown(elem_id="notice")
        link = create_link()
        gr.Markdown(words["opening"], elem_id="opening", elem_classes="note")
        with gr.Tabs(overflow_behavior="wrap") as frame:
            names = ["playground", "compare", *(["lab"] if explored() else []), "train", "lessons", "about"]
            tabs = {name: gr.Tab(words[name], id=name, elem_id=name) for name in names}
            with tabs["playground"]:
                controls = create_playground_tab()
                with controls.below:
                    create_stages(controls)
                    create_tokens_fold(controls)
                    create_whole_fold(controls)
                    create_one_patch_fold(controls)
                create_takeaway(controls)
            with tabs["compare"]:
                compared = create_compare_tab(tabs["compare"], controls)
            create_fetching(app, controls)
            lab = None
            if "lab" in tabs:  # a shelf without small autoencoders has nothing to show there
                with tabs["lab"]:
                    lab = create_lab_tab(tabs["lab"])
            with tabs["train"]:
                create_train_tab()
            with tabs["lessons"]:
                teacher = f"[{WORDS['teacher']['link']}]({AT.removeprefix('/')}/teacher)"
                gr.Markdown(f"{WORDS['lessons']['what']} {teacher}", elem_classes="note")
            with tabs["about"]:
                create_about_tab()
        create_lessons()
        wire_opening(app, link, controls, notice, frame, tabs)
        wire_following(link, controls, Frame(frame, tabs, compared, lab))
        create_api()
    return app


def warm_up(app: Page) -> None:
    """Import torch, load what is compared at first, and build the page in every language; it is up already meanwhile.

    A checkpoint that cannot be loaded is said on the console; the others can still be picked.
    """
    from mae_demo.answers.networks import model
    from mae_demo.answers.reconstruction import warm_up

    try:
        first = checkpoint.names()[0]
        warm_up(first, sample_paths(samples_for(first))[0])
        for name in default(dataset_of(first)):
            for network in networks_of(name):
                model(network)
    except ValueError as error:
        print(error)
    for language in languages():
        with speaking(language), suppress(AssertionError):  # too many visitors meanwhile: it is built when asked for
            _ = app.config
    gc.collect()  # of those pages only what browsers are told is kept
    gc.freeze()  # what is there now stays; looking through it for garbage again and again would hold up all visitors
