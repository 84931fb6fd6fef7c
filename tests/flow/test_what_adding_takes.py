"""Adding a page type, a facet or a channel takes one registration each: an example app adds them, and readers see
them.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from tests.database import template

pytestmark = [pytest.mark.slow, pytest.mark.one_database]


def run(var: Path, *command: str) -> str:
    surroundings = {
        "DJANGO_SETTINGS_MODULE": "tests.added.settings",
        "PORTAL_VAR": str(var),
        "DATABASE_URL": f"sqlite:///{var / 'portal.sqlite3'}",
        "SEARCH_ENGINE": "tantivy",
        "PYTHONPATH": str(settings.BASE_DIR),
    }
    done = subprocess.run(
        [sys.executable, *command],
        cwd=settings.BASE_DIR,
        env={**os.environ, **surroundings},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    var = tmp_path_factory.mktemp("added")
    (var / "static").mkdir()
    shutil.copyfile(template(), var / "portal.sqlite3")
    run(var, "-m", "django", "migrate", "--verbosity=0")
    walk: dict[str, Any] = json.loads(run(var, "-m", "tests.added.walk").splitlines()[-1])
    return walk


def test_a_new_page_type_is_read_listed_found_followed_and_exported(walked: dict[str, Any]) -> None:
    seen = walked["seen"]
    for place in ("page", "list", "search", "called", "feed", "table", "data"):
        assert "Kompression strong" in seen[place], place
    assert "/riktlinjer/strong/" in seen["sitemap"]
    assert "/floden/riktlinjer.atom" in seen["feeds"]
    assert "Riktlinje" in seen["search"]


def test_a_new_facet_is_counted_chosen_exported_and_told_in_feeds(walked: dict[str, Any]) -> None:
    seen = walked["seen"]
    assert "Styrka" in seen["search"]
    assert 'name="grade" value="strong"' in " ".join(seen["search"].split())
    assert "/riktlinjer/weak/" in seen["narrowed"]
    assert "/riktlinjer/strong/" not in seen["narrowed"]
    assert "Kompression weak" not in seen["table"]
    assert "/floden/schema/styrka" in seen["feed"]


def test_a_withdrawal_reaches_the_feeds_that_the_new_facet_narrows(walked: dict[str, Any]) -> None:
    assert "Kompression weak" in walked["seen"]["feed_of_the_weak"]
    assert "Kompression weak" not in walked["seen"]["feed_of_the_strong"]


def test_a_new_channel_hears_of_everything(walked: dict[str, Any]) -> None:
    pages = walked["pages"]
    told = [tuple(pair) for pair in walked["heard"]]
    assert told == [("published", pages["strong"]), ("published", pages["weak"]), ("withdrawn", pages["weak"])]
