from typing import Any

from django import template

from portal.references.usage import Users, users_at

register = template.Library()


@register.simple_tag(takes_context=True)
def users_of(context: dict[str, Any], usage_url: str) -> Users:
    """Who uses what this usage page is about, as far as the reader may know."""
    return users_at(context["request"].user, usage_url)
