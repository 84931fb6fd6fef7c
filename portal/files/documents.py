"""Who may fetch a document: whoever may read a page that offers it. For everybody else it is a 404."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Value
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from wagtail.documents.forms import BaseDocumentForm
from wagtail.documents.permissions import permission_policy
from wagtail.models import Page, PageViewRestriction, ReferenceIndex

from portal.models import Publication
from portal.publications.visibility import open_to_all, restrictions_on
from portal.references.reference_index import DRAFT, is_used, renew


def may_fetch(user: Any, document: Any) -> bool:
    """Whether somebody may fetch a document.

    They may when a page that they may read offers it. In the admin they may also when they uploaded it, may change
    documents, or may edit or review a page that uses it, live or as a draft.
    """
    if is_shown(document):
        return True
    if not user.is_active:
        return False
    if any(_is_open_to(user, page) and offers(page, document) for page in pages_using(document).live()):
        return True
    if not user.has_perm("wagtailadmin.access_admin"):
        return False
    if document.uploaded_by_user_id == user.pk or permission_policy.user_has_permission_for_instance(
        user, "change", document
    ):
        return True
    return any(page.permissions_for_user(user).can_edit() for page in pages_using(document))


def is_shown(document: Any) -> bool:
    """Whether anyone may fetch the document (or image): a public page offers it, as an attachment or in its text."""
    return any(offers(page, document) for page in open_to_all(pages_using(document)))


def offers(page: Page, document: Any) -> bool:
    """Whether readers of a live page can reach the document from it, so that it is in what outsiders see of the
    page.
    """
    specific = page.specific
    shown = specific.for_outsiders() if isinstance(specific, Publication) else specific
    kind = ContentType.objects.get_for_model(document).pk
    return any(
        type_id == kind and key == str(document.pk) and not model_path.endswith(DRAFT)
        for type_id, key, model_path, _path in ReferenceIndex._extract_references_from_object(shown)
    )


def pages_using(document: Any) -> Any:
    """The pages that use the document, live or as drafts, as a queryset."""
    # The index may lack what this process has just changed.
    renew()
    uses = ReferenceIndex.get_references_to(document).filter(base_content_type=ContentType.objects.get_for_model(Page))
    return Page.objects.filter(pk__in={int(key) for key in uses.values_list("object_id", flat=True)})


def _is_open_to(user: Any, page: Page) -> bool:
    """Whether a user who is logged in may read a restricted page."""
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
    """Wagtail's hook before_serve_document. Raises Http404 for a document that the user may not fetch."""
    if not may_fetch(request.user, document):
        raise Http404("No document matches the given query.")


class DocumentForm(BaseDocumentForm):
    """The form of a document. The file of a document in use can't be replaced: people have read and approved it."""

    def clean_file(self) -> Any:
        """The uploaded file, with an error at the field when a page uses the document."""
        file = self.cleaned_data["file"]
        if "file" in self.changed_data and self.instance.pk and is_used(self.instance):
            told = _("A page uses this file. Upload the new one as a document of its own.")
            self.add_error("file", told)
        return file
