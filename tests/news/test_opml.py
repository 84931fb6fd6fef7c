"""Lists of feeds: by the standard, and as a real feed reader imports them."""

import shutil
import subprocess

import feedparser
import pytest
from django.conf import settings
from lxml import etree

from news.formats.opml import Folder, Outline, opml
from portal.publications.page_types import page_types
from tests.factories import ProductAreaFactory, make_site

pytestmark = pytest.mark.django_db

LISTS = {"sv": "/floden/samverkansportalen.opml", "en": "/en/feeds/samverkansportalen.opml"}


@pytest.fixture(autouse=True)
def areas():
    make_site()
    return [
        ProductAreaFactory(slug="glukos", name="Glukos & “socker” <1", name_en="Glucose", emdn_code="Z"),
        ProductAreaFactory(slug="dialys", name="Dialys", name_en="Dialysis", emdn_code="F"),
        ProductAreaFactory(slug="prov", name="Prov", name_en="Samples", emdn_code="W"),
    ]


def read(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/x-opml; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="samverkansportalen.opml"'
    return etree.fromstring(answer.content)


def check(root, language):
    """What OPML 2.0 demands of a list of subscriptions."""
    assert root.tag == "opml" and root.get("version") == "2.0" and not root.nsmap
    assert [child.tag for child in root] == ["head", "body"]
    assert root.findtext("head/title") and root.findtext("head/docs") == "http://opml.org/spec2.opml"
    outlines = list(root.iter("outline"))
    assert outlines and all(outline.get("text") for outline in outlines)
    feeds = [outline for outline in outlines if outline.get("xmlUrl")]
    for feed in feeds:
        assert feed.get("type") == "rss" and feed.get("title") == feed.get("text")
        assert feed.get("language") == language
        assert feed.get("xmlUrl").startswith(settings.BASE_URL) and feed.get("htmlUrl").startswith(settings.BASE_URL)
    assert len({feed.get("xmlUrl") for feed in feeds}) == len(feeds)
    return feeds


@pytest.mark.parametrize("language", LISTS)
def test_the_list_of_all_has_every_feed_events_first_and_each_answers(client, language):
    root = read(client, LISTS[language])
    feeds = check(root, language)
    assert len(feeds) == 2 * (1 + len(page_types()) + 3)
    folders = [folder.get("text") for folder in root.iterfind("body/outline")]
    assert folders == (["Händelser", "Läget nu"] if language == "sv" else ["Events", "State"])
    for feed in feeds:
        answer = client.get(feed.get("xmlUrl").removeprefix(settings.BASE_URL))
        parsed = feedparser.parse(answer.content)
        assert not parsed.bozo and parsed.feed.language == language
        assert client.get(feed.get("htmlUrl").removeprefix(settings.BASE_URL)).status_code == 200


@pytest.mark.parametrize("language", LISTS)
def test_chosen_areas_have_their_event_feeds(client, language):
    feeds = check(read(client, f"{LISTS[language]}?area=prov&area=dialys&area=okant&area=prov"), language)
    assert [feed.get("xmlUrl").rpartition("/")[2] for feed in feeds] == ["dialys.atom", "prov.atom"]
    assert all("/events/" in feed.get("xmlUrl") or "/handelser/" in feed.get("xmlUrl") for feed in feeds)


def test_however_many_areas_are_chosen_it_costs_the_same(client, django_assert_num_queries):
    many = "&".join(f"area=okant-{number}" for number in range(300))
    client.get(LISTS["sv"])
    with django_assert_num_queries(4):
        client.get(f"{LISTS['sv']}?area=prov&{many}")


def test_where_no_chosen_area_is_known_there_is_no_list(client):
    assert client.get(f"{LISTS['sv']}?area=okant&area=%00").status_code == 404


def test_a_name_with_marks_of_xml_comes_through(client):
    titles = [feed.get("title") for feed in check(read(client, f"{LISTS['sv']}?area=glukos"), "sv")]
    assert titles == ["Samverkansportalen: Glukos & “socker” <1 (händelser)"]
    body = opml("T\x00", "O\x0b", [Folder("F\x01", [Outline("U\x02", "http://a/", "http://b/")])], "sv")
    assert etree.fromstring(body).find(".//outline/outline").get("text") == "U"


def test_an_unchanged_list_is_not_sent_again(client):
    answer = client.get(LISTS["sv"])
    assert client.get(LISTS["sv"], headers={"if-none-match": answer["ETag"]}).status_code == 304


def test_the_list_costs_the_same_for_many_areas(client, django_assert_num_queries):
    client.get(LISTS["sv"])
    with django_assert_num_queries(3):
        client.get(LISTS["sv"])
    for number in range(20):
        ProductAreaFactory(slug=f"omrade-{number}")
    client.get(LISTS["sv"])
    with django_assert_num_queries(3):
        client.get(LISTS["sv"])


@pytest.mark.skipif(not shutil.which("newsboat"), reason="no newsboat")
@pytest.mark.parametrize("language", LISTS)
def test_newsboat_imports_it(client, tmp_path, language):
    (tmp_path / "list.opml").write_bytes(client.get(LISTS[language]).content)
    (tmp_path / "urls").touch()
    files = ["-u", tmp_path / "urls", "-c", tmp_path / "cache.db", "-C", "/dev/null"]
    done = subprocess.run(
        ["newsboat", *files, "-i", tmp_path / "list.opml"], capture_output=True, text=True, timeout=60, check=True
    )
    assert "finished" in done.stdout
    lines = (tmp_path / "urls").read_text().splitlines()
    assert len(lines) == 2 * (1 + len(page_types()) + 3)
    assert sum('"Händelser"' in line or '"Events"' in line for line in lines) == len(lines) / 2
