"""Who may fetch a document: its pages are asked. To everybody else it looks as if it did not exist."""

from collections.abc import Iterator
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import F, Q, TextField, Value
from django.db.models.functions import Cast
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from wagtail.documents import get_document_model
from wagtail.documents.forms import BaseDocumentForm
from wagtail.documents.permissions import permission_policy
from wagtail.models import Page, PageViewRestriction, ReferenceIndex, Revision

from portal.visibility import open_to_all, restrictions_on

# What is not told in the text of a revision, of which only those that can hold a document are read.
_TOLD_OF = "document"


def may_fetch(user: Any, document: Any) -> bool:
    """Whether somebody may have a document.

    Anyone may who may read a page that offers it. In the admin also its uploader, those who may change documents, and
    those who may edit, or have a task on, a page that uses it, as it is live or as it is drafted.
    """
    if is_shown(document):
        return True
    if not user.is_active:
        return False
    if any(_is_open_to(user, page) and offers(page, document) for page in _live_pages(document)):
        return True
    if not user.has_perm("wagtailadmin.access_admin"):
        return False
    if document.uploaded_by_user_id == user.pk or permission_policy.user_has_permission_for_instance(
        user, "change", document
    ):
        return True
    return any(page.permissions_for_user(user).can_edit() for page in pages_using(document))


def is_shown(document: Any) -> bool:
    """Whether a live page under no restriction offers the document, as an attachment or inside a text."""
    return any(offers(page, document) for page in open_to_all(_live_pages(document)))


def offers(page: Page, document: Any) -> bool:
    """Whether the readers of a live page that uses the document get at it."""
    return _holds(page.specific.for_outsiders() if _is_publication(page) else page.specific, document)


def _is_publication(page: Page) -> bool:
    from portal.models import Publication

    return issubclass(page.specific_class or Page, Publication)


def _live_pages(document: Any) -> Any:
    """The live pages that use the document, perhaps: Wagtail's index of references follows a moment later."""
    from portal.models import PublicationDocument

    uses = ReferenceIndex.get_references_to(document).filter(base_content_type=ContentType.objects.get_for_model(Page))
    named = {int(key) for key in uses.values_list("object_id", flat=True)}
    attached = PublicationDocument.objects.filter(document=document)
    return Page.objects.live().filter(Q(pk__in=named) | Q(pk__in=attached.values("page_id")))


def pages_using(document: Any) -> Iterator[Page]:
    """The pages that use the document, as they are live or as they are drafted."""
    for page in _live_pages(document):
        if _holds(page.specific, document):
            yield page
    drafts = Revision.page_revisions.filter(pk__in=_drafted().values("latest_revision_id"))
    # The database finds the few that may hold it; keys stand in JSON inside JSON, too.
    told = drafts.annotate(told=Cast("content", TextField())).filter(
        told__contains=_TOLD_OF, told__regex=rf"\D{document.pk}\D"
    )
    for revision in told.iterator():
        if _holds(revision.as_object(), document):
            yield revision.content_object


def _drafted() -> Any:
    return Page.objects.filter(Q(live=False) | Q(has_unpublished_changes=True) | ~Q(latest_revision=F("live_revision")))


def _holds(page: Any, document: Any) -> bool:
    """Whether the page, as it is in memory, uses the document: as an attachment, in a block, in a link."""
    kind = ContentType.objects.get_for_model(get_document_model()).pk
    found = ReferenceIndex._extract_references_from_object(page)
    return any(type_id == kind and key == str(document.pk) for type_id, key, _model_path, _path in found)


def _is_open_to(user: Any, page: Page) -> bool:
    """Whether a reader who is logged in may read a page although it is restricted."""
    groups = set(user.groups.values_list("pk", flat=True)) if user.is_authenticated else set()
    for restriction in restrictions_on(Value(page.path)).prefetch_related("groups"):
        if restriction.restriction_type == PageViewRestriction.LOGIN and user.is_authenticated:
            continue
        of_groups = restriction.restriction_type == PageViewRestriction.GROUPS
        if of_groups and (user.is_superuser or groups.intersection(group.pk for group in restriction.groups.all())):
            continue
        return False
    return True


def refuse_hidden(document: Any, request: HttpRequest) -> None:
    """Wagtail's hook before_serve_document. Raises Http404."""
    if not may_fetch(request.user, document):
        raise Http404("No document matches the given query.")


class DocumentForm(BaseDocumentForm):
    """A file that readers can fetch is not exchanged behind the back of those who approved the page."""

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if "file" in self.changed_data and self.instance.pk and is_shown(self.instance):
            told = _("A published page shows this file. Upload the new one as a document of its own.")
            self.add_error("file", told)
        return file
