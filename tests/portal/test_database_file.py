"""When the database file is moved away while the portal serves, it is reported missing and no empty one is made."""

from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError
from django.db.backends.sqlite3.base import DatabaseWrapper
from django.db.utils import ConnectionHandler

from portal.devserver.supervisor import open_only_what_is_there

pytestmark = pytest.mark.django_db


def a_database(file: Path) -> Any:
    """A connection to a new database of one table, not open."""
    settings = {"ENGINE": "django.db.backends.sqlite3", "NAME": str(file), "OPTIONS": {}}
    database: Any = DatabaseWrapper(ConnectionHandler({"default": settings}).settings["default"], alias="other")
    with database.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("CREATE TABLE closed (page integer)")
    database.close()
    return database


def test_a_file_that_is_moved_away_and_back_is_as_it_was(tmp_path):
    file, aside = tmp_path / "en portal.sqlite3", tmp_path / "aside.sqlite3"
    database = a_database(file)
    open_only_what_is_there(database)
    file.rename(aside)
    with pytest.raises(OperationalError):
        database.ensure_connection()
    assert not file.exists()
    aside.rename(file)
    with database.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM closed")
        assert cursor.fetchone() == (0,)
    database.close()
