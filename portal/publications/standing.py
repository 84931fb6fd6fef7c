"""A page's status, and its place among the versions that replace one another."""

from collections.abc import Iterable
from datetime import date
from typing import Any, ClassVar

from django.utils.functional import cached_property

from portal.publications.page_types import status_label
from portal.publications.partial_dates import Precision
from portal.publications.statuses import REPLACED, WITHDRAWN, is_past


class HasStanding:
    """The part of a publication that says whether it still holds, and which version of its series it is."""

    # False for types that no newer page replaces: a case goes on in stages, whatever follows it.
    can_be_replaced: ClassVar[bool] = True

    def with_content_json(self: Any, content: dict[str, Any]) -> Any:
        """A revision as a page object. The series is taken from the live page: an old revision may hold an old one."""
        page = super().with_content_json(content)  # type: ignore[misc]
        page.series = self.series
        return page

    def current_status(self) -> str:
        """The status that the page has today if no other page replaces it. Types that have statuses override this."""
        return ""

    @property
    def status_label(self: Any) -> str:
        """The status in words; empty where the type has no word for it."""
        return status_label(self.specific_class.type_code, self.status)

    @property
    def is_past(self: Any) -> bool:
        """Whether the page is replaced or withdrawn. A page whose standing is not known may still hold."""
        return is_past(self.status)

    def status_today(self: Any, *, replaced: bool) -> str:
        """The status to store. `replaced` says whether a public page replaces this one; a withdrawn page stays
        withdrawn.
        """
        own = self.current_status()
        return REPLACED if replaced and self.can_be_replaced and own != WITHDRAWN else own

    @cached_property
    def versions(self: Any) -> list[Any]:
        """The public versions of the series, newest first.

        Each version stands once: as its page in this page's language, else as its page in another language.
        """
        if not self.series:
            return []
        from portal.publications.models import Publication

        return list(self.versions_among(Publication.objects.published().filter(series=self.series)))

    def versions_among(self: Any, pages: Iterable[Any]) -> list[Any]:
        """One page for each version, newest first. `pages` may hold the same version in several languages."""
        found: dict[Any, Any] = {}
        for page in pages:
            if page.translation_key not in found or page.locale_id == self.locale_id:
                found[page.translation_key] = page
        return sorted(found.values(), key=lambda page: page.place_in_series, reverse=True)

    @property
    def version_label(self: Any) -> str:
        """What a list of versions calls this one."""
        return str(self.title)

    @property
    def place_in_series(self: Any) -> tuple[Any, ...]:
        """The key that sorts the versions of a series, oldest first."""
        return (self.dated_on or date.min, self.pk)

    @property
    def newer_version(self: Any) -> Any:
        """The newest public version that is not itself replaced; None when this page is that version."""
        others = (page for page in self.versions if page.translation_key != self.translation_key)
        return next((page for page in others if page.status != REPLACED), None)

    def next_version(self) -> dict[str, Any]:
        """The values that the draft of the next version begins with, where they are not this page's own.

        Whatever belongs to one decision is empty in it. Types add their own fields.
        """
        empty = {"dated_on": None, "review_by": None, "change_note": "", "change_note_en": ""}
        return {**empty, "date_precision": Precision.DAY, "replaces": self}
