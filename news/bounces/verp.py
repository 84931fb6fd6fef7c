"""The sender on the envelope of each mail: an address of its own, so that what comes back says what it is about (VERP).

`bounces+<key>@portal.example`, where the key is that of a hand-over or of a subscription. The relay must deliver such
addresses to one mailbox, as relays do with a plus sign.
"""

import re
from collections.abc import Iterable

from django.conf import settings


def return_path(key: str) -> str:
    """The envelope's sender for the mail with this key; empty where no address for bounces is set."""
    local, at, domain = settings.BOUNCE_ADDRESS.rpartition("@")
    return f"{local}+{key}@{domain}" if at else ""


def keys_in(addresses: Iterable[str]) -> list[str]:
    """The keys in those of these addresses that are such senders, in small letters as they were made."""
    local, at, domain = settings.BOUNCE_ADDRESS.rpartition("@")
    if not at:
        return []
    ours = re.compile(rf"<?{re.escape(local)}\+([\w-]+)@{re.escape(domain)}>?", re.IGNORECASE)
    return [found[1].lower() for address in addresses if (found := ours.search(address))]
