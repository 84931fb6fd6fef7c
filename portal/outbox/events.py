"""Writes the event log: each change of what readers see writes one event and its deliveries, in the same transaction.

Signals of Wagtail and Django call it. `record` writes the rows; the receivers below decide what has happened.
"""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.exceptions import BadRequest
from django.db import models, transaction
from django.db.models import ProtectedError, Q
from django.db.models.signals import post_delete, post_save, pre_save
from django.http import HttpRequest, HttpResponseBase
from django.utils.datastructures import MultiValueDictKeyError
from wagtail.models import Page, PageLogEntry, PageViewRestriction
from wagtail.signals import page_published, page_unpublished

from portal.addresses.models import PermanentNumber
from portal.files.storage import saved_together, telling_of_a_full_disk
from portal.forms.refusals import Refused, told
from portal.models import Delivery, Publication, PublicationEvent
from portal.outbox.channels import channels
from portal.outbox.models import WAS_PUBLIC
from portal.permissions.page_permissions import viewer
from portal.publications.filing import public_originals, share
from portal.publications.statuses import REPLACED, WITHDRAWN, is_past
from portal.publications.versions import settle
from portal.publications.visibility import opens_nothing
from portal.scheduling import clock
from portal.selections.facets import Filing, filing_of
from portal.withdrawals.telling import reasons_for

Kind = PublicationEvent.Kind
# An original and a translation of it that are published within this time appear at once.
AT_ONCE = timedelta(minutes=1)


