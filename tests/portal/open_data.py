"""A reader of the open data who keeps a copy of it: everything once, then the changes."""

import json
from typing import Any
from urllib.parse import urlsplit

from django.test import Client

ROOT = "/data/v1/publications"


def got(client: Client, address: str, **headers: str) -> Any:
    """The data at an address, which may be a whole one."""
    parts = urlsplit(address)
    response = client.get(f"{parts.path}?{parts.query}" if parts.query else parts.path, headers=headers)
    assert response.status_code == 200, (address, response.status_code, response.content)
    return json.loads(response.content)


class Reader:
    """Number → publication, as the reader knows it, and where to ask for changes."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.following = ""
        self.known: dict[int, Any] = {}

    def take_all(self) -> "Reader":
        found = got(self.client, f"{ROOT}.json")
        self.known = {item["number"]: item for item in found["publications"]}
        self.following = found["changes"]
        return self

    def take_changes(self, limit: int = 100) -> list[Any]:
        """Ask until there is nothing more. Returns the events that were told."""
        events = []
        while True:
            more = "" if "limit=" in self.following else f"{'&' if '?' in self.following else '?'}limit={limit}"
            found = got(self.client, self.following + more)
            events += found["changes"]
            self.known |= {int(number): item for number, item in found["publications"].items()}
            self.known = {number: item for number, item in self.known.items() if item}
            self.following = found["next"]
            if found["is_last"]:
                return events


def all_now(client: Client) -> dict[int, Any]:
    return Reader(client).take_all().known
