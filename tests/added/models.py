"""A page type and its list: the shortest example of one."""

from typing import ClassVar

from django.db import models

from portal.models import Publication
from portal.publications.listing import IndexPage

# What the channel was told: the kind of each event, and the id of its page.
HEARD: list[tuple[str, int]] = []


class Guideline(Publication):
    """A guideline with a grade."""

    GRADES: ClassVar[dict[str, str]] = {"strong": "Stark", "weak": "Svag"}

    grade = models.CharField(max_length=10, choices=list(GRADES.items()), blank=True)

    is_creatable = True
    type_code = "guideline"
    type_label = "Riktlinje"
    feed_names: ClassVar[dict[str, str]] = {"sv": "riktlinjer", "en": "guidelines"}
    called = ("riktlinje", "guideline")
    parent_page_types: ClassVar[list[str]] = ["added.GuidelineIndex"]


class GuidelineIndex(IndexPage):
    """The list of guidelines."""

    type_code = "guideline"
    template = IndexPage.template
    subpage_types: ClassVar[list[str]] = ["added.Guideline"]
