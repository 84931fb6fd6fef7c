"""Where the portal changes Wagtail's admin: four eyes at its buttons, the first page, registers, documents, scripts."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.models import Page
from wagtail.snippets.models import register_snippet
from wagtail_modeladmin.options import modeladmin_register

from portal.accounts.idle_timeout import GRAIN
from portal.accounts.viewsets import BULK_ACTIONS
from portal.desk import board as _board  # noqa: F401  registers its hooks
from portal.desk.dashboard import lay_out
from portal.desk.publication_list import PublicationsToEdit
from portal.devserver import mailbox_views as _mailbox  # noqa: F401  registers its hooks
from portal.files.file_access import refuse_hidden
from portal.forms.refusals import too_large
from portal.guide import views as _guide  # noqa: F401  registers its hooks
from portal.moderation import answers as _answers  # noqa: F401  registers its hooks
from portal.moderation import override_view as _override  # noqa: F401  registers its hooks
from portal.moderation.four_eyes import READERS_NEEDED, approve, reading_of
from portal.moderation.obstacles import NotReady, Obstacle
from portal.moderation.publish_gate import obstacles
from portal.moderation.steps import steps_left
from portal.moderation.warning_reasons import ACTION, PassedWarning
from portal.outbox.publishing_log import PublishingLog
from portal.permissions import admin_views as _admin_sight  # noqa: F401  registers its hooks
from portal.permissions import closing as _closing  # noqa: F401  registers its hooks
from portal.permissions import deletion as _deletion  # noqa: F401  registers its hooks
from portal.permissions import matrix_view as _matrix_view  # noqa: F401  registers its hooks
from portal.permissions import unpublishing as _unpublishing  # noqa: F401  registers its hooks
from portal.preview_links import views as _preview_links  # noqa: F401  registers its hooks
from portal.publication_calendar import views as _calendar  # noqa: F401  registers its hooks
from portal.publications import changes_view as _changes  # noqa: F401  registers its hooks
from portal.publications import next_version_view as _next_version  # noqa: F401  registers its hooks
from portal.publications.page_links import PublicPageLink
from portal.references.revision_references import listed
from portal.releases import hooks as _releases  # noqa: F401  registers its hooks
from portal.vocabulary.viewsets import VocabularyGroup
from portal.withdrawals import views as _withdrawals  # noqa: F401  registers its hooks

modeladmin_register(PublishingLog)
register_snippet(VocabularyGroup)
hooks.register("before_serve_document", refuse_hidden, order=-1)
for action_class in BULK_ACTIONS:
    # In place of Wagtail's own, which it registers later.
    hooks.register("register_bulk_action", action_class, order=1)


@hooks.register("register_rich_text_features", order=100)
def links_to_what_is_public(features: Any) -> None:
    """Let links in rich text lead only to public pages."""
    features.register_link_type(PublicPageLink)


@hooks.register("before_publish_page")
def pass_the_gate(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Ask the gate when Publish is pressed in the editor, which shows the words: pressing it is also an approval.

    The words are saved by then, so that nothing is lost when the gate refuses.
    """
    revision = page.get_latest_revision()
    approve(revision, request.user)
    if not (found := obstacles(revision, request.user)):
        return None
    messages.warning(request, NotReady(page, found).in_html(_("“%(title)s” is saved but not published.")))
    return redirect("wagtailadmin_pages:edit", page.pk)


@hooks.register("before_bulk_action")
def pass_the_gate_together(
    request: HttpRequest, action_type: str, objects: list[Any], action: Any
) -> HttpResponse | None:
    """Ask the gate when several pages are published from a list: all of them or none.

    A list does not show the text, so its user does not count as a reader.
    """
    if action_type != "publish" or request.method != "POST" or not all(isinstance(page, Page) for page in objects):
        return None
    pages = list(objects)
    if action.cleaned_form.cleaned_data.get("include_descendants"):
        for page in objects:
            pages += page.get_descendants().not_live().specific()
    refused = []
    for page in pages:
        revision = page.get_latest_revision()
        found = obstacles(revision, request.user) if revision else [Obstacle(_("Save it in the editor first."))]
        refused += [NotReady(page.specific, found)] if found else []
    for refusal in refused:
        messages.warning(request, refusal.in_html())
    return redirect("wagtailadmin_explore", pages[0].get_parent().pk) if refused else None


