"""What the head of a page tells machines, read as they read it: with an HTML parser and a JSON parser."""

import json
from dataclasses import dataclass
from typing import Any

from django.test import Client
from lxml import html


@dataclass(frozen=True)
class Head:
    """One page as a machine has it."""

    status: int
    tree: Any

    @property
    def canonical(self) -> str | None:
        return self.tree.xpath("string(//head/link[@rel='canonical']/@href)") or None

    @property
    def alternates(self) -> dict[str, str]:
        """Language → address, of the links that name a translation."""
        links = self.tree.xpath("//head/link[@rel='alternate'][@hreflang]")
        return {link.get("hreflang"): link.get("href") for link in links}

    @property
    def robots(self) -> str:
        return str(self.tree.xpath("string(//head/meta[@name='robots']/@content)"))

    @property
    def description(self) -> str:
        return str(self.tree.xpath("string(//head/meta[@name='description']/@content)"))

    @property
    def graph(self) -> dict[str, str]:
        """Property → value, of what Open Graph knows of the page."""
        return {tag.get("property"): tag.get("content") for tag in self.tree.xpath("//head/meta[@property]")}

    @property
    def nodes(self) -> list[dict[str, Any]]:
        """The things of the linked data; empty where there is none."""
        blocks = self.tree.xpath("//script[@type='application/ld+json']")
        return [node for block in blocks for node in json.loads(block.text)["@graph"]]

    def node(self, kind: str) -> dict[str, Any]:
        """The one thing of a kind."""
        (found,) = [node for node in self.nodes if kind == node["@type"] or kind in node["@type"]]
        return found

    def text(self, path: str = "//main") -> str:
        """The words that readers see there, with single spaces."""
        return " ".join(" ".join(part.text_content() for part in self.tree.xpath(path)).split())

    def fact(self, label: str) -> str:
        """What stands beside a label in the list of facts; empty where the label is not there."""
        return self.text(f"//dl[@class='facts']/div[normalize-space(dt)='{label}']/dd")


def head_of(path: str, client: Client | None = None) -> Head:
    response = (client or Client()).get(path)
    return Head(response.status_code, html.fromstring(response.content.decode()))