def atomic_writes(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Wrap a view of the admin so that its POST runs in one transaction: Wagtail's publish, move and delete views do
    not.

    When something inside refuses (Refused, ProtectedError), everything is rolled back, uploaded files too, and the user
    gets a message. A form without the fields that a browser sends is answered with 400.
    """

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method != "POST":
            return view(request, *args, **kwargs)
        try:
            with telling_of_a_full_disk(), saved_together(), transaction.atomic():
                return view(request, *args, **kwargs)
        except (Refused, ProtectedError) as refusal:
            return told(request, refusal)
        except MultiValueDictKeyError as lacking:
            # Wagtail's views read some fields without asking whether they were sent.
            raise BadRequest("The form lacks a field") from lacking

    return wrapped


def record(
    page: Publication, kind: str, *, note: str = "", note_en: str = "", old_verdict: str = ""
) -> PublicationEvent:
    """Write an event about a publication, and one delivery for each channel. Call it in the transaction of the change.

    The arguments are those of `event_about`.
    """
    event = event_about(page, kind, note=note, note_en=note_en, old_verdict=old_verdict)
    event.number = PermanentNumber.of(page.translation_key)
    event.save()
    Delivery.objects.bulk_create(Delivery(event=event, channel=channel.name) for channel in channels())
    if event.language == settings.LANGUAGE_CODE:
        _file_translations(page, event)
    if page.replaces_id or page.series:
        restate()
    return event


def event_about(
    page: Publication, kind: str, *, note: str = "", note_en: str = "", old_verdict: str = ""
) -> PublicationEvent:
    """An event about a publication as it is in memory: not saved, and without the permanent number.

    `kind` is one of PublicationEvent.Kind; `note` says what changed, `note_en` the same in English where it is not the
    page's own note; `old_verdict` is the verdict before. The event holds only what outsiders may read of the page.
    """
    # A page of the base type would lack what its type says.
    shown = page.specific.for_outsiders()
    return PublicationEvent(
        kind=kind,
        created_at=clock.now(),
        page_id=page.pk,
        revision_id=page.live_revision_id,
        actor_id=getattr(viewer.get(), "pk", None),
        translation_key=page.translation_key,
        language=page.locale.language_code,
        type_code=page.specific_class.type_code,
        title=shown.title,
        path=page.url_path,
        note=note,
        note_en=note_en or (shown.change_note_en if note and note == shown.change_note else ""),
        old_verdict=old_verdict,
        new_verdict=shown.verdict,
        status=shown.status,
        facets=filing_of(shown),
        decisive=shown.decisive(),
        data={**shown.published_data(), **_told_at_the_time(page, shown)},
    )


def _file_translations(original: Publication, event: PublicationEvent) -> None:
    """File the translations of a page as it is filed now, and write an event for each public one that was filed
    otherwise. `event` is what has happened to the original.
    """
    others = Publication.objects.filter(translation_key=original.translation_key).exclude(pk=original.pk)
    if not others.exists():
        return
    changed = share(original) if event.data["is_public"] else set()
    for page in others.live().select_related("locale", "content_type"):
        last = PublicationEvent.objects.filter(page_id=page.pk).order_by("-pk").first()
        filing = filing_of(page.specific.for_outsiders())
        if last and (page.pk in changed or _sorted(filing) != _sorted(last.facets)):
            record(page, Kind.REFILED)


def _sorted(filing: Filing) -> dict[str, list[str]]:
    return {facet: sorted(codes) for facet, codes in filing.items()}


def _told_at_the_time(page: Publication, shown: Publication) -> dict[str, bool]:
    """Whether anyone could read the page at the event, whether it kept something secret, and whether it showed the text
    of another page.

    What was never public is never told of later (portal.open_data).
    """
    return {"is_public": _is_public(page), "is_abridged": shown.is_abridged, "is_alias": page.alias_of_id is not None}


def _is_public(page: Publication) -> bool:
    return bool(Publication.objects.published().filter(pk=page.pk).exists())


def restate() -> int:
    """Store which pages are replaced now and which hold again, and write an event for each change. Returns their
    number.
    """
    changed = settle()
    for page in changed:
        # The event repeats the page's note, so that kind_of_publish does not take it for a new one at the next publish.
        record(page, Kind.REPLACED if page.status == REPLACED else Kind.STATUS, note=page.change_note)
    return len(changed)


def last_event(page_id: int) -> PublicationEvent | None:
    """The page's latest event that was about its words. A move or a new status, date or filing does not change them."""
    aside = (Kind.MOVED, Kind.STATUS, Kind.REVIEW_DUE, Kind.REFILED)
    return PublicationEvent.objects.filter(page_id=page_id).exclude(kind__in=aside).order_by("-pk").first()


def kind_of_publish(page: Publication, last: PublicationEvent | None) -> str:
    """What kind of event a publish is to readers. `last` is the page's latest event about its words.

    Published at first or after a withdrawal; replaced or withdrawn when the page has just got that status; revised when
    the note on what changed is new, or something that readers act on has changed (`decisive`); else corrected.
    """
    if last is None or (WITHDRAWN in (last.kind, last.status) and page.status != WITHDRAWN):
        return Kind.PUBLISHED
    if page.status != last.status and is_past(page.status):
        return Kind.REPLACED if page.status == REPLACED else Kind.WITHDRAWN
    noted = bool(page.change_note) and page.change_note != last.note
    now = page.decisive()
    # What an older event did not note yet is nothing that has changed.
    decided = any(now.get(name) != value for name, value in last.decisive.items())
    return Kind.REVISED if noted or decided else Kind.CORRECTED


def kind_of_coming(page: Publication, *, is_public: bool | None = None) -> str:
    """What kind of event it is that a page becomes public: translated when it is the first in its language that readers
    get, of a publication whose original they have had for some time; else published.

    `is_public` says so of a page that is not public yet.
    """
    is_translation = page.locale.language_code != settings.LANGUAGE_CODE and page.alias_of_id is None
    if not is_translation or not (_is_public(page) if is_public is None else is_public):
        return Kind.PUBLISHED
    if not public_originals().filter(translation_key=page.translation_key).exists():
        return Kind.PUBLISHED
    log = PublicationEvent.objects.filter(WAS_PUBLIC, translation_key=page.translation_key)
    # An alias has the text of the original, also in the event by which it becomes a page of its own.
    texts = log.filter(Q(data__is_alias=False) | ~Q(data__has_key="is_alias")).exclude(kind=Kind.REFILED)
    if texts.filter(language=page.locale.language_code).exists():
        return Kind.PUBLISHED
    came = log.filter(language=settings.LANGUAGE_CODE, kind=Kind.PUBLISHED).order_by("-pk").first()
    return Kind.TRANSLATED if came and came.created_at < clock.now() - AT_ONCE else Kind.PUBLISHED


def _on_publish(instance: Page, **kwargs: Any) -> None:
    page = instance.specific
    # Wagtail also sends the signal when a page is only scheduled.
    if isinstance(page, Publication) and page.live:
        last, shown = last_event(page.pk), page.for_outsiders()
        kind, coming = kind_of_publish(shown, last), kind_of_coming(page)
        record(
            page,
            coming if kind == Kind.PUBLISHED or coming == Kind.TRANSLATED else kind,
            note=shown.change_note,
            old_verdict=last.new_verdict if last else "",
        )


def _on_alias(instance: PageLogEntry, created: bool, **kwargs: Any) -> None:
    """Write an event when an alias is made or becomes a page of its own. Wagtail sends no signal, it only writes its
    log.

    A new alias of a live page is live at once. One that becomes a page of its own has the same words, but lists change.
    """
    kind = {"wagtail.create_alias": Kind.PUBLISHED, "wagtail.convert_alias": Kind.REFILED}.get(instance.action)
    page = Publication.objects.filter(pk=instance.page_id, live=True).first() if created and kind else None
    if page and kind:
        record(page.specific, kind)


def _on_unpublish(instance: Page, **kwargs: Any) -> None:
    """Write that a page was withdrawn. Deleting a live page comes here, too: Wagtail unpublishes it first."""
    page = instance.specific
    if isinstance(page, Publication):
        last = last_event(page.pk)
        reason, reason_en = reasons_for(page)
        if not reason and last and last.kind == Kind.WITHDRAWN:
            # When the page was marked as withdrawn first and then unpublished, the reason given then still holds.
            reason, reason_en = last.note, last.note_en
        record(page, Kind.WITHDRAWN, note=reason, note_en=reason_en, old_verdict=page.for_outsiders().verdict)


def _on_delete(instance: Publication, **kwargs: Any) -> None:
    """Work out the versions again without the deleted page. Its withdrawal was told before, while its links still
    stood.
    """
    if instance.replaces_id or instance.series:
        restate()


def _remember_path(sender: type[models.Model], instance: Any, **kwargs: Any) -> None:
    """Keep the stored address on the instance, and whether it was live, so that _on_path_change can compare."""
    if issubclass(sender, Page) and instance.pk:
        stored = Page.objects.filter(pk=instance.pk).values_list("url_path", "live").first()
        instance.path_before, instance.live_before = stored or (None, False)


def _on_path_change(sender: type[models.Model], instance: Any, **kwargs: Any) -> None:
    """Write a move for a page whose address changed, and for every live publication below it."""
    before = getattr(instance, "path_before", None)
    if not before or before == instance.url_path:
        return
    below = Publication.objects.live().filter(path__startswith=instance.path)
    if not instance.live_before:  # the page itself comes, it does not move: that is told when it is published
        below = below.exclude(pk=instance.pk)
    for page in below.select_related("locale", "content_type"):
        if page.url_path.startswith(before):
            page.url_path = instance.url_path + page.url_path.removeprefix(before)
        record(page, _kind_of_move(page))


def _kind_of_move(page: Publication) -> str:
    """What kind of event a move is to readers: a page that comes under a closed one is withdrawn to them, one that
    comes out from under it is published.
    """
    last = PublicationEvent.objects.filter(page_id=page.pk).order_by("-pk").only("data").first()
    was_public, is_public = last is None or last.is_public, _is_public(page)
    if was_public == is_public:
        return Kind.MOVED
    return kind_of_coming(page) if is_public else Kind.WITHDRAWN


def _on_restriction(instance: PageViewRestriction, origin: Any = None, **kwargs: Any) -> None:
    """Write an event for each live publication in a branch of the tree that has been closed or opened."""
    if opens_nothing(origin):
        return
    branch = Publication.objects.live().filter(path__startswith=instance.page.path)
    public = set(branch.published().values_list("pk", flat=True))
    for page in branch.select_related("locale", "content_type"):
        record(page, kind_of_coming(page) if page.pk in public else Kind.WITHDRAWN)


def connect() -> None:
    """Connect the receivers. Called once, when the app is ready."""
    page_published.connect(_on_publish, dispatch_uid="portal.publish")
    post_save.connect(_on_alias, sender=PageLogEntry, dispatch_uid="portal.alias")
    page_unpublished.connect(_on_unpublish, dispatch_uid="portal.unpublish")
    pre_save.connect(_remember_path, dispatch_uid="portal.path_before")
    post_save.connect(_on_path_change, dispatch_uid="portal.path_after")
    post_delete.connect(_on_delete, sender=Publication, dispatch_uid="portal.after_delete")
    post_save.connect(_on_restriction, sender=PageViewRestriction, dispatch_uid="portal.restrict")
    post_delete.connect(_on_restriction, sender=PageViewRestriction, dispatch_uid="portal.open")
