"""What the common tasks of the admin take, with the mouse and by keyboard alone, in a copy of the portal."""

import os
import sys
from pathlib import Path
from typing import Any

from django.conf import settings

from tests.benchmarks.options import Options
from tests.benchmarks.portal_copy import again, copied, served
from tests.benchmarks.publish import READERS
from tests.conftest import CHROMIUM_ARGUMENTS, chromium_path

PICTURES = settings.BASE_DIR / "portal" / "static" / "guide"


def figures(options: Options) -> dict[str, Any]:
    """Task → clicks, fields, characters, keys and seconds. With pictures, those of the guide are made instead."""
    if url := os.environ.get(READERS):
        return _walked(url, by_keyboard=options.keyboard, pictures=PICTURES if options.pictures else None)
    if options.pictures:
        os.environ["HASHED_STATIC"] = "false"  # a picture that is not there yet is no error
    told = {"pictures": ("--pictures",)} if options.pictures else {"mouse": (), "keyboard": ("--keyboard",)}
    return {name: _in_a_copy(*arguments) for name, arguments in told.items()}


def _in_a_copy(*arguments: str) -> dict[str, Any]:
    with copied() as var, served(Path(sys.executable), settings.BASE_DIR, var) as url:
        return again(var, "tasks", *arguments, **{READERS: url})


def _walked(url: str, **how: Any) -> dict[str, Any]:
    from playwright.sync_api import sync_playwright

    from tests.flow.office import Office
    from tests.flow.ten_tasks import TASKS
    from tests.flow.walk import Walk

    office = Office()
    # Playwright runs an event loop, in which Django would refuse to use the database.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=CHROMIUM_ARGUMENTS)
        walk = Walk(browser, url, office, **how)
        for task in TASKS:
            task(walk)
        browser.close()
    return walk.figures()
