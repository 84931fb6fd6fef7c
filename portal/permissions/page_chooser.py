"""The page chooser of the admin, opened at a page that the user may see."""

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from wagtail.admin.views.chooser import BrowseView, page_models_from_string
from wagtail.models import Page

from portal.permissions.page_access import edits_everything, only_seen, sees


class BrowseWhatIsSeen(BrowseView):
    """The chooser's first view. Wagtail opens it at the common parent of all pages of the type, which may be a
    closed page.
    """

    def get(self, request: HttpRequest, parent_page_id: int | None = None) -> HttpResponseBase:
        answer: HttpResponseBase = super().get(request, parent_page_id or _above_what_is_seen(request))
        return answer


def _above_what_is_seen(request: HttpRequest) -> int | None:
    """The id of the nearest page above all pages that can be chosen, and which the user may see.

    None when Wagtail may decide: for pages of any type, or for somebody who sees everything.
    """
    user: Any = request.user
    try:
        types = page_models_from_string(request.GET.get("page_type") or "wagtailcore.page")
    except (ValueError, LookupError):
        return None
    if types == (Page,) or edits_everything(user):
        return None
    above: Any = only_seen(Page.objects.type(*types), user).first_common_ancestor()
    while not above.is_root() and not sees(user, {above.pk}):
        above = above.get_parent()
    return int(above.pk)
