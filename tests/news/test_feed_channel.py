"""The feed channel: what subscribers see when publications are published, changed, moved and taken down."""

import json
from datetime import timedelta
from urllib.parse import urlsplit

import feedparser
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import PageViewRestriction

from news import channel
from news.models import FeedEntry, NewsItem, Newsletter
from portal.models import Delivery, PublicationEvent
from portal.outbox import delivery
from portal.outbox.changes import note_change
from portal.outbox.reconciliation import reconcile
from recommendations.models import Case, Recommendation
from tests.factories import ProductAreaFactory, RegionFactory, make, make_index

pytestmark = pytest.mark.django_db


def parsed(client: Client, address: str = "/floden/alla.atom"):
    delivery.drain()
    response = client.get(address)
    assert response.status_code == 200
    feed = feedparser.parse(response.content)
    assert not feed.bozo, feed.bozo_exception
    return feed


def only(client: Client, address: str = "/floden/alla.atom"):
    entries = parsed(client, address).entries
    assert len(entries) == 1, [entry.title for entry in entries]
    return entries[0]


def republish(page, **values):
    page = page.specific_class.objects.get(pk=page.pk)
    for name, value in values.items():
        setattr(page, name, value)
    page.save_revision().publish()
    return page


def time_passes() -> None:
    """Date the newest event some minutes after the others."""
    newest = PublicationEvent.objects.latest("pk").pk
    PublicationEvent.objects.filter(pk=newest).update(created_at=timezone.now() + timedelta(minutes=5))


def test_a_publication_comes_with_its_full_text_dates_and_categories(client):
    area = ProductAreaFactory.create(name="Glukosmätning", slug="glukos", emdn_code="Z12", name_en="Glucose")
    make(
        Recommendation,
        title="FreeStyle Libre",
        verdict="can",
        conditions="För vuxna med typ 1-diabetes.",
        reasons="<p>Mäter <b>utan</b> stick. <a href='/om/'>Om</a><script>alert(1)</script></p>",
        areas=[area],
        sources=[("source", {"title": "TLV", "note": "", "url": "https://tlv.se/"})],
    )
    entry = only(client)
    html = entry.content[0].value
    assert entry.title == "FreeStyle Libre"
    assert "För vuxna med typ 1-diabetes." in html
    assert "<b>utan</b>" in html and "script" not in html
    assert 'href="http://testserver/om/"' in html and 'href="https://tlv.se/"' in html
    assert "Kan användas" in html and "2022-02-17" in html
    assert entry.published_parsed and entry.updated_parsed
    terms = {(tag.scheme.rsplit("/", 1)[1], tag.term, tag.label) for tag in entry.tags}
    assert {("omrade", "glukos", "Glukosmätning"), ("emdn", "Z12", "Glukosmätning")} <= terms
    assert ("utfall", "can", "Kan användas") in terms and ("niva", "national", "Nationell") in terms
    assert urlsplit(entry.link).path == Recommendation.objects.get().url


def test_ids_survive_a_new_slug_and_a_move(client):
    page = make(NewsItem, title="Nyhet")
    before = only(client)
    parent = make_index(NewsItem)
    parent.slug = "annan"
    parent.save_revision().publish()
    republish(page, slug="nytt-namn")
    after = only(client)
    assert after.id == before.id
    assert after.link != before.link and "/annan/nytt-namn/" in after.link


def test_a_new_address_alone_is_no_update_but_is_seen(client):
    make(NewsItem, title="Nyhet")
    first = only(client)
    parent = make_index(NewsItem)
    parent.slug = "annan"
    parent.save()
    time_passes()
    moved = only(client)
    assert moved.link != first.link and moved.updated == first.updated


def test_redelivery_changes_nothing(client):
    page = make(NewsItem, title="Nyhet")
    republish(page, title="Nyhet, rättad")
    delivery.drain()
    before = FeedEntry.objects.values().get()
    for event in PublicationEvent.objects.order_by("pk"):
        channel.deliver(event)
    assert FeedEntry.objects.values().get() == before


def test_a_revision_is_an_update(client):
    page = make(NewsItem, title="Nyhet")
    first = only(client)
    republish(page, change_note="Ny tid.")
    time_passes()
    second = only(client)
    assert second.id == first.id and second.published == first.published
    assert second.updated_parsed > first.updated_parsed
    assert "Vad som har ändrats:</strong> Ny tid." in second.content[0].value


