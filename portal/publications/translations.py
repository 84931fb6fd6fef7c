"""Which pages are named beside a page, where the same publication is there in two languages."""

from typing import Any

from django.db.models import Q
from wagtail.models import Page


def in_language_of(page: Page, publications: Any) -> Any:
    """The public ones in the page's language, and of the others only what has no version in it."""
    public = publications.published()
    own = public.filter(locale=page.locale_id).values("translation_key")
    return public.filter(Q(locale=page.locale_id) | ~Q(translation_key__in=own))
