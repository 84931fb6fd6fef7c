"""The linked data of each page type says what the page's HTML says, in the same language, and no more."""

from datetime import date

import pytest
from django.conf import settings
from wagtail.models import PageViewRestriction

from news.models import NewsItem, Newsletter
from portal.models import Publication
from recommendations.models import AssessmentSummary, Case, ProcurementNotice, Recommendation
from tests.factories import OrganisationFactory, ProductAreaFactory, RegionFactory, make
from tests.portal.heads import Head, head_of

pytestmark = pytest.mark.django_db

BASE = settings.BASE_URL
LANGUAGES = pytest.mark.parametrize("language", ["sv", "en"])


def area():
    return ProductAreaFactory(name="Diabetesprodukter", name_en="Diabetes devices", slug="diabetes", emdn_code="Z12")


def recommendation(products=(), **values):
    page = make(Recommendation, publish=False, **values)
    page.products = [page.products.model(**product) for product in products]
    page.save_revision().publish()
    return Recommendation.objects.get(pk=page.pk)


def agrees(head: Head, kind: str, page) -> dict:
    """The page's own node, of which everything that all publications say has been compared with the HTML."""
    node = head.node(kind)
    assert node["@id"] == node["url"] == head.canonical == BASE + page.url
    assert node["name"] == head.text("//h1")
    assert node["description"] in head.text()
    assert node["inLanguage"] == head.tree.get("lang")
    assert [term["name"] for term in node.get("about", []) if term["@type"] == "MedicalCode"] == head.tree.xpath(
        "//dl[@class='facts']//data/text()"
    )
    codes = [f"EMDN {term['codeValue']}" for term in node.get("about", []) if term["@type"] == "MedicalCode"]
    assert codes == head.tree.xpath("//dl[@class='facts']//data/@value")
    publisher = head.node("GovernmentOrganization") if len(head.nodes) == 2 else head.nodes[-1]
    assert node["publisher"]["@id"] == publisher["@id"] and publisher["name"] in head.text("//footer")
    return node


@LANGUAGES
@pytest.mark.parametrize(("precision", "code"), [("day", "2021-07-19"), ("month", "2021-07"), ("year", "2021")])
def test_a_recommendation(language, precision, code):
    council = OrganisationFactory(name="MTP-rådet", name_en="The MTP Council")
    page = recommendation(
        language=language,
        title="Sensorn",
        areas=[area()],
        verdict="can",
        conditions="Vid typ 1-diabetes.",
        decider=council,
        dated_on=date(2021, 7, 19),
        date_precision=precision,
        case_number="MTP 2021/7",
        summary_en="It can be used.",
    )
    head = head_of(page.url)
    node, guideline = agrees(head, "MedicalWebPage", page), head.node("MedicalGuideline")
    assert node["mainEntity"]["@id"] == guideline["@id"]
    assert node["identifier"] == head.fact("Ärendenummer" if language == "sv" else "Case number")
    assert node["creativeWorkStatus"] == head.fact("Status")
    assert guideline["name"] == head.text("//h1") and guideline["description"] == head.text("//p[@class='lede']")
    assert guideline["recommendationStrength"] == head.text("//p[@class='answer']/span[@data-verdict='can']")
    assert guideline["code"]["codeValue"] == "can"
    assert guideline["guidelineDate"] == head.tree.xpath("string(//dl[@class='facts']//time/@datetime)") == code
    decided = head.fact("Beslutad" if language == "sv" else "Decided")
    assert decided.endswith(f", {guideline['recognizingAuthority']['name']}")
    assert guideline["recognizingAuthority"]["@type"] == "GovernmentOrganization"
    assert node.get("abstract", {}).get("@value") == ("It can be used." if language == "sv" else None)


@LANGUAGES
def test_each_product_has_its_own_verdict(language):
    products = [
        {"name": "Sensor A", "company": "Bolaget", "verdict": "can", "conditions": "Vid typ 1."},
        {"name": "Sensor B", "verdict": "refrain"},
        {"name": "Sensor C", "verdict": ""},
    ]
    page = recommendation(products, language=language, verdict="can", verdicts_differ=True)
    head = head_of(page.url)
    rows = head.tree.xpath("//table[@aria-labelledby='products']/tbody/tr")
    devices = head.node("MedicalGuideline")["guidelineSubject"]
    assert [device["name"] for device in devices] == ["Sensor A", "Sensor B", "Sensor C"]
    for device, row in zip(devices, rows, strict=True):
        cells = [" ".join(cell.text_content().split()) for cell in row]
        own = device["guideline"]
        assert device["name"] in cells[0] and device.get("manufacturer", {"name": ""})["name"] in cells[0]
        assert own.get("description", "") == cells[2]
        assert own.get("recommendationStrength", cells[1]) == cells[1]
        shown = row.xpath("string(.//@data-verdict)")
        assert own.get("code", {"codeValue": ""})["codeValue"] == shown
    assert head_of(devices[0]["guideline"]["code"]["codingSystem"].removeprefix(BASE)).status == 200


