"""When a case was nominated and which stage it has reached, by its stages alone."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from recommendations.models import Case, CaseStage
from tests.factories import make, make_index
from tests.portal.people import desk

pytestmark = pytest.mark.django_db
NOMINATED = '<dt>Nominerat</dt><dd><time datetime="{0}">'


def case(*stages: tuple[str, date | None], **fields: Any) -> Case:
    page = make(Case, publish=False, **fields)
    page.stages = [
        CaseStage(stage=stage, started_on=day, ended_on=day, sort_order=n) for n, (stage, day) in enumerate(stages)
    ]
    page.save_revision().publish()
    page.refresh_from_db()
    return page


def shown(client: Client, address: str) -> str:
    return " ".join(client.get(address).content.decode().split())


@pytest.mark.parametrize(
    ("stages", "nominated", "dated"),
    [
        ([("nominated", date(2024, 1, 2)), ("decided", date(2025, 3, 4))], date(2024, 1, 2), date(2025, 3, 4)),
        ([("decided", date(2025, 3, 4))], None, date(2025, 3, 4)),
        ([("nominated", None), ("assessed", date(2025, 3, 4))], None, date(2025, 3, 4)),
        ([("assessed", date(2021, 7, 1)), ("decided", None)], None, None),
        ([], None, None),
    ],
)
def test_only_the_stage_nominated_says_when_a_case_was_nominated(client: Client, stages, nominated, dated):
    page = case(*stages, dated_on=date(2001, 1, 1))
    assert (page.nominated_on, page.dated_on) == (nominated, dated)
    html = shown(client, page.url)
    if nominated:
        assert NOMINATED.format(nominated) in html
    else:
        assert "Nominerat</dt>" not in html
    listed = shown(client, make_index(Case).url)
    assert (f'<time datetime="{dated}">' if dated else "Datum ej angivet") in listed
    assert "2001" not in html + listed


def test_a_stage_of_one_day_names_that_day_once(client: Client):
    assert shown(client, case(("decided", date(2018, 2, 5))).url).count("5 februari 2018") == 1


def test_nobody_types_the_date_of_a_case():
    page = case(("nominated", date(2024, 1, 2)))
    assert (
        'name="dated_on"' not in desk("anna", chief=True).client.get(f"/admin/pages/{page.pk}/edit/").content.decode()
    )
