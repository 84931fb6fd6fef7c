"""Comparing what is live with what each channel shows, and mending the difference."""

from dataclasses import dataclass

from portal.channels import Channel, channels
from portal.models import Publication


@dataclass(frozen=True)
class Difference:
    channel: Channel
    live: int
    missing: frozenset[int]
    stale: frozenset[int]
    surplus: frozenset[int]

    @property
    def all(self) -> frozenset[int]:
        return self.missing | self.stale | self.surplus


def compare(channel: Channel) -> Difference:
    """What a channel lacks, shows in an old revision, or shows although it is not public."""
    live = {pk: revision or 0 for pk, revision in Publication.objects.published().values_list("pk", "live_revision_id")}
    shown = channel.shown()
    return Difference(
        channel=channel,
        live=len(live),
        missing=frozenset(live.keys() - shown.keys()),
        stale=frozenset(pk for pk in live.keys() & shown.keys() if live[pk] != shown[pk]),
        surplus=frozenset(shown.keys() - live.keys()),
    )


def reconcile(*, repair: bool = True) -> list[Difference]:
    differences = [compare(channel) for channel in channels()]
    if repair:
        for difference in differences:
            if difference.all:
                difference.channel.repair(difference.all)
    return differences
