"""Why something could not be published, in words for whoever can mend it."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

MOST_CHARACTERS = 2000
# Whose errors are no words for editors.
TECHNICAL = ("builtins", "django.db", "psycopg", "sqlite3")


def reason_of(error: Exception, model: type[models.Model] | None = None) -> str:
    """In the language of the day: what a refusal says for itself, and of an accident what kind it was."""
    return _said(error, model).replace("\0", "")[:MOST_CHARACTERS]


def _said(error: Exception, model: type[models.Model] | None) -> str:
    if isinstance(error, ValidationError):
        return _of_fields(error, model)
    if str(error) and not type(error).__module__.startswith(TECHNICAL):
        return str(error)
    return _("An unexpected error, %(kind)s: %(error)s") % {"kind": type(error).__name__, "error": error}


def _of_fields(error: ValidationError, model: type[models.Model] | None) -> str:
    """Each field by the name that the editor's form gives it, with what is wrong with it."""
    if not hasattr(error, "error_dict"):
        return " ".join(error.messages)
    names = {field.name: str(getattr(field, "verbose_name", "")) for field in model._meta.get_fields()} if model else {}
    said = []
    for field, messages in error.message_dict.items():
        name = names.get(field, "")
        said.append(" ".join([f"{name.capitalize()}:"] * bool(name) + messages))
    return " ".join(said)
