"""A translation tells at once what has become of its original: on its page, in lists and in the English feed."""

import feedparser
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from wagtail.models import PageViewRestriction

from news.models import FeedEntry, NewsItem, Newsletter
from portal.models import Publication
from portal.outbox import delivery
from portal.outbox.reconciliation import reconcile
from portal.publications.originals import OriginalChange, with_original_changes
from recommendations.models import AssessmentSummary, Case, ProcurementNotice, Recommendation
from search.index.indexer import rebuild
from tests.factories import make, republish
from tests.portal.people import desk, roles

pytestmark = pytest.mark.django_db

FEED = "/en/feeds/all.atom"


def with_products(page, **verdicts):
    page = Recommendation.objects.get(pk=page.pk)
    page.products = [page.products.model(name=name, verdict=verdict) for name, verdict in verdicts.items()]
    page.save_revision().publish()
    return page


@pytest.fixture
def pair():
    """A recommendation in Swedish and its English translation, which say the same."""
    swedish = make(Recommendation, title="Blodtest", verdict="wait", summary_en="Wait.")
    english = make(Recommendation, language="en", title="Blood test", verdict="wait")
    Publication.objects.filter(pk=english.pk).update(translation_key=swedish.translation_key)
    english = republish(english)
    return swedish, english


def change(page) -> OriginalChange | None:
    return Recommendation.objects.get(pk=page.pk).original_change


def entry(client, address: str = FEED):
    """The only entry of the feed, with the exact time of its last news."""
    delivery.drain()
    (found,) = feedparser.parse(client.get(address).content).entries
    found.told_at = FeedEntry.objects.get(language="en", is_withdrawn=False).updated_at
    return found


def test_nothing_is_told_while_both_say_the_same(pair):
    assert [change(page) for page in pair] == [None, None]


def test_a_changed_verdict_is_told_on_the_page_and_in_the_feed_from_old_to_new(client, pair):
    swedish, english = pair
    before = entry(client)
    republish(swedish, verdict="can")
    text = client.get(english.url).content.decode()
    assert 'hreflang="sv">Read the Swedish page</a>' in text
    assert "The Swedish original was changed on" in text and "Wait → Can be used. This translation is older." in text
    after = entry(client)
    assert after.title == "Swedish original changed: Wait → Can be used: Blood test"
    assert "Wait → Can be used" in after.content[0].value
    assert after.id == before.id and after.told_at > before.told_at


def test_a_verdict_that_differs_is_told_although_the_translation_is_published_anew(pair):
    swedish, english = pair
    republish(swedish, verdict="can")
    republish(english, ingress="A typo mended.")
    assert change(english).differences == (("", "wait", "can"),)
    republish(english, verdict="can")
    assert change(english) is None


def test_the_verdict_of_one_product_is_told_by_its_name(client, pair):
    swedish, english = pair
    with_products(swedish, MammaPrint="none", Prosigna="can")
    with_products(english, MammaPrint="none", Prosigna="can")
    assert change(english) is None
    with_products(swedish, MammaPrint="can", Prosigna="can")
    assert change(english).differences == (("MammaPrint", "none", "can"),)
    assert entry(client).title == "Swedish original changed: MammaPrint: No statement → Can be used: Blood test"


def test_a_revision_is_told_until_the_translation_is_published_anew(pair):
    swedish, english = pair
    republish(swedish, change_note="Gränsen sänktes.")
    assert change(english).kind == "revised"
    republish(english)
    assert change(english) is None


@pytest.mark.parametrize("model", [AssessmentSummary, Case, Newsletter, NewsItem, ProcurementNotice])
def test_the_pages_of_every_type_tell_it(client, model):
    swedish, english = make(model), make(model, language="en")
    Publication.objects.filter(pk=english.pk).update(translation_key=swedish.translation_key)
    english = republish(english)
    republish(swedish, change_note="Nya siffror.")
    assert "The Swedish original was revised on" in client.get(english.url).content.decode()


def test_a_typo_in_the_original_is_not_told(pair):
    swedish, english = pair
    republish(swedish, ingress="Ett rättat stavfel.")
    assert change(english) is None


def test_another_status_is_told(pair):
    swedish, english = pair
    republish(swedish, standing="under_review")
    assert change(english).label == "Originalet på svenska har ändrats: Gäller → Under översyn"


