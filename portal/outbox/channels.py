"""The registry of channels, the ways by which publications leave the portal. Apps fill it in AppConfig.ready."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from portal.outbox.models import PublicationEvent


@dataclass(frozen=True)
class Channel:
    """A way out for publications, such as the search index or the feeds.

    `deliver(event)` makes the channel show the event's page as it is now. It reads the page again each time, so that it
    may be called twice or in another order. It may raise anything: it is then tried again later.
    """

    name: str
    # A lazy translation, since it is shown in the language of whoever reads the publishing log.
    label: Any
    deliver: "Callable[[PublicationEvent], None]"
    # What the channel shows now: page id → id of the revision shown (0 for a page without one). None for a channel that
    # shows nothing, such as mail: what has gone out can be neither compared nor repaired.
    shown: Callable[[], dict[int, int]] | None = None
    # Makes the channel show these pages (ids) as they are now, or not at all when they are not public.
    repair: Callable[[Iterable[int]], None] = lambda page_ids: None
    # How new that is: page id → id of the newest event that is included. None for a channel that does not know.
    heard: Callable[[], dict[int, int]] | None = None
    # The same as `deliver` for several events at once, where that costs less.
    deliver_all: "Callable[[Sequence[PublicationEvent]], None] | None" = None


_channels: dict[str, Channel] = {}


def register_channel(channel: Channel) -> None:
    """Add a channel. One of the same name is replaced."""
    _channels[channel.name] = channel


def channels() -> list[Channel]:
    """All registered channels."""
    return list(_channels.values())


def channel(name: str) -> Channel:
    """The channel with this name. Raises KeyError when no installed app has registered it."""
    return _channels[name]


def channel_name(name: str) -> str:
    """What a channel is called. Old rows may name a channel that is gone: that name is returned as it is."""
    try:
        return str(channel(name).label)
    except KeyError:
        return name
