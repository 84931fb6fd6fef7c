"""The event log's writer: whatever changes what readers see writes an event and its deliveries, in one transaction."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import models, transaction
from django.db.models import ProtectedError
from django.db.models.signals import post_delete, post_save, pre_save
from django.http import HttpRequest, HttpResponseBase
from wagtail.models import Page, PageLogEntry, PageViewRestriction
from wagtail.signals import page_published, page_unpublished

from portal.files.storage import saved_together, telling_of_a_full_disk
from portal.forms.refusals import Refused, told
from portal.models import Delivery, Publication, PublicationEvent
from portal.outbox.channels import channels
from portal.publications.statuses import REPLACED, is_past
from portal.publications.versions import settle
from portal.publications.visibility import opens_nothing
from portal.selections.facets import filing_of

Kind = PublicationEvent.Kind


def atomic_writes(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Run an admin view's POST in one transaction: Wagtail's own views do not (publish, move, delete).

    What is refused inside, at the gate or elsewhere, leaves nothing of it, no file either, and is told in a message.
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

    return wrapped


def record(page: Publication, kind: str, *, path: str = "", note: str = "", old_verdict: str = "") -> PublicationEvent:
    """Write an event about a publication and one delivery for each channel. Call it inside the change's transaction.

    It tells of the page what outsiders may read.
    """
    shown = page.for_outsiders()
    event = PublicationEvent.objects.create(
        kind=kind,
        page_id=page.pk,
        revision_id=page.live_revision_id,
        translation_key=page.translation_key,
        language=page.locale.language_code,
        type_code=page.specific_class.type_code,
        title=shown.title,
        path=path or page.url_path,
        note=note,
        old_verdict=old_verdict,
        new_verdict=shown.verdict,
        facets=filing_of(shown),
        decisive=shown.decisive(),
    )
    Delivery.objects.bulk_create(Delivery(event=event, channel=channel.name) for channel in channels())
    if page.replaces_id or page.series:
        restate()
    return event


def restate() -> int:
    """Write down which pages have been replaced, or hold again, with an event for each. Returns how many."""
    changed = settle()
    for page in changed:
        # With the page's own note: its next publication has nothing new to tell for that.
        record(page, Kind.REPLACED if page.status == REPLACED else Kind.STATUS, note=page.change_note)
    return len(changed)


def _last_event(page_id: int) -> PublicationEvent | None:
    """What readers last saw happen to the words: a new address, date or filing has not touched them."""
    aside = (Kind.MOVED, Kind.STATUS, Kind.REVIEW_DUE, Kind.REFILED)
    return PublicationEvent.objects.filter(page_id=page_id).exclude(kind__in=aside).order_by("-pk").first()


def kind_of_publish(page: Publication, last: PublicationEvent | None) -> str:
    """What a publish is to readers: new, withdrawn or replaced by its standing, else a revision or a correction.

    It is a revision where the editor says what changed, and where something that readers act on did, said or not.
    """
    if last is None or last.kind == Kind.WITHDRAWN:
        return Kind.PUBLISHED
    if page.status != (last.facets.get("status") or [""])[0] and is_past(page.status):
        return Kind.REPLACED if page.status == REPLACED else Kind.WITHDRAWN
    noted = bool(page.change_note) and page.change_note != last.note
    decided = bool(last.decisive) and page.decisive() != last.decisive
    return Kind.REVISED if noted or decided else Kind.CORRECTED


def _on_publish(instance: Page, **kwargs: Any) -> None:
    page = instance.specific
    # Wagtail sends the signal for a page that is only scheduled, too.
    if isinstance(page, Publication) and page.live:
        last, shown = _last_event(page.pk), page.for_outsiders()
        record(
            page,
            kind_of_publish(shown, last),
            note=shown.change_note,
            old_verdict=last.new_verdict if last else "",
        )


def _on_alias(instance: PageLogEntry, created: bool, **kwargs: Any) -> None:
    """A new alias of a live page is live at once; one that becomes a page of its own reads as before, but is listed.

    Wagtail sends no signal of either, it only writes its log.
    """
    kind = {"wagtail.create_alias": Kind.PUBLISHED, "wagtail.convert_alias": Kind.REFILED}.get(instance.action)
    page = Publication.objects.filter(pk=instance.page_id, live=True).first() if created and kind else None
    if page and kind:
        record(page.specific, kind)


def _on_unpublish(instance: Page, **kwargs: Any) -> None:
    """Deleting a live page comes here, too: Wagtail unpublishes it first."""
    page = instance.specific
    if isinstance(page, Publication):
        last = _last_event(page.pk)
        # What was marked as withdrawn before it was taken away went for the same reason.
        record(
            page,
            Kind.WITHDRAWN,
            note=last.note if last and last.kind == Kind.WITHDRAWN else "",
            old_verdict=page.for_outsiders().verdict,
        )


def _on_delete(instance: Publication, **kwargs: Any) -> None:
    """Wagtail tells of the withdrawal while the page and its link are still there."""
    if instance.replaces_id or instance.series:
        restate()


def _remember_path(sender: type[models.Model], instance: Any, **kwargs: Any) -> None:
    if issubclass(sender, Page) and instance.pk:
        instance.path_before = Page.objects.filter(pk=instance.pk).values_list("url_path", flat=True).first()


def _on_path_change(sender: type[models.Model], instance: Any, **kwargs: Any) -> None:
    """A new slug or a move changes the address of everything below, too."""
    before = getattr(instance, "path_before", None)
    if not before or before == instance.url_path:
        return
    below = Publication.objects.live().filter(path__startswith=instance.path)
    for page in below.select_related("locale", "content_type"):
        if page.url_path.startswith(before):
            page.url_path = instance.url_path + page.url_path.removeprefix(before)
        record(page, Kind.MOVED)


def _on_restriction(instance: PageViewRestriction, origin: Any = None, **kwargs: Any) -> None:
    """Closing or opening a branch of the tree hides or shows every publication in it."""
    if opens_nothing(origin):
        return
    branch = Publication.objects.live().filter(path__startswith=instance.page.path)
    public = set(branch.published().values_list("pk", flat=True))
    for page in branch.select_related("locale", "content_type"):
        record(page, Kind.PUBLISHED if page.pk in public else Kind.WITHDRAWN)


def connect() -> None:
    page_published.connect(_on_publish, dispatch_uid="portal.publish")
    post_save.connect(_on_alias, sender=PageLogEntry, dispatch_uid="portal.alias")
    page_unpublished.connect(_on_unpublish, dispatch_uid="portal.unpublish")
    pre_save.connect(_remember_path, dispatch_uid="portal.path_before")
    post_save.connect(_on_path_change, dispatch_uid="portal.path_after")
    post_delete.connect(_on_delete, sender=Publication, dispatch_uid="portal.after_delete")
    post_save.connect(_on_restriction, sender=PageViewRestriction, dispatch_uid="portal.restrict")
    post_delete.connect(_on_restriction, sender=PageViewRestriction, dispatch_uid="portal.open")
