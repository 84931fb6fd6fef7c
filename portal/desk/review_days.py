"""In which of a few groups a publication's day of review puts it: overdue, soon, later. For the board and the list."""

from datetime import timedelta
from typing import Any

from django.db.models import Case, CharField, Q, Value, When
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from portal.desk.panel import when
from portal.publications.statuses import past

SOON = timedelta(days=91)
# Group → its word, in the order of the work: what comes first is what nobody reads yet.
REVIEWS: dict[str, Any] = {
    "new": gettext_lazy("Not published yet"),
    "overdue": gettext_lazy("Review overdue"),
    "soon": gettext_lazy("Review within three months"),
    "later": gettext_lazy("Review later"),
    "undated": gettext_lazy("No day of review"),
}


def in_work() -> Q:
    """The condition on Publication that finds what somebody has to look after: what is public and still holds, and what
    has never been published. What was taken down is in nobody's hands.
    """
    return (Q(live=True) | Q(first_published_at=None)) & ~past()


def review_group() -> Case:
    """The group (a code of REVIEWS) of a publication that is `in_work`, as an expression."""
    today = timezone.localdate()
    return Case(
        When(live=False, then=Value("new")),
        When(review_by=None, then=Value("undated")),
        When(review_by__lt=today, then=Value("overdue")),
        When(review_by__lte=today + SOON, then=Value("soon")),
        default=Value("later"),
        output_field=CharField(),
    )


def is_overdue(page: Any) -> bool:
    """Whether a live publication that still holds should have been reviewed by now."""
    return bool(page.review_by and page.live and not page.is_past and page.review_by < timezone.localdate())


def review_line(page: Any) -> SafeString | str:
    """The day of review with how far away it is, and the word “overdue” when it has passed; empty where none is set."""
    if not page.review_by:
        return ""
    days = (page.review_by - timezone.localdate()).days
    if is_overdue(page):
        late = ngettext("Overdue by %(number)d day", "Overdue by %(number)d days", -days) % {"number": -days}
        return format_html("<strong>{}</strong> ({})", late, when(page.review_by))
    return format_html("{} {}", _("Review by"), when(page.review_by))
