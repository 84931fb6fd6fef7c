"""All addresses. The admin, files and the sitemap have no language prefix; what readers read has one."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib.sitemaps.views import sitemap
from django.http import HttpResponseBase
from django.urls import include, path, re_path
from django.utils.translation import gettext_lazy as _
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.admin.auth import require_admin_access
from wagtail.admin.urls import password_reset
from wagtail.admin.views.account import LoginView
from wagtail.documents import urls as wagtaildocs_urls
from wagtail.utils.urlpatterns import decorate_urlpatterns

from portal.accounts.login import ResetView, in_readers_language
from portal.files.document_view import serve_document
from portal.files.images import serve as serve_picture
from portal.forms.external_link import ExternalLink
from portal.moderation.aliases import become_alias
from portal.moderation.answer_views import AnswerInTheEditor, AnswerOutsideTheEditor, approve_in_the_editor
from portal.moderation.answered_meanwhile import said_in_the_dialog
from portal.moderation.checklist import CreatePage, EditPage, RevertPage
from portal.moderation.warnings_view import PassWarnings
from portal.open_data.calendar_views import calendar
from portal.open_data.reuse import follow_and_reuse
from portal.outbox.events import atomic_writes
from portal.permissions.admin_views import only_what_is_seen
from portal.permissions.closing import change_privacy
from portal.permissions.page_chooser import BrowseWhatIsSeen
from portal.permissions.unpublishing import UnpublishPage, unpublish_in_bulk
from portal.preview_links.outsider_views import show, take_comment
from portal.publication_calendar.views import calendar_of_its_reader
from portal.publications.translating import TranslatePage, not_used
from portal.saving.kept_words import keeping_words
from portal.site.page_view import serve
from portal.site.robots import robots
from portal.site.sitemaps import PublicPages

handler400 = "portal.forms.refusals.not_taken"
handler404 = "portal.forms.refusals.not_found"
handler500 = "portal.site.stale_if_error.server_error"


def in_the_admin(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Wrap a view with what holds at every address of the admin: hidden pages are not named, a POST is one
    transaction, and what is sent after the sign-in has ended is kept.
    """
    return keeping_words(only_what_is_seen(atomic_writes(view)))


def _admin(view: Any) -> Any:
    return in_the_admin(require_admin_access(view))


urlpatterns = [
    path("admin/pages/workflow/action/<int:page_id>/approve/<int:task_state_id>/", _admin(approve_in_the_editor)),
    # In place of Wagtail's, at the same addresses; `reverse` finds them by Wagtail's names.
    path("admin/pages/<int:page_id>/edit/", _admin(EditPage.as_view())),
    path("admin/pages/<int:page_id>/revisions/<int:revision_id>/revert/", _admin(RevertPage.as_view())),
    path(
        "admin/pages/add/<slug:content_type_app_name>/<slug:content_type_model_name>/<int:parent_page_id>/",
        _admin(CreatePage.as_view()),
    ),
    path("admin/pages/<int:page_id>/unpublish/", _admin(UnpublishPage.as_view())),
    path("admin/pages/<int:page_id>/privacy/", _admin(change_privacy)),
    path("admin/bulk/wagtailcore/page/unpublish/", _admin(unpublish_in_bulk)),
    path("admin/pages/<int:page_id>/warnings/", _admin(PassWarnings.as_view()), name="portal_warnings"),
    path(
        "admin/pages/workflow/action/<int:page_id>/<slug:action_name>/<int:task_state_id>/",
        said_in_the_dialog(_admin(AnswerOutsideTheEditor.as_view())),
    ),
    path(
        "admin/pages/workflow/collect_action_data/<int:page_id>/<slug:action_name>/<int:task_state_id>/",
        said_in_the_dialog(_admin(AnswerInTheEditor.as_view())),
    ),
    path("admin/localize/page/<int:page_id>/convert_to_alias/", _admin(become_alias)),
    path("admin/localize/submit/page/<int:page_id>/", _admin(TranslatePage.as_view())),
    re_path("^admin/localize/", _admin(not_used)),
    path("admin/choose-page/", _admin(BrowseWhatIsSeen.as_view()), name="wagtailadmin_choose_page"),
    path(
        "admin/choose-page/<int:parent_page_id>/",
        _admin(BrowseWhatIsSeen.as_view()),
        name="wagtailadmin_choose_page_child",
    ),
    path("admin/choose-external-link/", _admin(ExternalLink.as_view())),
    # Not in the transaction of the admin: an attempt must count at once, and hashing must not hold a lock.
    path("admin/login/", in_readers_language(LoginView.as_view()), name="wagtailadmin_login"),
    path("admin/password_reset/", in_readers_language(ResetView.as_view()), name="wagtailadmin_password_reset"),
    path("admin/password_reset/", include(decorate_urlpatterns(password_reset.urlpatterns, in_readers_language))),
    path("admin/", include("portal.accounts.idle_timeout")),
    path("admin/", include(decorate_urlpatterns(wagtailadmin_urls.urlpatterns, in_the_admin))),
    path("documents/<int:document_id>/<path:document_filename>", serve_document, name="document"),
    path("documents/", include(wagtaildocs_urls)),
    path("media/<path:name>", serve_picture),
    path(
        "sitemap.xml",
        sitemap,
        {"sitemaps": {"pages": PublicPages}, "template_name": "portal/sitemap.xml"},
        name="sitemap",
    ),
    path("robots.txt", robots),
    path("publication-calendar/<str:secret>.ics", calendar_of_its_reader, name="portal_calendar_file"),
    # What a mail provider tells. Without a secret anybody could.
    *([path("anymail/", include("anymail.urls"))] if settings.ANYMAIL.get("WEBHOOK_SECRET") else []),
    path("", include("portal.open_data.urls")),
    *i18n_patterns(
        path("", include("search.urls")),
        path("", include("news.urls")),
        path("", include("news.subscriptions.urls")),
        path("", include("recommendations.urls")),
        path(_("preview/"), take_comment, name="preview_comment"),
        path(_("preview/<str:token>/"), show, name="preview_link"),
        # Swedish: /kalender/upphandlingar.ics
        path(_("calendar/<slug:name>.ics"), calendar, name="calendar"),
        path(_("follow-and-reuse/"), follow_and_reuse, name="follow_and_reuse"),
        # Before Wagtail's own addresses, so that those below /_util/ (a login for closed pages) are not reached: a page
        # that somebody may not see is a 404, which offers the login of the admin.
        re_path(wagtail_urls.serve_pattern, serve, name="wagtail_serve"),
        path("", include(wagtail_urls)),
        prefix_default_language=False,
    ),
]
