"""Comparing what is live with what each channel shows, and mending the difference."""

from dataclasses import dataclass

from django.db.models import Max

from portal.models import Publication, PublicationEvent
from portal.outbox.channels import Channel, channels


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
    """What a channel lacks, shows in an old revision or filing, or shows although it is not public.

    A change of the filing leaves the revision as it is, but an event: what is older than that is stale, too.
    """
    live = {pk: revision or 0 for pk, revision in Publication.objects.published().values_list("pk", "live_revision_id")}
    newest = dict(PublicationEvent.objects.order_by().values_list("page_id").annotate(Max("pk")))
    shown, heard = channel.shown(), channel.heard() if channel.heard else newest
    return Difference(
        channel=channel,
        live=len(live),
        missing=frozenset(live.keys() - shown.keys()),
        stale=frozenset(
            pk for pk in live.keys() & shown.keys() if live[pk] != shown[pk] or heard.get(pk, 0) < newest.get(pk, 0)
        ),
        surplus=frozenset(shown.keys() - live.keys()),
    )


def reconcile(*, repair: bool = True) -> list[Difference]:
    differences = [compare(channel) for channel in channels()]
    if repair:
        for difference in differences:
            if difference.all:
                difference.channel.repair(difference.all)
    return differences
