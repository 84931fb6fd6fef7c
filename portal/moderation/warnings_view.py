"""The view in which a publisher says why a page is published in spite of what the gate warns of."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.models import Page

from portal.moderation.obstacles import Obstacle, name_of
from portal.moderation.warning_reasons import give_reason, open_warnings


class ReasonForm(forms.Form):
    """The warnings that are passed, all of them from the start, and the reason."""

    warnings = forms.MultipleChoiceField(label=gettext_lazy("Warnings"), widget=forms.CheckboxSelectMultiple)
    reason = forms.CharField(
        label=gettext_lazy("Reason for passing them"),
        min_length=10,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Such as that the sources do not tell it"),
    )

    def __init__(self, *args: Any, page: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # By what is warned of, not by place: while somebody writes, the page may get other warnings.
        self.found = {f"{warning.rule}-{warning.about}": warning for warning in open_warnings(page)}
        field: Any = self.fields["warnings"]
        field.choices = [(key, _said(page, warning)) for key, warning in self.found.items()]
        field.initial = list(self.found)
        if self.is_bound:
            # What somebody else has given a reason for meanwhile, or the first of two clicks, needs none any more.
            data: Any = self.data
            self.data = data = data.copy()
            data.setlist("warnings", [key for key in data.getlist("warnings") if key in self.found])


class PassWarnings(WagtailAdminTemplateMixin, FormView):
    """Shows a page's open warnings to somebody who may publish it, and keeps the reason for those that are ticked."""

    form_class = ReasonForm
    template_name = "portal/admin/warnings.html"
    page_title = gettext_lazy("Publish in spite of warnings")
    header_icon = "warning"
    _show_breadcrumbs = True

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Raise PermissionDenied for somebody who may not publish the page."""
        if not self.page.permissions_for_user(request.user).can_publish():
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def page(self) -> Any:
        """The page that the address names."""
        return get_object_or_404(Page, pk=self.kwargs["page_id"]).specific

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "page": self.page.get_latest_revision_as_object()}

    def get_page_subtitle(self) -> str:
        return str(self.page.get_admin_display_title())

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        edit = reverse("wagtailadmin_pages:edit", args=[self.page.pk])
        return [{"url": edit, "label": self.get_page_subtitle()}, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "page": self.page}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Keep the reason, or say that no warning is left, as after a second click."""
        form = self.get_form()
        if form.found:
            return self.form_valid(form) if form.is_valid() else self.form_invalid(form)
        messages.info(request, _("There is no warning without a reason."))
        return redirect("wagtailadmin_pages:edit", self.page.pk)

    def form_valid(self, form: ReasonForm) -> HttpResponse:
        for key in form.cleaned_data["warnings"]:
            give_reason(self.page, form.found[key], form.cleaned_data["reason"], self.request.user)
        messages.success(self.request, _("The reason is kept in the page's history. You can publish the page now."))
        return redirect("wagtailadmin_pages:edit", self.page.pk)


def _said(page: Any, warning: Obstacle) -> str:
    return f"{name_of(page, warning.field)}: {warning.message}" if warning.field else warning.message
