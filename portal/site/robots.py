"""What programs that read the whole site are asked to leave alone (RFC 9309), and where the sitemap is.

Everything may be read but the admin and searches. Filters and words can be combined without end, and each combination
shows pages that stand in lists and sitemap anyway. A feed reader follows one address for its user and is no crawler.
"""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from portal.site.sitemaps import PublicPages


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """The file robots.txt. It names each part of the sitemap, so that these need no index of their own."""
    address = settings.BASE_URL + reverse("sitemap")
    more = [f"{address}?p={part}" for part in range(2, PublicPages.parts() + 1)]
    context = {"sitemaps": [address, *more], "languages": [code for code, _name in settings.LANGUAGES]}
    return render(request, "portal/robots.txt", context, content_type="text/plain; charset=utf-8")
