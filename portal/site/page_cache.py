"""Pages kept as they were rendered, for as long as nothing that the public sees has changed."""

import hashlib
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone

from portal.site.site_frame import Frame

# The longest that a change which was written past Django (in SQL, say) may take to show.
SECONDS = 30


def kept_key(request: HttpRequest, frame: Frame, page: Any) -> str | None:
    """Where the page is kept as anyone sees it now; None for what is not the plain page at its address.

    The frame's stamp stands for everything that pages say of each other, the page's own revision for itself,
    and the date for what the calendar changes.
    """
    if request.method != "GET" or request.GET or page.is_closed:
        return None
    parts = (
        *(request.get_host(), request.is_secure(), request.path, frame.stamp, timezone.localdate()),
        *(page.pk, page.live_revision_id, page.last_published_at),
    )
    return "page-" + hashlib.sha256(repr(parts).encode()).hexdigest()


def kept(key: str) -> HttpResponse | None:
    """The response that is stored under this key; None when there is none."""
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
