"""Pages that were scheduled for a time which has now come."""

from datetime import timedelta
from typing import Any

from django.utils import timezone
from wagtail.models import Page, Revision

MINUTE = timedelta(minutes=1)


def schedule(page: Any, **changes: Any) -> Revision:
    """Set a time for the page's words with these changes, which has just passed."""
    for name, value in changes.items():
        setattr(page, name, value)
    page.go_live_at = timezone.now() + MINUTE
    page.save_revision().publish()
    return come_due(page)


def come_due(page: Any) -> Revision:
    past = timezone.now() - MINUTE
    revision = Revision.objects.get(object_id=str(page.pk), approved_go_live_at__isnull=False)
    revision.content["go_live_at"] = past.isoformat()
    revision.approved_go_live_at = past
    revision.save(update_fields=["content", "approved_go_live_at"])
    Page.objects.filter(pk=page.pk).update(go_live_at=past)
    return revision
