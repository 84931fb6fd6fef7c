"""The read API below /data/v1/: publications, one publication, changes; described in OpenAPI 3.1."""

import json
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from ninja import NinjaAPI, Path, Query, Schema
from ninja.errors import ValidationError

from portal.open_data.answers import Problem, data_answer, json_answer, readers_language, rights_of
from portal.open_data.changes import changes_since
from portal.open_data.current import current
from portal.open_data.cursors import LIST_PATTERN, LOG_PATTERN, BadCursor, LaterThanTheLog, LogCursor, list_position
from portal.open_data.filters import FEWEST, MOST, USUAL, only, part_of, selected, whole_list
from portal.open_data.permanent import refuse
from portal.open_data.schemas import ChangeList, ProblemDocument, PublicationAnswer, PublicationList, problems
from portal.open_data.tables import table
from portal.selections.facets import facets

LARGEST_NUMBER = 2**31 - 1
# Operations that take the facets: their parameters are added when they are described (portal.open_data.description).
FILTERED = "x-filtered"

api = NinjaAPI(
    title="Samverkansportalen: open data",
    version="1",
    description="What the Swedish regions publish together on medical technology. No key is needed.",
    openapi_url=None,
    docs_url=None,
    urls_namespace="open_data",
)


def _raised(request: HttpRequest, error: Any) -> HttpResponse:
    raise error


# Errors are told by portal.open_data.answers, the same for all addresses of open data.
api.add_exception_handler(Exception, _raised)


@api.exception_handler(BadCursor)
def _no_cursor(request: HttpRequest, error: Any) -> HttpResponse:
    raise Problem(400, "This is not a cursor that the portal has given out.")


@api.exception_handler(LaterThanTheLog)
def _later_than_the_log(request: HttpRequest, error: Any) -> HttpResponse:
    told = "The portal was restored to an earlier state than that of this cursor. Start anew with all publications."
    raise Problem(410, told, parameter="since", publications=_address("publications_json"))


@api.exception_handler(ValidationError)
def _not_valid(request: HttpRequest, error: Any) -> HttpResponse:
    first = error.errors[0]
    where, name = first["loc"][0], str(first["loc"][-1])
    if where == "path":
        raise Problem(404, "There is no publication with this number.")
    is_cursor = first["type"] == "string_pattern_mismatch"
    told = "This is not a cursor that the portal has given out." if is_cursor else first["msg"]
    raise Problem(400, told, parameter=name)


def _further(*statuses: int, **more: Any) -> dict[str, Any]:
    return {"responses": problems(*statuses), **more}


def _of_media_type(media_type: str, schema: Any) -> dict[str, Any]:
    answer = {"description": "OK", "content": {media_type: {"schema": schema}}}
    return {"responses": {"200": answer, **problems(400)}, FILTERED: True}


def _address(name: str, **parameters: str) -> str:
    return settings.BASE_URL + reverse(f"open_data:{name}") + "".join(f"?{k}={v}" for k, v in parameters.items())


class ListQuery(Schema):
    """Where to begin in the list, and how many publications to give."""

    limit: int = Query(USUAL, ge=FEWEST, le=MOST, description="How many at most")
    cursor: str | None = Query(None, pattern=LIST_PATTERN, description="As it stands in the address of the next part")


@api.get(
    "/publications",
    response=PublicationList,
    url_name="publications",
    summary="Publications, in parts",
    openapi_extra=_further(400, **{FILTERED: True}),
)
def publications(request: HttpRequest, asked: Query[ListQuery]) -> HttpResponse:
    """Publications in the order of their numbers. Filters are those of the search page."""
    only(request, {*facets(), "limit", "cursor"})
    since = LogCursor.now()
    items, further = part_of(selected(request), list_position(asked.cursor) if asked.cursor else 0, asked.limit)
    query = request.GET.copy()
    query["cursor"] = further
    following = f"{_address('publications')}?{query.urlencode()}" if further else None
    return json_answer(_listed(request, items, since, following))


