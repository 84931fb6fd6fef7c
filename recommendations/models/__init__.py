"""The page types of the app, one module for each, and their lists."""

from recommendations.models.assessment import AssessmentResult, AssessmentSummary
from recommendations.models.case import Case, CaseStage
from recommendations.models.decision import Decision, DecisionTask, Participant
from recommendations.models.index import AssessmentIndex, CaseIndex, ProcurementIndex, RecommendationIndex
from recommendations.models.procurement import ProcurementNotice
from recommendations.models.product import RecommendationProduct
from recommendations.models.recommendation import Recommendation

__all__ = [
    "AssessmentIndex",
    "AssessmentResult",
    "AssessmentSummary",
    "Case",
    "CaseIndex",
    "CaseStage",
    "Decision",
    "DecisionTask",
    "Participant",
    "ProcurementIndex",
    "ProcurementNotice",
    "Recommendation",
    "RecommendationIndex",
    "RecommendationProduct",
]
