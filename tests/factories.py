"""Pages and vocabulary for tests, made the way an editor makes them: saved as a revision, then published."""

import uuid
from copy import copy as copy_of
from datetime import date
from typing import Any

import factory
from django.db import connection
from wagtail.models import Locale, Page, Site

from news.models import NewsIndex, NewsItem, Newsletter, NewsletterIndex
from portal.models import (
    HealthcareRegion,
    HomePage,
    Organisation,
    PermanentNumber,
    ProcurementRegion,
    ProductArea,
    ProgrammeArea,
    Publication,
    PublicationEvent,
    Region,
    SiteSettings,
)
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

INDEXES: dict[type[Page], type[Page]] = {
    Recommendation: RecommendationIndex,
    AssessmentSummary: AssessmentIndex,
    ProcurementNotice: ProcurementIndex,
    Case: CaseIndex,
    Newsletter: NewsletterIndex,
    NewsItem: NewsIndex,
}


class ProductAreaFactory(factory.django.DjangoModelFactory[ProductArea]):
    class Meta:
        model = ProductArea
        django_get_or_create = ("slug",)

    name = factory.Sequence(lambda n: f"Område {n}")
    slug = factory.Sequence(lambda n: f"omrade-{n}")
    emdn_code = factory.Sequence(lambda n: f"Z{n}")


class HealthcareRegionFactory(factory.django.DjangoModelFactory[HealthcareRegion]):
    class Meta:
        model = HealthcareRegion
        django_get_or_create = ("code",)

    code = "sodra"
    name = "Södra sjukvårdsregionen"


class ProcurementRegionFactory(factory.django.DjangoModelFactory[ProcurementRegion]):
    class Meta:
        model = ProcurementRegion
        django_get_or_create = ("code",)

    code = "H"
    name = "Upphandlingsregion H"


class RegionFactory(factory.django.DjangoModelFactory[Region]):
    class Meta:
        model = Region
        django_get_or_create = ("code",)
        skip_postgeneration_save = True

    code = "skane"
    name = "Skåne"
    procurement_region = factory.SubFactory(ProcurementRegionFactory)

    @factory.post_generation
    def healthcare_regions(self: Region, create: bool, extracted: Any, **kwargs: Any) -> None:
        self.healthcare_regions.set(extracted or [HealthcareRegionFactory()])


class ProgrammeAreaFactory(factory.django.DjangoModelFactory[ProgrammeArea]):
    class Meta:
        model = ProgrammeArea
        django_get_or_create = ("code",)

    code = "endokrina-sjukdomar"
    name = "Endokrina sjukdomar"


class OrganisationFactory(factory.django.DjangoModelFactory[Organisation]):
    class Meta:
        model = Organisation
        django_get_or_create = ("code",)

    code = "mtp-radet"
    name = "MTP-rådet"
    kind = "council"


def make_site() -> HomePage:
    """The Swedish start page as the default site's root, with its English translation. Safe to call again."""
    if home := HomePage.objects.filter(locale__language_code="sv").first():
        return home
    swedish, _ = Locale.objects.get_or_create(language_code="sv")
    english, _ = Locale.objects.get_or_create(language_code="en")
    root = Page.get_first_root_node() or Page.add_root(instance=Page(title="Root", slug="root", locale=swedish))
    home = HomePage(title="Samverkansportalen", slug="start", locale=swedish)
    root.add_child(instance=home)
    Site.objects.all().delete()
    SiteSettings.for_site(Site.objects.create(hostname="localhost", root_page=home, is_default_site=True))
    translation = home.copy_for_translation(english)
    translation.save_revision().publish()
    return home


def make_index(model: type[Page], language: str = "sv") -> Page:
    """The list page of a publication type under the start page of a language."""
    make_site()
    index = INDEXES[model]
    found = index.objects.filter(locale__language_code=language).first()
    if found:
        return found
    home = HomePage.objects.get(locale__language_code=language)
    page = index(title=str(index._meta.verbose_name), slug=f"{model.__name__.lower()}s", locale=home.locale)
    home.add_child(instance=page)
    return page


