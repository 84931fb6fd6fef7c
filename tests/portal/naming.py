"""One thing of each kind that a publication can refer to, and ways to delete it."""

from typing import Any

from django.core.files.base import ContentFile
from wagtail.documents import get_document_model

from portal.models import HealthcareRegion, PublicationDocument, Region
from recommendations.models import ProcurementNotice
from tests.factories import (
    OrganisationFactory,
    ProcurementRegionFactory,
    ProductAreaFactory,
    ProgrammeAreaFactory,
    RegionFactory,
    make,
)

KINDS = (
    *("document", "document in a text block", "document linked in text", "product area", "organisation", "region"),
    *("healthcare region", "procurement region", "programme area", "page"),
)


def document() -> Any:
    return get_document_model().objects.create(title="Bilagan", file=ContentFile(b"text", name="bilaga.txt"))


def used_by(page: Any, kind: str) -> Any:
    """A thing of this kind, which the page, not saved yet, names from now on."""
    if kind == "document":
        thing = document()
        page.documents.add(PublicationDocument(document=thing))
    elif kind == "document in a text block":
        thing = document()
        page.body = [("document", {"document": thing, "title": ""})]
    elif kind == "document linked in text":
        thing = document()
        page.body = [("text", f'<p><a linktype="document" id="{thing.pk}">Bilagan</a></p>')]
    elif kind == "product area":
        thing = ProductAreaFactory()
        page.product_areas.add(thing)
    elif kind == "organisation":
        thing = page.buyer = OrganisationFactory()
    elif kind == "page":
        thing = page.replaces = make(ProcurementNotice, title="Den gamla")
    else:
        region = RegionFactory()
        thing = {
            "region": region,
            "healthcare region": region.healthcare_regions.get(),
            "procurement region": ProcurementRegionFactory(code="A", name="Upphandlingsregion A"),
            "programme area": ProgrammeAreaFactory(),
        }[kind]
        getattr(page, f"{kind.replace(' ', '_')}s").add(thing)
    return thing


def name_all(page: Any) -> dict[str, Any]:
    """Kind → a thing of that kind, each named by the page."""
    body, things = [], {}
    for kind in KINDS:
        things[kind] = used_by(page, kind)
        if "text" in kind:
            body += list(page.body)
    page.body = [(block.block_type, block.value) for block in body]
    return things


def vanish(thing: Any) -> None:
    """Away, past every rule: an old database, or two people at the same moment."""
    if isinstance(thing, Region | HealthcareRegion):
        map_of_regions = Region.healthcare_regions.through.objects
        map_of_regions.filter(**{str(thing._meta.model_name): thing}).delete()
    for model in (type(thing), *type(thing)._meta.get_parent_list()):
        model._default_manager.filter(pk=thing.pk)._raw_delete("default")
