"""Template tag for Wagtail's page on what uses a thing."""

from typing import Any

from django import template

from portal.references.usage import Users, users_at

register = template.Library()


@register.simple_tag(takes_context=True)
def users_of(context: dict[str, Any], usage_url: str) -> Users:
    """Who uses the thing that this usage page is about, with names only for what the reader may see."""
    return users_at(context["request"].user, usage_url)
