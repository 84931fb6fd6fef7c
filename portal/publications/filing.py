"""A publication is filed once for all its languages: as its original is, while the original is public.

The original is the page in the site's first language. Product areas, level, regions and programme areas of its
translations are copies of its own. What follows from the text (verdict, status, year, assessor) stays on each page, as
that is what its readers read; but a selection takes it from the original, too. A translation without a public original
is filed by itself.
"""

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from wagtail.models import ReferenceIndex

if TYPE_CHECKING:
    from portal.publications.models import Publication

# What is copied. The lists are relations through a table of their own.
LISTS = ("product_areas", "regions", "healthcare_regions", "programme_areas")
FIELDS = ("level", *LISTS)


def public_originals() -> Any:
    """The public pages in the site's first language, as a queryset of Publications."""
    from portal.publications.models import Publication

    return Publication.objects.published().filter(locale__language_code=settings.LANGUAGE_CODE)


def filing_source(page: "Publication") -> "Publication":
    """The page that says where a publication is filed: its public original as outsiders read it, else the page itself.

    `page` is the page as outsiders read it.
    """
    original = _original_of(page)
    return original.for_outsiders() if original else page


def _original_of(page: "Publication") -> "Publication | None":
    """The public original of a translation; None for an original, and where there is none."""
    if page.locale_id is None or page.locale.language_code == settings.LANGUAGE_CODE:
        return None
    original = public_originals().filter(translation_key=page.translation_key).first()
    return original.specific if original else None


def filed_by(rule: Q) -> Q:
    """The condition that finds the publications, of any language, whose filing meets a rule about one page."""
    originals = public_originals().filter(translation_key=OuterRef("translation_key"))
    is_translation = ~Q(locale__language_code=settings.LANGUAGE_CODE)
    follows = is_translation & Exists(originals)
    return (follows & Exists(originals.filter(rule))) | (~follows & rule)


class FiledAsItsOriginal:
    """The part of a publication that takes over the filing of its original, whatever a draft of it says."""

    def with_content_json(self: Any, content: dict[str, Any]) -> Any:
        """A revision as a page object: one of a translation is filed as the original is today."""
        page = super().with_content_json(content)  # type: ignore[misc]
        if original := _giver(page):
            page.level = original.level
            for name in LISTS:
                own, wanted = getattr(page, name), list(getattr(original, name).all())
                # Equal rows stay as they are: new ones would be indexed anew.
                if set(own.all()) != set(wanted):
                    own.set(wanted)
        return page

    @property
    def follows_filing(self: Any) -> bool:
        """Whether the page takes its filing from its original, so that it can't be changed on the page."""
        return _giver(self) is not None


def _giver(page: Any) -> "Publication | None":
    """The page whose fields a translation takes over. A secret page gives nothing to one that is not."""
    original = _original_of(page)
    return None if original is None or (original.is_secret and not page.is_secret) else original


def share(original: "Publication") -> set[int]:
    """Give the translations of a public original its filing, drafts too. Returns the ids of the pages that changed."""
    from portal.publications.models import Publication

    others = Publication.objects.filter(translation_key=original.translation_key).exclude(pk=original.pk)
    changed = {page.pk for page in others.specific() if _giver(page) and _take_over(page, original)}
    for page in Publication.objects.filter(pk__in=changed).specific():
        # It hears only of pages that are saved.
        ReferenceIndex.create_or_update_for_object(page)
    return changed


def _take_over(page: "Publication", original: "Publication") -> bool:
    """Store the original's filing with a page, beside its drafts. Returns whether it was another."""
    publications = type(page)._base_manager.filter(pk=page.pk)
    is_other = publications.exclude(level=original.level).update(level=original.level) > 0
    for name in LISTS:
        through = getattr(type(page), name).through
        own, value = _columns(through)
        kept = through.objects.filter(**{own: page.pk})
        old, new = (set(rows.values_list(value, flat=True)) for rows in (kept, _rows(through, own, original)))
        if old != new:
            is_other = True
            kept.exclude(**{f"{value}__in": new}).delete()
            through.objects.bulk_create(through(**{own: page.pk, value: each}) for each in new - old)
    return is_other


def _rows(through: Any, own: str, page: "Publication") -> Any:
    return through.objects.filter(**{own: page.pk})


def _columns(through: Any) -> tuple[str, str]:
    """(column of the page, column of the value) of a table that says what pages are filed under."""
    from portal.publications.models import Publication

    keys = [field for field in through._meta.concrete_fields if field.is_relation]
    own = next(field for field in keys if field.related_model is Publication)
    return own.attname, next(field.attname for field in keys if field is not own)
