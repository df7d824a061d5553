"""What the tests need of a machine beyond Python's packages: a browser, and data sets.

`python tests/needs.py browser` or `fashion-mnist` or `emoji` ends with a sentence where the machine lacks it.
"""

from __future__ import annotations

import shutil
import sys

from playwright.sync_api import Browser, Error, Playwright, sync_playwright

INSTALLED = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"]
FLAGS += ["--disable-background-networking", "--disable-component-update"]
# Chromium takes the last list alone: what of Playwright's matters here, and two pages behind the address bar of each
# window, which cost more than many a page that is tested
OFF = ["PaintHolding", "HttpsUpgrades", "HttpsFirstBalancedModeAutoEnable", "ThirdPartyStoragePartitioning"]
OFF += ["AvoidUnnecessaryBeforeUnloadCheckSync", "DestroyProfileOnBrowserClose", "LensOverlay", "MediaRouter"]
OFF += ["AvoidCorsURLLoaderRestartOnRedirect", "OptimizationHints", "NetworkTimeServiceQuerying", "PreconnectToSearch"]
OFF += ["AimEnabled", "WebUIOmniboxPopup", "WebUIOmniboxAimPopup", "WebUIOmniboxFullPopup"]
FLAGS.append(f"--disable-features={','.join(OFF)}")


def start_browser(playwright: Playwright) -> Browser:
    """Start an installed Chromium, or else Playwright's own. Raises ValueError where there is none that starts."""
    for path in [*filter(None, map(shutil.which, INSTALLED)), None]:  # None: Playwright's own
        try:
            return playwright.chromium.launch(executable_path=path, args=FLAGS)
        except Error as error:
            reason = error.message.splitlines()[0]
    raise ValueError(f"No browser starts ({reason}): install Chromium, or run `python -m playwright install chromium`.")


def in_a_line(error: ValueError) -> str:
    """What went wrong, as one line."""
    return " ".join(str(error).split())


def main(name: str) -> None:
    """Look for it; a data set that is not there is fetched or drawn where that is possible."""
    try:
        if name == "browser":
            with sync_playwright() as playwright:
                start_browser(playwright).close()
        else:
            from train.data import DATASETS  # which takes seconds to import

            DATASETS[name]()
    except ValueError as error:
        sys.exit(f"{name}: tests that need it are skipped. {in_a_line(error)}")


if __name__ == "__main__":
    main(sys.argv[1])
