"""Who may fetch a document: whoever may read a page that offers it. For everybody else it is a 404."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.http import Http404, HttpRequest
from wagtail.documents import get_document_model
from wagtail.documents.models import AbstractDocument
from wagtail.documents.permissions import permission_policy as document_policy
from wagtail.images import get_image_model
from wagtail.images.permissions import permission_policy as image_policy
from wagtail.models import Page, ReferenceIndex

from portal.models import Publication
from portal.permissions.page_access import edits_everything, pages_in_hand, pages_open_to
from portal.publications.visibility import open_to_all
from portal.references.reference_index import DRAFT, renew


def may_fetch(user: Any, document: Any) -> bool:
    """Whether somebody may fetch a document.

    They may when a page that they may read offers it. In the admin they may also when they uploaded it, may change
    documents, or may edit or review a page that uses it, live or as a draft.
    """
    if is_shown(document):
        return True
    if not user.is_active:
        return False
    using = pages_using(document).values("pk")
    if any(offers(page, document) for page in pages_open_to(user).filter(pk__in=using)):
        return True
    if not user.has_perm("wagtailadmin.access_admin"):
        return False
    if document.uploaded_by_user_id == user.pk:
        return True
    may_change = document_policy.user_has_permission_for_instance(user, "change", document)
    return bool(may_change or pages_in_hand(user).filter(pk__in=using).exists())


def is_shown(document: Any) -> bool:
    """Whether anyone may fetch the document (or image): a public page offers it, as an attachment or in its text."""
    return any(offers(page, document) for page in open_to_all(pages_using(document)))


def offers(page: Page, document: Any) -> bool:
    """Whether readers of a live page can reach the document: it is in what outsiders see of the page."""
    specific = page.specific
    shown = specific.for_outsiders() if isinstance(specific, Publication) else specific
    kind = ContentType.objects.get_for_model(document).pk
    return any(
        type_id == kind and key == str(document.pk) and not model_path.endswith(DRAFT)
        for type_id, key, model_path, _path in ReferenceIndex._extract_references_from_object(shown)
    )


def closed_files(shown: Any) -> list[Any]:
    """The documents and images that a page offers as outsiders read it, and that they can't fetch, since only drafts
    use them.
    """
    found = []
    for model in (get_document_model(), get_image_model()):
        kind = ContentType.objects.get_for_model(model).pk
        keys = {
            key
            for type_id, key, _path, _content in ReferenceIndex._extract_references_from_object(shown)
            if type_id == kind
        }
        found += [file for file in model.objects.filter(pk__in=keys).order_by("pk") if not is_shown(file)]
    return found


def pages_using(document: Any) -> Any:
    """The pages that use the document, live or as drafts, as a queryset."""
    # The index may lack what this process has just changed.
    renew()
    uses = ReferenceIndex.get_references_to(document).filter(base_content_type=ContentType.objects.get_for_model(Page))
    return Page.objects.filter(pk__in={int(key) for key in uses.values_list("object_id", flat=True)})


def refuse_hidden(document: Any, request: HttpRequest) -> None:
    """Wagtail's hook before_serve_document. Raises Http404 for a document that the user may not fetch."""
    if not may_fetch(request.user, document):
        raise Http404("No document matches the given query.")


def files_seen(files: Any, user: Any) -> Any:
    """Of a queryset of documents or images, those that somebody may change, has with a page in hand, or sees in public.

    Editors of the whole tree see all; for others the index of references is gone through.
    """
    if edits_everything(user):
        return files
    uses = ReferenceIndex.objects.filter(
        to_content_type=ContentType.objects.get_for_model(files.model),
        base_content_type=ContentType.objects.get_for_model(Page),
    )
    pairs = [(int(page), int(file)) for page, file in uses.values_list("object_id", "to_object_id")]
    pages = {page for page, _file in pairs}
    in_hand = set(pages_in_hand(user).filter(pk__in=pages).values_list("pk", flat=True))
    in_public = set(pages_open_to(user).filter(pk__in=pages).values_list("pk", flat=True)) - in_hand
    keys = {file for page, file in pairs if page in in_hand}
    offered = files.model.objects.filter(pk__in={file for page, file in pairs if page in in_public})
    keys |= {file.pk for file in offered if not isinstance(file, AbstractDocument) or is_shown(file)}
    policy: Any = document_policy if issubclass(files.model, AbstractDocument) else image_policy
    may_change = policy.instances_user_has_any_permission_for(user, ["change", "delete"])
    return files.filter(Q(pk__in=keys) | Q(uploaded_by_user=user) | Q(pk__in=may_change.values("pk")))
