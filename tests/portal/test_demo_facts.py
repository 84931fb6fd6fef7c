"""The demo claims of real matters only what its source says, and marks everything else as an example.

The tables below hold what the sources say. A verdict, a day or a figure that is not in them fails: look it up in the
source, then add it here.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from django.utils.translation import override

from portal.devserver.demo_content import FILES, resolve_days, rows_of
from portal.publications.partial_dates import date_code
from portal.publications.statuses import VERDICTS
from recommendations.status import CASE_STATUSES, case_date, nomination_date


@dataclass(frozen=True)
class Fact:
    """What is known of a page: its date, its verdict (or those of its products), whether it holds, its figures."""

    dated: str = ""
    verdict: str = ""
    standing: str = ""
    figures: str = ""


# "Swedish recommendations" and "Verdict words actually seen on the council's scale".
RECOMMENDATIONS = {
    "freestyle-libre-2018": Fact("2018-02-05", "", "replaced", "1 2 5 70 2018 2020"),
    "freestyle-libre-2020": Fact("2020-06-24", "", "replaced", "2 17 24 2020 2022"),
    "freestyle-libre-2022": Fact("2022-02-17", "", "in_force", "1 2 5 17 24 60 70 2018 2019 2020 2022"),
    "optune": Fact("2018-06-28", "", "unknown", "28 2018 2024 2025"),
    "minimed-670g": Fact("2018-11-15", "", "unknown", "15 670 1000 2018"),
    "foundationone-cdx": Fact("2019-11-06", "", "unknown", "6 2019"),
    "genuttryckstest-brostcancer": Fact("", "can", "unknown", "0.24 2020 2021 50500 207000"),
    "coala-heart-monitor": Fact("", "", "unknown"),
    "zenicor-ekg": Fact("", "", "unknown"),
    "tyngdtacken": Fact("", "", "unknown", "35"),
    "automatiserad-insulintillforsel": Fact("", "", "unknown", "1"),
    "blodtest-alzheimer": Fact("2026-02-18", "wait", "in_force", "18 2026"),
    "mrgfus": Fact("2026-02-20", "", "in_force", "16 20 2022 2025 2026"),
    "stralskador-prostatacancer": Fact("", "", "unknown", "2023"),
}
PRODUCT_VERDICTS = {
    "Prosigna": "can",
    "Oncotype DX": "can",
    "MammaPrint": "none",
    "Blodtest för Alzheimers sjukdom": "wait",
}
# "Assessments" and "Regional assessments in detail"; those of TLV under "Swedish recommendations", too.
ASSESSMENTS = {
    "tlv-genuttryckstest": Fact("2021-07", figures="0.24 2020 2021 50500 207000"),
    "tlv-minimed-670g": Fact("2018-10", figures="670 1000 2018"),
    "tlv-tum-ekg": Fact("2016-05", figures="2012 2013 2016 4262"),
    "tlv-insulinpumpar-cgm": Fact("", figures="2012 3878"),
    "hta-vgr-mr-stralbehandling": Fact("2020", figures="2020"),
    "hta-skane-hydrogel": Fact("2020", figures="2020"),
    "hta-skane-impella": Fact("2020", figures="1 4 2020"),
    "hta-dalarna-tyngdtacke": Fact("2020", figures="2 2018 2020 4600 5800"),
    "camto-silverforband": Fact("2018", figures="2010 2014 2018"),
    "camto-digitala-vardmoten": Fact("2018", figures="2018"),
    "hta-skane-pacemaker": Fact("2017", figures="2017 2024 2025"),
    "hta-skane-tavi": Fact("2017", figures="20 30 53 1000 2017"),
    "hta-sydostra-kompression": Fact("2018", figures="2018"),
}
# The same lines again: the day is that of the latest decision.
CASES = {
    "arende-freestyle-libre": Fact("2022-02-17", figures="1 2 60 70 2018 2020 2022"),
    "arende-optune": Fact("2018-06-28", figures="28 2018 2024 2025"),
    "arende-minimed-670g": Fact("2018-11-15", figures="15 670 1000 2018"),
    "arende-genuttryckstest": Fact("", figures="2020 2021"),
    "arende-blodtest-alzheimer": Fact("2026-02-18", figures="18 2026"),
    "arende-mrgfus": Fact("2026-02-20", figures="20 2022 2025 2026"),
}
# "Procurement", "Nordic counterparts", "Regional handling", "Healthcare regions" and the two source documents.
OTHERS = {
    "skane-glukosmatare-2015": Fact("2015", figures="1 7 15.3 17 2015 2016 2020 2021 2022"),
    "rekommendation-samverkansmodell-2019": Fact("2019-03-15", figures="2.4 3 7 15 19 22 345 2019 2020 2021 00044"),
    "nyhet-mrgfus": Fact("2026-02-20", figures="16 20 2022 2025 2026"),
    "nyhet-alzheimer": Fact("2026-02-18", figures="18 2026"),
    "nyhet-nordisk-utblick": Fact("", figures="1 16 24 2017 2022 2023 2024 2025 2026"),
    "nyhet-jamtland-mtp-grupp": Fact("2025", figures="2025"),
    "nyhet-halland-hantering": Fact(""),
}
FACTS = {**RECOMMENDATIONS, **ASSESSMENTS, **CASES, **OTHERS}
# The days of a case's stages are reckoned at once with the others: a test may run on the next day.
ROWS: dict[str, dict[str, Any]] = {
    row["key"]: {**resolve_days(row), "table": table, "stages": [*map(resolve_days, row.get("stages", []))]}
    for name, table in FILES
    for row in rows_of(name, table)
}
REAL = {key: row for key, row in ROWS.items() if not row.get("is_example")}
REPLACED = {row["replaces"] for row in REAL.values() if "replaces" in row}
EXAMPLES = {key: row for key, row in ROWS.items() if row.get("is_example")}
# Codes and addresses are no text, and what stands under a heading of its own (sources, documents) is not the page's.
NO_TEXT = {"key", "slug", "type", "stage", "verdict", "certainty", "url", "report_url", "sources", "documents", "table"}
NO_TEXT |= {"keywords", "case_number", "date_precision", "since_year", "version_number", "case_family", "replaces"}
NO_TEXT |= {"assessments", "related_assessments", "notices", "case"}
TAG = re.compile(r"<[^>]+>")
THOUSANDS = re.compile(r"(?<=\d)[ ,](?=\d{3}\b)")
FIGURE = re.compile(r"\d+(?:[.,]\d+)?")


@dataclass(frozen=True)
class Stage:
    stage: str
    started_on: date | None
    ended_on: date | None


def stages(case: dict[str, Any]) -> list[Stage]:
    return [Stage(row["stage"], row.get("started_on"), row.get("ended_on")) for row in case["stages"]]


def passages(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield TAG.sub(" ", value)
    elif isinstance(value, list):
        for part in value:
            yield from passages(part)
    elif isinstance(value, dict):
        for name, part in value.items():
            if name not in NO_TEXT:
                yield from passages(part)


def figures(row: dict[str, Any]) -> set[str]:
    """Every number in the page's own words, in both languages, written in one way."""
    return {found.replace(",", ".") for found in FIGURE.findall(THOUSANDS.sub("", " ; ".join(passages(row))))}


