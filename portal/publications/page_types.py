"""What a page type says about itself. Adding a type takes its model, with these attributes, and its template."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.publications.statuses import REPLACED, REPLACED_LABEL


class PageType:
    """The class attributes by which a publication type describes itself.

    Lists, search, feeds and exports read them and name no type, so that a new type needs no change there.
    """

    # Stands in addresses (?type=), in the search index and in events, so it never changes.
    type_code: ClassVar[str] = ""
    # What readers call one such page.
    type_label: ClassVar[Any] = ""
    # Its place among the types, the smallest number first.
    type_order: ClassVar[int] = 100
    # How much what such a page says decides what its readers do, from 1 to 14 (portal.publications.precedence).
    precedence: ClassVar[int] = 1
    # Code → word of each status that its pages can have.
    statuses: ClassVar[Mapping[str, Any]] = {}
    # True when lists show the verdict of these pages, and say so where none is stated.
    has_verdict: ClassVar[bool] = False
    # Language → the last part of its feed's address; the type code where a language is missing.
    feed_names: ClassVar[Mapping[str, str]] = {}
    # What searchers call it in Swedish, English, Norwegian, Danish and Finnish (the order of search's languages).
    called: ClassVar[tuple[str, ...]] = ()
    # The heading in lists above pages without a date.
    undated_label: ClassVar[Any] = _("Date not stated")
    # What the date of these pages is the date of.
    date_label: ClassVar[Any] = _("Date")
    # Field of published_data that is a day for calendars → what happens on it, with the title of the page in it.
    calendar_days: ClassVar[Mapping[str, Any]] = {}
    # What sets the columns of these pages on the editors' board: "status" (a column for each of `statuses`) or "review"
    # (by day of review). Empty for types that are not on the board.
    board_by: ClassVar[str] = ""
    # Field of published_data → its heading in open data; `whole.part` names a part of a field. Fields that all types
    # have are headed there (portal.open_data.tables).
    data_labels: ClassVar[Mapping[str, Any]] = {}
    # Field → heading for readers, where the field's own label is written for editors.
    headings: ClassVar[Mapping[str, Any]] = {}
    # Foreign keys that the page's own template shows; fetched together with the page.
    read_with: ClassVar[tuple[str, ...]] = ()
    # Child rows that names() and extra_text() read; fetched for many pages at once.
    told_with: ClassVar[tuple[str, ...]] = ()
    # True when a date can change the status: the worker then checks pages of this type regularly.
    status_follows_calendar: ClassVar[bool] = False
    # For types that can be secret: the path from Publication to the boolean field that says so ("case__is_secret").
    # Such a type overrides for_outsiders().
    withholding: ClassVar[str] = ""
    # Fields that must be filled in before the page is submitted; a draft may lack them.
    required_to_publish: ClassVar[tuple[str, ...]] = ("ingress",)
    # Those that are known when the decision is made: they must be filled in before the page is published.
    required_of_decision: ClassVar[tuple[str, ...]] = ()

    # Field → what the edit form says under it, beside what all types say (portal.publications.field_help).
    field_help: ClassVar[Mapping[str, Any]] = {}

    @classmethod
    def calendar_name(cls, language: str) -> str:
        """The last part of the address of its calendar; empty for a type without days."""
        return cls.feed_names.get(language, cls.type_code) if cls.calendar_days else ""


def page_types() -> dict[str, Any]:
    """Type code → page model for every installed publication type, in the order of `type_order`."""
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
    """The `withholding` columns of all types that have one: a page where such a column is true keeps something back."""
    return [model.withholding for model in page_types().values() if model.withholding]


def is_withholding() -> Q:
    """The condition on Publication that finds pages which keep something back now."""
    return Q(*((column, True) for column in withholding()), _connector=Q.OR)


def type_label(type_code: str) -> str:
    """The word for a type. A code that no type has is returned as it is."""
    model = page_types().get(type_code)
    return str(model.type_label) if model else type_code


def status_label(type_code: str, status: str) -> str:
    """The word for a status of a type; empty for a status that the type does not have."""
    model = page_types().get(type_code)
    words = {REPLACED: REPLACED_LABEL, **(model.statuses if model else {})}
    return str(words.get(status, ""))


def any_status_label(status: str) -> str:
    """The word for a status, of whichever type has it; empty when none does.

    Codes are unique over all types but for 'procurement', which is a stage of cases.
    """
    return next((str(model.statuses[status]) for model in page_types().values() if status in model.statuses), "")
