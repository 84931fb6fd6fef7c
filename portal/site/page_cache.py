"""Pages kept as they were rendered, for as long as nothing that the public sees has changed.

The page view asks for a kept page between finding the page and fetching it, for want of a better place:

- `Page.serve` is a method of the whole page: to fetch that takes about as long as all of a kept page.
- A middleware stands before the address is resolved. It would have to resolve it, too, as whether the page is still
  live and open is asked each time: of a restriction that was written past Django no signal tells.
- Django's cache middleware keeps by the address and the headers of Vary, the session's cookie among them: each visitor
  has pages of their own, and what was taken back is read until its time is over.
- Wagtail's frontend cache purges a proxy when a page is published. There may be none, a purge may fail, and lists,
  menus and pages that name the page are not purged with it.
"""

import hashlib
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.response import TemplateResponse
from django.utils import timezone

from portal.outbox import changes


def kept_key(request: HttpRequest, page: Any) -> str | None:
    """Where the page is kept as anyone sees it now; None for what is not the plain page at its address.

    The stamp stands for everything that pages say of each other, the page's own revision for itself, and the date for
    what the calendar changes. `page` is one that the resolver has found.
    """
    if request.method != "GET" or request.GET or page.is_closed:
        return None
    parts = (
        *(request.get_host(), request.is_secure(), request.path, changes.newest(), timezone.localdate()),
        *(page.pk, page.live_revision_id, page.last_published_at),
    )
    return "page-" + hashlib.sha256(repr(parts).encode()).hexdigest()


def kept(key: str) -> HttpResponse | None:
    """The response that is stored under this key; None when there is none."""
    content = cache.get(key)
    return HttpResponse(content) if content else None


def keep(key: str, response: HttpResponseBase) -> HttpResponseBase:
    """Keep a page that has been rendered; nothing that sets a cookie or is not a plain page. Returns it."""
    if isinstance(response, TemplateResponse) and response.status_code == 200 and not response.cookies:
        cache.set(key, bytes(response.content), changes.SECONDS)
    return response
