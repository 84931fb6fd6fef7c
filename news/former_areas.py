"""What the addresses of a product area's feeds answer when the area has another code now, or is deleted.

An address of a feed never dies. It answers 301 to where the area is now. An area that is gone for good has a feed that
says so, in the reader's own program: most programs never show their user a 404 or a 410.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db import models
from django.db.models.signals import post_delete, pre_save
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page

from news.addresses import FORMATS, event_feed_path, feed_path
from news.entries import FeedVocabulary, feed_frame, make_feed
from news.events.event_entries import make_event_feed
from news.events.event_feed import told_events
from news.feeds import Entry, Feed
from news.models import FormerArea
from news.views import BUILDERS
from portal.models import ProductArea, SiteSettings
from portal.publications.translations import active_language
from portal.selections.formats import IdsOf, Render
from portal.selections.selection import Selection
from portal.vocabulary.models import label_of

View = Callable[..., HttpResponse]
# The name in the cache of the slugs that areas had before, and how long it may take until another process knows of one.
KEPT, SECONDS = "former-areas", 60


def areas_now(slugs: Iterable[str]) -> list[ProductArea]:
    """The areas that have these codes, or had them; unknown codes are left out."""
    wanted = list(slugs)
    areas = list(ProductArea.objects.all())
    by_slug = {area.slug: area for area in areas}
    before = {former.slug: former for former in FormerArea.objects.filter(slug__in=wanted).order_by("pk")}
    found = (by_slug.get(slug) or (slug in before and area_now(before[slug], areas)) for slug in wanted)
    return list({area.pk: area for area in found if area}.values())


def area_now(former: FormerArea, areas: Iterable[ProductArea]) -> ProductArea | None:
    """The one of these areas that a former one is today: itself under other codes, or the one with its EMDN code."""
    same = (area for area in areas if former.emdn_code == area.emdn_code or former.area_id == area.pk)
    return min(same, key=lambda area: area.pk != former.area_id, default=None)


def or_former(view: View) -> View:
    """Let a view of one product area (`area`, its slug) answer for those too that were called so before."""

    @wraps(view)
    def answered(request: HttpRequest, area: str, **kwargs: str) -> HttpResponse:
        try:
            return view(request, area=area, **kwargs)
        except Http404:
            former = FormerArea.objects.filter(slug=area).order_by("-pk").first()
            if former is None:
                raise
            return moved(request, former) or closed(request, former, **kwargs)

    return answered


def or_moved(render: Render) -> Render:
    """Let a format of the search page lead on where a chosen product area has another code now."""

    @wraps(render)
    def rendered(request: HttpRequest, selection: Selection, ids_of: IdsOf) -> HttpResponse:
        chosen = selection.codes("area")
        if not former_slugs().isdisjoint(chosen):
            now = tuple(dict.fromkeys(next((area.slug for area in areas_now([slug])), slug) for slug in chosen))
            if now != chosen:
                query = selection.with_codes("area", now).query_string(format=request.GET["format"])
                return HttpResponsePermanentRedirect(f"{reverse('search:results')}?{query}")
        return render(request, selection, ids_of)

    return rendered


def former_slugs() -> frozenset[str]:
    """All slugs that areas had before. They are kept in the cache, so that a feed costs no query more for them."""
    slugs: Any = cache.get_or_set(KEPT, lambda: list(FormerArea.objects.values_list("slug", flat=True)), SECONDS)
    return frozenset(slugs)


def moved(request: HttpRequest, former: FormerArea) -> HttpResponse | None:
    """The redirect to the same feed, or page, of the area that a former one is today; None where there is none."""
    if (area := area_now(former, ProductArea.objects.all())) is None:
        return None
    match: Any = request.resolver_match
    name = match.view_name.replace("emdn_", "area_")
    kwargs = {key: value for key, value in match.kwargs.items() if key == "format"}
    return HttpResponsePermanentRedirect(reverse(name, kwargs={"area": area.slug, **kwargs}))


def closed(request: HttpRequest, former: FormerArea, format: str = "") -> HttpResponse:
    """The feed of an area that is gone for good, or without a format the page about it (410)."""
    if not format:
        return render(request, "news/former_area.html", {"name": _name(former)}, status=410)
    return _closed_feed(request, former, format)


@conditional_page
def _closed_feed(request: HttpRequest, former: FormerArea, format: str) -> HttpResponse:
    """The feed as it was, with what is still told of what it had; its newest entry says that no more will come."""
    view_name = str(request.resolver_match and request.resolver_match.view_name)
    feed = _feed(former, SiteSettings.for_request(request), format, of_events="event" in view_name)
    body = BUILDERS[format](replace(feed, entries=(_notice(former, feed), *feed.entries), updated=former.left_at))
    return HttpResponse(body, content_type=f"{FORMATS[format].media_type}; charset=utf-8")


def _feed(former: FormerArea, site: SiteSettings, format: str, *, of_events: bool) -> Feed:
    language = active_language()
    selection = Selection(area=(former.slug,), language=language)
    vocabulary = FeedVocabulary.load()
    vocabulary.areas[former.slug] = ProductArea(slug=former.slug, name=former.name, name_en=former.name_en)
    if of_events:
        frame = feed_frame(selection, vocabulary, event_feed_path(selection, format), site)
        return make_event_feed(frame, selection, told_events(selection, None, vocabulary.places), vocabulary)
    return make_feed(feed_frame(selection, vocabulary, feed_path(selection, format), site), selection, None, vocabulary)


def _notice(former: FormerArea, feed: Feed) -> Entry:
    """The entry that tells subscribers that the area is gone, and where to go on."""
    url = settings.BASE_URL + reverse("news:feeds")
    words = _("The product area %(area)s is not used any more. Nothing new will come in this feed.")
    told = words % {"area": _name(former)}
    return Entry(
        id=f"{feed.id}#ended",
        title=_("This feed has ended: %(area)s") % {"area": _name(former)},
        url=url,
        published=former.left_at,
        updated=former.left_at,
        summary=told,
        html=format_html('<p>{}</p>\n<p><a href="{}">{}</a></p>', told, url, _("Choose another feed")),
        language=feed.language,
        page_language=feed.language,
    )


def _name(former: FormerArea) -> str:
    return label_of(former.name, former.name_en)


def _on_save(instance: ProductArea, raw: bool = False, **kwargs: Any) -> None:
    before = None if raw or not instance.pk else ProductArea.objects.filter(pk=instance.pk).first()
    if before and (before.slug, before.emdn_code) != (instance.slug, instance.emdn_code):
        _remember(before)


def _on_delete(instance: ProductArea, **kwargs: Any) -> None:
    _remember(instance)


def _remember(area: ProductArea) -> None:
    FormerArea.objects.create(
        area_id=area.pk, slug=area.slug, emdn_code=area.emdn_code, name=area.name, name_en=area.name_en
    )
    cache.delete(KEPT)


def connect() -> None:
    """Connect the receivers. Called once, when the app is ready."""
    signals: tuple[tuple[models.signals.ModelSignal, Any], ...] = ((pre_save, _on_save), (post_delete, _on_delete))
    for signal, receiver in signals:
        signal.connect(receiver, sender=ProductArea, dispatch_uid=f"news.former_areas.{receiver.__name__}")
