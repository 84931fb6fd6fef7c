"""Addresses: the admin outside the languages, everything that is read inside them."""

from typing import Any

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path, re_path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.admin.auth import require_admin_access
from wagtail.contrib.sitemaps.views import sitemap
from wagtail.documents import urls as wagtaildocs_urls
from wagtail.utils.urlpatterns import decorate_urlpatterns

from portal.aliases import become_alias
from portal.approving import approve_in_the_editor
from portal.pictures import serve as serve_picture
from portal.publishing import atomic_writes
from portal.serving import serve
from portal.sitemaps import AllLanguages

handler400 = "portal.refusing.not_taken"
handler500 = "portal.stale_if_error.server_error"


def _admin(view: Any) -> Any:
    return atomic_writes(require_admin_access(view))


urlpatterns = [
    path("admin/pages/workflow/action/<int:page_id>/approve/<int:task_state_id>/", _admin(approve_in_the_editor)),
    path("admin/localize/page/<int:page_id>/convert_to_alias/", _admin(become_alias)),
    path("admin/", include(decorate_urlpatterns(wagtailadmin_urls.urlpatterns, atomic_writes))),
    path("documents/", include(wagtaildocs_urls)),
    path("media/<path:name>", serve_picture),
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
