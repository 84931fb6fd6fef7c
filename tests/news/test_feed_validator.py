"""The validator finds what is wrong with a feed, each time for its own reason, and finds nothing in our own feeds."""

import json
import re
from itertools import product

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import translation

from news.addresses import FORMATS, event_feed_path, feed_path
from news.models import NewsItem
from portal.outbox import delivery
from portal.selections.selection import Selection
from recommendations.models import Recommendation
from search.index.indexer import rebuild
from tests.news.feed_validator import faults

ATOM = """<?xml version='1.0' encoding='utf-8'?>
<feed xmlns="http://www.w3.org/2005/Atom" xmlns:at="http://purl.org/atompub/tombstones/1.0" xml:lang="sv">
  <id>tag:portal.example,2026:feed</id>
  <title>Allt</title>
  <updated>2026-06-02T10:00:00Z</updated>
  <author><name>Regionerna</name><uri>https://portal.example/</uri></author>
  <link rel="self" type="application/atom+xml" href="https://portal.example/alla.atom"/>
  <link rel="alternate" type="text/html" hreflang="sv" href="https://portal.example/sok/"/>
  <at:deleted-entry ref="tag:portal.example,2026:gone" when="2026-06-01T10:00:00Z"/>
  <entry xml:lang="sv">
    <id>tag:portal.example,2026:1</id>
    <title xml:lang="en">Pump</title>
    <link rel="alternate" type="text/html" hreflang="sv" href="https://portal.example/pump/"/>
    <published>2026-06-01T10:00:00Z</published>
    <updated>2026-06-02T10:00:00Z</updated>
    <category scheme="https://portal.example/schema/omrade" term="pump" label="Pumpar"/>
    <content type="html">&lt;p&gt;Se &lt;a href="https://portal.example/b/"&gt;b&lt;/a&gt;.&lt;/p&gt;</content>
  </entry>
  <entry>
    <id>tag:portal.example,2026:2</id>
    <title>Sensor</title>
    <link rel="alternate" type="text/html" hreflang="sv" href="https://portal.example/sensor/"/>
    <updated>2026-06-02T10:00:00Z</updated>
    <summary>Kort.</summary>
  </entry>
</feed>"""
RSS = """<?xml version='1.0' encoding='utf-8'?>
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:dc="http://purl.org/dc/elements/1.1/"
  xmlns:content="http://purl.org/rss/1.0/modules/content/">
  <channel>
    <title>Allt</title>
    <link>https://portal.example/sok/</link>
    <description>Beslut</description>
    <atom:link rel="self" type="application/rss+xml" href="https://portal.example/alla.rss"/>
    <item>
      <title>Pump</title>
      <link>https://portal.example/pump/</link>
      <guid isPermaLink="false">tag:portal.example,2026:1</guid>
      <pubDate>Mon, 01 Jun 2026 10:00:00 GMT</pubDate>
      <dc:creator>Regionerna</dc:creator>
      <enclosure url="https://portal.example/a.pdf" length="4711" type="application/pdf"/>
      <content:encoded>&lt;p&gt;Text&lt;/p&gt;</content:encoded>
    </item>
  </channel>
</rss>"""
JSON = """{
  "version": "https://jsonfeed.org/version/1.1", "title": "Allt", "home_page_url": "https://portal.example/sok/",
  "feed_url": "https://portal.example/alla.json", "authors": [{"name": "Regionerna"}],
  "items": [{"id": "tag:portal.example,2026:1", "url": "https://portal.example/pump/", "content_html": "<p>Text</p>",
    "date_published": "2026-06-01T10:00:00Z", "tags": ["Pumpar"],
    "attachments": [{"url": "https://portal.example/a.pdf", "mime_type": "application/pdf"}]}]
}"""
SOUND = {"atom": ATOM, "rss": RSS, "json": JSON}
ENTRY = 'href="https://portal.example/sensor/"/>'

