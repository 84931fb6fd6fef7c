"""Event feeds and pages that were closed for some time: nobody outside hears of what was written meanwhile."""

import pytest
from wagtail.models import PageViewRestriction

from recommendations.models import Recommendation
from tests.factories import make, republish
from tests.news.test_event_feed import ALL, titles

pytestmark = pytest.mark.django_db


def test_what_was_written_while_the_page_was_closed_is_never_told(client):
    page = make(Recommendation, title="Blodtest", verdict="wait")
    restriction = PageViewRestriction.objects.create(page=page, restriction_type="login")
    republish(page, title="Hemlig titel", verdict="refrain", change_note="Hemligt skäl.")
    republish(page, title="Blodtest", verdict="can", change_note="")
    restriction.delete()
    assert titles(client) == [
        "Publicerad, Avvakta → Kan användas: Blodtest",
        "Återkallad: Blodtest",
        "Publicerad: Blodtest",
    ]
    assert "Hemlig" not in client.get(ALL).content.decode()
    closed = make(Recommendation, title="Aldrig öppen", publish=False)
    PageViewRestriction.objects.create(page=closed, restriction_type="login")
    republish(closed)
    Recommendation.objects.get(pk=closed.pk).unpublish()
    assert "Aldrig öppen" not in client.get(ALL).content.decode()