@hooks.register("before_copy_page")
def copies_are_drafts(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Refuse to publish copies at once: a copy has a new title, which nobody else has read."""
    if request.method != "POST" or not request.POST.get("publish_copies"):
        return None
    messages.warning(request, _("A copy starts as a draft. Copy without publishing, then submit it."))
    return redirect("wagtailadmin_pages:copy", page.pk)


@hooks.register("construct_page_action_menu")
def offer_what_can_be_done(items: list[Any], request: HttpRequest, context: dict[str, Any]) -> None:
    """Show Publish only to somebody for whom the gate would open. For a reader the first button is Approve."""
    page = context.get("page")
    revision = page.get_latest_revision() if page and page.pk else None
    reading = reading_of(revision) if revision else None
    hidden = {"localize-restart-translation"}  # the editor of portal.publications.translating
    if reading is None or len(reading.people | {request.user.pk}) < READERS_NEEDED or steps_left(page, reading):
        hidden.add("action-publish")
    items[:] = [item for item in items if item.name not in hidden]
    for item in items:
        if item.name == "localize-convert-to-alias":
            # A link: the tool's button sends the form, of which nothing is saved.
            item.get_url = _question_of_an_alias
    # Wagtail makes the first one the large button; the sort is stable.
    items.sort(key=lambda item: item.name != "approve")


def _question_of_an_alias(context: dict[str, Any]) -> str:
    return reverse("wagtail_localize:convert_to_alias", args=[context["page"].pk])


@hooks.register("before_edit_page", order=-1)
def write_in_no_alias(request: HttpRequest, page: Page) -> None:
    """Raise Http404 when the page has become an alias while somebody wrote in it, so that the words are shown to be
    copied (portal.saving.kept_words). Wagtail and its tool would answer without them.
    """
    if request.method == "POST" and page.alias_of_id:
        raise Http404


@hooks.register("before_edit_page")
def approve_what_is_shown(request: HttpRequest, page: Page) -> None:
    """Let an approval from the editor count for the words shown there, also if they changed since the step began."""
    if request.POST.get("workflow-action-name") != "approve":
        return
    state, latest = page.current_workflow_task_state, page.get_latest_revision()
    if state and latest and request.POST.get("loaded_revision_id") == str(latest.pk) != str(state.revision_id):
        state.revision = latest
        state.save(update_fields=["revision"])


@hooks.register("before_edit_page")
def tell_what_is_gone(request: HttpRequest, page: Page) -> None:
    """Say which deleted things a draft or an earlier version named; it is opened without them."""
    if request.method == "GET" and (missing := getattr(page, "missing", ())):
        told = _("This version named what has been deleted: %(fields)s. Choose something else, or save without it.")
        messages.warning(request, told % {"fields": listed(missing)})


@hooks.register("before_edit_page")
def tell_what_became_of_the_original(request: HttpRequest, page: Page) -> None:
    """Warn the editor of a translation when its original has changed since."""
    if request.method == "GET" and (change := getattr(page, "original_change", None)):
        messages.warning(request, change.sentence)


@hooks.register("register_admin_viewset")
def list_of_publications() -> PublicationsToEdit:
    """Add the list of all publications."""
    return PublicationsToEdit()


@hooks.register("register_log_actions")
def tell_reasons(actions: Any) -> None:
    """Let a page's history tell why it was published in spite of a warning."""
    actions.register_action(ACTION)(PassedWarning)


@hooks.register("construct_homepage_panels")
def lay_the_desk(request: HttpRequest, panels: list[Any]) -> None:
    """Make the first page a desk."""
    lay_out(request, panels)


@hooks.register("insert_global_admin_css")
def looks() -> SafeString:
    """Add the portal's styles to the admin."""
    return format_html('<link rel="stylesheet" href="{}">', static("css/admin.css"))


@hooks.register("insert_global_admin_js")
def dates() -> SafeString:
    """Add the script that keeps Wagtail's calendar from replacing a typed date that it can't read."""
    return format_html('<script src="{}"></script>', static("js/dates.js"))


@hooks.register("insert_editor_js")
def keep_words() -> SafeString:
    """Add the script by which the form follows autosave: it names the revision that its words build on."""
    return format_html('<script src="{}" defer></script>', static("js/keep_words.js"))


@hooks.register("insert_editor_js")
def editor_names() -> SafeString:
    """Add the script by which a screen reader names the rich text editors."""
    return format_html('<script src="{}" defer></script>', static("js/editor_names.js"))


@hooks.register("insert_editor_js")
def pasted_tables() -> SafeString:
    """Add the script by which pasted lists and tables stay what they are."""
    told = _("There was a table. This field has none, so each of its rows became a line: look through them.")
    left = _("What stood after the table has been put before it, since no new block for text came. Look through it.")
    script = '<script src="{}" data-told="{}" data-left="{}"></script>'
    return format_html(script, static("js/paste.js"), told, left)


@hooks.register("insert_global_admin_js")
def sign_in_over_the_page() -> str:
    """Add the sign-in that opens over a form whose session has ended. Its script runs before that of the warning."""
    return render_to_string("portal/admin/sign_in.html")


@hooks.register("insert_global_admin_js")
def idle_warning() -> SafeString:
    """Add the script that warns before an idle session ends.

    The time given to it is a little less than the whole, since the last activity may not have been stored.
    """
    return format_html(
        '<script type="module" src="{}" data-idle data-left="{}" data-session="{}" data-stay="{}" '
        'data-sign-in="{}" data-warning="{}" data-warning-one="{}" data-ended="{}"></script>',
        static("js/idle.js"),
        settings.SESSION_COOKIE_AGE - GRAIN,
        reverse("portal_session"),
        _("Stay signed in"),
        _("Sign in"),
        _("You will be signed out in {n} minutes, because nothing has been done for a while."),
        _("You will be signed out in one minute, because nothing has been done for a while."),
        _("You are signed out. What you wrote is still here, but it is not saved."),
    )


@hooks.register("insert_global_admin_js")
def keep_large_pages() -> SafeString:
    """Add the script that keeps a form which is too large for the server: what was typed stays in it.

    The limit given to it is a tenth less, to leave room for what surrounds the words in a request.
    """
    return format_html(
        '<script src="{}" data-fields="{}" data-bytes="{}" data-told="{}"></script>',
        static("js/large_pages.js"),
        settings.DATA_UPLOAD_MAX_NUMBER_FIELDS,
        settings.DATA_UPLOAD_MAX_MEMORY_SIZE * 9 // 10,
        " ".join((*too_large(), _("What you wrote is still here."))),
    )
