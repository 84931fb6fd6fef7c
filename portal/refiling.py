"""A new name in the vocabulary reaches every channel that shows pages filed under it."""

from typing import Any

from django.db import models, transaction
from django.db.models.signals import post_save, pre_save

from portal.models import (
    HealthcareRegion,
    Organisation,
    ProcurementRegion,
    ProductArea,
    ProgrammeArea,
    Publication,
    PublicationEvent,
    Region,
)
from portal.publishing import record
from portal.selecting import type_models

VOCABULARY: tuple[type[models.Model], ...] = (
    ProductArea,
    Region,
    HealthcareRegion,
    ProcurementRegion,
    ProgrammeArea,
    Organisation,
)


def shown_fields(model: type[models.Model]) -> list[str]:
    """The fields of a vocabulary row that pages, feeds and facets show: its names and its code."""
    return [
        field.name
        for field in model._meta.concrete_fields
        if field.name in ("name", "code", "slug", "emdn_code") or field.name.startswith("name_")
    ]


def filed_under(row: models.Model) -> Any:
    """The live publications, of any type, that name a row of the vocabulary."""
    found: set[int] = set()
    if isinstance(row, ProductArea):
        found.update(Publication.objects.filter(product_area_items__tag=row).values_list("pk", flat=True))
    for model in (Publication, *type_models().values()):
        for field in model._meta.get_fields():
            if field.concrete and field.related_model is type(row) and (field.many_to_many or field.many_to_one):
                pages: Any = model._default_manager.filter(**{field.name: row})
                found.update(pages.values_list("pk", flat=True))
    return Publication.objects.live().filter(pk__in=found)


def _remember_names(sender: type[models.Model], instance: Any, **kwargs: Any) -> None:
    fields = shown_fields(sender)
    instance.names_before = sender._default_manager.filter(pk=instance.pk).values(*fields).first()


def _on_new_name(sender: type[models.Model], instance: Any, created: bool, **kwargs: Any) -> None:
    before = instance.names_before
    if created or not before or all(getattr(instance, name) == value for name, value in before.items()):
        return
    with transaction.atomic():
        for page in filed_under(instance).select_related("locale", "content_type"):
            record(page, PublicationEvent.Kind.REFILED, note=f"{before['name']} → {instance.name}")


def connect() -> None:
    for model in VOCABULARY:
        pre_save.connect(_remember_names, sender=model, dispatch_uid=f"portal.names_before.{model.__name__}")
        post_save.connect(_on_new_name, sender=model, dispatch_uid=f"portal.names_after.{model.__name__}")
