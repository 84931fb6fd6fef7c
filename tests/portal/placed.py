"""Each address of the admin, by its name, and what somebody does there: a part of the matrix and an action."""

import re
from dataclasses import dataclass

from portal.permissions.matrix import Action

PAGE = "recommendations"


@dataclass(frozen=True)
class Place:
    """What is done at an address.

    `area` is the part of the matrix; "" stands for pages of any type. `page` is the page of tests.portal.rights_world
    that the address is asked about. `query` is what a browser asks with it. At an address that is_quiet everybody is
    led to the same page, and nothing is done for those who may not.
    """

    area: str
    action: Action
    page: str = "live"
    query: str = ""
    is_quiet: bool = False


ENTER = Place("lists", Action.SEE)
SUPERUSERS = Place("setup", Action.EDIT)
CLOSED = Place("nobody", Action.EDIT)
EDIT, SEE = Place(PAGE, Action.EDIT), Place(PAGE, Action.SEE_DRAFTS)
ADD, PUBLISH, LOCK = Place(PAGE, Action.ADD), Place(PAGE, Action.PUBLISH), Place(PAGE, Action.LOCK)

# For everybody, also who is not signed in.
_OPEN = """
    wagtailadmin_login wagtailadmin_password_reset wagtailadmin_password_reset_done wagtailadmin_password_reset_confirm
    wagtailadmin_password_reset_complete wagtailadmin_javascript_catalog portal_session portal_signed_in
"""
OPEN = set(_OPEN.split())
# Wagtail fails there at a form that no browser sends, for those who may send one. Nothing is written. Its form takes
# for granted that a file was uploaded before, is made inside the view, and has no hook.
FAILING = re.compile(r"wagtailredirects:process_import")
# Where nobody does anything, also not a superuser: registers are not written, no page type is a form, what is being
# uploaded is there for its sender alone, and of the translation tool the portal has little.
_CLOSED = """
    publishing-log_modeladmin_create publishing-log_modeladmin_edit publishing-log_modeladmin_delete
    poor-questions_modeladmin_create poor-questions_modeladmin_edit poor-questions_modeladmin_delete
    subscribers_modeladmin_create subscribers_modeladmin_edit subscribers_modeladmin_delete
    wagtailforms:list_submissions wagtailforms:list_submissions_results wagtailforms:delete_submissions
    wagtailsnippets:index wagtailadmin_block_preview wagtailsettings:preview_on_edit
    wagtail_localize:submit_snippet_translation
    wagtaildocs:create_multiple_from_uploaded_document wagtaildocs:delete_upload_multiple
    wagtailimages:create_multiple_from_uploaded_image wagtailimages:delete_upload_multiple
    wagtailimages:url_generator wagtailimages:url_generator_output wagtail_localize:machine_translate
    wagtail_localize:translations_report wagtail_localize:translations_report_results
    wagtail_localize:javascript_catalog wagtail_localize:snippets_api_listing wagtail_localize:snippets_api_detail
    wagtail_localize:update_translations wagtail_localize:edit_string_translation wagtail_localize:edit_override
    wagtail_localize:download_pofile wagtail_localize:upload_pofile wagtail_localize:preview_translation
    wagtail_localize:stop_translation
"""

