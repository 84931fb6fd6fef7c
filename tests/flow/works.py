"""A publication as those know it who make random histories of it."""

from dataclasses import dataclass, field
from typing import Any

from recommendations.models import Recommendation

VERDICTS = ("should", "can", "wait", "refrain")
# In which language a publication was written first → in which languages its events are told.
TOLD_IN = {"sv": ("sv", "en"), "en": ("sv", "en"), "en and now sv": ("sv",)}
# What a follower is told of: the kind of event, and the word by which the publication is known.
Told = tuple[str, str]


@dataclass(eq=False)
class Work:
    """A publication of the editor's: its pages by language, how it is withdrawn (`gone`), and the versions that replace
    it (`successors`): several, when one was not on the site any more as the next was written.
    """

    word: str
    area: int
    pages: dict[str, int] = field(default_factory=dict)
    original: str = "sv"
    gone: str = ""
    successors: "list[Work]" = field(default_factory=list)

    @property
    def is_replaced(self) -> bool:
        """Whether a later version is on the site, be it one that is marked as withdrawn."""
        return any(later.gone != "unpublished" or later.is_replaced for later in self.successors)

    def page(self, language: str = "") -> Any:
        """Its page as the editor opens it: with what was saved last."""
        return Recommendation.objects.get(pk=self.pages[language or self.original])
