"""What an entry of an event says beside its title: verdicts as word and code, who decided, the other language."""

import feedparser
import pytest
from django.core.files.base import ContentFile
from lxml import etree
from wagtail.documents import get_document_model

from portal.models import Publication, PublicationDocument
from portal.outbox import delivery
from recommendations.models import Recommendation, RecommendationProduct
from tests.factories import OrganisationFactory, ProductAreaFactory, make, republish

pytestmark = pytest.mark.django_db

ENTRY = "{http://www.w3.org/2005/Atom}entry"


def newest(client, address: str):
    return feedparser.parse(client.get(address).content).entries[0]


def facts(client, address: str) -> dict[tuple[str, str], tuple[str, str, str]]:
    """(name, product) → (code before, code, word) of the newest entry."""
    entry = etree.fromstring(client.get(address).content).find(ENTRY)
    found = [node for node in entry if node.tag.endswith("}fact")]
    return {
        (node.get("name"), node.get("of", "")): (node.get("before", ""), node.get("code", ""), node.text or "")
        for node in found
    }


@pytest.fixture
def decision():
    area = ProductAreaFactory(slug="genexpression", name="Genexpressionstest", name_en="Gene tests", emdn_code="W01")
    page = make(Recommendation, title="Gentest", verdict="can", case_number="M-1", areas=[area], publish=False)
    page.decider, page.severity_scale = OrganisationFactory(), 4
    page.products.add(RecommendationProduct(name="Prosigna", company="Bolaget", verdict="can", conditions="I studie"))
    page.save_revision().publish()
    return page


@pytest.mark.parametrize("address", ["/floden/handelser/alla.atom", "/en/feeds/events/all.atom"])
def test_a_products_new_verdict_stands_with_old_and_new_code(client, decision, address):
    page = Recommendation.objects.get()
    product = page.products.get()
    product.verdict = "wait"
    page.products.add(product)
    page.verdicts_differ = True
    page.save_revision().publish()
    told = facts(client, address)
    assert told["verdict", "Prosigna"][:2] == ("can", "wait")
    assert told["verdict", ""][:2] == ("", "can")
    assert told["manufacturer", ""][1] == "Bolaget" and told["case_number", ""][1] == "M-1"
    assert told["decider", ""][1] == "mtp-radet" and told["emdn", ""][1] == "W01"
    assert told["severity", ""][1] == "4"
    assert "Prosigna" in newest(client, address).content[0].value


def test_the_english_feed_says_what_changed_in_english(client, decision):
    republish(decision, change_note="Nya data om risk.", change_note_en="New data on risk.")
    entry = newest(client, "/en/feeds/events/all.atom")
    assert entry.summary == "New data on risk." and "New data on risk." in entry.content[0].value
    assert "Nya data" not in entry.content[0].value
    entry = newest(client, "/floden/handelser/alla.atom")
    assert entry.summary == "Nya data om risk." and "New data" not in entry.content[0].value


def test_a_note_without_english_says_in_which_language_it_is(client, decision):
    republish(decision, change_note="Nya data om risk.")
    entry = newest(client, "/en/feeds/events/all.atom")
    assert '<span lang="sv">Nya data om risk.</span>' in entry.content[0].value
    assert '<span lang="sv">' in newest(client, "/en/feeds/events/all.atom").content[0].value


def test_an_entry_leads_to_the_other_language_and_says_when_that_is_behind(client, decision):
    english = make(Recommendation, title="Gene test", language="en", verdict="can", publish=False)
    Publication.objects.filter(pk=english.pk).update(translation_key=decision.translation_key)
    republish(english)
    republish(decision, verdict="wait", verdicts_differ=True)
    entry = newest(client, "/en/feeds/events/all.atom")
    related = [link for link in entry.links if link.rel == "related"]
    assert entry.link.endswith("/en") and [link.hreflang for link in related] == ["sv"]
    assert "The Swedish original was changed" in entry.content[0].value
    assert newest(client, "/floden/handelser/alla.atom").id == entry.id


