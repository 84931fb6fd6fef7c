"""The gate's rules of this app's page types (portal.moderation.gate_rules)."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.moderation.gate_rules.filing import InProductArea
from portal.moderation.gate_rules.rule import GateStep, Rule, Severity, register
from portal.moderation.gate_rules.wording import digest
from portal.moderation.obstacles import Obstacle
from recommendations.criteria import FACTORS, PRINCIPLES
from recommendations.secrecy import named_secrets
from recommendations.status import HOLDING


class OfWhatHolds(Rule):
    """A rule that is asked of recommendations that hold: of others the sources do not always tell."""

    def concerns(self, page: Any) -> bool:
        return page.standing in HOLDING


class HasDecider(OfWhatHolds):
    """A recommendation that holds says who decided it."""

    code = "decider"
    label = _("It says who decided")
    field = "decider"
    step = GateStep.PUBLICATION

    def find(self, page: Any) -> Iterator[Obstacle]:
        if not page.decider_id:
            yield Obstacle(gettext("Choose who decided."), self.field)


class VerdictsAgree(Rule):
    """The verdicts of the products point the same way as the page's, unless it is meant that they do not."""

    code = "verdicts_agree"
    label = _("The products' verdicts agree with the page's")
    field = "verdict"
    step = GateStep.PUBLICATION

    def find(self, page: Any) -> Iterator[Obstacle]:
        if not page.verdicts_differ and (odd := page.odd_product):
            told = gettext(
                "The page says “%(verdict)s” but %(product)s “%(other)s”. Correct one, or tick that it is meant."
            )
            said = {"verdict": page.verdict_label, "product": odd.name, "other": odd.verdict_label}
            yield Obstacle(told % said, "verdicts_differ")


class VerdictOfEachProduct(OfWhatHolds):
    """A recommendation that holds has a verdict, and one for each product. Readers see “not stated” otherwise."""

    code = "verdicts"
    label = _("Page and products have a verdict")
    field = "verdict"
    severity = Severity.WARNING

    def find(self, page: Any) -> Iterator[Obstacle]:
        if not page.verdict:
            told = gettext("There is no verdict. Readers see “Verdict not stated”.")
            yield Obstacle(told, self.field, digest(page.standing))
        if without := [row.name for row in page.products.all() if not row.verdict]:
            told = gettext("There is no verdict on %(products)s. Readers see “Verdict not stated”.")
            yield Obstacle(told % {"products": ", ".join(without)}, "products", digest(*without))


class ProfileIsRated(OfWhatHolds):
    """A recommendation that holds is rated by each of the three principles and the four factors."""

    code = "ethical_profile"
    label = _("Principles and factors are rated")
    field = "human_dignity_scale"
    severity = Severity.WARNING

    def find(self, page: Any) -> Iterator[Obstacle]:
        criteria = {**PRINCIPLES, **FACTORS}
        unrated = [name for name in criteria if not getattr(page, f"{name}_scale")]
        if unrated:
            told = gettext("Not rated: %(criteria)s.")
            named = ", ".join(str(criteria[name]) for name in unrated)
            yield Obstacle(told % {"criteria": named}, f"{unrated[0]}_scale", digest(*unrated))


class ReviewIsPlanned(OfWhatHolds):
    """A recommendation that holds says when it is looked at again."""

    code = "review_planned"
    label = _("It says when it is reviewed")
    field = "review_by"
    severity = Severity.WARNING

    def find(self, page: Any) -> Iterator[Obstacle]:
        if not page.review_by:
            yield Obstacle(gettext("There is no day of review."), self.field, digest(page.standing))


class VersionIsExplained(Rule):
    """A later version names the one that it replaces and tells what changed."""

    code = "version"
    label = _("The version follows another, and says what changed")
    field = "change_note"

    def concerns(self, page: Any) -> bool:
        return bool(page.replaces_id or (page.version_number or 1) > 1)

    def find(self, page: Any) -> Iterator[Obstacle]:
        if not page.replaces_id:
            yield Obstacle(gettext("Choose the version that this one replaces."), "replaces")
        if page.replaces_id and not page.change_note:
            yield Obstacle(gettext("Tell readers in one sentence what changed."), self.field)


class CaseKeepsItsSecret(Rule):
    """A secret case has a title of its own and names neither its product nor its maker."""

    code = "case_secret"
    label = _("The case keeps its secret")
    field = "anonymous_title"
    may_be_skipped = False

    def concerns(self, page: Any) -> bool:
        return bool(page.keeps_secret())

    def find(self, page: Any) -> Iterator[Obstacle]:
        if page.is_secret and not page.anonymous_title:
            yield Obstacle(gettext("A secret case needs a title that does not name the product."), self.field)
        yield from (Obstacle(message, field) for field, message in named_secrets(page))


class EndIsExplained(Rule):
    """A case that was declined or stopped says why."""

    code = "case_end"
    label = _("It says why the case ended")
    field = "stage_reason"

    def concerns(self, page: Any) -> bool:
        return bool({"declined", "stopped"} & {stage.stage for stage in page.stages.all()})

    def find(self, page: Any) -> Iterator[Obstacle]:
        if not page.stage_reason:
            yield Obstacle(gettext("Give the reason why the case was declined or stopped."), self.field)


class DatesInOrder(Rule):
    """The dates of a procurement come one after another."""

    code = "procurement_dates"
    label = _("The dates come in order")
    field = "tender_deadline"

    def find(self, page: Any) -> Iterator[Obstacle]:
        if page.announced_on and page.tender_deadline and page.tender_deadline < page.announced_on:
            yield Obstacle(gettext("The last day for tenders is before the announcement."), self.field)
        if page.contract_from and page.contract_to and page.contract_to < page.contract_from:
            yield Obstacle(gettext("The contract ends before it begins."), "contract_to")


def register_all() -> None:
    """Register the rules. Called once, when the app is ready."""
    from recommendations.decisions import DecisionCovers
    from recommendations.models import AssessmentSummary, Case, ProcurementNotice, Recommendation

    of_verdicts = (VerdictsAgree(), VerdictOfEachProduct(), ProfileIsRated(), DecisionCovers())
    register(Recommendation, InProductArea(), HasDecider(), *of_verdicts, ReviewIsPlanned(), VersionIsExplained())
    register(AssessmentSummary, InProductArea())
    register(ProcurementNotice, InProductArea(), DatesInOrder())
    register(Case, InProductArea(), CaseKeepsItsSecret(), EndIsExplained())
