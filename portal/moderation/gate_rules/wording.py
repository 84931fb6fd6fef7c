"""Rules of the words that every publication has: title and address, ingress, what its type requires."""

import hashlib
import re
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.moderation.gate_rules.lix import lix
from portal.moderation.gate_rules.rule import GateStep, Rule, Severity
from portal.moderation.obstacles import Obstacle

# Above this the ingress is warned of.
HARD_TO_READ = 45
_ASCII = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


class Filled(Rule):
    """The fields that the page's type requires are filled in (`required_to_publish` and the like)."""

    code = "filled"
    label = _("What readers need first is filled in")
    names = "required_to_publish"

    def needs(self, page: Any) -> tuple[str, ...]:
        return tuple(getattr(page, self.names))

    def concerns(self, page: Any) -> bool:
        return bool(getattr(page, self.names))

    def find(self, page: Any) -> Iterator[Obstacle]:
        for name in getattr(page, self.names):
            if not page.serializable_value(name):
                yield Obstacle(gettext("This is needed before the page can be published."), name)


class DecisionFilled(Filled):
    """The fields that the decision fills in are filled in (`required_of_decision`)."""

    code = "decision_filled"
    label = _("What was decided is filled in")
    names = "required_of_decision"
    step = GateStep.PUBLICATION


class Address(Rule):
    """The address of a page that is new to readers has letters without accents, so that it can be read out."""

    code = "address"
    label = _("Title and address can be read")
    field = "slug"
    may_be_skipped = False

    def find(self, page: Any) -> Iterator[Obstacle]:
        if page.first_published_at is None and page.slug and not _ASCII.fullmatch(page.slug):
            told = gettext("Only a–z, digits and single hyphens. Write a for å and ä, o for ö.")
            yield Obstacle(told, self.field)


class PlainLanguage(Rule):
    """A Swedish ingress is not harder to read than a newspaper (LIX)."""

    code = "plain_language"
    label = _("The ingress is in plain language")
    field = "ingress"
    severity = Severity.WARNING

    def _lix(self, page: Any) -> int | None:
        is_swedish = page.locale.language_code == settings.LANGUAGE_CODE
        value = lix(page.ingress) if is_swedish else None
        return None if value is None else round(value)

    def find(self, page: Any) -> Iterator[Obstacle]:
        if (value := self._lix(page)) is not None and value > HARD_TO_READ:
            told = gettext("LIX is %(value)s, above %(limit)s. Write shorter sentences and shorter words.")
            yield Obstacle(told % {"value": value, "limit": HARD_TO_READ}, self.field, digest(page.ingress))

    def kept(self, page: Any) -> str:
        value = self._lix(page)
        told = gettext("The ingress is in plain language: LIX is %(value)s")
        return "" if value is None else told % {"value": value}


def digest(*parts: object) -> str:
    """A short value that changes when one of these does: for what a warning is about."""
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]