@pytest.mark.parametrize("how", ["unpublish", "delete"])
def test_a_withdrawal_is_seen_without_the_text(client, how):
    page = make(NewsItem, title="Nyhet", ingress="Hemligt innehåll")
    first = only(client)
    getattr(NewsItem.objects.get(pk=page.pk), how)()
    time_passes()
    gone = only(client)
    assert gone.id == first.id and gone.title == "Återkallad: Nyhet"
    assert "återkallades" in gone.content[0].value and "Hemligt" not in str(gone)
    assert gone.updated_parsed > first.updated_parsed
    assert ("withdrawn", "Återkallad") in {(tag.term, tag.label) for tag in gone.tags}


def test_a_withdrawal_is_seen_in_the_feeds_that_had_it_and_no_other(client):
    area, other = ProductAreaFactory.create(slug="a"), ProductAreaFactory.create(slug="b")
    page = make(Recommendation, title="Ett", areas=[area], level="region", regions=[RegionFactory.create()])
    make(Recommendation, title="Två", areas=[other])
    delivery.drain()
    Recommendation.objects.get(pk=page.pk).unpublish()
    assert only(client, "/floden/omrade/a.atom").title == "Återkallad: Ett"
    assert only(client, "/floden/omrade/b.atom").title == "Två"
    assert len(parsed(client, "/floden/rekommendationer.atom").entries) == 2
    assert not parsed(client, "/floden/nyheter.atom").entries


def test_what_comes_back_is_the_same_entry(client):
    page = make(NewsItem, title="Nyhet", ingress="Text")
    first = only(client)
    NewsItem.objects.get(pk=page.pk).unpublish()
    only(client)
    republish(page)
    back = only(client)
    assert (back.id, back.title, back.published) == (first.id, "Nyhet", first.published)


def test_a_standing_of_withdrawn_keeps_the_text_under_a_marked_title(client):
    page = make(Recommendation, title="Metod", verdict="should")
    republish(page, standing="withdrawn", change_note="Ny kunskap.")
    entry = only(client)
    assert entry.title == "Återkallad: Metod"
    assert "Ny kunskap." in entry.content[0].value and "Bör användas" not in entry.content[0].value


def test_drafts_never_show(client):
    make(NewsItem, title="Utkast", publish=False)
    public = make(NewsItem, title="Nyhet")
    draft = NewsItem.objects.get(pk=public.pk)
    draft.title = draft.ingress = "Nästa utkast"
    draft.save_revision()
    assert only(client).title == "Nyhet"
    assert "utkast" not in client.get("/floden/alla.rss").content.decode().lower()
    make(NewsItem, title="Utkast 2", publish=False).delete()
    assert only(client).title == "Nyhet"


def test_a_closed_branch_leaves_no_word(client):
    make(NewsItem, title="Topphemlig rubrik", ingress="Topphemlig", summary_en="Topphemlig", slug="topphemlig")
    first = only(client)
    closed = PageViewRestriction.objects.create(page=make_index(NewsItem), restriction_type="login")
    # At once, before the worker has come round.
    assert "opphemlig" not in client.get("/floden/alla.atom").content.decode()
    delivery.drain()
    for address in ("/floden/alla.atom", "/floden/alla.rss", "/en/feeds/all.atom"):
        assert "opphemlig" not in client.get(address).content.decode()
    gone = only(client)
    assert gone.id == first.id and gone.title == "Återkallad: Nyhet" and gone.link == "http://testserver/"
    closed.delete()
    assert only(client).title == "Topphemlig rubrik"


def test_what_was_never_public_leaves_no_trace(client):
    PageViewRestriction.objects.create(page=make_index(NewsItem), restriction_type="login")
    page = make(NewsItem, title="Aldrig öppen")
    delivery.drain()
    NewsItem.objects.get(pk=page.pk).unpublish()
    assert not parsed(client).entries and not FeedEntry.objects.exists()


