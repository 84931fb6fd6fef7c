"""Documents at the addresses that they had before: feeds and other sites keep the address of a file."""

from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe
from wagtail.documents import get_document_model
from wagtail.documents.views.serve import serve

from portal.files.file_access import refuse_hidden


@require_safe
def serve_document(request: HttpRequest, document_id: int, document_filename: str) -> HttpResponseBase:
    """Wagtail's view, which also finds a document whose file has been replaced by one with another name.

    The redirect is a temporary one, since the file may be replaced again. Raises Http404 for a document that the user
    may not fetch, whatever name is asked for: the true one would tell that it is there.
    """
    document = get_document_model().objects.filter(pk=document_id).first()
    if document and document.filename != document_filename:
        refuse_hidden(document, request)
        return HttpResponseRedirect(document.url)
    return serve(request, document_id, document_filename)
