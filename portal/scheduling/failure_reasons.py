"""Why something could not be published, in words for whoever can mend it."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from portal.moderation.obstacles import NotReady, obstacles_of

MOST_CHARACTERS = 2000
# Whose errors are no words for editors.
TECHNICAL = ("builtins", "django.db", "psycopg", "sqlite3")


def reason_of(error: Exception, page_type: Any) -> str:
    """In the language of the day: what a refusal says for itself, and of an accident what kind it was."""
    if isinstance(error, ValidationError):
        said = str(NotReady(page_type, obstacles_of(error)))
    elif str(error) and not type(error).__module__.startswith(TECHNICAL):
        said = str(error)
    else:
        said = _("An unexpected error, %(kind)s: %(error)s") % {"kind": type(error).__name__, "error": error}
    return said.replace("\0", "")[:MOST_CHARACTERS]
