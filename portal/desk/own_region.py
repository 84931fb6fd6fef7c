"""What a region's contact finds on the first page: the region, what may be done for it, and its pages."""

from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.desk.panel import MOST_ROWS, DeskRow, Listing, edited, kind, when
from portal.desk.writing import state_words
from portal.permissions.regional import own_pages, region_of


class OwnRegion(Listing):
    """The pages of the region that the user writes for, those of colleagues among them, the newest first."""

    name = "own_region"
    columns = (gettext_lazy("Type"), gettext_lazy("State"), gettext_lazy("Last saved"))
    order = 195
    empty = gettext_lazy("The region has no procurement notice here yet. Begin with the button above.")

    @cached_property
    def region(self) -> Any:
        """The region that the user writes for, or None."""
        return region_of(self.request.user)

    @property
    def heading(self) -> str:
        """The region's name."""
        return _("Region %(name)s: your procurement notices") % {"name": self.region.label}

    @property
    def note(self) -> str:
        """What may be done for the region."""
        return _(
            "You write the notices of %(name)s, drafts and public ones, and submit them. A second reader and a "
            "publisher of the portal read them before readers do. Notices of other regions you only read when public."
        ) % {"name": self.region.label}

    @property
    def invites(self) -> bool:
        return self.region is not None

    def rows(self) -> list[DeskRow]:
        if self.region is None:
            return []
        found = own_pages(self.region).order_by("-latest_revision_created_at", "-pk")
        pages = found.prefetch_workflow_states().annotate_approved_schedule()[: MOST_ROWS + 1]
        return [edited(page, kind(page), state_words(page), when(page.latest_revision_created_at)) for page in pages]
