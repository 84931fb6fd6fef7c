"""HTTP of the calendars: one for each selection, and short addresses for those of a page type."""

import hashlib

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from portal.open_data.calendar import calendar_of, types_with_days
from portal.outbox.changes import kept
from portal.publications.translations import active_language
from portal.selections.formats import IdsOf
from portal.selections.selection import Selection
from portal.site.site_frame import frame_of


@require_safe
def calendar(request: HttpRequest, name: str) -> HttpResponse:
    """The calendar of one page type at its short address. Raises Http404 for a type that has no days, or none."""
    language = active_language()
    codes = {
        spelt: code for code, model in types_with_days().items() for spelt in (code, model.calendar_name(language))
    }
    if name not in codes:
        raise Http404("No such calendar")
    return render_calendar(request, Selection(type=(codes[name],), language=language), lambda _selection: ())


@gzip_page
def render_calendar(request: HttpRequest, selection: Selection, ids_of: IdsOf) -> HttpResponse:
    """A selection as iCalendar (a `Render` of portal.selections.formats), or 304 when the reader has it already."""
    name = hashlib.sha256(f"{selection.language}?{selection.query_string()}".encode()).hexdigest()
    body = (
        calendar_of(selection, ids_of) if selection.q else kept(f"ics-{name}", lambda: calendar_of(selection, ids_of))
    )
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response["ETag"] = etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    response["Content-Disposition"] = 'inline; filename="samverkansportalen.ics"'
    response["X-Robots-Tag"] = "noindex"
    response["Access-Control-Allow-Origin"] = "*"
    # RFC 8288: under which licence it may be used.
    if frame := frame_of(request, selection.language):
        response["Link"] = f'<{frame.settings.data_licence_url}>; rel="license"'
    return get_conditional_response(request, etag=etag, response=response) or response
