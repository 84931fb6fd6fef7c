"""How a draft would be told in feeds and mails, shown beside the editor (portal.publications.preview_modes).

Both take the words from where feeds take theirs. Nothing is stored, and no permanent number is given.
"""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.text import Truncator

from news.documents import documents_in
from news.entries import FeedVocabulary, make_entry, particulars
from news.events.event_entries import title_of
from news.events.event_feed import Told, kind_for
from news.following import not_yet_secret
from news.letter.content import PREHEADER
from news.models import FeedEntry
from news.snapshot import unnumbered
from portal.models import Publication, PublicationEvent
from portal.outbox.events import event_about, kind_of_coming, kind_of_publish, last_event
from portal.outbox.models import TOLD_OUTSIDE
from portal.publications.page_links import addresses_in

Kind = PublicationEvent.Kind


def feed_entry(request: HttpRequest, page: Publication) -> HttpResponse:
    """The entry that feed readers would show of the page."""
    row = _row(page)
    addresses = addresses_in([row.html])
    for page_id in not_yet_secret(addresses):
        del addresses[page_id]
    entry = make_entry(row, row.language, FeedVocabulary.load(), addresses, documents_in([row.data]))
    # Sanitized by the snapshot; what is added around it is escaped.
    return render(request, "news/preview_entry.html", {"entry": entry, "text": mark_safe(entry.html)})


def mail_line(request: HttpRequest, page: Publication) -> HttpResponse:
    """The line that a mail to followers would be in a list of mails: what event feeds say of publishing the page now.

    It says so where they would be told nothing, and why.
    """
    row, told = _row(page), _told(page)
    context = {
        "silence": _silence(page, told),
        "subject": title_of(told, told.title) if told.kind else "",
        "preheader": Truncator(told.note or row.summary).chars(PREHEADER),
        "facts": ". ".join(particulars(row)),
    }
    return render(request, "news/preview_mail.html", context)


def _row(page: Publication) -> FeedEntry:
    now = timezone.now()
    return FeedEntry(**unnumbered(page), published_at=now, updated_at=now)


def _told(page: Publication) -> Told:
    """The event that publishing the page now would be; of kind "" where followers of everything are not told of it."""
    last, shown = last_event(page.pk) if page.pk else None, page.for_outsiders()
    kind, coming = kind_of_publish(shown, last), kind_of_coming(page, is_public=True)
    if kind == Kind.PUBLISHED or coming == Kind.TRANSLATED:
        kind = coming
    event = event_about(page, kind, note=shown.change_note, old_verdict=last.new_verdict if last else "")
    told_as = kind_for(event, is_in=True, was_in=last is not None)
    return Told(event, last, told_as, event.title, event.note, event.note_en, is_silent=shown.is_abridged)


def _silence(page: Publication, told: Told) -> str:
    """Why followers of everything are told nothing, as a word for the template; empty where they are told."""
    if page.get_view_restrictions().exists():
        return "closed"
    if not told.kind:
        return "unchanged"
    return "elsewhere" if _is_told_elsewhere(page, told) else ""


def _is_told_elsewhere(page: Publication, told: Told) -> bool:
    """Whether the publication's page in another language speaks for this one (`event_log`): the original for its
    translation, and what came first for an original that comes after it. That a translation has come is always told.
    """
    is_original = page.locale.language_code == settings.LANGUAGE_CODE
    if told.kind == Kind.TRANSLATED or (is_original and told.before):
        return False
    events = PublicationEvent.objects.filter(TOLD_OUTSIDE, translation_key=page.translation_key)
    first = {"language": settings.LANGUAGE_CODE}
    newest = (events.exclude(**first) if is_original else events.filter(**first)).order_by("-pk").first()
    return newest is not None and newest.kind != Kind.WITHDRAWN
