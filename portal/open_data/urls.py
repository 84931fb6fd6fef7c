"""The addresses of open data, the same in all languages."""

from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import include, path, re_path
from wagtail.utils.urlpatterns import decorate_urlpatterns

from portal.open_data import permanent
from portal.open_data.answers import answered
from portal.open_data.api import api
from portal.open_data.catalogue_views import catalogue_file
from portal.open_data.description import documentation, openapi


def _nothing(request: HttpRequest, **_: str) -> HttpResponseBase:
    raise Http404("No such address")


_patterns, _app, _namespace = api.urls
_NUMBER = r"(?P<number>[1-9][0-9]{0,8})"
_ENDING = r"(?:\.(?P<ending>[a-z]+))?"

urlpatterns = [
    path("data/v1/", documentation, name="open_data_documentation"),
    path("data/v1/openapi.json", answered(openapi), name="open_data_openapi"),
    path("data/v1/", include((decorate_urlpatterns(_patterns, answered), _app), namespace=_namespace)),
    path("data/catalog", answered(catalogue_file), name="open_data_catalogue"),
    path("data/catalog.<slug:ending>", answered(catalogue_file), name="open_data_catalogue_file"),
    re_path(r"^data/", answered(_nothing)),
    re_path(rf"^id/{_NUMBER}(?:/(?P<language>[a-z]{{2}}))?{_ENDING}$", answered(permanent.publication)),
    re_path(
        rf"^id/{_NUMBER}/(?P<language>[a-z]{{2}})/(?P<edition>[1-9][0-9]{{0,5}}){_ENDING}$",
        answered(permanent.edition),
    ),
    re_path(r"^id/", answered(_nothing)),
]
