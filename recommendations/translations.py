"""Takes down the translations of a case that becomes secret: they still name what it no longer may."""

from typing import Any

from wagtail.signals import page_published

from recommendations.models import Case


def _close_translations(instance: Any, **kwargs: Any) -> None:
    """Take down the live translations that are not secret. They can be published again under an anonymous title."""
    if not isinstance(instance, Case) or not instance.live or not instance.is_secret:
        return
    for translation in instance.get_translations().live().filter(is_secret=False):
        if translation.translates_a_secret():
            translation.unpublish()


def connect() -> None:
    """Connect the receiver. Called once, when the app is ready."""
    page_published.connect(_close_translations, dispatch_uid="recommendations.secret_translations")