# What is broken, and which of the validator's rules says so: name → (rule, in which place, what stands there instead).
BROKEN_ATOM = {
    # Nine that the schema of RFC 4287 catches.
    "an entry without id": ("schema", "<id>tag:portal.example,2026:1</id>", ""),
    "an entry with two titles": ("schema", "<title>Sensor</title>", "<title>a</title><title>b</title>"),
    "a time that is a day": ("schema", "<published>2026-06-01T10:00:00Z", "<published>2026-06-01"),
    "a feed without a time": ("schema", "<updated>2026-06-02T10:00:00Z</updated>\n  <author>", "<author>"),
    "a category without its code": ("schema", 'term="pump"', ""),
    "a language that is none": ("schema", 'xml:lang="en"', 'xml:lang="en_GB.utf8"'),
    "a text with elements in it": ("schema", "&lt;p&gt;Se", "<p>Se</p>"),
    "a link that leads nowhere": ("schema", 'href="https://portal.example/pump/"', ""),
    "an element that Atom lacks": ("schema", "<summary>Kort.</summary>", "<description>Kort.</description>"),
    # One for each of the eight rules.
    "two entries with one id": ("duplicate ids", "2026:2", "2026:1"),
    "two links to pages of one language": (
        "two alternates",
        ENTRY,
        f'{ENTRY}<link hreflang="sv" type="text/html" {ENTRY}',
    ),
    "no author at all": ("author", "<author><name>Regionerna</name><uri>https://portal.example/</uri></author>", ""),
    "a tombstone of nobody": ("tombstone", 'ref="tag:portal.example,2026:gone"', ""),
    "an entry that is live and dead": ("live and dead", "2026:gone", "2026:2"),
    "a feed that is elsewhere": ("self link", "example/alla.atom", "example/en/all.atom"),
    "a script in a text": ("script", "&lt;p&gt;Se", "&lt;script&gt;1&lt;/script&gt;&lt;p&gt;Se"),
    "an address from here in a text": ("relative link", 'a href="https://portal.example/b/"', 'a href="/b/"'),
}
BROKEN_TOO = {
    "atom": {
        "half a feed": ("syntax", "</feed>", ""),
        "a time without zone": ("time", "<published>2026-06-01T10:00:00Z", "<published>2026-06-01T10:00:00"),
        "a tombstone without time": ("tombstone", 'when="2026-06-01T10:00:00Z"', ""),
        "no address of its own": ("self link", 'rel="self"', 'rel="related"'),
        "an entry without link and text": ("link", f'<link rel="alternate" type="text/html" hreflang="sv" {ENTRY}', ""),
        "a link that acts": ("script", 'a href="https://portal.example/b/"', 'a href="javascript:alert(1)"'),
        "an element that acts": ("script", "&lt;p&gt;Se", '&lt;p onclick="alert(1)"&gt;Se'),
        "an entry with a link from here": ("relative link", "https://portal.example/sensor/", "/sensor/"),
    },
    "rss": {
        "a channel without link": ("schema", "<link>https://portal.example/sok/</link>", ""),
        "a channel without description": ("schema", "<description>Beslut</description>", ""),
        "another version": ("schema", 'version="2.0"', 'version="0.91"'),
        "an item without words": ("schema", "<title>Pump</title>", ""),
        "an item with two links": ("schema", "<guid", "<link>https://portal.example/2/</link><guid"),
        "an element that RSS lacks": ("schema", "<pubDate>", "<updated/><pubDate>"),
        "an id that says it is an address": ("schema", ' isPermaLink="false"', ""),
        "an enclosure without length": ("schema", 'length="4711"', ""),
        "a time in another form": ("time", "Mon, 01 Jun 2026 10:00:00 GMT", "2026-06-01T10:00:00Z"),
        "no author": ("author", "<dc:creator>Regionerna</dc:creator>", ""),
        "a feed that is elsewhere": ("self link", "example/alla.rss", "example/en/all.rss"),
        "an address from here in a text": ("relative link", "&lt;p&gt;Text", '&lt;img src="/a.png"&gt;'),
    },
    "json": {
        "half a feed": ("syntax", '"items": [', '"items": '),
        "another version": ("schema", "version/1.1", "version/2"),
        "no title": ("schema", '"title": "Allt",', ""),
        "an id that is a number": ("schema", '"id": "tag:portal.example,2026:1"', '"id": 1'),
        "no text": ("schema", '"content_html": "<p>Text</p>",', ""),
        "a time without zone": ("time", "10:00:00Z", "10:00:00"),
        "an author without name": ("schema", '{"name": "Regionerna"}', "{}"),
        "a tag that is a code": ("schema", '["Pumpar"]', "[17]"),
        "an attachment of no type": ("schema", ', "mime_type": "application/pdf"', ""),
        "a feed that is elsewhere": ("self link", "example/alla.json", "example/en/all.json"),
        "a script in a text": ("script", "<p>Text</p>", "<script>1</script>"),
        "an address from here": ("relative link", "https://portal.example/pump/", "/pump/"),
    },
}
BROKEN = [("atom", name, *how) for name, how in BROKEN_ATOM.items()] + [
    (format, name, *how) for format, some in BROKEN_TOO.items() for name, how in some.items()
]


