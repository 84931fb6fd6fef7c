"""Four feed readers as their users have them: newsboat, rss2email and sfeed from Debian, and reader from PyPI.

Each has a folder of its own for all that it keeps, follows some feeds and is asked to look for news. What it then shows
as new is what it announces: unread articles, mails, lines or entries.
"""

import logging
import os
import shutil
import sqlite3
import subprocess
import sys
from abc import ABC, abstractmethod
from collections.abc import Mapping
from contextlib import ExitStack
from email import message_from_bytes, policy
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from aiosmtpd.controller import Controller

from tests.running import free_port

PATIENCE = 60
# The name of a feed, and the title of an entry in it.
News = tuple[str, str]


class FeedReader(ABC):
    """A program that follows feeds: name → address. `folder` is empty."""

    name: str
    # What has to be there for it: a command, or a module of Python.
    needs: str

    def __init__(self, folder: Path, feeds: Mapping[str, str]) -> None:
        self.folder = folder
        self.feeds = feeds
        self.started = ExitStack()
        folder.mkdir(parents=True)

    @classmethod
    def is_installed(cls) -> bool:
        return bool(shutil.which(cls.needs) or find_spec(cls.needs))

    @abstractmethod
    def news(self) -> list[News]:
        """Fetch all feeds and return what is new since the last time."""

    def close(self) -> None:
        """End what was started for it."""
        self.started.close()

    def run(self, *command: str) -> None:
        """Run a program that finds nothing of the user who runs the tests. Raises when it fails."""
        home = {name: str(self.folder) for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME")}
        environment = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "TERM": "dumb", **home}
        done = subprocess.run(
            command,
            env=environment,
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
        )
        if done.returncode:
            raise RuntimeError(f"{' '.join(command)} failed: {done.stdout}{done.stderr}")


class Newsboat(FeedReader):
    """What it announces is what it has as unread; that is read at once. It takes an id that two feeds have for the same
    article, so each feed is followed by a reader of its own.
    """

    name = needs = "newsboat"

    def __init__(self, folder: Path, feeds: Mapping[str, str]) -> None:
        super().__init__(folder, feeds)
        (folder / "config").write_text('max-items 0\nignore-mode "download"\nreset-unread-on-update none\n')
        for feed, address in feeds.items():
            (folder / f"{feed}.urls").write_text(address + "\n")

    def news(self) -> list[News]:
        return [(feed, title) for feed in self.feeds for title in self._unread(feed)]

    def _unread(self, feed: str) -> list[str]:
        cache = self.folder / f"{feed}.db"
        files = ("-C", "config", "-u", f"{feed}.urls", "-c", cache.name)
        self.run("newsboat", "--quiet", *files, "-x", "reload")
        rows = sqlite3.connect(cache)
        titles = [title for (title,) in rows.execute("SELECT title FROM rss_item WHERE unread = 1 ORDER BY id")]
        with rows:
            rows.execute("UPDATE rss_item SET unread = 0")
        rows.close()
        return titles


class Rss2email(FeedReader):
    """What it announces is what it sends, to a mail server that takes all."""

    name, needs = "rss2email", "r2e"
    COMMAND = ("r2e", "-c", "config", "-d", "data.json")

    def __init__(self, folder: Path, feeds: Mapping[str, str]) -> None:
        super().__init__(folder, feeds)
        self.mails: list[bytes] = []
        self.server = Controller(self, hostname="127.0.0.1", port=free_port())
        self.server.start()
        self.started.callback(self.server.stop)
        lines = ["[DEFAULT]", "from = portalen@region.example", "to = partner@region.example"]
        lines += ["email-protocol = smtp", "smtp-server = 127.0.0.1", f"smtp-port = {self.server.port}"]
        (folder / "config").write_text("\n".join([*lines, "verbose = error", ""]))
        for feed, address in feeds.items():
            self.run(*self.COMMAND, "add", feed, address)

    async def handle_DATA(self, server: object, session: object, envelope: object) -> str:
        self.mails.append(envelope.content)  # type: ignore[attr-defined]
        return "250 OK"

    def news(self) -> list[News]:
        self.mails.clear()
        self.run(*self.COMMAND, "run")
        names = {address: feed for feed, address in self.feeds.items()}
        mails = [message_from_bytes(mail, policy=policy.default) for mail in self.mails]
        return [(names[mail["X-RSS-Feed"]], mail["Subject"]) for mail in mails]


class Sfeed(FeedReader):
    """What it announces are new lines in its files. A line is a new one to it when the id, the title or the link is."""

    name, needs = "sfeed", "sfeed_update"

    def __init__(self, folder: Path, feeds: Mapping[str, str]) -> None:
        super().__init__(folder, feeds)
        asked = "\n".join(f"feed '{feed}' '{address}'" for feed, address in feeds.items())
        (folder / "sfeedrc").write_text(f"sfeedpath='{folder}/feeds'\nfeeds() {{\n{asked}\n}}\n")
        self.seen: set[tuple[str, ...]] = set()

    def news(self) -> list[News]:
        self.run("sfeed_update", str(self.folder / "sfeedrc"))
        lines = {}
        for feed in self.feeds:
            for line in (self.folder / "feeds" / feed).read_text().splitlines():
                _time, title, link, _content, _type, id, *_rest = line.split("\t")
                lines[feed, id, title, link] = (feed, title)
        new = [told for line, told in lines.items() if line not in self.seen]
        self.seen |= lines.keys()
        return new


class ReaderLibrary(FeedReader):
    """What it announces are entries that are not read; they are read at once."""

    name = needs = "reader"

    def __init__(self, folder: Path, feeds: Mapping[str, str]) -> None:
        super().__init__(folder, feeds)
        # Its own copy of feedparser asks for this module by the name that it had before feedparser 6.0.12.
        sys.modules.setdefault("sgmllib", import_module("feedparser_sgmllib"))
        from reader import make_reader

        # It finds fault with each feed because it loses the header that it looks for.
        logging.getLogger("reader").setLevel(logging.ERROR)
        self.reader = make_reader(str(folder / "reader.sqlite"))
        self.started.callback(self.reader.close)
        for address in feeds.values():
            self.reader.add_feed(address)

    def news(self) -> list[News]:
        for address in self.feeds.values():
            # All together they would be fetched once an hour only.
            self.reader.update_feed(address)
        names = {address: feed for feed, address in self.feeds.items()}
        unread = list(self.reader.get_entries(read=False))
        for entry in unread:
            self.reader.mark_entry_as_read(entry)
        return [(names[entry.feed_url], entry.title or "") for entry in unread]


READERS: tuple[type[FeedReader], ...] = (Newsboat, Rss2email, Sfeed, ReaderLibrary)
