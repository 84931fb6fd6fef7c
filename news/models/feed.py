"""What the feeds show of each publication, as it was when it was last delivered."""

from uuid import UUID

from django.db import models

from news.feeds import entry_id
from portal.publications.partial_dates import Precision


class FeedEntry(models.Model):
    """The feed channel's snapshot of one page, that is of one publication in one language.

    It holds codes and plain texts; words that depend on the reader's language are set when a feed is made.
    A publication that is withdrawn keeps its row without its text, so that subscribers see that it is gone.
    """

    page_id = models.PositiveIntegerField(unique=True)
    revision_id = models.PositiveIntegerField(default=0)
    # The newest event of the page that the row takes account of.
    event_id = models.PositiveBigIntegerField(default=0)
    translation_key = models.UUIDField()
    language = models.CharField(max_length=10)
    # Differs from `language` where a page in one language still carries the text of another (Wagtail's alias).
    text_language = models.CharField(max_length=10)
    type_code = models.CharField(max_length=20)
    # Empty where not even the title is for the public any more.
    title = models.CharField(max_length=255, blank=True)
    path = models.CharField(max_length=1000)
    summary = models.TextField(blank=True)
    summary_en = models.TextField(blank=True)
    # Sanitized; addresses on this site start with a slash.
    html = models.TextField(blank=True)
    note = models.TextField(blank=True)
    verdict = models.CharField(max_length=10, blank=True)
    dated_on = models.DateField(null=True)
    date_precision = models.CharField(max_length=5, choices=Precision.choices, default=Precision.DAY)
    # What the page's original has become since, as OriginalChange.as_json() gives it; empty where there is nothing.
    original_change = models.JSONField(default=dict)
    is_example = models.BooleanField(default=False)
    is_withdrawn = models.BooleanField(default=False)
    # The facets as in PublicationEvent.facets: a withdrawal is told in the feeds that had the publication.
    facets = models.JSONField(default=dict)
    published_at = models.DateTimeField()
    # When readers last got something new, and when the row last changed at all (an address, a filing).
    updated_at = models.DateTimeField()
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["translation_key", "language"], name="one_feed_entry_per_language")
        ]
        indexes = [
            models.Index(fields=["language", "is_withdrawn", "-updated_at"], name="feed_entry_newest"),
            models.Index(fields=["language", "-changed_at"], name="feed_entry_changed"),
        ]

    def __str__(self) -> str:
        return self.title or self.type_code

    def id_in(self, language: str) -> str:
        """The entry's id in the feeds of a language: one for each publication, whichever page stands for it."""
        key = self.translation_key
        return entry_id(key if isinstance(key, UUID) else UUID(str(key)), language)
