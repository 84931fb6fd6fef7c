"""Which pages to name beside a page when the same publication exists in two languages."""

from typing import Any

from django.db.models import Q
from wagtail.models import Page


def in_language_of(page: Page, publications: Any) -> Any:
    """Of these publications the public ones in the page's language, and in other languages those without a page in it.

    `publications` is a queryset or manager of publications; returns a queryset.
    """
    public = publications.published()
    own = public.filter(locale=page.locale_id).values("translation_key")
    return public.filter(Q(locale=page.locale_id) | ~Q(translation_key__in=own))
