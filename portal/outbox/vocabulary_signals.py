"""When a row of the vocabulary or a document changes, every page that shows it is delivered again."""

from collections.abc import Iterable
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.db.models.signals import m2m_changed, post_save, pre_delete, pre_save
from wagtail.documents import get_document_model
from wagtail.models import Page, ReferenceIndex

from portal.models import HealthcareRegion, ProcurementRegion, ProductArea, Publication, PublicationEvent, Region
from portal.outbox.events import record
from portal.publications.page_types import page_types
from portal.vocabulary.models import VOCABULARY

# What readers see of a document: its name and its file.
OF_A_DOCUMENT = ("title", "file")


def shown_fields(model: type[models.Model]) -> list[str]:
    """The fields of a row that pages, feeds, facets and exports may show. Of the vocabulary these are all fields."""
    if model is get_document_model():
        return list(OF_A_DOCUMENT)
    return [field.attname for field in model._meta.concrete_fields if not field.primary_key]


def filed_under(row: models.Model) -> Any:
    """The live publications, of any type, that name this row of the vocabulary, or a part of it, or this document."""
    found: set[int] = set()
    if isinstance(row, ProductArea):
        areas = [row, *row.parts.all()]
        found.update(Publication.objects.filter(product_area_items__tag__in=areas).values_list("pk", flat=True))
    if isinstance(row, get_document_model()):
        found.update(Publication.objects.filter(documents__document=row).values_list("pk", flat=True))
        found.update(_named_in_texts(row))
    for model in (Publication, *page_types().values()):
        for field in model._meta.get_fields():
            if field.concrete and field.related_model is type(row) and (field.many_to_many or field.many_to_one):
                pages: Any = model._default_manager.filter(**{field.name: row})
                found.update(pages.values_list("pk", flat=True))
    return Publication.objects.live().filter(pk__in=found)


def _named_in_texts(row: models.Model) -> set[int]:
    """The ids of pages whose running text links to the row."""
    pages = ContentType.objects.get_for_model(Page)
    uses = ReferenceIndex.get_references_to(row).filter(base_content_type=pages)
    return set(map(int, uses.values_list("object_id", flat=True)))


def _refile(rows: Iterable[models.Model], note: str) -> None:
    """Write one event for each live page that names any of these rows. `note` says what changed."""
    pages: dict[int, Publication] = {}
    for row in rows:
        pages |= {page.pk: page for page in filed_under(row).select_related("locale", "content_type")}
    with transaction.atomic():
        for _pk, page in sorted(pages.items()):
            record(page, PublicationEvent.Kind.REFILED, note=note)


def _remember(sender: type[models.Model], instance: Any, **kwargs: Any) -> None:
    """Keep the stored values on the instance, so that _on_change can compare."""
    fields = shown_fields(sender)
    instance.shown_before = sender._default_manager.filter(pk=instance.pk).values(*fields).first()


def _on_change(sender: type[models.Model], instance: Any, created: bool, **kwargs: Any) -> None:
    """Write events when a value that readers see has changed. The note names the old and the new name."""
    before = instance.shown_before
    if created or not before:
        return
    changed = [name for name, value in before.items() if str(getattr(instance, name)) != str(value)]
    if changed:
        naming = "title" if "title" in before else "name"
        old, new = before[naming], getattr(instance, naming)
        around: list[models.Model] = []
        if "procurement_region_id" in changed:
            # What names its healthcare region concerns it, too, and so its procurement region.
            both = (before["procurement_region_id"], instance.procurement_region_id)
            around = [*instance.healthcare_regions.all(), *ProcurementRegion.objects.filter(pk__in=both)]
        _refile([instance, *around], old if old == new else f"{old} → {new}")


def _on_map_change(instance: Any, action: str, reverse: bool, pk_set: Any, **kwargs: Any) -> None:
    """Write events when a region joins or leaves a healthcare region: publications of either then concern others."""
    if action not in ("post_add", "post_remove", "pre_clear"):
        return
    if reverse:
        regions = instance.regions.all() if action == "pre_clear" else Region.objects.filter(pk__in=pk_set)
        _refile([instance, *regions], str(instance))
    elif action == "pre_clear":
        _refile([instance, *instance.healthcare_regions.all()], str(instance))
    else:
        _refile([instance, *HealthcareRegion.objects.filter(pk__in=pk_set)], str(instance))


def _on_region_gone(instance: Region, **kwargs: Any) -> None:
    """Write events when a region is deleted: publications for what it lies in concerned it, even unnamed."""
    _refile([*instance.healthcare_regions.all(), instance.procurement_region], str(instance))


def connect() -> None:
    """Connect the receivers. Called once, when the app is ready."""
    for model in (*VOCABULARY, get_document_model()):
        pre_save.connect(_remember, sender=model, dispatch_uid=f"portal.shown_before.{model.__name__}")
        post_save.connect(_on_change, sender=model, dispatch_uid=f"portal.shown_after.{model.__name__}")
    m2m_changed.connect(_on_map_change, sender=Region.healthcare_regions.through, dispatch_uid="portal.map_of_regions")
    pre_delete.connect(_on_region_gone, sender=Region, dispatch_uid="portal.region_gone")