PLACES: dict[Place, str] = {
    CLOSED: _CLOSED,
    # The admin's frame and its lists: each shows what its reader may see, which tests/portal/test_sight.py asks.
    ENTER: """
        wagtailadmin_home wagtailadmin_account wagtailadmin_dismissibles portal_board
        portal_publication_calendar portal_guide portal_guide_page search_explain
        wagtailadmin_reports:site_history wagtailadmin_reports:site_history_results
        wagtailadmin_api:pages:listing wagtailadmin_api:documents:listing wagtailadmin_api:images:listing
        wagtailadmin_choose_page wagtailadmin_choose_page_child wagtailadmin_choose_page_search
        wagtailadmin_choose_page_chosen_multiple wagtailadmin_choose_page_external_link
        wagtailadmin_choose_page_email_link wagtailadmin_choose_page_phone_link wagtailadmin_choose_page_anchor_link
        wagtailadmin_tag_autocomplete wagtailadmin_tag_model_autocomplete wagtailembeds:chooser
        wagtailembeds:chooser_upload wagtailadmin_pages:choose_parent wagtailadmin_pages:confirm_workflow_cancellation
        wagtailadmin_editing_sessions:release wagtail_modeladmin:javascript_catalog wagtailadmin_pages:revisions_index
    """,
    Place(PAGE, Action.SEE_DRAFTS, query="?id={page}"): "wagtailadmin_api:pages:find",
    Place("documents", Action.CHOOSE, query="?id={document}"): "wagtailadmin_api:documents:find",
    Place("images", Action.CHOOSE, query="?id={image}"): "wagtailadmin_api:images:find",
    Place(PAGE, Action.DELETE_DRAFTS, "draft", "?id={page}", is_quiet=True): "wagtail_bulk_action",
    # For those who may do something with pages of some type.
    Place("", Action.SEE_DRAFTS): """
        publications:index publications:index_results
        wagtailadmin_pages:search wagtailadmin_pages:search_results wagtailadmin_pages:type_use
        wagtailadmin_pages:type_use_results wagtailadmin_explore_root wagtailadmin_explore wagtailadmin_explore_results
        wagtailadmin_reports:workflow wagtailadmin_reports:workflow_results wagtailadmin_reports:workflow_tasks
        wagtailadmin_reports:workflow_tasks_results wagtailadmin_reports:aging_pages
        wagtailadmin_reports:aging_pages_results wagtailforms:index wagtailforms:index_results
    """,
    Place("", Action.LOCK): "wagtailadmin_reports:locked_pages wagtailadmin_reports:locked_pages_results",
    # It names pages of every type.
    Place("pages", Action.SEE_DRAFTS): """
        wagtailadmin_reports:page_types_usage wagtailadmin_reports:page_types_usage_results
    """,
    # One page.
    SEE: """
        wagtailadmin_api:pages:detail wagtailadmin_pages:view_draft wagtailadmin_pages:usage wagtailadmin_pages:history
        wagtailadmin_pages:history_results wagtailadmin_pages:revisions_view wagtailadmin_pages:revisions_compare
        wagtailadmin_pages:workflow_history portal_changes_in_words wagtailadmin_editing_sessions:ping
    """,
    Place(PAGE, Action.SEE_DRAFTS, "waiting"): "wagtailadmin_pages:workflow_history_detail recommendations_decision",
    EDIT: """
        wagtailadmin_pages:edit wagtailadmin_pages:preview_on_edit wagtailadmin_pages:revisions_revert
        wagtailadmin_pages:copy
    """,
    Place(PAGE, Action.EDIT, "draft"): "wagtailadmin_pages:move",
    Place("newsletters", Action.EDIT, "letter"): "news_letter_proposals",
    Place("mailings", Action.SEE, "letter"): "news_mailing",
    # It leads to the withdrawal; a superuser can unpublish (test_unpublishing.py).
    Place(PAGE, Action.EDIT, is_quiet=True): "wagtailadmin_pages:unpublish",
    Place(PAGE, Action.EXCEPT): "portal_publish_with_exception",
    Place(PAGE, Action.EDIT, "alias"): "wagtailadmin_pages:convert_alias",
    Place(PAGE, Action.ASK): "portal_withdraw",
    Place(PAGE, Action.SHARE): "portal_preview_links",
    ADD: """
        wagtailadmin_pages:add wagtailadmin_pages:preview_on_add wagtailadmin_pages:add_subpage portal_next_version
    """,
    Place(PAGE, Action.ADD, "draft"): "wagtailadmin_pages:move_confirm",
    Place(PAGE, Action.REVIEW, "waiting", is_quiet=True): """
        wagtailadmin_pages:workflow_action wagtailadmin_pages:collect_workflow_action_data
    """,
    Place(PAGE, Action.REVIEW, "waiting"): "wagtailadmin_pages:workflow_preview",
    PUBLISH: """
        portal_warnings wagtailadmin_pages:revisions_unschedule portal_missed_time_retry
        wagtailadmin_pages:set_page_position
    """,
    Place(PAGE, Action.PUBLISH, "draft"): "wagtailadmin_api:pages:action",
    Place(PAGE, Action.CLOSE): "wagtailadmin_pages:set_privacy",
    Place(PAGE, Action.DELETE_DRAFTS, "draft"): "wagtailadmin_pages:delete",
    LOCK: "wagtailadmin_pages:lock wagtailadmin_pages:unlock",
    Place("", Action.RELEASE): """
        portal_add_to_release releases:index releases:index_results releases:add releases:edit releases:delete
        releases:history releases:history_results releases:usage releases:pages releases:now releases:take_out
    """,
    Place(PAGE, Action.TRANSLATE): "wagtail_localize:submit_page_translation",
    Place(PAGE, Action.EDIT, "translated"): "wagtail_localize:convert_to_alias",
    Place("log", Action.SEE): "publishing-log_modeladmin_index publishing-log_modeladmin_inspect",
    Place("log", Action.RETRY, is_quiet=True): "portal_delivery_retry",
    Place("poor-questions", Action.SEE): "poor-questions_modeladmin_index",
    Place("subscribers", Action.SEE): "subscribers_modeladmin_index news_followed",
    Place("subscribers", Action.DELETE): "news_subscriber_asks",
    Place("roles", Action.SEE): "portal_rights",
    Place("mailbox", Action.SEE): "portal_mailbox portal_mailbox_mail portal_mailbox_html",
    Place("documents", Action.CHOOSE): "wagtailadmin_api:documents:detail wagtaildocs_chooser:chosen",
    Place("images", Action.CHOOSE): """
        wagtailadmin_api:images:detail wagtailimages_chooser:chosen wagtailimages_chooser:select_format
    """,
    Place("settings", Action.EDIT): "wagtailsettings:edit",
    Place("redirects", Action.EDIT): """
        wagtailredirects:index wagtailredirects:index_results wagtailredirects:edit
    """,
    Place("redirects", Action.ADD): """
        wagtailredirects:add wagtailredirects:start_import wagtailredirects:process_import
    """,
    Place("redirects", Action.DELETE): "wagtailredirects:delete",
    SUPERUSERS: "wagtailadmin_collections:set_privacy",
}

