"""The permanent addresses of publications, /id/<number>, and of their editions, /id/<number>/<language>/<edition>.

What they answer is chosen by the header Accept (RFC 9110, content negotiation) or by the ending of the address. People
are sent to the page, programs get data. What was withdrawn answers 410 with reason and successor.
"""

from collections.abc import Mapping
from typing import Any, NoReturn

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.cache import patch_vary_headers
from django.utils.translation import override

from portal.addresses.canonical import canonical_address
from portal.addresses.resolver import Gone, left_of
from portal.forms.refusals import not_found
from portal.models import PermanentNumber, Publication, PublicationEvent, SiteSettings
from portal.open_data.answers import Problem, data_answer, json_answer, readers_language, rights_of
from portal.open_data.current import Item, current, linked, numbers_of
from portal.open_data.editions import edition_at
from portal.open_data.filters import only
from portal.open_data.markdown import facts_of, in_markdown
from portal.open_data.tables import chosen
from portal.site.metadata import linked_data

# Ending → media type.
FORMATS: Mapping[str, str] = {"html": "text/html", "json": "application/json", "md": "text/markdown"}
# Linked data describe a page, so there are none of its editions.
LINKED_DATA: Mapping[str, str] = {"jsonld": "application/ld+json"}


class SeeOther(HttpResponseRedirect):
    """303: what was asked for is not a document itself, but there is one about it (RFC 9110)."""

    status_code = 303


def publication(request: HttpRequest, number: str, language: str = "", ending: str = "") -> HttpResponse:
    """A publication: its page for people, its data for programs. Without a language it is the reader's own."""
    only(request, ())
    if language not in ("", *dict(settings.LANGUAGES)):
        raise Http404("No such language")
    form, language = _format(request, ending, {**FORMATS, **LINKED_DATA}), language or readers_language(request)
    item = current([int(number)]).get(int(number))
    if item is None:
        return _negotiated(_gone_page(request, int(number), language)) if form == "html" else refuse(int(number))
    said = chosen(item, language)
    if form == "html":
        response: HttpResponse = SeeOther(said["address"])
    elif form == "md":
        response = _markdown(request, {**item, **said})
    elif form == "jsonld":
        response = _linked_data(request, int(number), said["language"])
    else:
        response = json_answer({**rights_of(request), "publication": item})
    return _negotiated(response)


def _linked_data(request: HttpRequest, number: int, language: str) -> HttpResponse:
    """What the page in a language tells machines in its head."""
    same = PermanentNumber.objects.filter(pk=number).values("translation_key")
    pages = Publication.objects.published().filter(translation_key__in=same, locale__language_code=language)
    page: Any = get_object_or_404(pages).specific.for_outsiders()
    with override(language):
        told = linked_data(page, canonical_address(page), SiteSettings.for_request(request))
    return json_answer(told, LINKED_DATA["jsonld"])


def edition(request: HttpRequest, number: str, language: str, edition: str, ending: str = "") -> HttpResponse:
    """One edition of a publication, as it said it was, without what may not be told any more."""
    only(request, ())
    form = _format(request, ending, FORMATS)
    found = edition_at(int(number), language, int(edition))
    if found is None:
        if form == "html":
            return _negotiated(_gone_page(request, int(number), language))
        refuse(int(number), "There is no such edition of the publication.")
    if form == "html":
        with override(language):
            context = {"edition": found, "facts": list(facts_of(found))}
            response = render(request, "open_data/edition.html", context)
    elif form == "md":
        response = _markdown(request, found)
    else:
        response = json_answer({**rights_of(request), "publication": found})
    return _negotiated(response)


def _format(request: HttpRequest, ending: str, formats: Mapping[str, str]) -> str:
    """The ending of the format that is asked for. Raises Problem (406) where none of them is accepted."""
    if ending:
        if ending not in formats:
            raise Problem(404, f"There is no such format. There are: {', '.join(formats)}.")
        return ending
    wanted = request.get_preferred_type(list(formats.values()))
    if wanted is None:
        raise Problem(406, f"None of these is accepted: {', '.join(formats.values())}.")
    return next(name for name, media_type in formats.items() if media_type == wanted)


def _negotiated(response: HttpResponse) -> HttpResponse:
    patch_vary_headers(response, ["Accept", "Accept-Language"])
    return response


def _markdown(request: HttpRequest, said: Item) -> HttpResponse:
    with override(said["language"]):
        text = in_markdown(said, SiteSettings.for_request(request).rights)
    response = data_answer(text, "text/markdown; charset=utf-8")
    response["Content-Language"] = said["language"]
    return response


def gone(number: int) -> Gone | None:
    """What is told of a publication that is not public any more; None for one that is, never was, or is not told of."""
    ids = set(PublicationEvent.objects.filter(number=number).order_by().values_list("page_id", flat=True))
    is_there = Publication.objects.published().filter(pk__in=ids).exists()
    return None if is_there or not ids else left_of(ids)


def refuse(number: int, told: str = "There is no publication with this number.") -> NoReturn:
    """Raise the Problem for a publication that is not public: 410 with day, reason and successor, else 404."""
    left = gone(number)
    if left is None:
        raise Problem(404, told)
    day = left.withdrawn_on.isoformat() if left.withdrawn_on else None
    successor = _successor(left)
    raise Problem(
        410,
        "The publication has been withdrawn.",
        withdrawn_on=day,
        reason=left.reason or None,
        successor=linked(successor) if successor else None,
    )


def _successor(left: Gone) -> int | None:
    return numbers_of({left.successor.translation_key}).get(left.successor.translation_key) if left.successor else None


def _gone_page(request: HttpRequest, number: int, language: str) -> HttpResponse:
    """The same for people, as pages: 410, or the site's 404."""
    if (left := gone(number)) is None:
        page: Any = not_found(request, Http404("No such publication"))
        return page
    with override(language):
        return render(request, "410.html", {"gone": left}, status=410)
