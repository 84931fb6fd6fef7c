"""The description of the API: as OpenAPI for programs, and as a page for people. Neither asks another host."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import override
from django.views.decorators.http import require_safe

from portal.models import SiteSettings
from portal.open_data.answers import json_answer, readers_language
from portal.open_data.api import DESCRIBED_BESIDE, FILTERED, api
from portal.open_data.filters import facet_parameters, only


def described(request: HttpRequest) -> dict[str, Any]:
    """The API in OpenAPI 3.1, with the values that facets have now and the licence of the settings."""
    site = SiteSettings.for_request(request)
    description = dict(api.get_openapi_schema(path_prefix="data/v1/"))
    licence = {"name": site.data_licence, **({"url": site.data_licence_url} if site.data_licence_url else {})}
    contact = {"name": site.contact_function, **({"email": site.contact_email} if site.contact_email else {})}
    description["info"] = {**description["info"], "license": licence, "contact": contact}
    description["servers"] = [{"url": settings.BASE_URL}]
    schemas = {model.__name__: model.model_json_schema() for model in DESCRIBED_BESIDE}
    description["components"]["schemas"].update(schemas)
    filters: list[dict[str, Any]] = []
    for path in description["paths"].values():
        operation = path["get"]
        if operation.pop(FILTERED, False):
            filters = filters or facet_parameters()
            operation["parameters"] = [*operation["parameters"], *filters]
    return description


def openapi(request: HttpRequest) -> HttpResponse:
    """The description for programs."""
    only(request, ())
    with override("en"):
        return json_answer(described(request))


@require_safe
def documentation(request: HttpRequest) -> HttpResponseBase:
    """The description for people."""
    with override("en"):
        operations = [{"path": path, **parts["get"]} for path, parts in described(request)["paths"].items()]
    with override(language := readers_language(request)):
        site = SiteSettings.for_request(request)
        response = render(request, "open_data/documentation.html", {"operations": operations, "site": site})
    response["Content-Language"] = language
    return response
