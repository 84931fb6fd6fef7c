"""The publishing log in the admin: what was delivered where, and what failed. Read-only, but for trying again."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.admin import display
from django.contrib.admin.filters import AllValuesFieldListFilter
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail_modeladmin.helpers import ButtonHelper

from portal.models import Delivery, ScheduleFailure
from portal.outbox.channels import channel_name
from portal.permissions.page_access import only_seen
from portal.publications.page_types import type_label
from portal.read_only_admin import ReadOnly, Register, RegisterView

RETRY = "portal_delivery_retry"
RETRY_SCHEDULED = "portal_missed_time_retry"


class LogPermissions(ReadOnly):
    """Who may read the log and who may have a delivery tried again: two permissions."""

    def user_can_retry(self, user: Any) -> bool:
        """Whether a user may have a failed delivery tried again."""
        return bool(user.has_perm("portal.change_delivery"))


class LogButtons(ButtonHelper):
    """The buttons of a row: “Try again” where a delivery has failed."""

    def get_buttons_for_obj(self, obj: Delivery, *args: Any, **kwargs: Any) -> list[dict[str, Any]]:
        buttons: list[dict[str, Any]] = super().get_buttons_for_obj(obj, *args, **kwargs)
        if obj.state == Delivery.State.FAILED and self.permission_helper.user_can_retry(self.request.user):
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


class ChannelFilter(WordedFilter):
    """Filters by channel, called by its label."""

    def word(self, value: str) -> str:
        return channel_name(value)


class LanguageFilter(WordedFilter):
    """Filters by the language of the page, called by its name."""

    def word(self, value: str) -> str:
        return dict(settings.LANGUAGES).get(value, value)


class LogView(RegisterView):
    """The list of deliveries, with missed times above it."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With what did not come so far that anything could be delivered: it stands above the deliveries."""
        return super().get_context_data(**ScheduleFailure.objects.told_to(self.request.user), **kwargs)


class PublishingLog(Register):
    """The register of deliveries: list, filters, export, details and “Try again”."""

    model = Delivery
    index_view_class = LogView
    base_url_path = "publishing-log"
    menu_label = gettext_lazy("Publishing log")
    menu_item_name = "publishing-log"
    menu_icon = "history"
    menu_order = 700
    list_display = ("time", "kind", "title", "channel_label", "state_label", "attempts", "fault")
    list_display_add_buttons = "title"
    list_export = (
        *("time", "kind", "title", "address", "type_label", "language", "note"),
        *("channel_label", "state_label", "attempts", "delivered", "fault"),
    )
    export_filename = "publishing-log"
    list_filter = ("state", ("channel", ChannelFilter), "event__kind", ("event__language", LanguageFilter))
    list_select_related = ("event",)
    search_fields = ("event__title", "event__path", "event__note", "error")
    inspect_view_enabled = True
    inspect_view_fields = ["event", "channel_label", "state", "attempts", "next_try_at", "done_at", "error"]
    permission_helper_class = LogPermissions
    button_helper_class = LogButtons

    @display(description=gettext_lazy("time"), ordering="event_id")
    def time(self, delivery: Delivery) -> str:
        """When the event happened, in local time."""
        return f"{timezone.localtime(delivery.event.created_at):%Y-%m-%d %H:%M:%S}"

    @display(description=gettext_lazy("kind"), ordering="event__kind")
    def kind(self, delivery: Delivery) -> str:
        """What happened, in words."""
        return str(delivery.event.get_kind_display())

    @display(description=gettext_lazy("title"), ordering="event__title")
    def title(self, delivery: Delivery) -> str:
        """The title that the page had then."""
        return delivery.event.title

    @display(description=gettext_lazy("address"), ordering="event__path")
    def address(self, delivery: Delivery) -> str:
        """The address that the page had then."""
        return delivery.event.path

    @display(description=gettext_lazy("type"), ordering="event__type_code")
    def type_label(self, delivery: Delivery) -> str:
        """The type of the page, in words."""
        return type_label(delivery.event.type_code)

    @display(description=gettext_lazy("language"), ordering="event__language")
    def language(self, delivery: Delivery) -> str:
        """The language of the page, as its code."""
        return delivery.event.language

    @display(description=gettext_lazy("what changed"))
    def note(self, delivery: Delivery) -> str:
        """What changed, as the editor put it."""
        return delivery.event.note

    @display(description=gettext_lazy("state"), ordering="state")
    def state_label(self, delivery: Delivery) -> str:
        """How far the delivery has come, in words."""
        return str(delivery.get_state_display())

    @display(description=gettext_lazy("delivered"), ordering="done_at")
    def delivered(self, delivery: Delivery) -> str:
        """When it was delivered, in local time; empty until then."""
        return f"{timezone.localtime(delivery.done_at):%Y-%m-%d %H:%M:%S}" if delivery.done_at else ""

    @display(description=gettext_lazy("error"))
    def fault(self, delivery: Delivery) -> str:
        """The last line of the error, at most 200 characters."""
        return delivery.error.strip().rpartition("\n")[2][:200]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Delivery]:
        """The deliveries of pages that the user may see. A page that was public once may be a draft again."""
        deliveries = Delivery.objects.select_related("event").order_by("-event_id", "channel")
        return only_seen(deliveries, request.user, "event__page_id")

    def get_admin_urls_for_registration(self) -> tuple[Any, ...]:
        return (
            *super().get_admin_urls_for_registration(),
            path("publishing-log/<int:pk>/retry/", self.retry_view, name=RETRY),
            path("publishing-log/missed/<int:pk>/retry/", self.retry_missed_view, name=RETRY_SCHEDULED),
        )

    def inspect_view(self, request: HttpRequest, instance_pk: str) -> HttpResponse:
        """The details of a delivery; 404 for one that the list does not show. The view itself would find any row."""
        if instance_pk.isdecimal():
            get_object_or_404(self.get_queryset(request), pk=instance_pk)
        return super().inspect_view(request, instance_pk)

    def retry_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Make a failed delivery due now; the worker takes it within a second. Raises PermissionDenied."""
        if not self.permission_helper.user_can_retry(request.user):
            raise PermissionDenied
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        delivery = get_object_or_404(self.get_queryset(request), pk=pk)
        again = Delivery.objects.filter(pk=pk, state=Delivery.State.FAILED)
        if again.update(state=Delivery.State.WAITING, next_try_at=timezone.now()):
            messages.success(request, _("“%(title)s” is being delivered again.") % {"title": delivery.event.title})
        else:
            messages.info(
                request, _("“%(title)s” waits already or has been delivered.") % {"title": delivery.event.title}
            )
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
