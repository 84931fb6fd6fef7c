"""What the council decides of a recommendation, and whether a page says what was decided."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.moderation.gate_rules.rule import GateStep, Rule
from portal.moderation.obstacles import Obstacle
from portal.publications.statuses import verdict_label
from recommendations.models import Decision, DecisionTask, Recommendation
from recommendations.status import HOLDING

# What is decided, by the fields in which the page says it.
FIELDS = ("verdict", "products", "conditions", "decider", "dated_on", "case_number")
# What readers may follow today.
_HELD: dict[str, Any] = {"live": True, "standing__in": HOLDING}


def decided_of(page: Recommendation) -> dict[str, Any]:
    """What a page says was decided, as JSON: all that readers act on but the day of review, and the case number."""
    said = page.decisive()
    return {
        **{name: said[name] for name in ("verdict", "decider", "dated_on")},
        "products": sorted([row.name, row.verdict, row.conditions] for row in page.products.all()),
        "conditions": page.conditions,
        "case_number": page.case_number.strip(),
    }


def verdicts_in_words(decided: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Rows of (product, verdict in words); the page's own verdict comes first, without a product."""
    rows = [("", decided["verdict"]), *((name, verdict) for name, verdict, _conditions in decided["products"])]
    return [(name, str(verdict_label(verdict))) for name, verdict in rows]


def conditions_in_words(decided: Mapping[str, Any]) -> list[str]:
    """The page's own condition and those of its products, each with the product's name; none that is empty."""
    of_products = [f"{name}: {conditions}" for name, _verdict, conditions in decided["products"] if conditions]
    return [text for text in (decided["conditions"], *of_products) if text]


def decisions_on(page: Recommendation) -> Any:
    """The decisions that are recorded of a recommendation, the newest first, as a queryset."""
    return Decision.objects.filter(recommendation=page.translation_key)


def undecided(page: Recommendation) -> Iterator[Obstacle]:
    """Where a page says what no recorded decision covers.

    Before the first one is recorded, what readers have already and what holds is taken as decided: decisions that are
    older than the portal have no record. A translation follows its original's decision, and what does not hold needs
    none.
    """
    if page.standing not in HOLDING or _is_translation(page):
        return
    if decision := decisions_on(page).first():
        told = gettext("This differs from the decision of %(day)s. Correct it, or have the new decision recorded.")
        day = date_format(decision.decided_on, "j F Y")
        yield from _differences(page, decision.decided, told % {"day": day})
    elif published := Recommendation.objects.filter(pk=page.pk, **_HELD).first():
        told = gettext("This differs from what is published, and no decision on it is recorded.")
        yield from _differences(page, decided_of(published), told)
    else:
        told = gettext("The decision is not recorded. Submit the page: it is recorded at a step of the workflow.")
        yield Obstacle(told)


def _differences(page: Recommendation, decided: Mapping[str, Any], told: str) -> Iterator[Obstacle]:
    said = decided_of(page)
    # These are asked for by another rule.
    lacking = {name for name in page.required_of_decision if not getattr(page, name)}
    for name in FIELDS:
        if said[name] != decided.get(name) and name not in lacking:
            yield Obstacle(told, name)


def _is_translation(page: Recommendation) -> bool:
    if page.locale.language_code == settings.LANGUAGE_CODE:
        return False
    own = {"locale__language_code": settings.LANGUAGE_CODE, "translation_key": page.translation_key}
    return Recommendation.objects.filter(**own).exists()


def strays(page: Recommendation) -> Iterator[Obstacle]:
    """Where a translation says something else than was decided, by what does not depend on the language.

    As in `undecided`, a public original that holds stands for a decision without a record. Without either nothing is
    decided yet, and the translation waits for its original.
    """
    if page.standing not in HOLDING or not _is_translation(page):
        return
    own = {"locale__language_code": settings.LANGUAGE_CODE, "translation_key": page.translation_key}
    if decision := decisions_on(page).first():
        decided = decision.decided
        told = gettext("This differs from the decision of %(day)s on the Swedish original.")
        told %= {"day": date_format(decision.decided_on, "j F Y")}
    elif original := Recommendation.objects.filter(**own, **_HELD).first():
        decided = decided_of(original)
        told = gettext("This differs from the Swedish original, and no decision on it is recorded.")
    else:
        yield Obstacle(gettext("The decision on the Swedish original is not recorded yet."))
        return
    said = decided_of(page)
    for name in ("verdict", "dated_on", "case_number"):
        if said[name] != decided.get(name):
            yield Obstacle(told, name)
    if sorted(row[1] for row in said["products"]) != sorted(row[1] for row in decided["products"]):
        yield Obstacle(told, "products")


class DecisionCovers(Rule):
    """A page whose workflow has a step for the decision says what was decided there."""

    code = "decision"
    label = _("The page says what was decided")
    step = GateStep.PUBLICATION

    def find(self, page: Any) -> Iterator[Obstacle]:
        if found := [*undecided(page), *strays(page)]:
            workflow = page.get_workflow()
            steps = DecisionTask.objects.filter(workflow_tasks__workflow=workflow, active=True)
            if workflow and steps.exists():
                yield from found

    def kept(self, page: Any) -> str:
        if not (decision := decisions_on(page).first()):
            return ""
        return gettext("The page says what was decided: %(decision)s") % {"decision": decision}
