"""Who may do what with the words and registers of search: this app's part of the matrix.

Each line is an action and the roles that may do it; what no line names is for superusers alone. The words are those of
portal.permissions.matrix. Run `create_roles` after a change.
"""

from django.utils.translation import gettext_lazy as _

from portal.permissions.matrix import Action, Rights, register_rights
from portal.permissions.roles import ADMINISTRATORS, OFFICERS, PUBLISHERS, ROLES
from search.models import BestBet, PoorQuestion, Synonym

WORDS: Rights = {
    Action.ADD: (OFFICERS, PUBLISHERS, ADMINISTRATORS),
    Action.EDIT: (OFFICERS, PUBLISHERS, ADMINISTRATORS),
    Action.DELETE: (OFFICERS, PUBLISHERS, ADMINISTRATORS),
}
POOR_QUESTIONS: Rights = {Action.SEE: (OFFICERS, PUBLISHERS, ADMINISTRATORS)}
# It explains what readers find: nothing that is not public.
EXPLANATION: Rights = {Action.SEE: ROLES}


def register() -> None:
    """Register them. Called once, when the app is ready."""
    register_rights("words", _("Synonyms and best bets"), WORDS, Synonym, BestBet)
    register_rights("poor-questions", _("Questions with poor answers"), POOR_QUESTIONS, PoorQuestion)
    register_rights("explanation", _("Explain a hit"), EXPLANATION)
