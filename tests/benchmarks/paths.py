"""Which of the portal's own files a request passes: so many must be read by who wants to follow it."""

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.db import transaction
from django.test import Client

from portal.models import Publication
from tests.benchmarks.options import Options

APPS = ("portal", "recommendations", "news", "search")
# Asked before, so that what is kept for all requests is there: another question than the one that is followed.
WARM = ("/sok/?q=glukos&area=diabetes", "/floden/alla.atom")
PATHS = {"search": "/sok/?q=insulin&type=recommendation", "feed": "/floden/rekommendationer.atom"}


def figures(options: Options) -> dict[str, Any]:
    """Path → the number of files, and each of them with how many of its functions were called."""
    page = Publication.objects.live().order_by("pk").first()
    if page is None:
        raise CommandError("There is no content to measure: run `manage.py load_demo` first.")
    client = Client(headers={"host": "localhost"})
    for address in WARM:
        client.get(address)
    passed = {name: files_passed(partial(client.get, path)) for name, path in PATHS.items()}
    passed["publish"] = files_passed(partial(_publish, page.specific))
    return {name: {"files": len(files), **dict(sorted(files.items()))} for name, files in passed.items()}


def files_passed(act: Callable[[], Any]) -> dict[str, int]:
    """The own files that have a function which is called meanwhile, in this thread, and how many such functions."""
    seen: dict[str, set[str]] = {}

    def note(frame: FrameType, event: str, _argument: Any) -> None:
        code = frame.f_code
        path = Path(code.co_filename)
        if event == "call" and code.co_name != "<module>" and path.is_relative_to(settings.BASE_DIR):
            name = path.relative_to(settings.BASE_DIR)
            if name.parts[0] in APPS:
                seen.setdefault(str(name), set()).add(code.co_qualname)

    sys.setprofile(note)
    try:
        act()
    finally:
        sys.setprofile(None)
    return {name: len(functions) for name, functions in seen.items()}


def _publish(page: Any) -> None:
    """From the click to the delivery in the outbox, taken back afterwards."""
    with transaction.atomic():
        page.save_revision().publish()
        transaction.set_rollback(True)
