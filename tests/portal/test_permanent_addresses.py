"""The permanent address of a publication: the page for people, data for programs, and each text that was public."""

import json

import pytest
from wagtail.models import PageViewRestriction

from news.models import NewsItem
from portal.models import PermanentNumber, PublicationDocument, PublicationEvent
from recommendations.models import Case, Recommendation, RecommendationProduct
from tests.factories import make, make_site
from tests.flow.canaries import attachment

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("counted_from_one")]

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


def recommendation() -> Recommendation:
    page: Recommendation = make(Recommendation, publish=False, title="Mätare [ny]", verdict="can", conditions="Vuxna.")
    page.products.add(RecommendationProduct(name="Prosigna", verdict="wait"))
    page.save_revision().publish()
    page.refresh_from_db()
    return page


def english_of(page, **fields):
    english = make(type(page), language="en", publish=False, **fields)
    type(english).objects.filter(pk=english.pk).update(translation_key=page.translation_key)
    english.refresh_from_db()
    english.save_revision().publish()
    return english


def test_people_are_sent_to_the_page_in_their_language(client):
    page = recommendation()
    english = english_of(page, title="Meter")
    for language, where in (("sv", page), ("en-GB,en;q=0.9", english), ("fi", page)):
        response = client.get("/id/1", headers={"Accept": BROWSER, "Accept-Language": language})
        assert (response.status_code, response["Location"]) == (303, f"http://testserver{where.url}")
        assert {"Accept", "Accept-Language"} <= set(response["Vary"].replace(" ", "").split(","))
    assert client.get("/id/1.html")["Location"] == f"http://testserver{page.url}"


def test_a_program_chooses_by_accept_or_by_ending(client):
    recommendation()
    for answer in (client.get("/id/1", headers={"Accept": "application/json"}), client.get("/id/1.json")):
        assert answer["Content-Type"] == "application/json"
        assert (
            json.loads(answer.content)["publication"]
            == json.loads(client.get("/data/v1/publications/1").content)["publication"]
        )
    for answer in (client.get("/id/1", headers={"Accept": "text/markdown"}), client.get("/id/1.md")):
        text = answer.content.decode()
        assert text.startswith("# Mätare \\[ny\\]\n") and "**Kan användas**" in text
        assert "- Prosigna, Avvakta" in text and "Vuxna." in text and "<http://testserver/id/1>" in text
        assert "CC0 1.0" in text
    assert client.get("/id/1", headers={"Accept": "image/png"}).status_code == 406
    assert client.get("/id/1.png").status_code == 404


def test_what_was_withdrawn_answers_in_the_form_that_is_asked_for(client):
    page = recommendation()
    page.unpublish()
    response = client.get("/id/1", headers={"Accept": BROWSER})
    assert response.status_code == 410 and "Mätare" in response.content.decode()
    assert json.loads(client.get("/id/1.json").content)["withdrawn_on"]
    assert client.get("/id/1/sv/1.json").status_code == 410


def test_nothing_is_at_the_address_of_what_is_closed_or_never_was(client):
    page = make(NewsItem)
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    told = {}
    for number in (1, 7):
        for ending in ("", ".json", ".md", "/sv/1", "/sv/1.json"):
            response = client.get(f"/id/{number}{ending}", headers={"Accept": BROWSER})
            assert response.status_code == 404, (number, ending)
            words = response.content.replace(f"id/{number}".encode(), b"id/N")
            told.setdefault(ending, set()).add((words, str(response.headers).replace(f"id/{number}", "id/N")))
    assert all(len(answers) == 1 for answers in told.values())


def test_each_text_that_was_public_has_an_address(client):
    page = recommendation()
    page.title, page.verdict = "Mätare 2", "should"
    page.save_revision()  # a draft is no edition
    page.title = "Mätare 3"
    page.save_revision().publish()
    page.get_latest_revision().publish()  # the same words again are none
    (now,) = json.loads(client.get("/id/1.json").content)["publication"]["languages"]
    assert (now["edition"], now["edition_url"]) == (2, "http://testserver/id/1/sv/2")
    first, second = (json.loads(client.get(f"/id/1/sv/{n}.json").content)["publication"] for n in (1, 2))
    assert (first["title"], first["verdict"]["code"], first["is_current"]) == ("Mätare [ny]", "can", False)
    assert (second["title"], second["verdict"]["code"], second["is_current"]) == ("Mätare 3", "should", True)
    assert first["products"][0]["verdict"]["code"] == "wait"
    assert client.get("/id/1/sv/1.md").content.decode().startswith("# Mätare \\[ny\\]")
    html = client.get("/id/1/sv/1", headers={"Accept": BROWSER}).content.decode()
    assert "Mätare [ny]" in html and "Kan användas" in html and "Prosigna" in html
    page.revisions.get(pk=PublicationEvent.objects.earliest("pk").revision_id).publish()
    (again,) = json.loads(client.get("/id/1.json").content)["publication"]["languages"]
    assert (again["edition"], again["title"]) == (1, "Mätare [ny]")
    assert json.loads(client.get("/id/1/sv/1.json").content)["publication"]["is_current"]
    for address in ("/id/1/sv/3", "/id/1/en/1", "/id/1/sv/0", "/id/2/sv/1"):
        assert client.get(address).status_code == 404, address


