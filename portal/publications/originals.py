"""What a translation does not say yet: its original has another verdict or status, is newer, or is withdrawn.

The original is the page in the site's first language. Everything is read from the event log, so that page, list,
search and feed say the same. An editor who publishes the translation anew has caught up with a revision; a verdict
or a status that differs is told until they agree.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Self
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from portal.publications.page_types import status_label
from portal.publications.statuses import WITHDRAWN, differing, in_words, is_past, verdict_label

if TYPE_CHECKING:
    from portal.outbox.models import PublicationEvent

# What an event may change of what is compared here; addresses and filing do not.
_KINDS = ("published", "revised", "corrected", "replaced", "withdrawn", "status")
# After these the words of a page are those of that day.
_PUBLISHES = ("published", "revised", "corrected", "replaced")
_COLUMNS = (
    *("translation_key", "page_id", "language", "type_code", "kind", "created_at"),
    *("new_verdict", "facets", "decisive"),
)


@dataclass(frozen=True)
class OriginalChange:
    """How a translation differs from its original. Codes and a day, so that it can be kept as JSON.

    `kind` is "withdrawn", "verdict", "status" or "revised", the first of these that is so. `differences` are rows of
    what it is about (a product's name, empty for the page), the translation's code and the original's code.
    """

    kind: str
    day: str
    type_code: str
    differences: tuple[tuple[str, str, str], ...] = ()

    @property
    def language(self) -> str:
        """The original's."""
        return str(settings.LANGUAGE_CODE)

    @classmethod
    def of_json(cls, kept: Mapping[str, Any]) -> "Self | None":
        """From what `as_json` gave; None from an empty mapping."""
        return cls(**{**kept, "differences": tuple(map(tuple, kept["differences"]))}) if kept else None

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "differences": [list(row) for row in self.differences]}

    @property
    def label(self) -> str:
        """The few words for a list or a title, in the reader's language."""
        if self.kind == WITHDRAWN:
            return _("Swedish original withdrawn")
        if self.kind == "revised":
            return _("Swedish original is newer")
        return _("Swedish original changed: %(changes)s") % {"changes": "; ".join(self.changes)}

    @property
    def sentence(self) -> str:
        """The label with its day, and what that means for who reads the translation."""
        day = date_format(date.fromisoformat(self.day), "j F Y")
        if self.kind == WITHDRAWN:
            return _("The Swedish original was withdrawn on %(day)s. Do not go by this translation.") % {"day": day}
        if self.kind == "revised":
            return _("The Swedish original was revised on %(day)s. This translation is older.") % {"day": day}
        told = _("The Swedish original was changed on %(day)s: %(changes)s. This translation is older.")
        return told % {"day": day, "changes": "; ".join(self.changes)}

    @property
    def changes(self) -> list[str]:
        """Each difference as "from → to", after the product's name where it is about one."""
        return in_words(self.differences, self._word)

    def _word(self, code: str) -> str:
        return verdict_label(code) if self.kind == "verdict" else status_label(self.type_code, code) or "–"


def _is_withdrawn(event: "PublicationEvent") -> bool:
    return WITHDRAWN in (event.kind, event.status)


def _since(events: Sequence["PublicationEvent"], said: Callable[["PublicationEvent"], Any]) -> str:
    """The day since when the newest of the events, oldest first, says what it says."""
    first = events[-1]
    for event in reversed(events):
        if said(event) != said(events[-1]):
            break
        first = event
    return _day(first)


def _day(event: "PublicationEvent") -> str:
    return timezone.localdate(event.created_at).isoformat()


def _change(original: Sequence["PublicationEvent"], translation: Sequence["PublicationEvent"]) -> OriginalChange | None:
    """What the translation's readers must be told, from the events of both, oldest first.

    Nothing where the translation says itself that it no longer holds.
    """
    theirs, ours = original[-1], translation[-1]
    type_code = theirs.type_code
    if _is_withdrawn(ours) or is_past(ours.status):
        return None
    if _is_withdrawn(theirs):
        return OriginalChange(WITHDRAWN, _since(original, _is_withdrawn), type_code)
    if differences := differing(ours.verdicts, theirs.verdicts):
        return OriginalChange("verdict", _since(original, attrgetter("verdicts")), type_code, differences)
    if theirs.status != ours.status:
        row = ("", ours.status, theirs.status)
        return OriginalChange("status", _since(original, attrgetter("status")), type_code, (row,))
    caught_up = max((event.pk for event in translation if event.kind in _PUBLISHES), default=0)
    if late := [event for event in original if event.kind == "revised" and event.pk > caught_up]:
        return OriginalChange("revised", _day(late[-1]), type_code)
    return None


def changes_of_originals(pages: Iterable[tuple[int, UUID, str]]) -> dict[int, OriginalChange]:
    """Page id → what its original has become, of those pages that are translations and say something else.

    `pages` are the id, the translation key and the language of each. One query where there is a translation among
    them, else none.
    """
    translations = [(pk, key) for pk, key, language in pages if language != settings.LANGUAGE_CODE]
    if not translations:
        return {}
    from portal.outbox.models import PublicationEvent

    told = PublicationEvent.objects.filter(translation_key__in={key for _pk, key in translations}, kind__in=_KINDS)
    # An original that was deleted and made again is another page of the same publication.
    originals: dict[UUID, list[PublicationEvent]] = defaultdict(list)
    own: dict[int, list[PublicationEvent]] = defaultdict(list)
    for event in told.order_by("pk").only(*_COLUMNS):
        if event.language == settings.LANGUAGE_CODE:
            originals[event.translation_key].append(event)
        else:
            own[event.page_id].append(event)
    changes = {pk: _change(originals[key], own[pk]) for pk, key in translations if key in originals and pk in own}
    return {pk: change for pk, change in changes.items() if change}


def with_original_changes(pages: list[Any]) -> list[Any]:
    """The same pages, each with its `original_change`, in one query for all of them."""
    found = changes_of_originals((page.pk, page.translation_key, page.locale.language_code) for page in pages)
    for page in pages:
        page.original_change = found.get(page.pk)
    return pages


def behind_their_originals(publications: Any) -> list[Any]:
    """The translations in a queryset of Publications that do not say what their original says."""
    from portal.outbox.models import PublicationEvent

    told = PublicationEvent.objects.filter(language=settings.LANGUAGE_CODE, translation_key=OuterRef("translation_key"))
    changed = told.exclude(kind__in=("published", "corrected")).filter(created_at__gt=OuterRef("first_published_at"))
    originals = publications.model.objects.filter(locale__language_code=settings.LANGUAGE_CODE)
    differs = originals.filter(translation_key=OuterRef("translation_key")).exclude(verdict=OuterRef("verdict"))
    translations = publications.exclude(locale__language_code=settings.LANGUAGE_CODE)
    may_be = translations.filter(Exists(changed) | Exists(differs)).select_related("locale")
    return [page for page in with_original_changes(list(may_be)) if page.original_change]
