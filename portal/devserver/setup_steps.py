"""What has to be there before the portal can serve, each with a cheap test of whether it is there already."""

import hashlib
import json
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder
from wagtail import hooks
from wagtail.documents import get_document_model
from wagtail.models import Site

from portal.devserver.atomic_files import write_whole
from portal.devserver.bootstrap import in_words
from portal.devserver.demo_content import FILES, rows_of
from portal.devserver.supervisor import run_apart
from portal.models import ProductArea, Publication, Region, RegionalContact

LOGINS = {
    "kommunikator": "Communication officers",
    "granskare": "Second readers",
    "sekreterare": "Council secretaries",
    "publicist": "Publishers",
    "regionkontakt": "Regional contacts",
    "admin": "Administrators",
}
# Which of them write for a region.
REGIONS = {"regionkontakt": "halland"}
LOGINS_FILE = settings.VAR / "logins.json"
# What was made of which files, so that it is made again when they change.
DONE_FILE = settings.VAR / "start.json"
LOOPBACK = {"localhost", "127.0.0.1", "::1"}


@dataclass(frozen=True)
class Step:
    """One step of `start`: what it is called, whether it is done already, and what does it."""

    name: str
    is_done: Callable[[], bool]
    do: Callable[[], object]


def steps(base_url: str, meanwhile: Callable[[], object] | None = None) -> Iterator[Step]:
    """In the order of doing: what stands between two steps is asked when the one before it is done.

    Meanwhile: what this process may do while another looks after the index.
    """
    yield Step(in_words("Databas", "Database"), is_migrated, migrate)
    yield Step(
        in_words("Ordlistor", "Vocabulary"),
        lambda: ProductArea.objects.exists() and _unchanged("vocabulary"),
        load_vocabulary,
    )
    yield Step(
        in_words("Roller", "Roles"),
        lambda: Group.objects.filter(name__in=LOGINS.values()).count() == len(LOGINS) and _unchanged("roles"),
        create_roles,
    )
    filled = Publication.objects.exists()
    yield Step(in_words("Exempelinnehåll", "Demo content"), lambda: filled, load_demo)
    yield Step(in_words("Inloggningar", "Logins"), lambda: not _missing_logins(), make_logins)
    yield Step(in_words("Webbadress", "Address"), lambda: _site_answers_at(base_url), lambda: set_site(base_url))
    yield Step(
        in_words("Stilmallar och bilder", "Static files"),
        lambda: (settings.STATIC_ROOT / "staticfiles.json").exists() and _unchanged("static"),
        collect_static,
    )
    # An index that outlived its database would fit the engine all the same.
    yield Step(
        in_words("Sökindex", "Search index"),
        lambda: False,
        lambda: run_apart(lambda: quietly("reindex", if_needed=filled), meanwhile),
    )
    # The worker would do it too, but the first visitor would meet feeds that are still filling.
    yield Step(in_words("Leveranser", "Deliveries"), lambda: filled, lambda: run_apart(deliver))


def quietly(command: str, **options: Any) -> None:
    """The line of progress is ours; what a command says of its own would stand in the middle of it."""
    call_command(command, verbosity=0, stdout=StringIO(), **options)


def migrate() -> None:
    """Wagtail words its choosers when it loads the hooks, and Django's command would do that in no language at all."""
    hooks.search_for_hooks()
    quietly("migrate")


def is_migrated() -> bool:
    """Compare file names with the database's own list: Django's graph of migrations takes a second."""
    there = {
        (config.label, path.stem)
        for config in apps.get_app_configs()
        for path in Path(config.path, "migrations").glob("[0-9]*.py")
    }
    return there <= set(MigrationRecorder(connection).applied_migrations())


def load_vocabulary() -> None:
    """Load the vocabulary, and note from which files."""
    quietly("load_vocabulary")
    _remember("vocabulary")


def create_roles() -> None:
    """Make the roles, and note from which files."""
    quietly("create_roles")
    _remember("roles")


def load_demo() -> None:
    """Load the demo content."""
    if not get_document_model().objects.exists():
        # Of a start that was killed before the rows of its files were there.
        for row in (row for source in FILES for row in rows_of(*source)):
            for attachment in row.get("documents", []):
                (settings.MEDIA_ROOT / "documents" / attachment["filename"]).unlink(missing_ok=True)
    quietly("load_demo")


def deliver() -> None:
    """Fill the index and the feeds."""
    quietly("deliver")
    quietly("read_files")


def collect_static() -> None:
    """Collect the static files, and note from which."""
    quietly("collectstatic", interactive=False, clear=True)
    _remember("static")


def read_logins() -> dict[str, str]:
    """Account → password of the accounts that `start` has made."""
    return _read(LOGINS_FILE)


def _missing_logins() -> list[str]:
    there = set(get_user_model().objects.filter(username__in=LOGINS).values_list("username", flat=True))
    return [name for name in LOGINS if name not in there]


def make_logins() -> None:
    """One person for each role; a person who exists keeps the password that they have.

    The passwords are on file before anybody has them: whoever is made by a start that is killed can still log in.
    """
    missing, passwords = _missing_logins(), read_logins()
    for name in missing:
        passwords.setdefault(name, secrets.token_urlsafe(12))
    write_whole(LOGINS_FILE, json.dumps(passwords, indent=1))
    with transaction.atomic():
        for name in missing:
            chief = LOGINS[name] == "Administrators"
            user = get_user_model().objects.create_user(
                name, f"{name}@samverkansportalen.example", passwords[name], is_staff=chief, is_superuser=chief
            )
            user.groups.add(Group.objects.get(name=LOGINS[name]))
            if region := Region.objects.filter(code=REGIONS.get(name, "")).first():
                RegionalContact.objects.create(user=user, region=region)


def _own_site() -> Site | None:
    """The default site while it stands at this machine; a real host name is the administrator's choice."""
    return Site.objects.filter(is_default_site=True, hostname__in=LOOPBACK).first()


def _site_answers_at(base_url: str) -> bool:
    site = _own_site()
    return site is None or site.root_url == base_url


def set_site(base_url: str) -> None:
    """Set the site's host and port to this address, unless an administrator has given it a real host name."""
    if site := _own_site():
        address = urlsplit(base_url)
        site.hostname = address.hostname or "localhost"
        site.port = address.port or (443 if address.scheme == "https" else 80)
        site.save()


def _sources(what: str) -> Iterator[Path]:
    if what == "static":
        yield settings.BASE_DIR / "requirements.txt"
        for finder in get_finders():
            for path, storage in finder.list([]):
                yield Path(storage.path(path))
    elif what == "vocabulary":
        yield from sorted((settings.BASE_DIR / "portal" / "data").glob("*.toml"))
    else:
        yield from sorted(settings.BASE_DIR.glob("*/rights.py"))
        for name in ("management/commands/create_roles.py", "permissions/matrix.py", "permissions/roles.py"):
            yield settings.BASE_DIR / "portal" / name


def _digest(what: str) -> str:
    digest = hashlib.sha256()
    for path in _sources(what):
        state = path.stat()
        digest.update(f"{path} {state.st_size} {state.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def _unchanged(what: str) -> bool:
    return _read(DONE_FILE).get(what) == _digest(what)


def _remember(what: str) -> None:
    write_whole(DONE_FILE, json.dumps({**_read(DONE_FILE), what: _digest(what)}, indent=1))


def _read(path: Path) -> dict[str, str]:
    """Nothing where there is no such file, or half of one that an earlier version was killed in."""
    try:
        return dict(json.loads(path.read_text()))
    except (FileNotFoundError, ValueError):
        return {}
