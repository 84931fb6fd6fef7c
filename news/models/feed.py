"""What the feeds store of each publication."""

from django.db import models

from portal.addresses.tag_uris import publication_tag
from portal.publications.partial_dates import Precision


class FeedEntry(models.Model):
    """One page, that is one publication in one language, as the feeds have it since its last delivery.

    It holds codes and plain texts. Words that depend on the reader's language are added when a feed is made. When the
    page is withdrawn the row stays without its text, so that subscribers see the withdrawal.
    """

    page_id = models.PositiveIntegerField(unique=True)
    revision_id = models.PositiveIntegerField(default=0)
    # The newest event of the page that this row includes.
    event_id = models.PositiveBigIntegerField(default=0)
    translation_key = models.UUIDField()
    # The publication's permanent number, of which the entry's id is made.
    number = models.PositiveIntegerField(default=0)
    language = models.CharField(max_length=10)
    # Differs from `language` when the page is an alias, which shows the text of its original.
    text_language = models.CharField(max_length=10)
    type_code = models.CharField(max_length=20)
    # Empty when not even the title may be told any more.
    title = models.CharField(max_length=255, blank=True)
    path = models.CharField(max_length=1000)
    summary = models.TextField(blank=True)
    summary_en = models.TextField(blank=True)
    # Sanitized HTML. Addresses on this site start with a slash; links to pages hold their id (page_links).
    html = models.TextField(blank=True)
    note = models.TextField(blank=True)
    # What the page says in fields, as Publication.published_data() returns it; empty when it is withdrawn.
    data = models.JSONField(default=dict)
    verdict = models.CharField(max_length=10, blank=True)
    dated_on = models.DateField(null=True)
    date_precision = models.CharField(max_length=5, choices=Precision.choices, default=Precision.DAY)
    # How the page's original has changed, as OriginalChange.as_json() returns it; empty when it says the same.
    original_change = models.JSONField(default=dict)
    is_example = models.BooleanField(default=False)
    is_withdrawn = models.BooleanField(default=False)
    # As in PublicationEvent.facets. By these the feeds are found that had a publication which is now withdrawn.
    facets = models.JSONField(default=dict)
    published_at = models.DateTimeField()
    # When readers last got something new.
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["translation_key", "language"], name="one_feed_entry_per_language")
        ]
        indexes = [
            models.Index(fields=["language", "is_withdrawn", "-updated_at"], name="feed_entry_newest"),
        ]

    def __str__(self) -> str:
        return self.title or self.type_code

    @property
    def status(self) -> str:
        """The code of the status that the page has for its readers; a translation is filed by that of its original."""
        return str(self.data["status"] if "status" in self.data else "".join(self.facets.get("status", [])[:1]))

    @property
    def tag(self) -> str:
        """The entry's id, the same in every language and whichever page stands for the publication there."""
        return publication_tag(self.number)