def test_every_real_page_has_its_line_of_facts():
    assert set(REAL) == set(FACTS)


@pytest.mark.parametrize("key", FACTS)
def test_date_verdict_standing_and_figures_of_a_real_page_are_those_of_its_source(key):
    row, fact = REAL[key], FACTS[key]
    dated = case_date(stages(row)) if row["table"] == "case" else row.get("dated_on")
    assert date_code(dated, row.get("date_precision", "day")) == fact.dated
    assert row.get("verdict", "") == fact.verdict
    assert ("replaced" if key in REPLACED else row.get("status", "")) == fact.standing
    for product in row.get("products", []):
        assert product.get("verdict", "") == PRODUCT_VERDICTS.get(product["name"], "")
    assert figures(row) <= set(fact.figures.split())


def test_no_real_case_is_said_to_have_been_nominated():
    assert [key for key in CASES if nomination_date(stages(REAL[key]))] == []


def test_every_example_is_marked_and_nothing_else_is():
    for key, row in ROWS.items():
        example = key in EXAMPLES
        assert row["title"].startswith("Exempel: ") == example, key
        assert row.get("en", {"title": "Example: " if example else ""})["title"].startswith("Example: ") == example, key
        assert "exempel" in " ".join(passages(row)).casefold() or not example, key