def make(
    model: Any,
    *,
    areas: list[ProductArea] | None = None,
    programmes: list[ProgrammeArea] | None = None,
    regions: list[Region] | None = None,
    healthcare_regions: list[HealthcareRegion] | None = None,
    language: str = "sv",
    publish: bool = True,
    **fields: Any,
) -> Any:
    """A publication of a type under its list page, published unless told otherwise."""
    parent = make_index(model, language)
    number = model.objects.count() + 1
    values = {"title": f"Titel {number}", "ingress": "En ingress.", "dated_on": date(2022, 2, 17), **fields}
    values.setdefault("slug", f"{model.__name__.lower()}-{number}")
    page = model(locale=parent.locale, live=False, **values)
    parent.add_child(instance=page)
    page.product_areas.set(areas or [])
    page.programme_areas.set(programmes or [])
    page.regions.set(regions or [])
    page.healthcare_regions.set(healthcare_regions or [])
    revision = page.save_revision()
    if publish:
        revision.publish()
        page.refresh_from_db()
    return page


def republish(page: Any, *, areas: list[ProductArea] | None = None, **values: Any) -> Any:
    """The page published again with other values, from what the database has of it now."""
    page = page.specific_class.objects.get(pk=page.pk)
    for name, value in values.items():
        setattr(page, name, value)
    if areas is not None:
        page.product_areas.set(areas)
    page.save_revision().publish()
    return page


def make_many(template: Any, number: int) -> None:
    """Copies of a published page beside it, row by row in SQL: thousands in a second, without events or revisions."""
    parent = template.get_parent(update=True)
    first = parent.numchild + 1
    page: Any = Page.objects.get(pk=template.pk)
    copies = []
    for position in range(first, first + number):
        copy = copy_of(page)
        copy.pk = copy.id = None
        copy.path = Page._get_path(parent.path, template.depth, position)
        copy.slug = f"{template.slug}-kopia-{position}"
        copy.url_path = f"{parent.url_path}{copy.slug}/"
        copy.translation_key = uuid.uuid4()
        copies.append(copy)
    Page.objects.bulk_create(copies, batch_size=500)
    Page.objects.filter(pk=parent.pk).update(numchild=first + number - 1)
    for model in (Publication, type(template)):
        _copy_rows(model, template, copies[0].path)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # else it plans for the handful of rows that it last counted


def publish_many(template: Any, number: int) -> None:
    """make_many, with an event and a permanent number for each copy as a publish makes them."""
    make_many(template, number)
    event = PublicationEvent.objects.filter(page_id=template.pk).latest("pk")
    known = PublicationEvent.objects.values("page_id")
    keys = dict(type(template).objects.exclude(pk__in=known).values_list("pk", "translation_key"))
    PermanentNumber.objects.bulk_create(PermanentNumber(translation_key=key) for key in keys.values())
    numbers = dict(PermanentNumber.objects.values_list("translation_key", "pk"))
    same = {field.name: getattr(event, field.name) for field in event._meta.fields if field.name != "id"}
    PublicationEvent.objects.bulk_create(
        PublicationEvent(**{**same, "page_id": pk, "translation_key": key, "number": numbers[key]})
        for pk, key in keys.items()
    )


def _copy_rows(model: Any, template: Any, first_path: str) -> None:
    """The template's row of one table of its model, again for each copied page."""
    table, key = model._meta.db_table, model._meta.pk.column
    columns = [field.column for field in model._meta.local_fields if field.column != key]
    names = ", ".join(f'"{column}"' for column in columns)
    values = ", ".join(f't."{column}"' for column in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f'INSERT INTO "{table}" ("{key}", {names}) SELECT p.id, {values} FROM "{table}" t, wagtailcore_page p '
            f'WHERE t."{key}" = %s AND p.path >= %s AND p.depth = %s AND p.path LIKE %s',
            [template.pk, first_path, template.depth, f"{template.get_parent().path}%"],
        )