# The last part of a name of Wagtail's sets of views → what is done there.
VIEWS: dict[str, Action] = {
    **dict.fromkeys(("index", "index_results", "list", "list_results", "add", "add_multiple", "create"), Action.ADD),
    **dict.fromkeys(("edit", "edit_multiple", "usage", "document_usage", "image_usage", "history"), Action.EDIT),
    **dict.fromkeys(("history_results", "url_generator", "url_generator_output", "preview"), Action.EDIT),
    **dict.fromkeys(("delete", "delete_multiple"), Action.DELETE),
}
# Lists to choose from: they have what their reader may see, and the words of the vocabulary are no secret.
CHOOSERS = {"choose", "choose_results", "chosen", "chosen_multiple", "select_format"}
# The set of views, by the beginning of their names → the part of the matrix.
SETS = {
    r"wagtailsnippets_portal_\w+|wagtailsnippetchoosers_portal_\w+": "vocabulary",
    r"wagtailsnippets_search_\w+|wagtailsnippetchoosers_search_\w+": "words",
    r"wagtailusers_users": "users",
    r"wagtaildocs(_chooser)?": "documents",
    r"wagtailimages(_chooser)?": "images",
    r"wagtailadmin_workflows": "workflows",
    r"wagtailusers_groups|wagtaillocales|wagtailsites|wagtailadmin_collections": "setup",
}
NAMED = {name: place for place, names in PLACES.items() for name in names.split()}


def place_of(name: str) -> Place | None:
    """Where an address with this name is in the matrix; None when nobody has said."""
    if name in NAMED:
        return NAMED[name]
    views, _colon, view = name.rpartition(":")
    if view in CHOOSERS:
        return ENTER
    area = next((area for pattern, area in SETS.items() if re.fullmatch(pattern, views)), None)
    if area == "setup":
        return SUPERUSERS
    if area == "workflows":
        return Place(area, Action.EDIT)
    return Place(area, VIEWS[view]) if area and view in VIEWS else None