@pytest.mark.parametrize("format", SOUND)
def test_a_sound_feed_has_no_fault(format):
    assert faults(SOUND[format].encode(), f"https://portal.example/alla.{format}", format) == []


@pytest.mark.parametrize(("format", "name", "rule", "place", "instead"), BROKEN)
def test_a_broken_feed_is_caught_for_its_own_reason(format, name, rule, place, instead):
    broken = SOUND[format].replace(place, instead, 1)
    assert broken != SOUND[format]
    found = faults(broken.encode(), f"https://portal.example/alla.{format}", format)
    assert {fault.partition(":")[0] for fault in found} == {rule}, found


def test_two_items_with_one_id_are_caught_in_every_format():
    twice = json.loads(JSON)
    twice["items"] *= 2
    item = RSS[RSS.index("<item>") : RSS.index("</channel>")]
    for format, body in {"json": json.dumps(twice), "rss": RSS.replace(item, item * 2)}.items():
        found = faults(body.encode(), f"https://portal.example/alla.{format}", format)
        assert found == ["duplicate ids: tag:portal.example,2026:1 stands 2 times"]


@pytest.mark.django_db
@pytest.mark.slow
@pytest.mark.one_database
class TestOurOwn:
    @pytest.fixture
    def filled(self, tmp_path, settings):
        """The demo content, of which some has been changed, replaced, refiled and withdrawn in each way there is."""
        settings.MEDIA_ROOT = tmp_path
        for command in ("load_vocabulary", "create_roles", "load_demo"):
            call_command(command, verbosity=0)
        delivery.drain()
        for page in Recommendation.objects.published().filter(locale__language_code="sv")[:3]:
            page.verdict, page.change_note = "refrain", "Nya studier < gamla & fler."
            page.product_areas.set(page.product_areas.all()[:1])
            page.save_revision().publish()
        NewsItem.objects.published().first().unpublish()
        Recommendation.objects.published().filter(locale__language_code="en").first().unpublish()
        Recommendation.objects.published().filter(locale__language_code="sv").last().delete()
        delivery.drain()
        rebuild()

    def addresses(self, client):
        """Every feed address that the lists of feeds have, in every format, and those of some searches."""
        for language in ("sv", "en"):
            chosen = [
                Selection(q="diabetes", language=language),
                Selection(verdict=("can",), language=language),
                Selection(type=("recommendation",), status=("in_force",), region=("skane",), language=language),
            ]
            with translation.override(language):
                listed = reverse("news:feeds")
                for path, format, selection in product((feed_path, event_feed_path), FORMATS, chosen):
                    yield path(selection, format)
            linked = re.findall(r'href="(/[^"?]+)\.atom"', client.get(listed).content.decode())
            for stem in dict.fromkeys(linked):
                yield from (f"{stem}.{format}" for format in FORMATS)

    def test_no_feed_address_of_a_filled_portal_has_a_fault(self, filled, client, settings):
        found, entries = {}, 0
        addresses = list(self.addresses(client))
        for address in addresses:
            response = client.get(address)
            assert response.status_code == 200, address
            format = re.search(r"\w+$", address)[0]
            entries += len(re.findall(rb"<entry|<item>|\"id\":", response.content))
            if wrong := faults(response.content, settings.BASE_URL + address, format):
                found[address] = wrong
        assert found == {}
        assert len(addresses) > 100 and entries > 1000, (len(addresses), entries)
