"""The test database: on SQLite a copy of one migrated template, on PostgreSQL what pytest-django makes.

Running all of Wagtail's migrations takes far longer than most tests; they run once for each set of migration
files and are kept under var/test/. Rows that migrations make (the root page, the first locale) are put back
after a test that commits.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import pytest_django
from django.conf import settings

KEEP = 3


def _migrations_digest() -> str:
    from django.apps import apps

    digest = hashlib.sha256(repr(sys.version_info[:2]).encode())
    for config in apps.get_app_configs():
        for path in sorted(Path(config.path, "migrations").glob("*.py")):
            digest.update(str(path.relative_to(config.path)).encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def template() -> Path:
    """An SQLite file in which all migrations have run; made again when a migration has changed."""
    folder: Path = settings.BASE_DIR / "var" / "test"
    folder.mkdir(parents=True, exist_ok=True)
    kept = folder / f"{_migrations_digest()}.sqlite3"
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            made = Path(settings.VAR, "template.sqlite3")
            surroundings = {"DJANGO_SETTINGS_MODULE": settings.SETTINGS_MODULE, "DATABASE_URL": f"sqlite:///{made}"}
            subprocess.run(
                [sys.executable, "-m", "django", "migrate", "--verbosity=0"],
                env={**os.environ, **surroundings},
                cwd=settings.BASE_DIR,
                check=True,
            )
            shutil.move(made, kept)
            for old in sorted(folder.glob("*.sqlite3"), key=os.path.getmtime)[:-KEEP]:
                old.unlink()
    return kept


@pytest.fixture(scope="session")
def django_db_keepdb(request: pytest.FixtureRequest, django_db_modify_db_settings: None) -> bool:
    """On SQLite lay the template where Django looks for a test database, and have it taken up as it is."""
    from django.db import connection

    if connection.vendor != "sqlite" or request.config.getvalue("nomigrations"):
        return bool(request.config.getvalue("reuse_db"))
    database = Path(settings.VAR, "test.sqlite3")
    shutil.copyfile(template(), database)
    connection.settings_dict["TEST"]["NAME"] = str(database)
    return True


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: pytest_django.DjangoDbBlocker) -> None:
    """Lay the site's two start pages and the roles under all tests: to make them took a third of each test's time.

    Every connection knows these rows and those of the migrations: a browser's event loop brings one of its own.
    """
    from django.core.management import call_command
    from django.db import connection, connections

    from tests.factories import make_site

    with django_db_blocker.unblock():
        make_site()
        call_command("create_roles", verbosity=0)
        rows = connection.creation.serialize_db_to_string()
    for holder in (connections["default"], type(connections["default"])):
        setattr(holder, "_test_serialized_contents", rows)  # noqa: B010


def commits(item: pytest.Item) -> bool:
    marker = item.get_closest_marker("django_db")
    asked = bool(marker and marker.kwargs.get("transaction"))
    return asked or bool({"transactional_db", "live_server"} & set(getattr(item, "fixturenames", ())))


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that commit find what migrations made, and run last in their worker: they leave empty tables behind."""
    for item in items:
        if commits(item):
            marker = item.get_closest_marker("django_db")
            asked = {**(marker.kwargs if marker else {}), "transaction": True, "serialized_rollback": True}
            item.add_marker(pytest.mark.django_db(**asked), append=False)
            # A file at a time, as pytest-django has put them last and xdist keeps that order in each worker.
            item.add_marker(pytest.mark.xdist_group(f"commits {item.nodeid.partition('::')[0]}"))
        elif "portal_site" in getattr(item, "fixturenames", ()):
            # One portal for all that only look at it.
            item.add_marker(pytest.mark.xdist_group("site"))
