"""The ids of publications, events and feeds as tag URIs (RFC 4151). They outlive addresses, titles and languages."""

from urllib.parse import quote

from django.conf import settings


def _tag(specific: str) -> str:
    return f"tag:{settings.TAG_AUTHORITY}:{specific}"


def publication_tag(number: int) -> str:
    """The id of a publication, the same in all its languages. `number` is its PermanentNumber."""
    return _tag(f"publikation/{number}")


def event_tag(number: int, selection: str = "") -> str:
    """The id of an event in the log. `selection` names the one selection that it is told in, where it is about that:
    the publication came to it or left it.
    """
    return _tag(f"handelse/{number}" + (f"/{quote(selection, safe='=&:')}" if selection else ""))


def feed_tag(selection: str) -> str:
    """The id of a feed, made from a name for its selection. It does not depend on the feed's address."""
    return _tag(f"flode/{quote(selection, safe='=&:')}")


def facts_namespace() -> str:
    """The XML namespace of facts in feeds. It is a name, not an address."""
    return _tag("fakta")


def permanent_address(number: int, *parts: str | int) -> str:
    """The address of a publication that never changes: it leads to the page, wherever that is (portal.open_data).

    `parts` are a language, and the running number of an edition in it. With a language it leads to the page in it,
    where there is one; else to the one in the reader's own.
    """
    return settings.BASE_URL + "/id/" + "/".join(map(str, (number, *parts)))
