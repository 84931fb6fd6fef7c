"""Why a mailing does not go on, in words, and the clicks that hold it, let it go on or call it off."""

from django.db.models import QuerySet, TextChoices
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from news.models import Mailing, Newsletter
from portal.publications.statuses import is_past, past


class StopReason(TextChoices):
    """What `Mailing.reason` holds where the portal itself has stopped or paused a mailing."""

    GONE = "gone", _("The newsletter has been deleted.")
    WITHDRAWN = "withdrawn", _("The newsletter is no longer public.")
    CHANGED = "changed", _("Another version of the newsletter has been published. Send that one to those who are left.")
    REFUSING = "refusing", _("The mail server refuses one letter after the other. Ask those who run it why.")
    BROKEN = "broken", _("The letter could not be made. The portal’s log says why.")


def still_public(mailing: Mailing) -> QuerySet[Newsletter]:
    """The newsletter, while the very revision that was ordered is what everybody reads; else nothing."""
    found = Newsletter.objects.published().filter(pk=mailing.page_id, live_revision_id=mailing.revision_id)
    return found.exclude(past())


def why_stop(mailing: Mailing) -> str:
    """The reason for which this very revision must not be sent any more; empty while it may."""
    if still_public(mailing).exists():
        return ""
    page = Newsletter.objects.filter(pk=mailing.page_id).first()
    if page is None:
        return StopReason.GONE
    is_open = Newsletter.objects.published().filter(pk=page.pk).exists() and not is_past(page.status)
    return StopReason.CHANGED if is_open else StopReason.WITHDRAWN


def stop(mailing: Mailing, reason: str) -> bool:
    """End a mailing for good: what readers can no longer read is not sent. Returns whether it was open."""
    values = {"state": Mailing.State.STOPPED, "reason": reason, "ended_at": timezone.now()}
    return bool(_open(mailing).update(**values))


def pause(mailing: Mailing, reason: str = "") -> bool:
    """Hold a mailing. Returns whether it was being sent."""
    sending = Mailing.objects.filter(pk=mailing.pk, state=Mailing.State.SENDING)
    return bool(sending.update(state=Mailing.State.PAUSED, reason=reason))


def resume(mailing: Mailing) -> bool:
    """Go on with a mailing that is paused. Returns whether it was."""
    paused = Mailing.objects.filter(pk=mailing.pk, state=Mailing.State.PAUSED)
    return bool(paused.update(state=Mailing.State.SENDING, reason=""))


def cancel(mailing: Mailing) -> bool:
    """Call a mailing off: those who have not got it get nothing. Returns whether it was open."""
    values = {"state": Mailing.State.CANCELLED, "reason": "", "ended_at": timezone.now()}
    return bool(_open(mailing).update(**values))


def finish(mailing: Mailing) -> bool:
    """Note that nobody is left to send to. Returns whether that was new."""
    sending = Mailing.objects.filter(pk=mailing.pk, state=Mailing.State.SENDING)
    return bool(sending.update(state=Mailing.State.DONE, ended_at=timezone.now()))


def _open(mailing: Mailing) -> QuerySet[Mailing]:
    return Mailing.objects.filter(pk=mailing.pk, state__in=Mailing.OPEN)
