"""What the editor of a page has to do with releases: the button in its menu, what it says, and what its log tells."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail import hooks
from wagtail.admin.ui.menus.pages import PageMenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.log_actions import LogFormatter
from wagtail.models import Page

from portal.desk.panel import when
from portal.models import Publication, Release, ReleaseItem
from portal.permissions.page_permissions import title_told
from portal.releases import planning
from portal.releases.carrying_out import OUT
from portal.releases.holding import HELD, kept_for
from portal.releases.models import coming_release_of
from portal.releases.views import Releases

VIEW = "portal_add_to_release"


@hooks.register("register_admin_viewset")
def list_of_releases() -> Releases:
    """Add the list of releases."""
    return Releases()


class ReleaseButton(PageMenuItem):
    """The button in the menu beside the page's name."""

    label = gettext_lazy("Add to a release")
    icon_name = "calendar-check"
    url_name = VIEW

    def is_shown(self, user: Any) -> bool:
        """Whether the page has something to release, and the user may publish it."""
        page = self.page
        is_coming = page.has_unpublished_changes and not page.alias_of_id and isinstance(page.specific, Publication)
        return bool(is_coming and page.permissions_for_user(user).can_publish())


@hooks.register("register_page_header_buttons")
def in_the_header(page: Any, user: Any, view_name: str, next_url: str | None = None) -> Iterator[ReleaseButton]:
    """The button in the menu beside the page's name."""
    yield ReleaseButton(page=page, priority=53)


class ChooseRelease(forms.Form):
    """Which of the coming releases a page is added to."""

    release = forms.ModelChoiceField(
        Release.objects.coming().order_by("at"),
        label=gettext_lazy("Release"),
        widget=forms.RadioSelect,
        empty_label=None,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["release"]
        field.label_from_instance = lambda release: format_html("{}, {}", release.name, when(release.at))


class AddToReleaseView(WagtailAdminTemplateMixin, FormView):
    """Adds one page to a release."""

    template_name = "portal/admin/add_to_release.html"
    form_class = ChooseRelease
    header_icon = "calendar-check"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Answer; a page that is in a release leads there. Raises PermissionDenied."""
        self.page: Any = get_object_or_404(Publication, pk=kwargs["page_id"]).specific
        if not self.page.permissions_for_user(request.user).can_publish():
            raise PermissionDenied
        if release := coming_release_of(self.page.pk):
            return redirect("releases:edit", release.pk)
        return super().dispatch(request, *args, **kwargs)

    def get_page_title(self) -> str:
        """What is added."""
        return _("Add “%(title)s” to a release") % {"title": self.page.get_admin_display_title()}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With whether there is any release to choose."""
        return {
            **super().get_context_data(**kwargs),
            "any": Release.objects.coming().exists(),
            "submit_button_label": _("Add"),
        }

    def form_valid(self, form: Any) -> HttpResponse:
        """Add the page."""
        release = form.cleaned_data["release"]
        planning.add(release, [self.page], self.request.user)
        messages.success(self.request, _("The pages are in the release, and are kept for its moment."))
        return redirect("releases:edit", release.pk)


@hooks.register("register_admin_urls")
def addresses() -> list[Any]:
    """The address of the view."""
    return [path("publications/<int:page_id>/release/", AddToReleaseView.as_view(), name=VIEW)]


@hooks.register("before_edit_page")
def tell_when_it_goes_out(request: HttpRequest, page: Page) -> None:
    """Say at the top of the editor which release the page is kept for."""
    if request.method == "GET" and (release := coming_release_of(page.pk)):
        messages.info(request, _linked(request, _("This page goes out with “%(release)s”, %(moment)s."), release))


@hooks.register("before_publish_page", order=10)
def keep_for_its_release(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Keep what a publisher publishes for the release that the page is in. The gate has been asked before."""
    release = kept_for(page.pk)
    if release is None:
        return None
    page.get_latest_revision().publish(user=request.user)
    messages.success(request, _linked(request, _("Approved. It goes out with “%(release)s”, %(moment)s."), release))
    return redirect("wagtailadmin_pages:edit", page.pk)


@hooks.register("before_bulk_action")
def refuse_in_lists(request: HttpRequest, action_type: str, objects: list[Any], action: Any) -> HttpResponse | None:
    """Publish no page from a list that is in a release: the list would say that readers have it."""
    if action_type != "publish" or request.method != "POST":
        return None
    pages = [each for each in objects if isinstance(each, Page)]
    keys = [page.pk for page in pages]
    if action.cleaned_form.cleaned_data.get("include_descendants"):
        for page in pages:
            keys += page.get_descendants().values_list("pk", flat=True)
    held = ReleaseItem.objects.filter(is_open=True, page__in=keys).select_related("page", "release").first()
    if held is None:
        return None
    told = _("“%(title)s” goes out with “%(release)s”. Nothing was published; take it out there first.")
    messages.warning(request, told % {"title": held.page.get_admin_display_title(), "release": held.release})
    return redirect("wagtailadmin_explore", pages[0].get_parent().pk)


def _linked(request: HttpRequest, told: str, release: Release) -> str:
    name = release.name
    if planning.may_plan(request.user):
        name = format_html('<a href="{}">{}</a>', reverse("releases:edit", args=[release.pk]), name)
    return format_html(told.replace("%(release)s", "{0}").replace("%(moment)s", "{1}"), name, when(release.at))


class _ReleaseLog(LogFormatter):
    def format_message(self, log_entry: Any) -> str:
        noted = log_entry.data
        about = title_told(noted["title"], noted["page"]) if "page" in noted else noted.get("release", noted.get("at"))
        return f"{self.label}: {about}" if about else str(self.label)


_LOGGED = {
    HELD: gettext_lazy("Approved for a release"),
    OUT: gettext_lazy("All pages published"),
    planning.ADDED: gettext_lazy("Page added"),
    planning.LEFT: gettext_lazy("Page taken out"),
    planning.MOVED: gettext_lazy("Another moment"),
    planning.CALLED_OFF: gettext_lazy("Called off"),
}


@hooks.register("register_log_actions")
def in_the_log(actions: Any) -> None:
    """The words for what the history of a release, and of its pages, has of it."""
    for name, label in _LOGGED.items():
        actions.register_action(name)(type("ReleaseLog", (_ReleaseLog,), {"label": label}))
