"""The public pages of a subscription. All work without a script, and all but the form without a cookie.

A link's token is the right to act: no cookie adds to it, so that these forms need no token against forgery, and a mail
program can send them by itself (RFC 8058). A GET changes nothing.
"""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from news.alerts.naming import address_of, followed
from news.entries import FeedVocabulary
from news.feed_pages import name_of
from news.models import Alert, Subscription
from news.models.alert import LONGEST_QUERY
from news.subscriptions import subscribing
from news.subscriptions.forms import AlertForm, AskingForm, SubscribeForm
from news.subscriptions.links import Purpose, key_of
from portal.accounts.login_limits import Wait, count
from portal.models import Attempt, PermanentNumber, ProductArea, Publication
from portal.publications.translations import active_language
from portal.selections.facets import facet_codes, facets
from portal.selections.selection import Selection

YEAR = re.compile(r"(19|20)[0-9]{2}")
GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])


@never_cache
@GET_OR_POST
def subscribe(request: HttpRequest) -> HttpResponse:
    """The form for the newsletter, and the product areas that can be followed instead."""
    form = SubscribeForm(request.POST or None, initial={"language": active_language()})

    def ask(given: dict[str, Any]) -> None:
        subscribing.ask_for_newsletter(given["email"], given["language"])

    return _asked_with(request, form, ask, "subscribe", {"areas": ProductArea.objects.filter(parent=None)})


@never_cache
@GET_OR_POST
def follow(request: HttpRequest) -> HttpResponse:
    """The form to be told of what happens in the selection of the query string, or to one publication, by its
    page id (`?publication=`).

    Raises Http404 for a page that is not public.
    """
    language = active_language()
    page = _page_named(request.GET["publication"]) if "publication" in request.GET else None
    selection = Selection() if page else replace(Selection.from_query(request.GET, language), sort="")
    query, number = selection.query_string(), PermanentNumber.of(page.translation_key) if page else 0

    def ask(given: dict[str, Any]) -> None:
        subscribing.ask_for_alert(given["email"], language, given["frequency"], query=query, number=number)

    is_too_long, is_unknown = len(query) > LONGEST_QUERY, not page and _names_nothing(request, selection)
    name = page.title if page else name_of(selection, FeedVocabulary.load())
    told = {"followed": name, "is_too_long": is_too_long, "is_unknown": is_unknown, "search_query": query}
    form = AlertForm(None if is_too_long or is_unknown else request.POST or None)
    return _asked_with(request, form, ask, "follow", told)


def _names_nothing(request: HttpRequest, selection: Selection) -> bool:
    """Whether a filter of the address is none: what is followed would be wider than its reader thinks, or empty."""
    asked = {(code, value) for code in facet_codes() for value in request.GET.getlist(code)}
    known = {(code, value.code) for code in selection.chosen_facets for value in facets()[code].values()}
    return any(pair not in known and not (facets()[pair[0]].is_year and YEAR.fullmatch(pair[1])) for pair in asked)


def _page_named(given: str) -> Publication:
    """The public publication with this page id, as outsiders read it."""
    is_number = given.isascii() and given.isdecimal() and len(given) < 10
    page = Publication.objects.published().filter(pk=int(given)).first() if is_number else None
    if page is None:
        raise Http404("No such publication")
    return page.for_outsiders()


def _asked_with(
    request: HttpRequest, form: AskingForm, ask: Callable[[dict[str, Any]], None], name: str, told: dict[str, Any]
) -> HttpResponse:
    """What is wrong in a form is said beside it, and it keeps what was typed."""
    refusal = ""
    if request.method == "POST" and form.is_valid():
        try:
            if not form.cleaned_data["website"]:
                count(Attempt.Door.SIGN_UP, form.cleaned_data["email"], request)
                ask(form.cleaned_data)
            return redirect("subscriptions:asked")
        except Wait as wait:
            refusal = wait.told()
    context = {"form": form, "words": subscribing.consent_words(), "refusal": refusal, **told}
    return _page(request, name, context, status=429 if refusal else 200)


