"""A system check that finds page types with a part missing. It runs at `manage.py check` and at every start."""

import re
from collections.abc import Iterator
from typing import Any

from django.core.checks import CheckMessage, Error, register
from django.template import TemplateDoesNotExist
from django.template.loader import get_template

from portal.publications.page_types import page_types

_CODE = re.compile(r"[a-z][a-z0-9_]*")


@register()
def check_page_types(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Report what a page type lacks: a usable code, a label, allowed parents or a template (portal.E003)."""
    return [Error(said, obj=model, id="portal.E003") for model in page_types().values() for said in _lacking(model)]


def _lacking(model: Any) -> Iterator[str]:
    if not _CODE.fullmatch(model.type_code):
        yield f"The type code {model.type_code!r} can't stand in addresses: small letters, digits and underscores."
    if not model.type_label:
        yield "The page type has no type_label."
    if not getattr(model, "parent_page_types", None):
        yield "The page type names no parent_page_types: editors could place it anywhere."
    try:
        get_template(model.template)
    except TemplateDoesNotExist:
        yield f"The page type has no template {model.template}."
