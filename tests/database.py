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
from collections.abc import Generator
from pathlib import Path

import pytest
from django.conf import settings
from pytest_django.plugin import DjangoDbBlocker, blocking_manager_key

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
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """Keep the rows that migrations made. Django's own way would put them back through models and their signals."""
    from django.db import connection, connections

    # Tells Django that the rows are taken care of, so that it doesn't run post_migrate after each test that commits;
    # on the class, because a browser's event loop brings a connection of its own.
    vars(connections["default"]).pop("_test_serialized_contents", None)
    setattr(type(connections["default"]), "_test_serialized_contents", "[]")  # noqa: B010
    if connection.vendor == "postgresql":
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute("CREATE SCHEMA kept")
            for table in _tables():
                cursor.execute(f'CREATE TABLE kept."{table}" AS TABLE "{table}"')


def _tables() -> list[str]:
    from django.db import connection

    return connection.introspection.django_table_names(only_existing=True, include_views=False)


def _put_back() -> None:
    from django.db import connection, transaction

    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("ATTACH DATABASE %s AS kept", [str(template())])
        with transaction.atomic():
            for table in _tables():
                cursor.execute(f'INSERT INTO "{table}" SELECT * FROM kept."{table}"')
        if connection.vendor == "sqlite":
            cursor.execute("DETACH DATABASE kept")


def commits(item: pytest.Item) -> bool:
    marker = item.get_closest_marker("django_db")
    return bool(marker and marker.kwargs.get("transaction"))


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if commits(item) or {"transactional_db", "live_server"} & set(getattr(item, "fixturenames", ())):
            marker = item.get_closest_marker("django_db")
            asked = {**(marker.kwargs if marker else {}), "transaction": True, "serialized_rollback": True}
            item.add_marker(pytest.mark.django_db(**asked), append=False)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Generator[None, None, None]:
    """A test that commits leaves empty tables; the next one, of whatever kind, finds what migrations made."""
    try:
        yield
    finally:
        if nextitem is not None and commits(item):
            with item.config.stash[blocking_manager_key].unblock():
                _put_back()
