"""The page "Follow and reuse": what there is for people and for programs, what is promised, and examples to copy.

Each example is a file in templates/portal/examples/. The page shows the same text that the tests run.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import Context
from django.template.loader import get_template
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from portal.models import PermanentNumber, Publication
from portal.open_data.answers import MAX_AGE
from portal.open_data.tables import OF_ALL, in_language
from portal.publications.translations import active_language

FOLDER = "portal/examples"
# The columns that the examples for spreadsheets choose.
COLUMNS = ("type", "title", "verdict", "date", "url")


@dataclass(frozen=True)
class Example:
    """A file in FOLDER: its name, the tool that it is for, and what it does."""

    name: str
    tool: Any
    about: Any


EXAMPLES = (
    Example(
        "publications.sh",
        "curl",
        _("Fetches everything, and the next time only if something has changed. Then one publication as text."),
    ),
    Example(
        "follow.py",
        _("Python, nothing to install"),
        _("Keeps a copy of everything up to date, and tells what was published, changed and withdrawn."),
    ),
    Example("events.py", _("Python with feedparser"), _("Reads a feed of events, and asks sparingly for more.")),
    Example("publications.R", "R", _("Everything as a table, and all fields with the package jsonlite.")),
    Example(
        "publications.pq",
        _("Excel and Power BI"),
        _(
            "Choose Data, Get Data, From Other Sources, Blank Query, then Advanced Editor, and paste this. Choose "
            "Anonymous when you are asked how to sign in."
        ),
    ),
)


@require_safe
def follow_and_reuse(request: HttpRequest) -> HttpResponse:
    """The page in the reader's language."""
    values = example_values(settings.BASE_URL, some_number())
    examples = [(example, text_of(example, values)) for example in EXAMPLES]
    context = {"examples": examples, "seconds": MAX_AGE, "portal": settings.BASE_URL, "number": values["number"]}
    return render(request, "portal/follow_and_reuse.html", context)


def some_number() -> int | None:
    """The number of a publication to show addresses with; None where nothing is published."""
    public = Publication.objects.published().values("translation_key")
    numbers = PermanentNumber.objects.filter(translation_key__in=public).order_by("pk")
    return numbers.values_list("pk", flat=True).first()


def example_values(portal: str, number: int | None) -> dict[str, Any]:
    """What the examples name: the portal's address, a publication, and in the active language a feed and columns."""
    labels = {**OF_ALL, **in_language()}
    return {
        "portal": portal,
        "number": number,
        "feed": f"{reverse('search:results')}?format=events-atom",
        "language": active_language(),
        "columns": {name: str(labels[name]) for name in COLUMNS},
    }


def text_of(example: Example, values: Mapping[str, Any]) -> str:
    """The text of an example, as it is to be run. It is no HTML: what shows it must escape it."""
    template: Any = get_template(f"{FOLDER}/{example.name}")
    return str(template.template.render(Context(values, autoescape=False))).strip() + "\n"
