"""What editors have set a time for: each page that is due goes live, or is taken down, by itself.

Wagtail's own command does all in one go, and ends at the first that it can't do. Here each has a transaction of its
own; one that fails is written down with its reason, told to the publishers once, tried again after a growing wait,
and holds up nothing else.
"""

import logging
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.core.mail import send_mail
from django.db import OperationalError, connection, models, transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation
from wagtail.models import DraftStateMixin, Page, Revision
from wagtail.users.models import UserProfile

from portal.management.commands.create_roles import PUBLISHERS
from portal.models import ScheduleFailure
from portal.scheduling.failure_reasons import reason_of

logger = logging.getLogger(__name__)

Action = ScheduleFailure.Action
# An error of the database passes, most often: it is nobody's affair before it has come this often.
PASSING = 3


def publish_due(goes_on: Callable[[], bool] = lambda: True) -> tuple[int, int]:
    """Take down what has expired, then publish what is due. Returns (done, failed)."""
    for failure in ScheduleFailure.objects.select_related("content_type", "revision"):
        if failure.is_settled:
            failure.delete()
    done = failed = 0
    for attempt in (*_expired(), *_coming()):
        if not goes_on():
            break
        if attempt():
            done += 1
        else:
            failed += 1
    return done, failed


def _expired() -> Iterator[Callable[[], bool]]:
    drafting: list[Any] = [model for model in apps.get_models() if issubclass(model, DraftStateMixin)]
    for model in (Page, *(model for model in drafting if not issubclass(model, Page))):
        waiting = ScheduleFailure.objects.waiting().filter(action=Action.TAKE_DOWN, content_type=_type_of(model))
        later = set(waiting.values_list("object_id", flat=True))
        rows = model._default_manager.filter(live=True, expire_at__lt=timezone.now()).order_by("expire_at")
        for pk in rows.values_list("pk", flat=True):
            if str(pk) not in later:
                yield partial(_take_down, model, pk)


def _coming() -> Iterator[Callable[[], bool]]:
    later = ScheduleFailure.objects.waiting().filter(action=Action.GO_LIVE).values("revision")
    due = Revision.objects.filter(approved_go_live_at__lt=timezone.now()).exclude(pk__in=later)
    for pk in due.order_by("approved_go_live_at").values_list("pk", flat=True):
        yield partial(_go_live, pk)


def _go_live(pk: int) -> bool:
    def alone() -> None:
        revision = _locked(Revision.objects.filter(pk=pk, approved_go_live_at__lt=timezone.now()))
        if revision:
            revision.publish(log_action="wagtail.publish.scheduled")

    return _try(alone, lambda error: _note_coming(pk, error))


def _take_down(model: Any, pk: Any) -> bool:
    def alone() -> None:
        found = _locked(model._default_manager.filter(pk=pk, live=True, expire_at__lt=timezone.now()))
        if found:
            getattr(found, "specific", found).unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")

    return _try(alone, lambda error: _note_leaving(model, pk, error))


def _locked(rows: models.QuerySet[Any]) -> Any:
    """The row, unless it is no longer due or another worker has it in hand."""
    if connection.features.has_select_for_update_skip_locked:
        rows = rows.select_for_update(skip_locked=True, of=("self",))
    return rows.first()


def _try(alone: Callable[[], None], note: Callable[[Exception], None]) -> bool:
    """Whether it went well. Nothing is raised, whatever happens."""
    try:
        with transaction.atomic(), translation.override(settings.LANGUAGE_CODE):
            alone()
    except Exception as error:
        logger.warning("Not done at its time: %s: %s", type(error).__name__, error)
        try:
            with transaction.atomic(), translation.override(settings.LANGUAGE_CODE):
                note(error)
        except Exception:
            logger.exception("That it failed could not be written down")
        return False
    return True


def _note_coming(pk: int, error: Exception) -> None:
    revision = Revision.objects.select_related("content_type", "base_content_type").filter(pk=pk).first()
    if revision is None or revision.approved_go_live_at is None:
        return
    title = revision.content.get("title") or revision.object_str
    _note(
        {"action": Action.GO_LIVE, "content_type": revision.base_content_type, "object_id": revision.object_id},
        {"revision": revision, "title": title[:255], "due_at": revision.approved_go_live_at},
        error,
    )


def _note_leaving(model: Any, pk: Any, error: Exception) -> None:
    found = model._default_manager.filter(pk=pk, live=True, expire_at__lt=timezone.now()).first()
    if found is None:
        return
    _note(
        {"action": Action.TAKE_DOWN, "content_type": _type_of(model), "object_id": str(pk)},
        {"revision": None, "title": str(found)[:255], "due_at": found.expire_at},
        error,
    )


def _note(key: dict[str, Any], values: dict[str, Any], error: Exception) -> None:
    failure = ScheduleFailure.objects.filter(**key).first()
    if failure is None or failure.revision != values["revision"]:
        # Another revision is another matter: it has its own wait, and is told of again.
        failure = ScheduleFailure(pk=failure.pk if failure else None, **key, **values)
    failure.attempts += 1
    failure.next_try_at = timezone.now() + failure.wait
    failure.reason = reason_of(error, (failure.revision or failure).content_type.model_class())
    if failure.told_at is None and (not isinstance(error, OperationalError) or failure.attempts >= PASSING):
        failure.told_at = timezone.now()
        _tell(failure)
    failure.save()


def _type_of(model: Any) -> ContentType:
    return ContentType.objects.get_for_model(model, for_concrete_model=False)


def _tell(failure: ScheduleFailure) -> None:
    """Queue a mail to each publisher, in the language that they read."""
    publishers = get_user_model().objects.filter(groups__name=PUBLISHERS, is_active=True).exclude(email="")
    for user in publishers.distinct():
        with translation.override(UserProfile.get_for_user(user).get_preferred_language()):
            context = {"failure": failure, "user": user}
            subject = render_to_string("portal/mail/missed_time_subject.txt", context)
            text = render_to_string("portal/mail/missed_time.txt", context)
            send_mail(" ".join(subject.split()), text.strip() + "\n", None, [user.email])
