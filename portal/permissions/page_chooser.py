"""The page chooser of the admin: it opens at a page that the user may see, in the language of the page being edited."""

from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import Resolver404, resolve
from wagtail.admin.views.chooser import BrowseView, page_models_from_string
from wagtail.models import Locale, Page, Site

from portal.permissions.page_access import edits_everything, only_seen, sees


class BrowseWhatIsSeen(BrowseView):
    """The chooser's views for browsing. Wagtail opens it at the common parent of all pages of the type, which may be a
    closed page, or at the root of all languages.

    The search keeps to the language that is browsed: it gets its parameters from this address, and `pages_to_choose`
    reads the locale among them. Who needs a page in another language chooses that above the list.
    """

    def get(self, request: HttpRequest, parent_page_id: int | None = None) -> HttpResponseBase:
        parent_id = parent_page_id or _where_to_open(request)
        parent = Page.objects.filter(pk=parent_id, depth__gt=1).select_related("locale").first()
        if parent:
            params = request.GET.copy()
            params["locale"] = parent.locale.language_code
            request.GET = params  # type: ignore[assignment]
        answer: HttpResponseBase = super().get(request, parent_id)
        return answer


def searched(pages: Any, request: HttpRequest) -> Any:
    """The pages among which the chooser's search looks: those in the language that was browsed."""
    match = request.resolver_match
    if match and match.view_name == "wagtailadmin_choose_page_search" and (language := request.GET.get("locale")):
        return pages.filter(locale=get_object_or_404(Locale, language_code=language))
    return pages


def _language_of_form(request: HttpRequest) -> int | None:
    """The id of the language of the page whose form asks; None when something else asks, such as the move of a page."""
    try:
        form = resolve(urlsplit(request.headers.get("Referer", "")).path)
    except Resolver404:
        return None
    # By their addresses: the portal's own views of the forms stand before those that have names.
    of_new = form.kwargs.get("parent_page_id") if "/pages/add/" in form.route else None
    named = form.kwargs.get("page_id") if form.route.endswith("/edit/") else of_new
    return Page.objects.filter(pk=named).values_list("locale", flat=True).first() if named else None


def _where_to_open(request: HttpRequest) -> int | None:
    """The id of the nearest page above all pages that can be chosen, in the form's language, and which the user may
    see. For pages of any type that is the start page of the language.

    None when Wagtail may decide.
    """
    user: Any = request.user
    language = _language_of_form(request)
    try:
        types = page_models_from_string(request.GET.get("page_type") or "wagtailcore.page")
    except (ValueError, LookupError):
        return None
    if types == (Page,):
        starts = Page.objects.filter(translation_key__in=Site.objects.values("root_page__translation_key"))
        return next(iter(only_seen(starts.filter(locale=language), user).values_list("pk", flat=True)), None)
    if language is None and edits_everything(user):
        return None
    pages: Any = only_seen(Page.objects.type(*types), user)
    own = pages.filter(locale=language)
    above: Any = (own if own.exists() else pages).first_common_ancestor()
    while not above.is_root() and not sees(user, {above.pk}):
        above = above.get_parent()
    return int(above.pk)