def test_a_text_that_was_written_while_the_page_was_closed_is_no_edition(client):
    page = make(NewsItem, title="Öppen")
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    for title in ("Mellan stängda dörrar", "Öppen igen"):
        page.title, page.change_note = title, f"Nu heter den {title}"
        page.save_revision().publish()
    PageViewRestriction.objects.all().delete()
    titles = [json.loads(client.get(f"/id/1/sv/{n}.json").content)["publication"]["title"] for n in (1, 2)]
    assert titles == ["Öppen", "Öppen igen"]
    assert client.get("/id/1/sv/3.json").status_code == 404
    assert "stängda" not in client.get("/data/v1/changes").content.decode()


def test_of_a_case_that_is_secret_now_no_open_text_is_told(client):
    page = make(Case, title="Pump X", product="Pump X", manufacturer="Novosense", change_note="Novosense har svarat")
    page.is_secret, page.anonymous_title, page.change_note = True, "Pump X", ""
    # Under the same title as before: it is not by the title that an open text is known.
    page.product = page.manufacturer = "Dold"
    page.save_revision().publish()
    assert client.get("/id/1/sv/1.json").status_code == 404
    assert client.get("/id/1/sv/2.json").status_code == 200
    for address in ("/id/1.json", "/id/1/sv/2.json", "/data/v1/changes", "/data/v1/publications.csv"):
        assert "Novosense" not in client.get(address).content.decode(), address


def test_a_document_that_is_not_offered_any_more_has_no_address_in_an_old_text(client):
    page = make(NewsItem, publish=False)
    page.documents = [PublicationDocument(document=attachment(word), title=word) for word in ("stannar", "gar")]
    page.save_revision().publish()
    page.documents = [each for each in page.documents.all() if each.title == "stannar"]
    page.save_revision().publish()
    (document,) = json.loads(client.get("/id/1/sv/1.json").content)["publication"]["documents"]
    assert document["title"] == "stannar" and client.get(document["url"]).status_code == 200


def test_linked_data_are_those_of_the_page(client):
    make_site()
    page = make(Recommendation, verdict="can")
    number = PermanentNumber.of(page.translation_key)
    told = client.get(f"/id/{number}.jsonld")
    assert told["Content-Type"] == "application/ld+json"
    head = client.get(page.url).content.decode().partition('<script type="application/ld+json">')[2]
    assert told.json() == json.loads(head.partition("</script>")[0])
    assert client.get(f"/id/{number}", headers={"accept": "application/ld+json"}).json() == told.json()
    assert client.get(f"/id/{number}/sv/1.jsonld").status_code == 404


def test_the_address_with_a_language_leads_to_the_page_in_it(client):
    make_site()
    page = make(Recommendation)
    number = PermanentNumber.of(page.translation_key)
    assert client.get(f"/id/{number}/en").url == f"http://testserver{page.url}"
    assert client.get(f"/id/{number}/fr").status_code == 404


def test_what_does_not_hold_gives_no_verdict_in_markdown(client):
    page = make(Recommendation, title="Pump", verdict="can", standing="withdrawn", publish=False)
    page.products.add(RecommendationProduct(name="Prosigna", verdict="can"))
    page.save_revision().publish()
    number = PermanentNumber.of(page.translation_key)
    text = client.get(f"/id/{number}.md").content.decode()
    assert text.startswith("# Återkallad: Pump") and "Kan användas" not in text


def test_who_reads_pages_gets_a_page_for_what_is_not_there(client):
    make_site()
    response = client.get("/id/999", headers={"accept": "text/html"})
    assert response.status_code == 404 and response["Content-Type"].startswith("text/html")
    refused = client.get("/id/999", headers={"accept": "application/json"})
    assert refused["Content-Type"] == "application/problem+json" and "Accept" in refused["Vary"].split(", ")
