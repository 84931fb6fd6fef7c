"""Feeds as they were last built."""

from django.db import models


class FeedSnapshot(models.Model):
    """One feed in one format and language: that it was asked for, and its bytes where they are kept.

    `stamp` is the newest change (portal.outbox.changes) that the bytes are sure to include, `checked_at` when they were
    last built. `news.feed_snapshots` says when a row may be served.
    """

    # The digest of what is asked for (news.feed_snapshots.AskedFeed.key).
    key = models.CharField(primary_key=True, max_length=64)
    is_listed = models.BooleanField(default=False)
    # The last day on which somebody asked, and on how many days anybody did.
    asked_on = models.DateField()
    days = models.PositiveIntegerField(default=1)
    stamp = models.BigIntegerField(default=0)
    checked_at = models.DateTimeField(null=True)
    # Empty as long as there are no bytes. `modified` is when the bytes last changed, in whole seconds since 1970.
    etag = models.CharField(max_length=32, blank=True)
    modified = models.BigIntegerField(default=0)
    # Last in the row: neither database reads them when it is only asked for what stands before.
    body = models.BinaryField(default=b"")
    gzipped = models.BinaryField(default=b"")

    def __str__(self) -> str:
        return self.key
