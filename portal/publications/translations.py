"""What a page says of its other languages, and which pages to name beside it when they exist in several."""

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import get_language
from wagtail.models import Page

if TYPE_CHECKING:
    from portal.publications.originals import OriginalChange

# Every publication has a summary in it, for readers in the other Nordic countries.
SUMMARY_LANGUAGE = "en"


def active_language() -> str:
    """The code of the language that is active now, as in settings.LANGUAGES."""
    return (get_language() or settings.LANGUAGE_CODE).split("-")[0]


class HasLanguages:
    """The part of a publication that knows its own language beside others."""

    @cached_property
    def original_change(self: Any) -> "OriginalChange | None":
        """How the original has changed since this translation of it; None for an original, or when it says the same."""
        from portal.publications.originals import changes_of_originals

        return changes_of_originals([(self.pk, self.translation_key, self.locale.language_code)]).get(self.pk)

    @property
    def summary_beside(self: Any) -> str:
        """The summary in English; empty on a page whose own text is in English."""
        return "" if self.locale.language_code == SUMMARY_LANGUAGE else str(self.summary_en)


def in_language_of(page: Page, publications: Any) -> Any:
    """Of these publications the public ones in the page's language, and in other languages those without a page in it.

    `publications` is a queryset or manager of publications; returns a queryset.
    """
    public = publications.published()
    own = public.filter(locale=page.locale_id).values("translation_key")
    return public.filter(Q(locale=page.locale_id) | ~Q(translation_key__in=own))
