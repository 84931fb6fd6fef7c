"""What is public and needs care: reviews that are overdue, and translations whose original has changed."""

from django.utils import timezone
from django.utils.translation import gettext_lazy, ngettext

from portal.desk.panel import MOST_ROWS, DeskRow, Listing, edited, kind, when
from portal.publications.originals import behind_their_originals
from portal.publications.statuses import past


class OverdueReviews(Listing):
    """Live publications, which the user may edit, whose date of review has passed; the longest overdue first."""

    name = "overdue_reviews"
    heading = gettext_lazy("Reviews overdue")
    columns = (gettext_lazy("Type"), gettext_lazy("Was to be reviewed by"), gettext_lazy("Overdue"))
    order = 230

    def rows(self) -> list[DeskRow]:
        today = timezone.localdate()
        overdue = self.own().filter(review_by__lt=today).exclude(past()).order_by("review_by")
        return [
            edited(page, kind(page), when(page.review_by), _days((today - page.review_by).days))
            for page in overdue[: MOST_ROWS + 1]
        ]


def _days(number: int) -> str:
    return ngettext("%(number)d day", "%(number)d days", number) % {"number": number}


class TranslationsBehind(Listing):
    """Translations, which the user may edit, whose original has changed since."""

    name = "translations_behind"
    heading = gettext_lazy("Translations behind their original")
    columns = (gettext_lazy("Type"), gettext_lazy("What differs"))
    order = 228

    def rows(self) -> list[DeskRow]:
        behind = behind_their_originals(self.own())[: MOST_ROWS + 1]
        return [edited(page, kind(page), page.original_change.label) for page in behind]
