"""A case that becomes secret takes its translations down: they name what it no longer names."""

from typing import Any

from wagtail.signals import page_published

from recommendations.models import Case


def _close_translations(instance: Any, **kwargs: Any) -> None:
    """Those that are not secret themselves; they can be published again under an anonymous title."""
    if not isinstance(instance, Case) or not instance.live or not instance.is_secret:
        return
    for translation in instance.get_translations().live().filter(is_secret=False):
        if translation.translates_a_secret():
            translation.unpublish()


def connect() -> None:
    page_published.connect(_close_translations, dispatch_uid="recommendations.secret_translations")
