"""Who may do what with recommendations, assessments, procurements and cases: this app's part of the matrix.

What holds for pages of any type is in portal.rights. Run `create_roles` after a change.
"""

from django.utils.translation import gettext_lazy as _

from portal.permissions.matrix import PAGE_PERMISSIONS, Action, Rights, register_rights
from portal.permissions.roles import OWN_REGION, SECRETARIES
from portal.rights import PAGES
from recommendations.models import (
    AssessmentIndex,
    AssessmentSummary,
    Case,
    CaseIndex,
    ProcurementIndex,
    ProcurementNotice,
    Recommendation,
    RecommendationIndex,
)

# The council's decision comes between review and publication.
RECOMMENDATIONS: Rights = {**PAGES, Action.DECIDE: (SECRETARIES,)}

# Each region writes its own.
WRITING = (*PAGE_PERMISSIONS["change"], *PAGE_PERMISSIONS["add"])
PROCUREMENTS: Rights = {**PAGES, **{action: (*PAGES[action], OWN_REGION) for action in WRITING}}


def register() -> None:
    """Register them. Called once, when the app is ready."""
    register_rights("recommendations", _("Recommendations"), RECOMMENDATIONS, RecommendationIndex, Recommendation)
    register_rights("assessments", _("Assessments"), PAGES, AssessmentIndex, AssessmentSummary)
    register_rights("procurements", _("Procurements"), PROCUREMENTS, ProcurementIndex, ProcurementNotice)
    register_rights("cases", _("Cases"), PAGES, CaseIndex, Case)
