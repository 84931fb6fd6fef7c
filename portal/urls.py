"""Addresses: the admin outside the languages, everything that is read inside them."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path, re_path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.contrib.sitemaps.views import sitemap
from wagtail.documents import urls as wagtaildocs_urls
from wagtail.utils.urlpatterns import decorate_urlpatterns

from portal.publishing import atomic_writes
from portal.serving import serve
from portal.sitemaps import AllLanguages

handler500 = "portal.stale_if_error.server_error"

urlpatterns = [
    path("admin/", include(decorate_urlpatterns(wagtailadmin_urls.urlpatterns, atomic_writes))),
    path("documents/", include(wagtaildocs_urls)),
    path("sitemap.xml", sitemap, {"sitemaps": {"pages": AllLanguages}}),
    *i18n_patterns(
        path("", include("search.urls")),
        path("", include("news.urls")),
        # Wagtail's /_util/ comes after it on purpose: a page is a 404 to whoever may not see it, which offers the login
        # of the admin. There is no password to ask for (settings) and no second login page.
        re_path(wagtail_urls.serve_pattern, serve, name="wagtail_serve"),
        path("", include(wagtail_urls)),
        prefix_default_language=False,
    ),
]
