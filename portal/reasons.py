"""Why something could not be published, in words for whoever can mend it."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from modelcluster.models import get_all_child_relations
from wagtail.models import Revision

MOST_CHARACTERS = 2000
# Whose errors are no words for editors.
TECHNICAL = ("builtins", "django.db", "psycopg", "sqlite3")


def reason_of(error: Exception, revision: Revision | None = None) -> str:
    """In the language of the day. What the revision names and nobody finds any more says more than any error."""
    return _said(error, revision).replace("\0", "")[:MOST_CHARACTERS]


def _said(error: Exception, revision: Revision | None) -> str:
    if revision and (gone := list(dict.fromkeys(gone_from(revision)))):
        return _(
            "It names something that has been deleted: %(fields)s. Choose something else and publish it again."
        ) % {"fields": ", ".join(gone)}
    if isinstance(error, ValidationError):
        return _of_fields(error, revision)
    if str(error) and not type(error).__module__.startswith(TECHNICAL):
        return str(error)
    return _("An unexpected error, %(kind)s: %(error)s") % {"kind": type(error).__name__, "error": error}


def _of_fields(error: ValidationError, revision: Revision | None) -> str:
    """Each field by the name that the editor's form gives it, with what is wrong with it."""
    if not hasattr(error, "error_dict"):
        return " ".join(error.messages)
    model = revision.content_type.model_class() if revision else None
    names = {field.name: str(getattr(field, "verbose_name", "")) for field in model._meta.get_fields()} if model else {}
    said = []
    for field, messages in error.message_dict.items():
        name = names.get(field, "")
        said.append(" ".join([f"{name.capitalize()}:"] * bool(name) + messages))
    return " ".join(said)


def gone_from(revision: Revision) -> Iterator[str]:
    """The names of the fields of a revision that point at rows which are no longer there."""
    model = revision.content_type.model_class()
    if model is not None:
        yield from _gone(model, revision.content)


def _gone(model: type[models.Model], content: dict[str, Any]) -> Iterator[str]:
    """Only what is protected: a reference of another kind is emptied or its row left out, and hinders nothing."""
    for field in model._meta.get_fields():
        if not isinstance(field, models.ForeignKey) or field.remote_field.on_delete is not models.PROTECT:
            continue
        key = content.get(field.name)
        if key is not None and not field.remote_field.model._default_manager.filter(pk=key).exists():
            yield str(field.verbose_name)
    for relation in get_all_child_relations(model):
        for row in content.get(relation.get_accessor_name()) or []:
            yield from _gone(relation.related_model, row)