@pytest.mark.parametrize("way", ["standing", "unpublish", "delete", "close"])
def test_every_way_to_withdraw_the_original_is_told(client, pair, way):
    swedish, english = pair
    before = entry(client)
    match way:
        case "standing":
            republish(swedish, standing="withdrawn")
        case "unpublish":
            swedish.unpublish()
        case "delete":
            swedish.delete()
        case "close":
            PageViewRestriction.objects.create(page=swedish, restriction_type=PageViewRestriction.LOGIN)
    assert "The Swedish original was withdrawn on" in client.get(english.url).content.decode()
    after = entry(client)
    assert after.title == "Swedish original withdrawn: Blood test"
    assert after.id == before.id and after.told_at > before.told_at


def test_lists_tell_it_beside_the_verdict(client, pair):
    swedish, english = pair
    republish(swedish, verdict="can")
    assert "Swedish original changed: Wait → Can be used" in client.get(english.get_parent().url).content.decode()
    assert "Swedish original changed" in client.get("/en/").content.decode()


@pytest.mark.usefixtures("own_index")
def test_search_and_its_exports_tell_it(client, pair):
    swedish, english = pair
    republish(swedish, verdict="can")
    rebuild()
    assert "Swedish original changed: Wait → Can be used" in client.get("/en/search/").content.decode()
    (row,) = client.get("/en/search/?format=json").json()["publications"]
    assert row["languages"][1]["original"]["en"] == "Swedish original changed: Wait → Can be used"
    assert "Wait → Can be used" in client.get("/en/search/?format=csv").content.decode()
    republish(english, verdict="can")
    assert client.get("/en/search/?format=json").json()["publications"][0]["languages"][1]["original"] is None


def test_the_editor_of_the_translation_is_told_on_the_first_page_and_in_the_form(pair):
    swedish, english = pair
    publisher = desk("pia", roles.PUBLISHERS)
    edit = reverse("wagtailadmin_pages:edit", args=[english.pk])
    assert "translations-behind" not in publisher.client.get(reverse("wagtailadmin_home")).content.decode()
    republish(swedish, verdict="can")
    first = publisher.client.get(reverse("wagtailadmin_home")).content.decode()
    assert "translations-behind" in first and "Avvakta → Kan användas" in first
    assert "Den här översättningen är äldre." in publisher.client.get(edit).content.decode()
    republish(english, verdict="can")
    assert "translations-behind" not in publisher.client.get(reverse("wagtailadmin_home")).content.decode()


def test_an_original_that_comes_back_takes_the_mark_away(client, pair):
    swedish, english = pair
    swedish.unpublish()
    assert change(english)
    republish(swedish)
    assert change(english) is None
    assert entry(client).title == "Blood test"


def test_an_original_that_was_never_public_is_not_told_of(pair):
    alone = make(Recommendation, language="en", verdict="wait")
    draft = make(Recommendation, publish=False, verdict="can")
    Publication.objects.filter(pk=draft.pk).update(translation_key=alone.translation_key)
    assert change(alone) is None


def test_what_an_original_says_while_it_is_closed_is_not_told(pair):
    swedish, english = pair
    PageViewRestriction.objects.create(page=swedish, restriction_type="login")
    republish(swedish, verdict="refrain")
    assert change(english).kind == "withdrawn"


def test_a_translation_that_is_withdrawn_says_only_that(pair):
    swedish, english = pair
    republish(swedish, standing="withdrawn")
    republish(english, standing="withdrawn")
    assert change(english) is None


def test_the_feed_tells_it_before_any_worker_has_run_and_reconciling_brings_it(client, pair):
    swedish, _english = pair
    delivery.drain()
    republish(swedish, verdict="can")
    (unread,) = feedparser.parse(client.get(FEED).content).entries
    assert unread.title.startswith("Swedish original changed")
    reconcile()
    assert entry(client).title.startswith("Swedish original changed")


def test_it_is_told_in_the_readers_language(pair):
    swedish, english = pair
    republish(swedish, verdict="can")
    with translation.override("sv"):
        assert change(english).label == "Originalet på svenska har ändrats: Avvakta → Kan användas"


def test_a_hundred_translations_cost_one_query_and_originals_none(pair):
    swedish, english = pair
    republish(swedish, verdict="can")
    for _number in range(3):
        make(Recommendation, language="en")
    pages = list(Publication.objects.published().select_related("locale"))
    with CaptureQueriesContext(connection) as queries:
        assert [page.pk for page in with_original_changes(pages) if page.original_change] == [english.pk]
    assert len(queries) == 1
    with CaptureQueriesContext(connection) as queries:
        with_original_changes([page for page in pages if page.locale.language_code == "sv"])
    assert len(queries) == 0
