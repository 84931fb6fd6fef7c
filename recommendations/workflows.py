"""The workflows that this app's lists begin with. Cases have that of the whole tree: they give no verdict."""

from portal.moderation.workflow_plans import (
    FACT_REVIEW,
    PUBLICATION,
    PlannedStep,
    WorkflowPlan,
    register_plan,
)
from portal.permissions.matrix import Action

DECISION = PlannedStep("Beslut", "recommendations.DecisionTask", Action.DECIDE)
OF_RECOMMENDATIONS = WorkflowPlan(
    "Granskning av rekommendationer", (FACT_REVIEW, DECISION, PUBLICATION), ("recommendations.RecommendationIndex",)
)
OF_FACTS = WorkflowPlan(
    "Granskning av bedömningar och upphandlingar",
    (FACT_REVIEW, PUBLICATION),
    ("recommendations.AssessmentIndex", "recommendations.ProcurementIndex"),
)


def register() -> None:
    """Register them. Called once, when the app is ready."""
    register_plan(OF_RECOMMENDATIONS)
    register_plan(OF_FACTS)