def test_nothing_real_leans_on_an_example():
    for key, row in REAL.items():
        named = [row.get("case"), row.get("replaces"), *row.get("assessments", []), *row.get("notices", [])]
        assert not EXAMPLES.keys() & set(named + row.get("related_assessments", [])), key


def test_what_is_not_known_is_said_once_on_a_page():
    for key, row in REAL.items():
        swedish = " ".join(passages({**row, "en": {}}))
        assert len(re.findall(r"framgår inte|inte känd|har inte sett|inte belag|återges inte", swedish)) <= 1, key


def test_no_page_says_that_its_source_lacks_what_the_editors_left_out():
    """Only who has read all of a source may say what is not in it; a page tells what it leaves out itself."""
    lacking = re.compile(
        r"(?:framgår|står|finns) inte (?:av|i) käll|käll\w+ (?:visar|säger) inte|not (?:\w+ )*from the source"
    )
    pages = {**REAL, **{row["key"]: row for row in rows_of("pages", "page")}}
    assert {key: found for key, row in pages.items() if (found := lacking.findall(" ".join(passages(row))))} == {}


def test_every_chain_is_in_order():
    """Nominated, assessed, decided, then procured: no later stage before an earlier one."""
    for key, row in ROWS.items():
        if row["table"] == "case":
            order = [list(CASE_STATUSES).index(stage.stage) for stage in stages(row)]
            days = [day for stage in stages(row) for day in (stage.started_on, stage.ended_on) if day]
            assert order == sorted(order) and days == sorted(days), key
        if row["table"] == "recommendation" and row.get("dated_on"):
            case = ROWS.get(row.get("case", ""), {"stages": []})
            decided = [stage.started_on for stage in stages(case) if stage.stage == "decided"]
            assert not decided or row["dated_on"] in decided, key
            for assessment in row.get("assessments", []):
                assert ROWS[assessment]["dated_on"] <= row["dated_on"], key
            for notice in row.get("notices", []):
                assert row["dated_on"] <= ROWS[notice]["announced_on"], key


def test_no_newsletter_is_older_than_what_it_names():
    for key, row in ROWS.items():
        if row["table"] == "newsletter":
            named = [ROWS[item["key"]] for topic in row["topics"] for item in topic["items"]]
            assert [page["key"] for page in named if page.get("dated_on", date.min) > row["dated_on"]] == [], key


def test_a_procurement_goes_from_announcement_over_tenders_to_a_contract():
    for key, row in ROWS.items():
        if row["table"] == "procurement":
            names = ("announced_on", "tender_deadline", "contract_from", "contract_to")
            days = [row[name] for name in names if name in row]
            assert days == sorted(days), key


def test_conditions_do_not_say_the_verdict_again_that_stands_before_them():
    for key, row in ROWS.items():
        if verdict := row.get("verdict"):
            for language, conditions in (("sv", row["conditions"]), ("en", row.get("en", {}).get("conditions", "-"))):
                with override(language):
                    assert not conditions.startswith(str(VERDICTS[verdict])), key
