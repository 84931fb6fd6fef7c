"""A browser tab that keeps watch over what a page says and whom it calls."""

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from playwright.sync_api import Page

AXE = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]},
    # To describe all that passes takes as long as to look for faults.
    "resultTypes": ["violations"],
}
OWN_HOSTS = {"127.0.0.1", "localhost", ""}  # data: and blob: addresses have no host


def faults_in(page: "Page", part: str) -> list[str]:
    """What axe finds in the part of an open page that a selector names."""
    from axe_playwright_python.sync_playwright import Axe

    rows = Axe().run(page, context=part, options=AXE).response["violations"]
    return [f"{row['id']}: {node['html'][:160]}" for row in rows for node in row["nodes"]]


class Visit:
    def __init__(self, page: "Page") -> None:
        self.page = page
        self.messages: list[str] = []
        self.foreign: list[str] = []
        page.on("console", lambda message: self.messages.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: self.messages.append(f"error: {error}"))
        page.on("request", lambda request: self._note(request.url))

    def _note(self, url: str) -> None:
        if (urlsplit(url).hostname or "") not in OWN_HOSTS:
            self.foreign.append(url)
