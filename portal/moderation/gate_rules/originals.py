"""Rules of a translation and its original, the page in the portal's own language. None of them stops the original."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.utils.translation import get_language_info, gettext
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from portal.moderation.gate_rules.rule import Rule, Severity
from portal.moderation.gate_rules.wording import digest
from portal.moderation.obstacles import Obstacle
from portal.publications.originals import changes_of_originals
from portal.publications.statuses import differing, in_words
from portal.publications.visibility import open_to_all


class AgreesWithOriginal(Rule):
    """A translation gives the verdicts that its original gives in public."""

    code = "agrees_with_original"
    label = _("The translation says what the original says")
    severity = Severity.WARNING

    def concerns(self, page: Any) -> bool:
        return _original_of(page) is not None

    def find(self, page: Any) -> Iterator[Obstacle]:
        original = _original_of(page)
        # What a closed original says is not told either.
        if not open_to_all(Page.objects.filter(pk=original.pk)).exists():
            told = gettext("The Swedish original is not public.")
            yield Obstacle(told, "", digest("not public"))
        elif changes := differing(_verdicts(page), _verdicts(original.specific)):
            told = gettext("The Swedish original says otherwise: %(changes)s.")
            yield Obstacle(told % {"changes": "; ".join(in_words(changes))}, "", digest(changes))


class TranslationsFollow(Rule):
    """Whether a translation is behind: told on the translation and on its original, and stops neither."""

    code = "translations_follow"
    label = _("Original and translation keep up with each other")
    severity = Severity.NOTE

    def find(self, page: Any) -> Iterator[Obstacle]:
        pages = open_to_all(Page.objects.filter(translation_key=page.translation_key)).select_related("locale")
        if page.locale.language_code != settings.LANGUAGE_CODE:
            pages = pages.filter(pk=page.pk)
        known = {other.pk: other for other in pages}
        changes = changes_of_originals(
            (pk, other.translation_key, other.locale.language_code) for pk, other in known.items()
        )
        for pk, change in changes.items():
            if pk == page.pk:
                yield Obstacle(change.sentence)
            else:
                language = get_language_info(known[pk].locale.language_code)["name_translated"]
                told = gettext("%(language)s: the translation is behind. %(change)s.")
                yield Obstacle(told % {"language": language, "change": change.label})

    def kept(self, page: Any) -> str:
        return ""


def _original_of(page: Any) -> Any:
    """The page that this one translates; None for one in the portal's own language or without an original."""
    if page.locale.language_code == settings.LANGUAGE_CODE:
        return None
    own = {"locale__language_code": settings.LANGUAGE_CODE}
    return Page.objects.filter(translation_key=page.translation_key, **own).first()


def _verdicts(page: Any) -> dict[str, str]:
    said = page.decisive()
    return {"": said["verdict"], **said["verdicts"]}
