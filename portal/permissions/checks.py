"""A system check of the matrix of rights: each page type has a row, and Wagtail can keep what the rows say."""

from collections.abc import Iterator
from typing import Any

from django.core.checks import CheckMessage, Error, register
from wagtail.models import get_page_models

from portal.permissions.matrix import (
    FOR_ALL_PAGES,
    PAGE_PERMISSIONS,
    RightsArea,
    area_of,
    page_areas,
    permissions_on_tree,
)
from portal.permissions.roles import OWN_REGION, ROLES

# All that portal.permissions.regional can keep.
OF_REGIONS = {"add", "change"}


@register()
def check_rights(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Report page types without a row (portal.E004) and rows that Wagtail can't keep (portal.E005)."""
    types = [model for model in get_page_models() if model.is_creatable and model._meta.app_label != "wagtailcore"]
    said = "The page type is in no register_rights(): nobody could say who may do what with it."
    found: list[CheckMessage] = [Error(said, obj=model, id="portal.E004") for model in types if area_of(model) is None]
    return found + [Error(said, obj=area.name, id="portal.E005") for area in page_areas() for said in _broken(area)]


def _broken(area: RightsArea) -> Iterator[str]:
    for permission, (first, *others) in PAGE_PERMISSIONS.items():
        for other in others:
            if set(area.roles_with(other)) != set(area.roles_with(first)):
                yield f"“{other}” comes with “{first}”: both are Wagtail's “{permission}”."
    for action in FOR_ALL_PAGES:
        if any(set(other.roles_with(action)) != set(area.roles_with(action)) for other in page_areas()):
            yield f"“{action}” is one permission for all pages."
    if area.page_permissions(OWN_REGION) - OF_REGIONS:
        yield "Who writes for a region may add and edit, and what comes with that, but nothing more."
    beneath = [model for one in area.models for model in one.allowed_subpage_models() if model not in area.models]
    if beneath and (wide := [role for role in ROLES if area.page_permissions(role) - permissions_on_tree(role)]):
        yield f"Pages of other types are below these, so that {', '.join(wide)} would have their rights there, too."
