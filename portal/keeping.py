"""Pages kept as they were rendered, for as long as nothing that the public sees has changed."""

import hashlib
from typing import Any

from django.core.cache import cache
from django.db.models import Count, Max, Subquery, Value
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from wagtail.models import PageLogEntry, PageViewRestriction, Site

from portal.frame import Frame
from portal.models import PublicationEvent

# The longest that a change which leaves no event (a document's title, say) may take to show.
SECONDS = 30
# What Wagtail logs of a page that readers of other pages may notice.
SEEN = ("wagtail.publish", "wagtail.unpublish", "wagtail.delete", "wagtail.move", "wagtail.rename", "wagtail.reorder")


def kept_key(request: HttpRequest, frame: Frame, page: Any) -> str | None:
    """Where the page is kept as anyone sees it now; None for what is not the plain page at its address.

    The newest changes stand for everything that pages say of each other, the page's own revision for itself,
    and the date for what the calendar changes.
    """
    if request.method != "GET" or request.GET or page.is_closed:
        return None
    parts = (
        *(request.get_host(), request.is_secure(), request.path, frame.stamp, timezone.localdate(), _newest(frame)),
        *(page.pk, page.live_revision_id, page.last_published_at),
    )
    return "page-" + hashlib.sha256(repr(parts).encode()).hexdigest()


def _newest(frame: Frame) -> tuple[Any, ...]:
    """The last thing that happened to a publication, to any other page, and to what is closed; in one query.

    Plain pages have no event, but pages link to them.
    """
    of_pages = PageLogEntry.objects.filter(action__in=SEEN)
    closed = PageViewRestriction.objects.order_by().values(one=Value(1)).annotate(all=Count("pk"), last=Max("pk"))
    newest = Site.objects.filter(pk=frame.site.pk).values_list(
        Subquery(PublicationEvent.objects.order_by("-pk").values("pk")[:1]),
        Subquery(of_pages.order_by("-pk").values("pk")[:1]),
        Subquery(closed.values("all")),
        Subquery(closed.values("last")),
    )
    return tuple(newest)


def kept(key: str) -> HttpResponse | None:
    content = cache.get(key)
    return HttpResponse(content) if content else None


def keep(key: str, response: Any) -> Any:
    """Keep a page when it is rendered; nothing that sets a cookie or is not a plain page."""

    def store(rendered: Any) -> None:
        if rendered.status_code == 200 and not rendered.cookies:
            cache.set(key, bytes(rendered.content), SECONDS)

    if isinstance(response, TemplateResponse):
        response.add_post_render_callback(store)
    return response
