"""The registry of channels that publications go out through. Apps register theirs in AppConfig.ready."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from portal.outbox.models import PublicationEvent


@dataclass(frozen=True)
class Channel:
    """A way out. `deliver` is idempotent: it reads the page again and makes the channel show what is so now."""

    name: str
    # Translated when it is shown, therefore lazy.
    label: Any
    deliver: "Callable[[PublicationEvent], None]"
    # What the channel shows: page id → id of the live revision it shows (0 for pages without one).
    shown: Callable[[], dict[int, int]]
    # Makes the channel show these pages as they are now, or not at all when they are not public.
    repair: Callable[[Iterable[int]], None]
    # What it has heard of: page id → id of the newest event of the page that what it shows takes account of.
    heard: Callable[[], dict[int, int]] | None = None


_channels: dict[str, Channel] = {}


def register_channel(channel: Channel) -> None:
    _channels[channel.name] = channel


def channels() -> list[Channel]:
    return list(_channels.values())


def channel(name: str) -> Channel:
    """The channel of that name. Raises KeyError when the app that registered it is gone."""
    return _channels[name]
