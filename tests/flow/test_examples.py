"""The examples of the page "Follow and reuse", run as their readers run them, against a portal that serves."""

import json
import os
import re
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

from portal.open_data.reuse import EXAMPLES, example_values, text_of
from tests.running import Running

pytestmark = [pytest.mark.slow, pytest.mark.one_database]

LANGUAGES = ("sv", "en")


def example(name: str, site: Running, language: str = "sv") -> str:
    """The text that the page shows, with the address of this portal."""
    with translation.override(language):
        values = example_values(site.url, min(publications(site)))
        return text_of(next(each for each in EXAMPLES if each.name == name), values)


def run(folder: Path, *command: str) -> str:
    """What a command prints, in a folder of its own and an ordinary environment."""
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "LANG": "C.UTF-8"}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@cache
def has_r() -> bool:
    command = ["Rscript", "-e", "library(jsonlite)"]
    return bool(shutil.which("Rscript")) and subprocess.run(command, capture_output=True).returncode == 0


def python(folder: Path, text: str) -> list[str]:
    (folder / "example.py").write_text(text)
    return run(folder, sys.executable, "example.py").splitlines()


def publications(site: Running) -> dict[int, dict[str, Any]]:
    return {item["number"]: item for item in json.loads(site.get("/data/v1/publications.json"))["publications"]}


def test_curl_fetches_everything_once_and_then_only_what_is_new(portal_site, tmp_path):
    text = example("publications.sh", portal_site)
    one = run(tmp_path, "sh", "-c", text)
    fetched = tmp_path / "publications.json"
    assert {item["number"] for item in json.loads(fetched.read_text())["publications"]} == set(
        publications(portal_site)
    )
    first = publications(portal_site)[min(publications(portal_site))]
    assert f"# {first['languages'][0]['title']}" in one and first["url"] in one
    # Whatever is in the file now stays: the portal has nothing newer.
    fetched.write_text("kept")
    run(tmp_path, "sh", "-c", text)
    assert fetched.read_text() == "kept"


def test_python_keeps_a_copy_that_is_the_present_state(portal_site, tmp_path):
    text = example("follow.py", portal_site)
    now = publications(portal_site)
    assert python(tmp_path, text) == [f"{len(now)} publications"]
    copy = tmp_path / "followed.json"
    assert json.loads(copy.read_text())["items"] == {str(number): item for number, item in now.items()}


def test_python_tells_what_has_happened_since_the_copy_was_made(portal_site, tmp_path):
    """As if the copy were from before the first event, with a publication that is there no more."""
    text = example("follow.py", portal_site)
    beginning = {"items": {}, "changes": f"{portal_site.url}/data/v1/changes?limit=20"}
    (tmp_path / "followed.json").write_text(json.dumps(beginning))
    *told, last = python(tmp_path, text)
    now = publications(portal_site)
    assert last == f"{len(now)} publications"
    assert len(told) >= len(now)
    assert any(" Withdrawn tag:" in line or " Published tag:" in line for line in told)
    assert json.loads((tmp_path / "followed.json").read_text())["items"] == {str(key): now[key] for key in now}


@pytest.mark.parametrize("language", LANGUAGES)
def test_python_with_feedparser_reads_the_events_and_is_told_when_there_are_no_others(portal_site, tmp_path, language):
    *entries, status = python(tmp_path, example("events.py", portal_site, language))
    assert len(entries) > 10
    assert all(f" {portal_site.url}/" in entry for entry in entries)
    assert status == "304"


@pytest.mark.skipif(not has_r(), reason="no R with the package jsonlite")
@pytest.mark.parametrize("language", LANGUAGES)
def test_r_makes_a_table_of_everything(portal_site, tmp_path, language):
    (tmp_path / "example.R").write_text(example("publications.R", portal_site, language))
    told = run(tmp_path, "Rscript", "example.R")
    now = publications(portal_site)
    words = {item["type"][language] for item in now.values()}
    table, _, rows = told.partition(f"\n{min(now)}\t")
    assert all(word in table for word in words)
    assert sum(map(int, re.findall(r"\b\d+\b", table))) == len(now)
    assert len(rows.splitlines()) == len(now)
    assert all(item["languages"][0]["title"] in told for item in now.values())
