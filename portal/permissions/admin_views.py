"""Holds every address and list of the admin to portal.permissions.page_access: no page is named to those not
entitled.
"""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.defaults import page_not_found
from wagtail import hooks
from wagtail.admin.api.views import PagesAdminAPIViewSet
from wagtail.documents import get_document_model
from wagtail.documents.api.admin.views import DocumentsAdminAPIViewSet
from wagtail.images import get_image_model
from wagtail.images.api.admin.views import ImagesAdminAPIViewSet
from wagtail.models import Page
from wagtail.permissions import page_permission_policy, workflow_permission_policy

from portal.files.file_access import files_seen
from portal.permissions.page_access import edits_everything, only_seen, sees
from portal.permissions.page_chooser import searched

View = Callable[..., HttpResponseBase]
# The names of arguments in Wagtail's addresses that hold a page id.
PAGE_KEYS = ("page_id", "parent_page_id", "page_to_move_id", "destination_id", "page_pk")

# The prefix of the views that choose and make a step of a workflow, in which Wagtail asks for no permission.
STEP_CHOOSER = "wagtailadmin_workflows:task_cho"
# The prefix of Wagtail's report that names, to everybody, the page of each type that was edited last.
OF_THE_WHOLE_TREE = "wagtailadmin_reports:page_types_usage"


def only_what_is_seen(view: View) -> View:
    """Wrap a view of the admin: 404 for somebody who may not see the page or file that the address names, and for a
    number that is too large for any database.

    The view's answer is also searched for pages and files that the user may not see (bulk actions list some).
    """

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        # Who may not enter the admin is sent to sign in, whatever the address names.
        if request.user.has_perm("wagtailadmin.access_admin") and not _may_see_what_is_named(request, args, kwargs):
            return _absent(request)
        try:
            return _without_unseen(view(request, *args, **kwargs), request.user)
        except OverflowError as error:
            # Dates can overflow, too, which is a fault.
            if "SQLite" not in str(error):
                raise
            return _absent(request)

    return wrapped


def _may_see_what_is_named(request: HttpRequest, args: tuple[Any, ...], kwargs: dict[str, Any]) -> bool:
    name = request.resolver_match.view_name if request.resolver_match else ""
    if name.startswith(OF_THE_WHOLE_TREE) and not edits_everything(request.user):
        return False
    if name.startswith(STEP_CHOOSER) and not workflow_permission_policy.user_has_any_permission(
        request.user, ["add", "change"]
    ):
        return False
    if not sees(request.user, set(_pages_named(request, args, kwargs))):
        return False
    for model, keys in _files_named(request, kwargs).items():
        there = model._default_manager.filter(pk__in=keys)
        if keys and files_seen(there, request.user).count() < there.count():
            return False
    return True


@never_cache
def _absent(request: HttpRequest) -> HttpResponseBase:
    """Wagtail's own 404 page. Its function in wagtail.admin.urls can't be imported while hooks are gathered."""
    return page_not_found(request, Http404(), template_name="wagtailadmin/404.html")


