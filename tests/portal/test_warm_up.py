"""A web server is warm before it is forked: no visitor waits for what every process needs, and no fork inherits a
thread or a connection.
"""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from tests.database import template
from tests.running import environment

pytestmark = pytest.mark.one_database
# What a process knows after it has loaded what gunicorn serves, and has asked nothing. Native threads count too.
LOADED = """
import json, os
from portal.wsgi import application
from django.db import connection
from search.index.site_analyzer import _keeper
print(json.dumps({
    "serves": callable(application),
    "knows its words": _keeper.known is not None and "analysis" in vars(_keeper.known),
    "connected": connection.connection is not None,
    "threads": len(os.listdir("/proc/self/task")),
}))
"""


def loaded(var: Path, database: Path) -> dict[str, Any]:
    given = {**environment(var), "DATABASE_URL": f"sqlite:///{database}", "PYTHONPATH": str(settings.BASE_DIR)}
    done = subprocess.run([sys.executable, "-c", LOADED], env=given, capture_output=True, text=True, check=True)
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def test_what_gunicorn_forks_knows_its_words_and_holds_neither_connection_nor_thread(tmp_path: Path) -> None:
    shutil.copyfile(template(), tmp_path / "portal.sqlite3")
    assert loaded(tmp_path, tmp_path / "portal.sqlite3") == {
        "serves": True,
        "knows its words": True,
        "connected": False,
        "threads": 1,
    }


def test_a_database_that_is_away_does_not_keep_the_server_from_starting(tmp_path: Path) -> None:
    told = loaded(tmp_path, tmp_path / "nowhere" / "portal.sqlite3")
    assert (told["serves"], told["knows its words"]) == (True, False)
