"""What this app's page types say of themselves in the words of schema.org (portal.publications.linked_data).

A recommendation is a guideline with one guideline of its own for each product, an assessment a report of who made it,
a procurement what a buyer seeks, a case the device that it is about.
"""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from portal.addresses.canonical import canonical_address
from portal.publications.linked_data import Node, device, node, organisation
from portal.publications.statuses import VERDICTS
from portal.selections.facets import facets

GUIDELINE = ["MedicalGuideline", "MedicalGuidelineRecommendation"]


def of_recommendation(page: Any, address: str) -> Node:
    """The guideline: who decided it when, what it builds on, its verdict, and of each product the verdict on it."""
    told = page.stands_by_its_verdict
    subjects = [
        device(row.name, row.company, guideline=_guideline(row.verdict, told, description=row.conditions))
        for row in page.product_list
    ]
    return _guideline(
        page.verdict,
        told,
        id=f"{address}#recommendation",
        name=page.marked_title,
        description=page.lede,
        guidelineDate=page.date_code,
        recognizingAuthority=organisation(page.decider),
        guidelineSubject=subjects,
    )


def _guideline(verdict: str, told: bool, **properties: Any) -> Node:
    """A guideline with its verdict in words and as a code, unless it must not be `told` or is not known."""
    if told and verdict:
        code = node("MedicalCode", codeValue=verdict, codingSystem=_scheme_of_verdicts())
        properties |= {"recommendationStrength": str(VERDICTS[verdict]), "code": code}
    return node(GUIDELINE, **properties)


def _scheme_of_verdicts() -> str:
    """The address that lists the codes of verdicts: the same in every language, as in the categories of feeds."""
    with override(settings.LANGUAGE_CODE):
        return settings.BASE_URL + reverse("news:scheme", args=(facets()["verdict"].scheme,))


def versioned(page: Any) -> Node:
    """What a recommendation's page says of itself beside all publications: its version, and what it builds on."""
    basis = [{"@id": canonical_address(assessment)} for assessment in page.public_assessments]
    return {"version": page.version_number, **({"isBasedOn": basis} if basis else {})}


def of_assessment(page: Any, address: str) -> Node:
    """The report that the page sums up: who made it and when, what kind it is, and where it can be read."""
    return node(
        "Report",
        id=f"{address}#assessment",
        name=page.marked_title,
        author=organisation(page.assessor),
        datePublished=page.date_code,
        genre=str(page.get_kind_display()),
        url=page.report_url,
    )


def of_procurement(page: Any, address: str) -> Node:
    """The demand that the notice announces. schema.org names it from the buyer's side, therefore the reverse."""
    buyer = organisation(page.buyer) or node("Organization")
    numbers = {"TED": page.ted_number, "CPV": page.cpv_codes}
    return node(
        "Demand",
        id=f"{address}#procurement",
        name=page.marked_title,
        identifier=[node("PropertyValue", propertyID=name, value=value) for name, value in numbers.items() if value],
        validFrom=page.announced_on.isoformat() if page.announced_on else "",
        validThrough=page.tender_deadline.isoformat() if page.tender_deadline else "",
        **({"@reverse": {"seeks": {**buyer, "name": page.buyer_label}}} if page.buyer_label else {}),
    )


def of_case(page: Any) -> list[Node]:
    """The device that a case is about; none while it is secret, since readers are given no name of it then."""
    return [device(page.product, page.manufacturer)] if page.product and not page.is_secret else []