def _pages_named(request: HttpRequest, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Iterable[int]:
    """The ids of the pages that an address of the admin names."""
    name = request.resolver_match.view_name if request.resolver_match else ""
    yield from (int(kwargs[key]) for key in PAGE_KEYS if key in kwargs)
    if name == "wagtailadmin_pages:revisions_compare":
        yield int(args[0] if args else kwargs["pk"])
    elif name.startswith("wagtailadmin_api:pages:") and "pk" in kwargs:
        yield int(kwargs["pk"])
    elif "object_id" in kwargs and _is_page(kwargs):
        yield from _numbers([kwargs["object_id"]])
    elif name == "wagtailadmin_choose_page_chosen_multiple" or (name == "wagtail_bulk_action" and _is_page(kwargs)):
        yield from _numbers(request.GET.getlist("id"))


def _files_named(request: HttpRequest, kwargs: dict[str, Any]) -> dict[Any, list[int]]:
    """The ids of the documents and images that an address of the admin names: model → ids."""
    name = request.resolver_match.view_name if request.resolver_match else ""
    document, image = get_document_model(), get_image_model()
    named = {document: [kwargs[key] for key in ("document_id", "doc_id") if key in kwargs]}
    named[image] = [kwargs["image_id"]] if "image_id" in kwargs else []
    for model, chooser in ((document, "wagtaildocs_chooser"), (image, "wagtailimages_chooser")):
        if name in (f"{chooser}:chosen", f"{chooser}:chosen_multiple"):
            named[model] += _numbers([kwargs.get("pk", ""), *request.GET.getlist("id")])
    return named


def _is_page(kwargs: dict[str, Any]) -> bool:
    try:
        return issubclass(apps.get_model(kwargs["app_label"], kwargs["model_name"]), Page)
    except LookupError:
        return False


def _numbers(given: list[str]) -> Iterable[int]:
    return (int(value) for value in given if value.isdecimal())


def _without_unseen(response: Any, user: Any) -> HttpResponseBase:
    """The answer to a bulk action without the pages and files that the user may not see.

    Wagtail lists there what the action passed over.
    """
    context = getattr(response, "context_data", None) or {}
    rows = context.get("items_with_no_access") or []
    things = [row["item"] if isinstance(row, dict) else row for row in rows]
    if things:
        model = type(things[0])
        narrow: Any = {Page: only_seen, get_document_model(): files_seen, get_image_model(): files_seen}.get(model)
        if narrow:
            there = model._default_manager.filter(pk__in=[thing.pk for thing in things])
            seen = set(narrow(there, user).values_list("pk", flat=True))
            context["items_with_no_access"] = [row for row, thing in zip(rows, things, strict=True) if thing.pk in seen]
    return response


class SeenDocuments(DocumentsAdminAPIViewSet):
    """The admin's API of documents, with only those that the user may see."""

    def get_queryset(self) -> Any:
        return files_seen(super().get_queryset(), self.request.user)


class SeenImages(ImagesAdminAPIViewSet):
    """The admin's API of images, with only those that the user may see."""

    def get_queryset(self) -> Any:
        return files_seen(super().get_queryset(), self.request.user)


class ExplorablePages(PagesAdminAPIViewSet):
    """The admin's API of pages. Wagtail's own makes a policy of its own, which knows no regions."""

    def get_base_queryset(self) -> Any:
        return page_permission_policy.explorable_instances(self.request.user)


@hooks.register("construct_admin_api", order=1)
def api_of_what_is_seen(router: Any) -> None:
    """Replace Wagtail's own API endpoints, which list every file to anybody who may enter the admin."""
    router.register_endpoint("pages", ExplorablePages)
    router.register_endpoint("documents", SeenDocuments)
    router.register_endpoint("images", SeenImages)


@hooks.register("construct_page_chooser_queryset")
def pages_to_choose(pages: Any, request: HttpRequest) -> Any:
    """Offer only the pages in the page chooser that the user may see; a search keeps to one language."""
    return searched(only_seen(pages, request.user), request)


@hooks.register("construct_explorer_page_queryset")
def pages_to_explore(parent: Page, pages: Any, request: HttpRequest) -> Any:
    """List only the pages in the explorer that the user may see."""
    return only_seen(pages, request.user)


@hooks.register("construct_document_chooser_queryset")
def documents_to_choose(documents: Any, request: HttpRequest) -> Any:
    """Offer only the documents in the chooser that the user may see."""
    return files_seen(documents, request.user)


@hooks.register("construct_image_chooser_queryset")
def images_to_choose(images: Any, request: HttpRequest) -> Any:
    """Offer only the images in the chooser that the user may see."""
    return files_seen(images, request.user)


@hooks.register("before_move_page")
def only_who_may_move(request: HttpRequest, page: Page, destination: Page) -> None:
    """Raise PermissionDenied before the question, which Wagtail asks everybody, and not only before the move."""
    if not page.permissions_for_user(request.user).can_move_to(destination):
        raise PermissionDenied


@hooks.register("construct_reports_menu")
def reports_that_open(request: HttpRequest, items: list[Any]) -> None:
    """Leave those reports out of the menu that do not open: on page types for many, on the translation tool for all."""
    items[:] = [item for item in items if item.url != reverse("wagtail_localize:translations_report")]
    if not edits_everything(request.user):
        items[:] = [item for item in items if item.name != "page-types-usage"]