def test_a_replaced_publication_leads_to_what_replaces_it(client, decision):
    newer = make(
        Recommendation, title="Gentest 2", verdict="wait", replaces=decision, change_note="Nytt", publish=False
    )
    newer.version_number = 2
    newer.save_revision().publish()
    entries = feedparser.parse(client.get("/floden/handelser/alla.atom").content).entries
    (replaced,) = [entry for entry in entries if "Ersatt" in entry.title]
    (successor,) = [link.href for link in replaced.links if link.rel == "successor-version"]
    assert successor == f"http://testserver{newer.url}"


def test_a_withdrawn_publication_gives_no_facts(client, decision):
    Recommendation.objects.get().unpublish()
    assert facts(client, "/floden/handelser/alla.atom") == {}


def test_a_replaced_file_is_an_enclosure_at_its_new_address(client, decision):
    document = get_document_model().objects.create(title="Underlag", file=ContentFile(b"old", "gammal.pdf"))
    page = Recommendation.objects.get()
    page.documents.add(PublicationDocument(document=document, title="Hela underlaget"))
    page.save_revision().publish()
    delivery.drain()
    document.file = ContentFile(b"newer", "ny.pdf")
    document.file_size = None
    document.save()
    entry = newest(client, "/floden/alla.atom")
    assert [(file.href, file.length) for file in entry.enclosures] == [(f"http://testserver{document.url}", "5")]
    assert f'<a href="http://testserver{document.url}">Hela underlaget</a>' in entry.content[0].value


def test_a_republish_without_change_is_no_news(client, decision):
    delivery.drain()
    before = newest(client, "/floden/alla.atom").updated
    republish(decision)
    delivery.drain()
    assert newest(client, "/floden/alla.atom").updated == before


def test_a_product_that_came_or_went_stands_in_the_title(client, decision):
    page = Recommendation.objects.get()
    page.products = [RecommendationProduct(name="EndoPredict", verdict="wait")]
    page.verdicts_differ = True
    page.save_revision().publish()
    title = newest(client, "/floden/handelser/alla.atom").title
    assert "Prosigna: Kan användas → ingår inte längre" in title and "EndoPredict: ny → Avvakta" in title


def test_another_decider_is_told(client, decision):
    republish(decision, decider=OrganisationFactory(code="nt-radet", name="NT-rådet"))
    assert newest(client, "/floden/handelser/alla.atom").title == "Ändrad: Gentest"
    assert facts(client, "/floden/handelser/alla.atom")["decider", ""][:2] == ("mtp-radet", "nt-radet")


def test_conditions_of_a_product_stand_with_it(client, decision):
    assert "I studie" in facts(client, "/floden/handelser/alla.atom")["conditions", "Prosigna"]


def test_a_translation_whose_original_is_withdrawn_speaks_for_itself(client, decision):
    english = make(Recommendation, title="Gene test", language="en", verdict="can", publish=False)
    Publication.objects.filter(pk=english.pk).update(translation_key=decision.translation_key)
    republish(english)
    Recommendation.objects.get(pk=decision.pk).unpublish()
    republish(english, verdict="refrain")
    assert newest(client, "/en/feeds/events/all.atom").title == "Revised, Can be used → Refrain: Gene test"


def test_of_several_product_areas_none_was_another_before(client, decision):
    other = ProductAreaFactory(slug="hjarta", name="Hjärta", name_en="Heart", emdn_code="C01")
    areas = [*Recommendation.objects.get().area_list, other]
    republish(decision, areas=areas, verdict="wait", verdicts_differ=True)
    entry = etree.fromstring(client.get("/floden/handelser/alla.atom").content).find(ENTRY)
    told = [node for node in entry if node.get("name") == "emdn"]
    assert {(node.get("code"), node.get("before")) for node in told} == {("W01", None), ("C01", None)}
    assert facts(client, "/floden/handelser/alla.atom")["verdict", ""][:2] == ("can", "wait")


def test_a_case_number_is_no_day_and_a_month_is_no_code(client, decision):
    republish(decision, case_number="2025-01-02", date_precision="month", verdict="wait")
    told = facts(client, "/floden/handelser/alla.atom")
    assert told["case_number", ""] == ("M-1", "2025-01-02", "2025-01-02")
    assert told["date", ""][1:] == ("2022-02", "februari 2022")
