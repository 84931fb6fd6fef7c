"""What readers of a translation must know of its original: another verdict or status, a newer revision, a withdrawal.

The original is the page in the site's first language. Everything is read from the event log, so that page, list, search
and feed say the same. When an editor publishes the translation again, it has caught up with a revision. A verdict or a
status that differs is told until the two agree.
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

# The kinds of events that can change what is compared here. A move or a new filing does not.
_KINDS = ("published", "translated", "revised", "corrected", "replaced", "withdrawn", "status")
# The kinds of events after which readers see the words that the page has on that day.
_PUBLISHES = ("published", "translated", "revised", "corrected", "replaced")
_COLUMNS = (
    *("translation_key", "page_id", "language", "type_code", "kind", "created_at"),
    *("new_verdict", "status", "decisive"),
)


@dataclass(frozen=True)
class OriginalChange:
    """How a translation differs from its original. It holds codes and a day, so that it can be stored as JSON.

    `kind` is "withdrawn", "verdict", "status" or "revised": the first of these that applies. `day` is a date in ISO
    8601. `differences` are rows of (name of a product or "" for the page, the translation's code, the original's code).
    """

    kind: str
    day: str
    type_code: str
    differences: tuple[tuple[str, str, str], ...] = ()

    @property
    def language(self) -> str:
        """The language of the original."""
        return str(settings.LANGUAGE_CODE)

    @classmethod
    def of_json(cls, kept: Mapping[str, Any]) -> "Self | None":
        """Make it from what `as_json` returned; None from an empty mapping."""
        return cls(**{**kept, "differences": tuple(map(tuple, kept["differences"]))}) if kept else None

    def as_json(self) -> dict[str, Any]:
        """The same as plain values, to be stored as JSON."""
        return {**asdict(self), "differences": [list(row) for row in self.differences]}

    @property
    def label(self) -> str:
        """A few words for a list or a title, in the active language."""
        if self.kind == WITHDRAWN:
            return _("Swedish original withdrawn")
        if self.kind == "revised":
            return _("Swedish original is newer")
        return _("Swedish original changed: %(changes)s") % {"changes": "; ".join(self.changes)}

    @property
    def sentence(self) -> str:
        """What has changed, when, and what that means for readers of the translation, in the active language."""
        day = date_format(date.fromisoformat(self.day), "j F Y")
        if self.kind == WITHDRAWN:
            return _("The Swedish original was withdrawn on %(day)s. Do not go by this translation.") % {"day": day}
        if self.kind == "revised":
            return _("The Swedish original was revised on %(day)s. This translation is older.") % {"day": day}
        told = _("The Swedish original was changed on %(day)s: %(changes)s. This translation is older.")
        return told % {"day": day, "changes": "; ".join(self.changes)}

    @property
    def changes(self) -> list[str]:
        """Each difference as “from → to”, after the product's name if it is about a product."""
        return in_words(self.differences, self._word)

    def _word(self, code: str) -> str:
        return verdict_label(code) if self.kind == "verdict" else status_label(self.type_code, code) or "–"


def _is_withdrawn(event: "PublicationEvent") -> bool:
    return WITHDRAWN in (event.kind, event.status)


def _since(events: Sequence["PublicationEvent"], said: Callable[["PublicationEvent"], Any]) -> str:
    """The day since which the events, oldest first, say the same as the last of them. `said` reads it from an event."""
    first = events[-1]
    for event in reversed(events):
        if said(event) != said(events[-1]):
            break
        first = event
    return _day(first)


def _day(event: "PublicationEvent") -> str:
    return timezone.localdate(event.created_at).isoformat()


def _change(original: Sequence["PublicationEvent"], translation: Sequence["PublicationEvent"]) -> OriginalChange | None:
    """What readers of the translation must be told, from the events of both pages, the oldest first.

    None when the translation itself says that it no longer holds.
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
    """Page id → how its original has changed, for those of these pages that are translations and say something else.

    `pages` are (id, translation key, language). It takes one query when there is a translation among them, else none.
    """
    translations = [(pk, key) for pk, key, language in pages if language != settings.LANGUAGE_CODE]
    if not translations:
        return {}
    from portal.outbox.models import TOLD_OUTSIDE, PublicationEvent

    keys = {key for _pk, key in translations}
    told = PublicationEvent.objects.filter(TOLD_OUTSIDE, translation_key__in=keys, kind__in=_KINDS)
    # By translation key, not by page: an original that was deleted and made again is another page.
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
    """The same pages, with `original_change` set on each, in one query for all of them."""
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
