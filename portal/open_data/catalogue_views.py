"""The catalogue of open data over HTTP: RDF/XML for Sweden's data portal, Turtle for people."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

from portal.models import SiteSettings
from portal.open_data.answers import data_answer
from portal.open_data.catalogue import catalogue, times
from portal.open_data.filters import only
from portal.outbox.changes import kept

# Ending → media type, and what rdflib calls the format. The first one is for those who accept anything.
FORMATS = {"rdf": ("application/rdf+xml", "xml"), "ttl": ("text/turtle", "turtle")}


def catalogue_file(request: HttpRequest, ending: str = "") -> HttpResponse:
    """The catalogue in the format of the ending; without one in that of the header Accept. Raises Http404."""
    only(request, ())
    form = ending or _accepted(request)
    if form not in FORMATS:
        raise Http404("No such format")
    media_type, _name = FORMATS[form]
    content = kept(f"catalogue-{request.get_host()}-{form}", lambda: _written(request, form))
    response = data_answer(content, f"{media_type}; charset=utf-8")
    if not ending:
        patch_vary_headers(response, ["Accept"])
    return response


def _accepted(request: HttpRequest) -> str:
    wanted = request.get_preferred_type([media_type for media_type, _name in FORMATS.values()])
    return next((form for form, (media_type, _name) in FORMATS.items() if media_type == wanted), next(iter(FORMATS)))


def _written(request: HttpRequest, form: str) -> bytes:
    graph = catalogue(SiteSettings.for_request(request), times())
    return graph.serialize(format=FORMATS[form][1], encoding="utf-8")
