"""Says what is wrong with a feed: Atom 1.0, RSS 2.0 or JSON Feed 1.1.

A feed is held against its specification (feed_documents.py), then against rules that no schema can say.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from lxml import etree, html

from tests.news.feed_documents import READERS, Document, Item, is_absolute, is_rfc_3339

# Elements of HTML by which a text would do more than be read.
ACTIVE = {"script", "style", "iframe", "object", "embed", "form", "input", "button", "base", "meta", "link"}


def faults(body: bytes, address: str, format: str) -> list[str]:
    """What is wrong with a feed; empty when it is sound. Each line begins with the name of what is broken.

    What its specification does not allow is held against no other rule.

    `address` is where the feed was fetched, `format` is atom, rss or json.
    """
    try:
        found, document = READERS[format](body, address)
    except (ValueError, etree.XMLSyntaxError) as error:
        return [f"syntax: {error}"]
    if document and not found:
        found = [f"{name}: {told}" for name, rule in RULES.items() for told in rule(document)]
    return found


def _unlike_ids(document: Document) -> Iterator[str]:
    counted = Counter(item.id for item in document.items)
    yield from (f"{id or 'no id'} stands {count} times" for id, count in counted.items() if count > 1 or not id)


def _one_alternate(document: Document) -> Iterator[str]:
    for item in document.items:
        yield from (f"{item.id} has {n} in “{of}”" for of, n in Counter(item.alternates).items() if n > 1)


def _authored(document: Document) -> Iterator[str]:
    if not document.has_author:
        yield from (f"{item.id} has none, nor has the feed" for item in document.items if not item.has_author)


def _tombstones_say_whose(document: Document) -> Iterator[str]:
    """RFC 6721, 2: both attributes are required."""
    for ref, when in document.dead:
        if not ref or not is_rfc_3339(when):
            yield f"ref is “{ref}” and when is “{when}”"


def _dead_or_alive(document: Document) -> Iterator[str]:
    dead = {ref for ref, _when in document.dead}
    yield from (f"{item.id} has an entry and a tombstone" for item in document.items if item.id in dead)


def _own_address(document: Document) -> Iterator[str]:
    if document.own != [document.address]:
        yield f"the feed calls itself {document.own}, and was fetched at {document.address}"


def _no_script(document: Document) -> Iterator[str]:
    for item in document.items:
        for node in _elements(item):
            acts = [name for name in node.attrib if name.startswith("on")]
            runs = [
                value for value in node.attrib.values() if value.strip().lower().startswith(("javascript:", "data:"))
            ]
            if node.tag in ACTIVE or acts or runs:
                yield f"{item.id} has <{node.tag} {' '.join(acts + runs)}>"


def _absolute(document: Document) -> Iterator[str]:
    yield from (f"{address} of the feed" for address in document.addresses if not is_absolute(address))
    for item in document.items:
        in_text = [node.get(name) for node in _elements(item) for name in ("href", "src") if node.get(name) is not None]
        yield from (f"{address} in {item.id}" for address in item.addresses + in_text if not is_absolute(address))


def _elements(item: Item) -> Iterator[Any]:
    for text in item.texts:
        if text.strip():
            yield from (
                node for node in html.fragment_fromstring(text, create_parent=True).iter() if isinstance(node.tag, str)
            )


RULES: dict[str, Callable[[Document], Iterator[str]]] = {
    "duplicate ids": _unlike_ids,
    "two alternates": _one_alternate,
    "author": _authored,
    "tombstone": _tombstones_say_whose,
    "live and dead": _dead_or_alive,
    "self link": _own_address,
    "script": _no_script,
    "relative link": _absolute,
}
