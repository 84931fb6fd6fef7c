"""The page types of publications. Adding one is its model, which says all of this of itself, and its template."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from portal.publications.statuses import REPLACED, REPLACED_LABEL


class PageType:
    """What a type says of itself; list, search, feeds and exports ask the model and know no type by name."""

    # In addresses, in the index and in events.
    type_code: ClassVar[str] = ""
    type_label: ClassVar[Any] = ""
    # Its place among the types, the smallest number first.
    type_order: ClassVar[int] = 100
    # Code → word of each status that its pages can have.
    statuses: ClassVar[Mapping[str, Any]] = {}
    # Whether a list shows the verdict, also that none is known.
    has_verdict: ClassVar[bool] = False
    # Language → the last part of its feed's address; the code where there is none.
    feed_names: ClassVar[Mapping[str, str]] = {}
    # What searchers call it: Swedish, English, Norwegian, Danish, Finnish (the order of search's languages).
    called: ClassVar[tuple[str, ...]] = ()
    undated_label: ClassVar[Any] = _("Without a date")
    # What readers call a field whose own label speaks to editors.
    headings: ClassVar[Mapping[str, Any]] = {}
    # Foreign keys that the page's own template shows.
    read_with: ClassVar[tuple[str, ...]] = ()
    # Rows of its own that names() and extra_text() read, for many pages at once.
    told_with: ClassVar[tuple[str, ...]] = ()
    # Whether the calendar alone can change the status: the worker looks through pages of such types again and again.
    status_follows_calendar: ClassVar[bool] = False
    # The column, seen from Publication, that says whether outsiders read less than the page holds; see for_outsiders.
    withholding: ClassVar[str] = ""
    # Needed before the page goes to readers, not for a draft.
    required_to_publish: ClassVar[tuple[str, ...]] = ("ingress",)


def page_types() -> dict[str, Any]:
    """Type code → page model, for every publication type installed, in their order."""
    from portal.models import Publication

    found: list[Any] = []
    pending = list(Publication.__subclasses__())
    while pending:
        model = pending.pop()
        pending += model.__subclasses__()
        if model.type_code:
            found.append(model)
    return {model.type_code: model for model in sorted(found, key=lambda model: (model.type_order, model.type_code))}


def withholding() -> list[str]:
    """The columns, seen from Publication, that say whether a page keeps something from outsiders."""
    return [model.withholding for model in page_types().values() if model.withholding]


def type_label(type_code: str) -> str:
    """The word for a type; a code that is no type's is its own."""
    model = page_types().get(type_code)
    return str(model.type_label) if model else type_code


def status_label(type_code: str, status: str) -> str:
    """The word for a status of a type; an unknown status has no word."""
    model = page_types().get(type_code)
    words = {REPLACED: REPLACED_LABEL, **(model.statuses if model else {})}
    return str(words.get(status, ""))


def any_status_label(status: str) -> str:
    """The word for a status of whichever type has it: codes are unique but for 'procurement', a stage of cases."""
    return next((str(model.statuses[status]) for model in page_types().values() if status in model.statuses), "")