def test_a_secret_case_is_told_by_its_anonymous_title_alone(client):
    page = make(
        Case,
        title="Zorblax 3000",
        ingress="Zorblax är en pump",
        product="Zorblax",
        manufacturer="Zorblax AB",
        summary_en="Zorblax",
        slug="arende-1",
        is_secret=True,
        anonymous_title="Pump för läkemedel",
    )
    assert only(client).title == "Pump för läkemedel"
    assert "orblax" not in client.get("/floden/alla.atom").content.decode()
    assert "orblax" not in client.get("/en/feeds/all.rss").content.decode()
    Case.objects.get(pk=page.pk).unpublish()
    assert only(client).title == "Återkallad: Pump för läkemedel"
    assert "orblax" not in client.get("/floden/alla.atom").content.decode()


def test_a_newsletter_forgets_what_was_closed_or_renamed(client):
    page = make(NewsItem, title="Vad som helst", ingress="Kort om det.")
    topic = {"title": "Beslut", "items": [{"page": page.pk, "blurb": ""}]}
    letter = make(Newsletter, title="Brev", number=1, editorial="<p>Hej!</p>", topics=[])
    letter.topics = json.dumps([{"type": "topic", "value": topic}])
    letter.save_revision().publish()
    address = "/floden/nyhetsbrev.atom"
    first = only(client, address)
    assert "Hej!" in first.content[0].value and "Kort om det." in first.content[0].value
    assert f'<a href="http://testserver{page.url}">Vad som helst</a>' in first.content[0].value
    republish(page, title="Nytt namn", slug="nytt-namn")
    renamed = only(client, address)
    assert "/nytt-namn/" in renamed.content[0].value and "Nytt namn" in renamed.content[0].value
    assert renamed.updated == first.updated
    PageViewRestriction.objects.create(page=make_index(NewsItem), restriction_type="login")
    assert "Nytt namn" not in str(only(client, address)) and "Kort om" not in str(only(client, address))


def test_reconcile_finds_and_mends(client):
    first, second = make(NewsItem, title="Ett"), make(NewsItem, title="Två")
    delivery.drain()
    FeedEntry.objects.filter(page_id=first.pk).delete()
    NewsItem.objects.filter(pk=second.pk).update(live=False)
    difference = next(row for row in reconcile() if row.channel.name == "feed")
    assert (set(difference.missing), set(difference.surplus)) == ({first.pk}, {second.pk})
    assert {entry.title for entry in parsed(client).entries} == {"Ett", "Återkallad: Två"}
    assert not next(row for row in reconcile(repair=False) if row.channel.name == "feed").all


def test_a_failing_text_is_recorded_and_tried_again(client, monkeypatch):
    make(NewsItem, title="Nyhet")
    with monkeypatch.context() as broken:
        broken.setattr(channel, "snapshot", lambda page: 1 / 0)
        delivery.drain()
    assert Delivery.objects.get(channel="feed").state == Delivery.State.FAILED
    Delivery.objects.update(next_try_at=timezone.now())
    assert only(client).title == "Nyhet"


ADDRESSES = ["/floden/alla.atom", "/en/feeds/all.rss", "/floden/rekommendationer.atom", "/en/feeds/area/a.atom"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_queries_are_few_and_do_not_grow(client, address):
    def count() -> int:
        """The queries to build the feed anew, as it was, and to keep it."""
        client.get(address)
        note_change()
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    areas = [ProductAreaFactory.create(slug="a"), ProductAreaFactory.create()]
    make(Recommendation, areas=areas, summary_en="Text")
    make(Recommendation, areas=areas).unpublish()
    delivery.drain()
    few = count()
    for number in range(12):
        page = make(Recommendation, areas=areas, summary_en=f"Text {number}", regions=[RegionFactory.create()])
        if number % 3 == 0:
            page.unpublish()
    delivery.drain()
    assert count() == few
    # Seven of them to keep it, three of these to ask SQLite for little patience.
    assert few <= 17


def test_an_entry_of_what_was_replaced_leads_to_what_replaced_it(client):
    old = make(Recommendation, title="Gammal", verdict="wait")
    new = make(Recommendation, title="Ny", verdict="can", replaces=old, change_note="Nya studier.", version_number=2)
    told = {entry.title: entry for entry in parsed(client).entries}
    assert f'Läs i stället: <a href="http://testserver{new.url}">Ny</a>' in told["Ersatt: Gammal"].content[0].value
