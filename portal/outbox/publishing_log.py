"""The publishing log in the admin: what happened, who did it, where it was delivered. Read-only, but for retrying."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.admin import display
from django.contrib.admin.filters import AllValuesFieldListFilter
from django.core.exceptions import PermissionDenied
from django.db.models import BigIntegerField, Exists, OuterRef, QuerySet, Subquery
from django.db.models.fields.json import KT
from django.db.models.functions import Cast
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.models import PageLogEntry
from wagtail.permissions import page_permission_policy
from wagtail_modeladmin.helpers import ButtonHelper

from portal.accounts.account_name import account_name
from portal.models import Delivery, PublicationEvent, ScheduleFailure
from portal.moderation.override import ACTION
from portal.permissions.page_access import only_seen
from portal.publications.page_types import type_label
from portal.read_only_admin import ReadOnly, Register, RegisterView

RETRY = "portal_delivery_retry"
RETRY_SCHEDULED = "portal_missed_time_retry"


class LogPermissions(ReadOnly):
    """Who may read the log and who may have a delivery tried again: two permissions."""

    def user_can_list(self, user: Any) -> bool:
        return bool(user.has_perm("portal.view_delivery"))

    def user_can_retry(self, user: Any) -> bool:
        """Whether a user may have a failed delivery tried again."""
        return bool(user.has_perm("portal.change_delivery"))


class LogButtons(ButtonHelper):
    """The buttons of a row: details, the page, its history, and “Try again” where a delivery has failed."""

    def get_buttons_for_obj(self, obj: Any, *args: Any, **kwargs: Any) -> list[dict[str, Any]]:
        buttons: list[dict[str, Any]] = super().get_buttons_for_obj(obj, *args, **kwargs)
        if getattr(obj, "is_editable", False):  # the view of one event does not ask for it
            looks = self.finalise_classname(["button-small", "button-secondary"])
            for label, name in ((_("Page"), "edit"), (_("History"), "history")):
                address = reverse(f"wagtailadmin_pages:{name}", args=[obj.page_id])
                buttons.append({"url": address, "label": label, "title": f"{label}: {obj.title}", "classname": looks})
        has_failed = any(delivery.state == Delivery.State.FAILED for delivery in obj.deliveries.all())
        if has_failed and self.permission_helper.user_can_retry(self.request.user):
            buttons.append(
                {
                    "post": RETRY,
                    "pk": obj.pk,
                    "label": _("Try again"),
                    "title": _("Deliver this again now"),
                    "classname": self.finalise_classname(["button-small"]),
                }
            )
        return buttons


class WordedFilter(AllValuesFieldListFilter):
    """A filter that shows words for the values that the database holds."""

    def choices(self, changelist: Any) -> Iterator[Any]:
        for choice in super().choices(changelist):
            yield {**choice, "display": self.word(str(choice["display"]))}

    def word(self, value: str) -> str:
        """The word for a stored value. Each filter defines it."""
        raise NotImplementedError


class LanguageFilter(WordedFilter):
    """Filters by the language of the page, called by its name."""

    def word(self, value: str) -> str:
        return dict(settings.LANGUAGES).get(value, value)


class LogView(RegisterView):
    """The list of events, with missed times above it."""

    def get_page_title(self) -> str:
        return str(self.model_admin.menu_label)

    def get_meta_title(self) -> str:
        return self.get_page_title()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With what did not come so far that anything could be delivered: it stands above the events."""
        return super().get_context_data(**ScheduleFailure.objects.told_to(self.request.user), **kwargs)


