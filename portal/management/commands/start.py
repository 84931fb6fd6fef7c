"""`manage.py start`: prepares what is missing, then serves the portal with its worker."""

import errno
import os
import shutil
import socket
import sys
import time
from argparse import ArgumentParser
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.checks import run_checks
from django.core.management.base import BaseCommand
from django.db import DatabaseError

from portal.devserver.atomic_files import clear_drafts
from portal.devserver.bootstrap import FULL, disk_is_full, give_up, in_words
from portal.devserver.mailbox import folder
from portal.devserver.setup_steps import LOGINS, read_logins, steps
from portal.devserver.supervisor import bound, load_site, serve
from portal.devserver.var_lock import is_shared, own

MADE_FOR_A_DATABASE = (
    "portal.sqlite3",
    "portal.sqlite3-wal",
    "portal.sqlite3-shm",
    "logins.json",
    "secret_key",
)
NEEDED_BYTES = 50 * 1024 * 1024


class Command(BaseCommand):
    help = "Prepares whatever is missing, then serves the portal with its background worker until stopped."
    requires_system_checks: list[str] = []  # `check` has its own command; here they would cost a second

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8000, help="port to serve on (8000)")
        parser.add_argument("--host", default="127.0.0.1", help="address to serve on (127.0.0.1)")
        parser.add_argument("--prepare", action="store_true", help="do everything but serve")
        parser.add_argument("--reset", action="store_true", help="delete the database under var/ and begin anew")
        parser.add_argument("--yes", action="store_true", help="answer yes to --reset's question")

    def handle(self, *args: Any, **options: Any) -> None:
        host, port = options["host"], options["port"]
        listener = self.look_about(host, port, serves=not options["prepare"])
        if options["reset"]:
            again = ["--host", host, "--port", str(port), *(["--prepare"] if options["prepare"] else [])]
            self.reset(options["yes"], again)
        self.take_address(host, port)
        try:
            self.prepare(None if options["prepare"] else load_site)
        except (OSError, DatabaseError) as error:
            if getattr(error, "errno", None) in FULL or "disk is full" in str(error):
                disk_is_full()
            raise
        if listener:
            if serve(listener, self.welcome):
                give_up("Webbservern kunde inte köras: se ovan.", "The web server could not run: see above.")
            self.stdout.write(in_words("Avslutat.", "Stopped."))

    def look_about(self, host: str, port: int, *, serves: bool) -> socket.socket | None:
        """Say in one sentence what would keep the portal from running, before anything is touched.

        Returns where it will listen, taken already; None where it does not serve.
        """
        if not 0 < port < 65536:
            give_up(
                f"Port {port} finns inte: välj ett tal från 1 till 65535 med --port.",
                f"There is no port {port}: choose a number from 1 to 65535 with --port.",
            )
        for message in run_checks(tags=["search"]):
            give_up(f"Sökmotorn kan inte användas: {message.msg}.", f"The search can't work: {message.msg}.")
        own(settings.VAR)
        clear_drafts(settings.VAR)
        clear_drafts(folder())
        if not serves:
            return None
        try:
            return bound(host, port)
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                give_up(
                    f"Port {port} på {host} är upptagen: välj en annan med --port.",
                    f"Port {port} on {host} is busy: choose another with --port.",
                )
            give_up(
                f"Det går inte att lyssna på {host}, port {port}: {error.strerror}.",
                f"It is not possible to listen on {host}, port {port}: {error.strerror}.",
            )

    def take_address(self, host: str, port: int) -> None:
        """Links in mails and feeds lead to where this process serves, unless BASE_URL says otherwise."""
        if "BASE_URL" not in os.environ:
            shown = "127.0.0.1" if host in ("0.0.0.0", "::") else f"[{host}]" if ":" in host else host
            settings.BASE_URL = settings.WAGTAILADMIN_BASE_URL = f"http://{shown}:{port}"
        if host not in ("0.0.0.0", "::"):
            settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, host]

    def prepare(self, meanwhile: Callable[[], object] | None) -> None:
        """Take all steps that are not done. `meanwhile` may be done while another process builds the index."""
        if shutil.disk_usage(settings.VAR).free < NEEDED_BYTES:
            disk_is_full()
        for step in steps(settings.BASE_URL, meanwhile):
            began = time.monotonic()
            self.stdout.write(f"{step.name} … ", ending="")
            self.stdout.flush()
            if step.is_done():
                self.stdout.write(in_words("klart sedan tidigare", "there already"))
            elif step.do() is False:
                self.stdout.write(in_words("misslyckades, se ovan", "failed, see above"))
            else:
                self.stdout.write(in_words("klart", "done") + f" ({time.monotonic() - began:.1f} s)")

    def reset(self, agreed: bool, again: list[str]) -> None:
        """Delete the database and what was made for it, then begin again with a new secret key."""
        database = settings.DATABASES["default"]
        if database["NAME"] != str(settings.VAR / "portal.sqlite3"):
            give_up(
                "--reset raderar bara databasen under var/, och DATABASE_URL pekar på en annan.",
                "--reset deletes only the database under var/, and DATABASE_URL names another.",
            )
        if is_shared(settings.VAR):
            give_up(
                f"En bakgrundsarbetare använder {settings.VAR}: avsluta den först.",
                f"A background worker uses {settings.VAR}: end it first.",
            )
        question = in_words(
            f"Radera databasen, uppladdade filer och lösenord i {settings.VAR}? [ja/nej] ",
            f"Delete the database, uploaded files and passwords in {settings.VAR}? [yes/no] ",
        )
        if not agreed and _answer(question) not in ("ja", "j", "yes", "y"):
            give_up("Inget raderades.", "Nothing was deleted.")
        for name in MADE_FOR_A_DATABASE:
            (settings.VAR / name).unlink(missing_ok=True)
        for made in (settings.MEDIA_ROOT, settings.SEARCH_INDEX, folder()):
            shutil.rmtree(made, ignore_errors=True)
        self.stdout.flush()
        os.execv(sys.executable, [sys.executable, str(settings.BASE_DIR / "manage.py"), "start", *again])

    def welcome(self) -> None:
        """Print the addresses and the logins."""
        self.stdout.write(f"\n  {settings.BASE_URL}/    {settings.BASE_URL}/admin/\n")
        for name, password in read_logins().items():
            self.stdout.write(f"  {name:<14} {password:<18} {LOGINS.get(name, '')}")
        self.stdout.write(in_words("\n  Ctrl-C avslutar.", "\n  Ctrl-C ends it."))
        self.stdout.flush()


def _answer(question: str) -> str:
    try:
        return input(question).strip().lower()
    except EOFError:
        return ""
