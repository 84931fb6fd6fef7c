"""Which documents anyone may fetch: those that a public page shows. All others look as if they did not exist."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from wagtail.documents import get_document_model
from wagtail.documents.forms import BaseDocumentForm
from wagtail.models import Page, ReferenceIndex

from portal.models import Publication


def is_shown(document: Any) -> bool:
    """Whether a live page under no restriction offers the document, as an attachment or inside a text."""
    if Publication.objects.published().filter(documents__document=document).exists():
        return True
    uses = ReferenceIndex.objects.filter(
        to_content_type=ContentType.objects.get_for_model(get_document_model()),
        to_object_id=str(document.pk),
        base_content_type=ContentType.objects.get_for_model(Page),
    )
    return bool(Page.objects.live().public().filter(pk__in=map(int, uses.values_list("object_id", flat=True))).exists())


def refuse_hidden(document: Any, request: HttpRequest) -> None:
    """Wagtail's hook before_serve_document. Raises Http404."""
    if not (request.user.has_perm("wagtailadmin.access_admin") or is_shown(document)):
        raise Http404("No document matches the given query.")


class DocumentForm(BaseDocumentForm):
    """A file that readers can fetch is not exchanged behind the back of those who approved the page."""

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if "file" in self.changed_data and self.instance.pk and is_shown(self.instance):
            told = _("A published page shows this file. Upload the new one as a document of its own.")
            self.add_error("file", told)
        return file