def _listed(request: HttpRequest, items: list[Any], since: LogCursor, following: str | None) -> dict[str, Any]:
    changes = _address("changes", since=str(since))
    return {**rights_of(request), "publications": items, "next": following, "changes": changes}


@api.get(
    "/publications.json",
    response=PublicationList,
    url_name="publications_json",
    summary="All publications",
    openapi_extra=_further(400, **{FILTERED: True}),
)
def publications_json(request: HttpRequest) -> HttpResponse:
    """All publications of a selection as one document."""
    only(request, facets())
    since = LogCursor.now()
    return _as_file(json_answer(_listed(request, whole_list(selected(request)), since, None)), since, "json")


@api.get(
    "/publications.ndjson",
    url_name="publications_ndjson",
    summary="All publications, one a line",
    openapi_extra=_of_media_type("application/x-ndjson", {"type": "string"}),
)
def publications_ndjson(request: HttpRequest) -> HttpResponse:
    """All publications of a selection, each as one line of JSON. The address of changes is in the header Link."""
    only(request, facets())
    since = LogCursor.now()
    lines = (json.dumps(item, ensure_ascii=False) + "\n" for item in whole_list(selected(request)))
    return _as_file(data_answer("".join(lines), "application/x-ndjson; charset=utf-8"), since, "ndjson")


@api.get(
    "/publications.csv",
    url_name="publications_csv",
    summary="All publications as a table",
    openapi_extra=_of_media_type("text/csv", {"type": "string"}),
)
def publications_csv(request: HttpRequest) -> HttpResponse:
    """All publications of a selection as Swedish spreadsheets open it, in the language of Accept-Language."""
    only(request, facets())
    since, language = LogCursor.now(), readers_language(request)
    with override(language):
        content = table(whole_list(selected(request)), language)
    response = _as_file(HttpResponse(content, content_type="text/csv; charset=utf-8"), since, "csv")
    response["Content-Language"] = language
    response["Vary"] = "Accept-Language"
    return response


def _as_file(response: HttpResponse, since: LogCursor, ending: str) -> HttpResponse:
    response["Link"] = f'<{_address("changes", since=str(since))}>; rel="monitor"'
    name = f"samverkansportalen-{timezone.localdate().isoformat()}.{ending}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Robots-Tag"] = "noindex"
    return response


@api.get(
    "/publications/{number}",
    response=PublicationAnswer,
    url_name="publication",
    summary="One publication",
    openapi_extra=_further(400, 404, 410),
)
def publication(request: HttpRequest, number: int = Path(ge=1, le=LARGEST_NUMBER)) -> HttpResponse:
    """One publication in all its languages. One that was withdrawn answers 410 with reason and successor."""
    only(request, ())
    if (item := current([number]).get(number)) is None:
        refuse(number)
    return json_answer({**rights_of(request), "publication": item})


class ChangesQuery(Schema):
    """From where on to tell, and how many events at most."""

    since: str | None = Query(None, pattern=LOG_PATTERN, description="A cursor; without it from the beginning")
    limit: int = Query(USUAL, ge=FEWEST, le=MOST, description="How many events at most")


@api.get(
    "/changes",
    response=ChangeList,
    url_name="changes",
    summary="What has changed",
    openapi_extra=_further(400, 410),
)
def changes(request: HttpRequest, asked: Query[ChangesQuery]) -> HttpResponse:
    """What happened since a cursor, and the publications concerned as they are now: null for those not public.

    410 says that the cursor is later than the log, since a backup was restored: take all publications anew.
    """
    only(request, {"since", "limit"})
    since = LogCursor.of_text(asked.since) if asked.since else LogCursor()
    found = changes_since(since, asked.limit)
    cursor = str(found.cursor)
    following = _address("changes", since=cursor)
    answer = {
        "changes": found.events,
        "publications": {str(number): item for number, item in found.publications.items()},
        "cursor": cursor,
        "next": following if asked.limit == USUAL else f"{following}&limit={asked.limit}",
        "is_last": found.is_last,
    }
    return json_answer({**rights_of(request), **answer})


DESCRIBED_BESIDE = (ProblemDocument,)