@require_safe
def asked(request: HttpRequest) -> HttpResponse:
    """The same words for every address: nobody learns here who subscribes."""
    return _page(request, "asked", {"minutes": int(subscribing.BETWEEN_MAILS.total_seconds() // 60)})


@csrf_exempt
@never_cache
@GET_OR_POST
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """One button, which confirms. Whoever opens the link again reads that it is done."""
    subscription = _subscription(Purpose.CONFIRM, token)
    if subscription is None:
        return _too_old(request)
    if request.method == "POST":
        subscribing.confirm(subscription)
        return redirect(request.path)
    return _page(request, "confirm", {"one": Owned(subscription), "words": subscribing.consent_words()})


@csrf_exempt
@never_cache
@GET_OR_POST
def end(request: HttpRequest, token: str) -> HttpResponse:
    """One button, which ends; another takes it back. A mail program posts to the same address.

    Raises Http404 for a token that was never given out. For one who is erased it says what is true: there is no more.
    """
    key = key_of(Purpose.END, token)
    if key is None:
        raise Http404("No such link")
    subscription = subscribing.found_by(key)
    is_resumed = "resume" in request.POST
    if request.method == "POST" and subscription:
        if is_resumed:
            subscribing.resume(subscription)
        else:
            subscribing.end(subscription)
        subscription.refresh_from_db()
    one = Owned(subscription) if subscription else None
    return _page(request, "end", {"one": one, "is_resumed": is_resumed})


@csrf_exempt
@never_cache
@GET_OR_POST
def manage(request: HttpRequest, token: str) -> HttpResponse:
    """All that an address has asked for, and all that its owner may do with it."""
    subscription = _subscription(Purpose.MANAGE, token)
    if subscription is None:
        return _too_old(request)
    if request.method == "POST":
        return _managed(request, subscription)
    told = {
        "masked": subscription.masked,
        "owned": [Owned(row) for row in subscribing.all_of(subscription.email)],
        "days": subscribing.KEPT_AFTER_END.days,
        "languages": settings.LANGUAGES,
        "frequencies": Alert.Frequency.choices,
        "is_saved": "saved" in request.GET,
    }
    return _page(request, "manage", told)


class Owned:
    """A subscription as a page shows it: `followed` is the name of what an alert follows, empty for the newsletter."""

    def __init__(self, row: Subscription) -> None:
        self.row = row
        self.followed = followed(row) if isinstance(row, Alert) else ""
        self.url = address_of(row) if isinstance(row, Alert) else ""


def _managed(request: HttpRequest, subscription: Subscription) -> HttpResponse:
    act = request.POST.get("act")
    if act == "take":
        return stored_as_file(subscription.email)
    if act == "erase":
        subscribing.erase(subscription.email)
        return redirect("subscriptions:erased")
    for row in subscribing.all_of(subscription.email):
        if row.key == request.POST.get("key"):
            _change(row, act, request.POST)
    return redirect(f"{request.path}?saved=1")


def _change(row: Subscription, act: str | None, given: QueryDict) -> None:
    """What one form of the manage page asks for. What it can't ask for changes nothing."""
    rows = type(row)._default_manager.filter(pk=row.pk)
    if act == "end":
        subscribing.end(row)
    elif act == "resume":
        subscribing.resume(row)
    elif isinstance(row, Alert):
        if given.get("frequency") in Alert.Frequency.values:
            rows.update(frequency=given["frequency"])
    elif given.get("language") in dict(settings.LANGUAGES):
        rows.update(language=given["language"])


def stored_as_file(email: str) -> HttpResponse:
    """All that is stored of an address, as a file to keep."""
    dumps = {"ensure_ascii": False, "indent": 2}
    response = JsonResponse(subscribing.stored_of(email), safe=False, json_dumps_params=dumps)
    response["Content-Disposition"] = 'attachment; filename="samverkansportalen.json"'
    return _sealed(response)


@require_safe
def erased(request: HttpRequest) -> HttpResponse:
    """That nothing is left."""
    return _page(request, "erased", {})


def _subscription(purpose: Purpose, token: str) -> Subscription | None:
    key = key_of(purpose, token)
    return subscribing.found_by(key) if key else None


def _too_old(request: HttpRequest) -> HttpResponse:
    return _page(request, "too_old", {}, status=410)


def _page(request: HttpRequest, name: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    return _sealed(render(request, f"news/subscriptions/{name}.html", context, status=status))


def _sealed(response: HttpResponse) -> HttpResponse:
    """Found by nobody who searches the web: what a link shows is its owner's."""
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
