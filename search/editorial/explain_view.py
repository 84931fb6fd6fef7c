"""The report where an editor asks why a publication is found for a question, or why not."""

from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.generic import View
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets import AdminPageChooser

from portal.models import Publication
from portal.permissions.page_access import only_seen, sees
from search.editorial.explain import explain, selection_of

# A whole address of a search page may be pasted.
LONGEST_ADDRESS = 2000


class PublicationChooser(AdminPageChooser):
    """A page chooser that shows only a page that the user may see."""

    for_user: Any = None

    def get_instance(self, value: Any) -> Any:
        """The chosen page; none for a value that nobody has chosen, which would raise, or for one that is unseen."""
        try:
            page = super().get_instance(value)
        except (ValueError, OverflowError):
            return None
        return page if page and sees(self.for_user, {page.pk}) else None


class ExplainForm(forms.Form):
    """The question, the publication and the language to explain."""

    question = forms.CharField(
        label=_("Question"),
        max_length=LONGEST_ADDRESS,
        help_text=_("As it was typed, or the whole address of a search page with its filters"),
    )
    page: Any = forms.ModelChoiceField(
        Publication.objects.all(), label=_("Publication"), widget=PublicationChooser(target_models=[Publication])
    )
    language = forms.ChoiceField(choices=settings.LANGUAGES, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, for_user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        page: Any = self.fields["page"]
        page.queryset = only_seen(Publication.objects.all(), for_user)
        page.widget.for_user = for_user


class ExplainView(WagtailAdminTemplateMixin, View):
    """The report's page."""

    template_name = "search/admin/explain.html"
    page_title = _("Explain a hit")
    header_icon = "help"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.get_page_title()}]

    def get(self, request: HttpRequest) -> HttpResponse:
        """The form, and the explanation when both fields make sense. Without a language: the page's own."""
        is_asked = "page" in request.GET and "question" in request.GET
        given = {"data": request.GET} if is_asked else {"initial": request.GET.dict()}
        form = ExplainForm(for_user=request.user, **given)
        context: dict[str, Any] = {"form": form, "media": form.media}
        if is_asked and form.is_valid():
            page = form.cleaned_data["page"]
            language = form.cleaned_data["language"] or page.locale.language_code
            selection = selection_of(form.cleaned_data["question"], language)
            context |= {"page": page, "selection": selection, "explanation": explain(selection, page.pk)}
        return self.render_to_response(self.get_context_data(**context))