@pytest.mark.parametrize("standing", ["withdrawn", "unknown"])
def test_no_machine_is_told_the_verdict_of_what_may_not_hold(standing):
    products = [{"name": "Sensor A", "verdict": "can"}]
    page = recommendation(products, title="Sensorn", verdict="can", standing=standing)
    head = head_of(page.url)
    node, guideline = head.node("MedicalWebPage"), head.node("MedicalGuideline")
    assert node["creativeWorkStatus"] == page.status_label == head.fact("Status")
    assert node["name"] == guideline["name"] == f"{page.status_label}: Sensorn"
    assert "recommendationStrength" not in str(head.nodes) and "codeValue" not in str(head.nodes)


def test_what_is_replaced_names_its_successor_and_no_verdict():
    old = recommendation(title="Mätaren", verdict="can")
    new = recommendation(
        title="Mätaren igen", verdict="wait", version_number=2, replaces=old, change_note="Ny prövning."
    )
    head = head_of(old.url)
    node = head.node("MedicalWebPage")
    assert node["dcterms:isReplacedBy"] == {"@id": BASE + new.url}
    assert node["name"] == "Ersatt: Mätaren" and "recommendationStrength" not in str(head.nodes)
    newer = head_of(new.url)
    assert newer.node("MedicalWebPage")["version"] == 2 and "dcterms:isReplacedBy" not in str(newer.nodes)


def test_a_translation_behind_its_original_says_so_and_no_verdict():
    swedish = recommendation(title="Blodtest", verdict="wait")
    english = make(Recommendation, language="en", title="Blood test", verdict="wait")
    Publication.objects.filter(pk=english.pk).update(translation_key=swedish.translation_key)
    Recommendation.objects.get(pk=english.pk).save_revision().publish()
    assert head_of(english.url).node("MedicalGuideline")["recommendationStrength"] == "Wait"
    swedish.verdict = "can"
    swedish.save_revision().publish()
    head = head_of(english.url)
    node = head.node("MedicalWebPage")
    assert node["correction"] in head.text("//div[@data-kind='original']")
    assert node["name"] == "Swedish original changed: Wait → Can be used: Blood test"
    assert "recommendationStrength" not in str(head.nodes)
    assert head.graph["og:title"] == node["name"] and "Wait." not in head.graph["og:description"]


@LANGUAGES
@pytest.mark.parametrize("model", [Recommendation, AssessmentSummary, ProcurementNotice, Case, NewsItem, Newsletter])
def test_an_example_is_called_one_in_every_thing_that_has_its_name(model, language):
    page = make(model, language=language, title="Sensorn", is_example=True)
    head = head_of(page.url)
    names = [node["name"] for node in head.nodes[:-1] if "name" in node]
    assert names and set(names) == {f"{'Exempel' if language == 'sv' else 'Example'}: Sensorn"}
    assert names[0].startswith(head.text("//header[@class='head']//span[@class='tag']"))


@LANGUAGES
def test_an_assessment_is_a_report_of_who_made_it(language):
    tlv = OrganisationFactory(code="tlv", name="TLV", kind="agency")
    page = make(
        AssessmentSummary,
        language=language,
        areas=[area()],
        assessor=tlv,
        kind="health_economic",
        report_url="https://www.tlv.se/rapport.pdf",
        dated_on=date(2021, 7, 1),
        date_precision="month",
    )
    head = head_of(page.url)
    report = head.node("Report")
    assert agrees(head, "MedicalWebPage", page)["mainEntity"]["@id"] == report["@id"]
    assert report["author"]["@type"] == "GovernmentOrganization"
    assert report["author"]["name"] == head.fact("Bedömd av" if language == "sv" else "Assessed by")
    assert report["datePublished"] == head.tree.xpath("string(//dl[@class='facts']//time/@datetime)") == "2021-07"
    assert report["genre"] == head.text("//header[@class='head']//p[@class='meta']")
    assert head.tree.xpath("//dl[@class='facts']//a/@href")[0] == report["url"]


