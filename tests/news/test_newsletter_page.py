"""A newsletter shows of each publication in it what a list would show."""

import json

import pytest

from news.models import Newsletter
from recommendations.models import Recommendation
from tests.factories import make

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"verdict": "can", "standing": "in_force"}, ["Kan användas"]),
        ({"verdict": "can", "standing": "unknown"}, ["Kan användas", "Status ej känd"]),
        ({"verdict": "", "standing": "unknown"}, ["Utfall ej angivet", "Status ej känd"]),
        ({"verdict": "can", "standing": "withdrawn"}, ["Återkallad"]),
    ],
)
def test_verdict_and_standing_stand_beside_each_recommendation(client, values, said):
    named = make(Recommendation, title="Tyngdtäcken", **values)
    topic = {"title": "Beslut", "items": [{"page": named.pk, "blurb": "Kort."}]}
    letter = make(Newsletter, title="Brev", number=1, topics=[])
    letter.topics = json.dumps([{"type": "topic", "value": topic}])
    letter.save_revision().publish()
    page = client.get(letter.url).content.decode()
    assert [
        word for word in ("Kan användas", "Utfall ej angivet", "Status ej känd", "Återkallad") if word in page
    ] == said
