"""Which form field the admin uses for a model field, in every form: pages, snippets, rows and settings."""

from typing import Any

from django.db import models
from modelcluster.fields import ParentalManyToManyField
from taggit.managers import TaggableManager
from wagtail.admin.forms.models import register_form_field_override
from wagtail.admin.forms.tags import TagField
from wagtail.admin.widgets import AdminDateInput, AdminDateTimeInput
from wagtail.models import Page

from portal.forms.checkboxes import CheckboxColumns
from portal.forms.dates import DateField, DateTimeField
from portal.forms.page_chooser import PageChooser
from portal.forms.vocabulary_field import VocabularyField


def _tags(db_field: Any) -> dict[str, Any]:
    """The field for a model's tags: the strict one for a fixed list, Wagtail's own for free keywords."""
    closed = not getattr(db_field.related_model, "free_tagging", True)
    return {"form_class": VocabularyField if closed else TagField, "tag_model": db_field.related_model}


def _page(db_field: Any) -> dict[str, Any]:
    return {"widget": PageChooser(target_models=[db_field.remote_field.model])}


def register() -> None:
    """Tell Wagtail. Called once, when the app is ready."""
    register_form_field_override(models.DateField, override={"form_class": DateField, "widget": AdminDateInput})
    register_form_field_override(
        models.DateTimeField, override={"form_class": DateTimeField, "widget": AdminDateTimeInput}
    )
    register_form_field_override(TaggableManager, override=_tags)
    register_form_field_override(ParentalManyToManyField, override={"widget": CheckboxColumns})
    register_form_field_override(models.ForeignKey, to=Page, override=_page)