class PublishingLog(Register):
    """The register of events, each with its deliveries: list, filters, export, details and “Try again”."""

    model = PublicationEvent
    index_view_class = LogView
    base_url_path = "publishing-log"
    menu_label = gettext_lazy("Publishing log")
    menu_item_name = "publishing-log"
    menu_icon = "history"
    menu_order = 700
    list_display = ("time", "kind_label", "title", "who", "outcome")
    list_display_add_buttons = "title"
    list_export = (
        *("time", "kind_label", "title", "path", "type_label", "language", "note"),
        *("who", "outcome_in_words"),
    )
    export_filename = "publishing-log"
    list_filter = ("deliveries__state", "kind", ("language", LanguageFilter))
    search_fields = ("title", "path", "note", "deliveries__error")
    inspect_view_enabled = True
    permission_helper_class = LogPermissions
    button_helper_class = LogButtons

    @display(description=gettext_lazy("time"), ordering="pk")
    def time(self, event: PublicationEvent) -> str:
        """When it happened, in local time."""
        return f"{timezone.localtime(event.created_at):%Y-%m-%d %H:%M:%S}"

    @display(description=gettext_lazy("kind"), ordering="kind")
    def kind_label(self, event: Any) -> str:
        """What happened, in words, and the reason for which an administrator made an exception for it."""
        kind = str(event.get_kind_display())
        reason = getattr(event, "exception", "")
        return _("%(kind)s with an exception: %(reason)s") % {"kind": kind, "reason": reason} if reason else kind

    @display(description=gettext_lazy("type"), ordering="type_code")
    def type_label(self, event: PublicationEvent) -> str:
        """The type of the page, in words."""
        return type_label(event.type_code)

    @display(description=gettext_lazy("done by"))
    def who(self, event: Any) -> str:
        """Whose click it was; that it was the clock, or a program, where it was nobody's."""
        if event.actor_id is None:
            return _("by itself")
        return event.actor_name or _("an account that is gone")

    @display(description=gettext_lazy("delivered to"))
    def outcome(self, event: PublicationEvent) -> SafeString:
        """How far each delivery has come, a line for each channel."""
        return format_html_join(mark_safe("<br>"), "{}", ((line,) for line in _outcomes(event)))

    @display(description=gettext_lazy("delivered to"))
    def outcome_in_words(self, event: PublicationEvent) -> str:
        """The same in one line, for the export."""
        return "; ".join(_outcomes(event))

    def get_extra_attrs_for_field_col(self, obj: Any, field_name: str) -> dict[str, Any]:
        attrs: dict[str, Any] = super().get_extra_attrs_for_field_col(obj, field_name)
        # On a phone a row is a block, where the heading of a column stands beside its value.
        label = getattr(getattr(self, field_name, None), "short_description", "")
        return {**attrs, "data-label": capfirst(str(label))} if label else attrs

    def get_queryset(self, request: HttpRequest) -> QuerySet[PublicationEvent]:
        """The events of pages that the user may see. A page that was public once may be a draft again."""
        mine = page_permission_policy.instances_user_has_permission_for(request.user, "change")
        events = PublicationEvent.objects.defer("facets", "decisive", "data").prefetch_related("deliveries")
        # The page's own log has the number of the event for which the exception was made.
        made = PageLogEntry.objects.filter(action=ACTION, page=OuterRef("page_id"))
        made = made.annotate(event=Cast(KT("data__event"), BigIntegerField())).filter(event=OuterRef("pk"))
        events = events.annotate(
            actor_name=account_name(OuterRef("actor_id")),
            is_editable=Exists(mine.filter(pk=OuterRef("page_id"))),
            exception=Subquery(made.values(reason=KT("data__reason"))[:1]),
        )
        return only_seen(events.order_by("-pk"), request.user, "page_id")

    def get_admin_urls_for_registration(self) -> tuple[Any, ...]:
        return (
            *super().get_admin_urls_for_registration(),
            path("publishing-log/<int:pk>/retry/", self.retry_view, name=RETRY),
            path("publishing-log/missed/<int:pk>/retry/", self.retry_missed_view, name=RETRY_SCHEDULED),
        )

    def inspect_view(self, request: HttpRequest, instance_pk: str) -> HttpResponse:
        """The details of an event and its deliveries; 404 for one that the list does not show.

        The view itself would find any row.
        """
        get_object_or_404(self.get_queryset(request), pk=instance_pk if instance_pk.isdecimal() else 0)
        return super().inspect_view(request, instance_pk)

    def retry_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Make the failed deliveries of an event due now; the worker takes them within a second. Raises
        PermissionDenied.
        """
        if not self.permission_helper.user_can_retry(request.user):
            raise PermissionDenied
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        event = get_object_or_404(self.get_queryset(request), pk=pk)
        again = Delivery.objects.filter(event=event, state=Delivery.State.FAILED)
        if again.update(state=Delivery.State.WAITING, next_try_at=timezone.now()):
            messages.success(request, _("“%(title)s” is being delivered again.") % {"title": event.title})
        else:
            messages.info(request, _("“%(title)s” waits already or has been delivered.") % {"title": event.title})
        return redirect(self.url_helper.index_url)

    def retry_missed_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Try again now to publish a page that missed its time; the worker does it within seconds. Raises
        PermissionDenied.
        """
        missed = get_object_or_404(ScheduleFailure, pk=pk)
        if not ScheduleFailure.objects.concerning(request.user, "publish").filter(pk=pk).exists():
            raise PermissionDenied
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        ScheduleFailure.objects.filter(pk=pk).update(next_try_at=timezone.now())
        messages.success(request, _("“%(title)s” is tried again within ten seconds.") % {"title": missed.title})
        return redirect(self.url_helper.index_url)


def _outcomes(event: PublicationEvent) -> list[str]:
    """For each channel its name, how far the delivery has come, and the last line of its error."""
    lines = []
    for delivery in event.deliveries.all():
        line = f"{delivery.channel_label}: {str(delivery.get_state_display()).lower()}"
        if delivery.state == Delivery.State.FAILED:
            tries = ngettext("%(number)d attempt", "%(number)d attempts", delivery.attempts)
            line += f" ({tries % {'number': delivery.attempts}}). {delivery.error.strip().rpartition(chr(10))[2][:200]}"
        lines.append(line)
    return lines
