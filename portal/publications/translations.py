"""What a page says of its other languages, and which page stands for a publication in the list of a language.

A publication stands once in each list: as its page in that language, else as its page in the first of the site's
languages that has one. An alias is no translation: it shows its original's text, so the original stands.
"""

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Exists, F, OuterRef, Q
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from portal.publications.page_types import is_withholding

if TYPE_CHECKING:
    from portal.publications.originals import OriginalChange

# Every publication has a summary in it, for readers in the other Nordic countries.
SUMMARY_LANGUAGE = "en"
# What lists say of a page that is not in the reader's language, and of one that is shown by its summary.
_MARKS = {"sv": _("In Swedish"), "en": _("In English")}
_BY_SUMMARY = {"sv": _("In Swedish, summary in English")}


def active_language() -> str:
    """The code of the language that is active now, as in settings.LANGUAGES."""
    return (get_language() or settings.LANGUAGE_CODE).split("-")[0]


def language_mark(language: str, *, by_summary: bool = False) -> str:
    """What a list says of a page that is not in the reader's language; empty of one that is.

    `by_summary` says that the list shows the page by its summary in English.
    """
    if language == active_language():
        return ""
    return str((_BY_SUMMARY if by_summary else _MARKS).get(language, language))


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
    return publications.listed_in(page.locale.language_code)


def is_listed_in(language: str) -> Q:
    """The condition that finds, of public Publications, those that stand in the list of a language.

    A page gives way to a public one in an earlier language. One that is whole does not give way to one that keeps
    something back: its going would tell what the other one is about.
    """
    from portal.publications.models import Publication

    # By the page's number, since Publication alone has the columns that say it.
    is_abridged = Exists(Publication.objects.filter(is_withholding(), pk=OuterRef("pk")))
    others = [code for code, _name in settings.LANGUAGES if code != language]
    stands, before = Q(locale__language_code=language), [language]
    for code in others:
        earlier = Publication.objects.published().filter(
            translation_key=OuterRef("translation_key"), locale__language_code__in=before, alias_of=None
        )
        gives_way = Exists(earlier.exclude(is_withholding())) | (is_abridged & Exists(earlier))
        stands |= Q(locale__language_code=code) & ~gives_way
        before = [*before, code]
    return stands & ~Q(alias_of__translation_key=F("translation_key"))
