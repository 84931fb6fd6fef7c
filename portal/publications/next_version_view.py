"""“New version of this” in the menus of a page: makes the draft, or leads to the one that has been begun."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail import hooks
from wagtail.admin.ui.menus.pages import PageMenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from portal.models import Publication
from portal.permissions.page_access import sees
from portal.publications.next_version import begin, drafts_after, may_begin, newer_than, translations_to_follow

VIEW = "portal_next_version"


class NextVersionButton(PageMenuItem):
    """The button in the menus of a page."""

    label = gettext_lazy("New version of this")
    icon_name = "copy"
    url_name = VIEW

    def is_shown(self, user: Any) -> bool:
        """Whether the user may make one."""
        return may_begin(self.page.specific, user)


class NextVersionForm(forms.Form):
    """Which translations get their next version at the same time."""

    translations = forms.MultipleChoiceField(
        label=gettext_lazy("Make drafts of these translations, too"),
        help_text=gettext_lazy("They belong together from then on, and can be published one by one"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, *args: Any, pages: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not pages:
            del self.fields["translations"]
            return
        field: Any = self.fields["translations"]
        field.choices = [(str(page.pk), f"{page.locale}: {page.title}") for page in pages]
        field.initial = [str(page.pk) for page in pages]


class NextVersionView(WagtailAdminTemplateMixin, FormView):
    """Says what the draft will have and makes it. Leads on when the next version has been begun or is there."""

    template_name = "portal/admin/next_version.html"
    form_class = NextVersionForm
    header_icon = "copy"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Answer, or lead to where the next version is made. Raises PermissionDenied."""
        self.page: Any = get_object_or_404(Publication, pk=kwargs["page_id"]).specific
        if not may_begin(self.page, request.user):
            raise PermissionDenied
        return self._elsewhere() or super().dispatch(request, *args, **kwargs)

    def _elsewhere(self) -> HttpResponse | None:
        if newer := newer_than(self.page):
            if not may_begin(newer.specific, self.request.user):
                raise PermissionDenied
            told = _("“%(title)s” is the newest version. This makes the version after it.")
            messages.info(self.request, told % {"title": newer.title})
            return redirect(VIEW, newer.pk)
        begun = drafts_after(self.page)
        if own := [draft for draft in begun if draft.locale_id == self.page.locale_id]:
            return self._lead_to(own[0])
        original = self.page.get_translations().live().filter(locale__language_code=settings.LANGUAGE_CODE).first()
        if original and not begun and may_begin(original.specific, self.request.user):
            messages.info(self.request, _("A new version begins in Swedish. The translation can be made with it."))
            return redirect(VIEW, original.pk)
        return None

    def _lead_to(self, draft: Publication) -> HttpResponse:
        if sees(self.request.user, {draft.pk}) and draft.permissions_for_user(self.request.user).can_edit():
            told = _("The next version has been begun already: “%(title)s”. Here it is.")
            messages.info(self.request, told % {"title": draft.get_admin_display_title()})
            return redirect("wagtailadmin_pages:edit", draft.pk)
        messages.warning(self.request, _("Somebody else has begun the next version. You can't edit that draft."))
        return redirect("wagtailadmin_explore", self.page.get_parent().pk)

    def get_form_kwargs(self) -> dict[str, Any]:
        """With the translations that can follow."""
        return {**super().get_form_kwargs(), "pages": translations_to_follow(self.page, self.request.user)}

    def get_page_title(self) -> str:
        """What is made of what."""
        return _("New version of “%(title)s”") % {"title": self.page.title}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the page and the labels of what the draft leaves empty."""
        empty = [name for name, value in self.page.next_version().items() if value in ("", None)]
        labels = [self.page._meta.get_field(name).verbose_name for name in empty]
        context = super().get_context_data(**kwargs)
        return {**context, "page": self.page, "empty": labels, "submit_button_label": _("Make the draft")}

    def form_valid(self, form: Any) -> HttpResponse:
        """Make the drafts and open the first in the editor."""
        chosen = form.cleaned_data.get("translations", ())
        follow = translations_to_follow(self.page, self.request.user)
        draft = begin(self.page, self.request.user, with_translations=[one for one in follow if str(one.pk) in chosen])
        told = _("This is a draft. When it is published, it replaces the version before it in every language.")
        messages.success(self.request, told)
        return redirect("wagtailadmin_pages:edit", draft.pk)


@hooks.register("register_admin_urls")
def addresses() -> list[Any]:
    """The address of the view."""
    return [path("publications/<int:page_id>/next-version/", NextVersionView.as_view(), name=VIEW)]


@hooks.register("register_page_header_buttons")
def in_the_header(page: Any, user: Any, view_name: str, next_url: str | None = None) -> Iterator[NextVersionButton]:
    """The button in the menu beside the page's name."""
    yield NextVersionButton(page=page, priority=32)


@hooks.register("register_page_listing_more_buttons")
def in_lists(page: Any, user: Any, next_url: str | None = None) -> Iterator[NextVersionButton]:
    """The button in the menu of a row."""
    yield NextVersionButton(page=page, priority=22)
