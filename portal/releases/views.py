"""Releases in the admin: their list, and for each what is ready, what blocks, and what can be done with it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets import AdminDateTimeInput
from wagtail.log_actions import log
from wagtail.permission_policies.base import BasePermissionPolicy
from wagtail.permissions import page_permission_policy

from portal.desk.panel import kind
from portal.forms.dates import DateTimeField
from portal.forms.refusals import Refused
from portal.models import Publication, Release, ReleaseItem
from portal.permissions.page_access import only_seen
from portal.releases import planning
from portal.releases.showing import hidden_of, rows_of, step_of

# So many pages are offered; the search finds the others.
MOST = 100


def _moment(release: Release) -> str:
    return date_format(timezone.localtime(release.at), "j F Y H:i")


class WhoMayPublish(BasePermissionPolicy):
    """Releases belong to those who may publish pages; there are no permissions of their own to give."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        """Whether the user may publish any page; `planning` asks for each page of a release."""
        return planning.may_plan(user)

    def users_with_any_permission(self, actions: Any) -> Any:
        """All who may publish any page."""
        return page_permission_policy.users_with_permission("publish")


class ReleaseForm(WagtailAdminModelForm):
    """Name and moment."""

    # Said here, since this class is made before the admin's own fields are registered (portal.forms.overrides).
    at = DateTimeField(
        label=gettext_lazy("Moment"), help_text=Release._meta.get_field("at").help_text, widget=AdminDateTimeInput
    )

    class Meta:
        model = Release
        fields = ["name", "at"]

    def clean_at(self) -> Any:
        """A moment that is to come, unless it stays as it was."""
        at = self.cleaned_data["at"]
        if "at" in self.changed_data and at <= timezone.now():
            raise ValidationError(_("This moment has passed. To publish at once, use “Publish now”."))
        return at


class ReleaseList(generic.IndexView):
    """The list: what is coming first."""

    # Wagtail's own words, "Add release", take the room of the heading on a phone.
    add_item_label = pgettext_lazy("release", "New")

    def get_base_queryset(self) -> QuerySet[Release]:
        return Release.objects.annotate(pages=Count("items")).order_by("-at", "-pk")


class NewRelease(generic.CreateView):
    """Name and moment of a new release; its pages are chosen next."""

    def save_instance(self) -> Any:
        self.form.instance.set_by = self.request.user
        return super().save_instance()

    def get_success_url(self) -> str:
        return reverse("releases:pages", args=[self.object.pk])


class ReleaseView(generic.EditView):
    """A release: its name and moment as a form, and its pages with what is ready and what blocks."""

    template_name = "portal/admin/release.html"
    delete_item_label = gettext_lazy("Call off")

    def get_success_url(self) -> str:
        return self.get_edit_url()

    def get_success_buttons(self) -> list[Any]:
        return []

    @property
    def can_delete(self) -> bool:
        return bool(self.object.is_coming)

    def save_instance(self) -> Any:
        """Store what was changed in the form, and nothing else: the worker may have the release in hand."""
        release, form = self.form.instance, self.form
        if "at" in form.changed_data:
            planning.move(release, form.cleaned_data["at"], self.request.user)
        if "name" in form.changed_data:
            Release.objects.filter(pk=release.pk).update(name=form.cleaned_data["name"])
            log(release, "wagtail.edit")
        return release

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the rows of its pages."""
        rows = rows_of(self.object, self.request.user)
        return {
            **super().get_context_data(**kwargs),
            "release": Release.objects.select_related("set_by").get(pk=self.object.pk),
            "rows": rows,
            "ready": sum(row.is_ready for row in rows),
            "hidden": hidden_of(self.object, self.request.user),
        }


class CallOffView(generic.DeleteView):
    """Asks before a release is called off."""

    template_name = "portal/admin/release_question.html"
    page_title = gettext_lazy("Call off")
    success_message = gettext_lazy("“%(object)s” is called off. Its pages are not published.")
    question = gettext_lazy(
        "None of the pages is published at the moment that was set. They stay as they are: what has been approved "
        "stays approved, and can be published alone or in another release."
    )
    answer = gettext_lazy("Yes, call it off")
    way_back = gettext_lazy("No, keep it")

    def get_success_url(self) -> str:
        return reverse("releases:edit", args=[self.object.pk])

    def get_usage_url(self) -> None:
        """None: nothing uses a release."""

    def delete_action(self) -> None:
        planning.call_off(self.object, self.request.user)


