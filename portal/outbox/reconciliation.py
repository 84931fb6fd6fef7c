"""Comparing what is public with what each channel shows, and repairing the difference."""

from dataclasses import dataclass

from django.db.models import Max

from portal.models import Publication, PublicationEvent
from portal.outbox.channels import Channel, channels


@dataclass(frozen=True)
class Difference:
    """How far what one channel shows differs from what is public. `live` is the number of public pages.

    The sets hold page ids: `missing` are public but not shown, `stale` are shown in an old state, `surplus` are shown
    but not public.
    """

    channel: Channel
    live: int
    missing: frozenset[int]
    stale: frozenset[int]
    surplus: frozenset[int]

    @property
    def all(self) -> frozenset[int]:
        """The ids of all pages that the channel has to be repaired for."""
        return self.missing | self.stale | self.surplus


def compare(channel: Channel, shown: dict[int, int]) -> Difference:
    """What a channel that shows this lacks, shows in an old state, or shows although it is not public.

    A page is stale when the channel shows another revision, or has not yet included the page's newest event: a change
    of the filing makes an event but no revision.
    """
    live = {pk: revision or 0 for pk, revision in Publication.objects.published().values_list("pk", "live_revision_id")}
    newest = dict(PublicationEvent.objects.order_by().values_list("page_id").annotate(Max("pk")))
    heard = channel.heard() if channel.heard else newest
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
    """Compare each channel that shows something with what is public. With `repair` make it show what it should."""
    differences = [compare(channel, channel.shown()) for channel in channels() if channel.shown]
    if repair:
        for difference in differences:
            if difference.all:
                difference.channel.repair(difference.all)
    return differences