@LANGUAGES
def test_a_procurement_is_what_its_buyer_seeks(language):
    page = make(
        ProcurementNotice,
        language=language,
        buyer=OrganisationFactory(code="skane", name="Region Skåne", kind="region"),
        announced_on=date(2026, 1, 10),
        tender_deadline=date(2026, 2, 20),
        ted_number="12345-2026",
        cpv_codes="33100000",
    )
    head = head_of(page.url)
    demand = head.node("Demand")
    agrees(head, "WebPage", page)
    buyer = demand["@reverse"]["seeks"]
    assert buyer == {
        "@type": "GovernmentOrganization",
        "name": head.fact("Upphandlande myndighet" if language == "sv" else "Buyer"),
    }
    times = head.tree.xpath("//ol[contains(@class, 'track')]//time/@datetime")
    assert [demand["validFrom"], demand["validThrough"]] == times
    labels = ("TED-nummer", "CPV-koder") if language == "sv" else ("TED number", "CPV codes")
    assert [number["value"] for number in demand["identifier"]] == [head.fact(label) for label in labels]


@LANGUAGES
def test_a_case_is_about_its_device(language):
    page = make(Case, language=language, areas=[area()], product="Sensor X1", manufacturer="Bolaget")
    head = head_of(page.url)
    node = agrees(head, "MedicalWebPage", page)
    (device,) = [thing for thing in node["about"] if "MedicalDevice" in thing["@type"]]
    assert device["name"] == head.fact("Produkt eller metod" if language == "sv" else "Product or method")
    assert device["manufacturer"]["name"] == head.fact("Tillverkare" if language == "sv" else "Manufacturer")


def test_news_and_newsletters_have_their_day_and_number():
    news, letter = make(NewsItem, title="Nyheten"), make(Newsletter, number=7, title="Nyhetsbrev 7")
    head = head_of(news.url)
    assert agrees(head, "NewsArticle", news)["headline"] == "Nyheten"
    assert head.node("NewsArticle")["datePublished"] == head.tree.xpath("string(//header//time/@datetime)")
    head = head_of(letter.url)
    assert agrees(head, "PublicationIssue", letter)["issueNumber"] == 7


def test_a_recommendation_builds_on_those_assessments_that_readers_may_see():
    open_one, closed = make(AssessmentSummary), make(AssessmentSummary)
    PageViewRestriction.objects.create(page=closed, restriction_type="login")
    page = recommendation()
    page.assessments.set([open_one, closed])
    page.save_revision().publish()
    assert head_of(page.url).node("MedicalWebPage")["isBasedOn"] == [{"@id": BASE + open_one.url}]


def test_what_concerns_one_region_says_which():
    page = make(AssessmentSummary, level="region", regions=[RegionFactory()])
    head = head_of(page.url)
    assert head.node("MedicalWebPage")["spatialCoverage"] == [head.fact("Omfattning")] == ["Skåne"]


CANARY = "Zkanarie"


def test_a_secret_case_gives_machines_nothing_that_its_page_does_not_show():
    page = make(
        Case,
        title=f"{CANARY} titel",
        product=f"{CANARY} X1",
        manufacturer=f"{CANARY} AB",
        search_description=f"{CANARY} i sammandrag",
        is_secret=True,
        anonymous_title="En metod",
        case_number="MTP 2026/3",
    )
    head = head_of(page.url)
    node = head.node("MedicalWebPage")
    assert node["name"] == "En metod" == head.text("//h1") and node["identifier"] == "MTP 2026/3"
    assert "MedicalDevice" not in str(head.nodes)
    assert CANARY not in str(head.nodes) and CANARY not in str(head.graph) and CANARY not in head.description


def test_a_changed_draft_of_a_public_page_is_told_to_no_machine():
    page = recommendation([{"name": "Sensor", "verdict": "can"}], title="Öppen", verdict="can")
    page.title, page.conditions, page.verdict = f"{CANARY} titel", CANARY, "refrain"
    page.products = [page.products.model(name=CANARY, verdict="refrain")]
    page.save_revision()
    head = head_of(page.url)
    assert CANARY not in str(head.nodes) and head.node("MedicalGuideline")["code"]["codeValue"] == "can"


def test_a_text_that_looks_like_html_stays_a_text():
    title = "Bra </script><script>alert(1)</script><!-- & <b>"
    page = recommendation([{"name": title, "verdict": "can"}], title=title, ingress=title, verdict="can")
    head = head_of(page.url)
    assert head.node("MedicalWebPage")["name"] == title == head.node("MedicalGuideline")["guidelineSubject"][0]["name"]
    assert head.tree.xpath("//script[not(@src)]/@type") == ["application/ld+json"]
    assert head.graph["og:title"] == title
