"""“Publish with an exception” in the menu of a page: what would be skipped in words, and the reason for it."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail import hooks
from wagtail.admin.templatetags.wagtailadmin_tags import user_display_name
from wagtail.admin.ui.menus.pages import PageMenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.models import Page

from portal.moderation.gate_rules.rule import labels
from portal.moderation.obstacles import linked
from portal.moderation.override import ACTION, Override, PublishedWithException, may_override, publish
from portal.permissions.written_reason import WrittenReason

VIEW = "portal_publish_with_exception"


class ExceptionButton(PageMenuItem):
    """The button in the menu beside the page's name."""

    label = gettext_lazy("Publish with an exception")
    icon_name = "warning"
    url_name = VIEW

    def is_shown(self, user: Any) -> bool:
        """Whether there is something to publish, and the user may make exceptions."""
        page = self.page
        is_coming = page.pk and page.has_unpublished_changes and not page.alias_of_id
        return bool(is_coming and may_override(page.specific, user))


class ExceptionForm(WrittenReason):
    """The reason, and that the words below it have been read: whoever makes an exception is one of their readers."""

    has_read = forms.BooleanField(label=gettext_lazy("I have read the text below, as it will be published"))


class PublishWithException(WagtailAdminTemplateMixin, FormView):
    """Shows what is skipped and asks for the reason, or says what forbids the exception."""

    template_name = "portal/admin/publish_with_exception.html"
    form_class = ExceptionForm
    header_icon = "warning"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Answer. Raises PermissionDenied for somebody who may make no exceptions."""
        rows = Page.objects.select_for_update() if request.method == "POST" else Page.objects
        self.page: Any = get_object_or_404(rows, pk=kwargs["page_id"]).specific
        if not may_override(self.page, request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def override(self) -> Override:
        """What the user is about to do."""
        return Override(self.page, self.request.user)

    def get_page_title(self) -> str:
        """What is published."""
        return _("Publish “%(title)s” with an exception") % {"title": self.page.get_admin_display_title()}

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "question": _("Why can't it wait?")}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With who has read the words, what is skipped and what is never skipped."""
        override, called = self.override, labels()
        people = get_user_model().objects.filter(pk__in=override.reading.people)
        return {
            **super().get_context_data(**kwargs),
            "page": self.page,
            "override": override,
            "readers": [user_display_name(person) for person in people],
            "rules": [(called[found.rule], linked(self.page, found)) for found in override.rules],
            "barriers": [linked(self.page, found) for found in override.barriers],
            "submit_button_label": _("Publish with an exception"),
        }

    def form_valid(self, form: ExceptionForm) -> HttpResponse:
        """Publish what was shown; when it is no longer so, show it again with what was typed."""
        if self.request.POST.get("seen") != self.override.seen:
            told = _("Something has changed since you opened this. Nothing is published: read it again below.")
            messages.warning(self.request, told)
            return self.form_invalid(form)
        if self.override.barriers:
            return self.form_invalid(form)
        publish(self.override, form.cleaned_data["reason"])
        told = _("“%(title)s” is published. Everybody who may publish it gets a mail with your reason.")
        messages.success(self.request, told % {"title": self.page.get_admin_display_title()})
        return redirect("wagtailadmin_pages:edit", self.page.pk)


@hooks.register("register_admin_urls")
def addresses() -> list[Any]:
    """The address of the view."""
    return [path("pages/<int:page_id>/publish-with-exception/", PublishWithException.as_view(), name=VIEW)]


@hooks.register("register_page_header_buttons")
def in_the_header(page: Any, user: Any, view_name: str, next_url: str | None = None) -> Iterator[ExceptionButton]:
    """The button in the menu beside the page's name."""
    yield ExceptionButton(page=page, priority=54)


@hooks.register("register_log_actions")
def in_the_log(actions: Any) -> None:
    """The words for it in the page's history."""
    actions.register_action(ACTION)(PublishedWithException)