class ReleaseNowView(CallOffView):
    """Asks before a release goes out ahead of its moment."""

    page_title = gettext_lazy("Publish now")
    success_message = gettext_lazy("“%(object)s” is published within seconds.")
    question = gettext_lazy("All pages become public at once. Readers, feeds and search get them within seconds.")
    answer = gettext_lazy("Yes, publish all pages now")
    way_back = gettext_lazy("No, wait for the moment")

    def get_delete_url(self) -> str:
        return reverse("releases:now", args=[self.object.pk])

    def delete_action(self) -> None:
        rows = rows_of(self.object, self.request.user)
        if blocked := [row.title for row in rows if not row.is_ready]:
            told = _("Nothing was published: %(titles)s is not ready.") % {"titles": ", ".join(blocked)}
            raise Refused(told)
        planning.move(self.object, timezone.now(), self.request.user)


class AddPagesView(generic.EditView):
    """The pages with words that readers do not have yet, to be ticked."""

    template_name = "portal/admin/release_pages.html"
    page_title = gettext_lazy("Add pages")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the pages that can be added, the latest first."""
        words = self.request.GET.get("q", "").replace("\0", "")
        pages = planning.pages_to_release(self.request.user).filter(draft_title__icontains=words)
        pages = pages.select_related("locale", "content_type").order_by("-latest_revision_created_at")[:MOST]
        rows = [(page, kind(page), page.locale.get_display_name(), step_of(page)) for page in pages]
        return {**super().get_context_data(**kwargs), "rows": rows, "words": words, "most": MOST}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Add the ticked pages, all or none."""
        release = self.get_object()
        keys = [key for key in request.POST.getlist("page") if key.isdecimal()]
        pages = only_seen(Publication.objects.filter(pk__in=keys), request.user)
        if not keys:
            messages.warning(request, _("Tick at least one page."))
            return redirect("releases:pages", release.pk)
        planning.add(release, list(pages), request.user)
        messages.success(request, _("The pages are in the release, and are kept for its moment."))
        return redirect("releases:edit", release.pk)


def take_out(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a page out of its release (POST). `pk` is the number of the item."""
    if not planning.may_plan(request.user):
        raise PermissionDenied
    found = get_object_or_404(ReleaseItem.objects.select_related("page", "release"), pk=pk)
    if request.method == "POST":
        title = found.page.get_admin_display_title()
        planning.take_out(found, request.user)
        messages.success(request, _("“%(title)s” is out of the release, and has no time any more.") % {"title": title})
    return redirect("releases:edit", found.release_id)


class Releases(ModelViewSet):
    """Registers the views and the menu item."""

    model = Release
    name = "releases"
    icon = "calendar-check"
    menu_label = gettext_lazy("Releases")
    menu_order = 155
    add_to_admin_menu = True
    add_to_reference_index = False
    copy_view_enabled = False
    index_view_class = ReleaseList
    add_view_class = NewRelease
    edit_view_class = ReleaseView
    delete_view_class = CallOffView
    list_display = (
        "name",
        Column("at", label=gettext_lazy("Moment"), accessor=_moment, sort_key="at"),
        Column("state", label=gettext_lazy("State"), accessor="get_state_display"),
        Column("pages", label=gettext_lazy("Pages"), accessor="pages"),
    )
    permission_policy = WhoMayPublish(Release)

    def get_form_class(self, for_update: bool = False) -> type[ReleaseForm]:
        """The form of both views."""
        return ReleaseForm

    def get_permissions_to_register(self) -> Any:
        """None of its own: who may publish pages may release them."""
        return Permission.objects.none()

    def get_urlpatterns(self) -> list[Any]:
        """Wagtail's own, and those of what is done with the pages of a release."""
        add_pages = self.construct_view(AddPagesView, form_class=ReleaseForm)
        return [
            *super().get_urlpatterns(),
            path("pages/<int:pk>/", add_pages, name="pages"),
            path("now/<int:pk>/", self.construct_view(ReleaseNowView), name="now"),
            path("out/<int:pk>/", take_out, name="take_out"),
        ]
