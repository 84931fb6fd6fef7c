"""Data of a publication for programs: each code with its words in every language, empty values as null."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.utils.translation import override

from portal.publications.page_types import page_types

Coded = Mapping[str, Any]
# What `data` of an event hold beside the fields of the page, and what open data give in another form.
OWN = {"is_public", "is_abridged", "is_alias", "links", "documents"}


def in_words(code: Any, label: Any) -> Coded:
    """A code and its word (a lazy translation) in each language of the site."""
    words = {}
    for language, _name in settings.LANGUAGES:
        with override(language):
            words[language] = str(label)
    return {"code": code, **words}


@lru_cache
def words_of(type_code: str) -> Mapping[str, Mapping[Any, Coded]]:
    """The fields of a type that hold a code, each with its codes in words. Nothing for an unknown type."""
    model = page_types().get(type_code)
    fields = model.code_words() if model else {}
    return {name: {code: in_words(code, word) for code, word in words.items()} for name, words in fields.items()}


@lru_cache
def type_in_words(type_code: str) -> Coded:
    """The type of a publication."""
    model = page_types().get(type_code)
    return in_words(type_code, model.type_label if model else type_code)


def worded(data: Mapping[str, Any], type_code: str) -> dict[str, Any]:
    """What Publication.published_data() returned, with codes in words and null for what is not said."""
    words = words_of(type_code)
    return {name: _value(name, value, words) for name, value in data.items() if name not in OWN}


def _value(name: str, value: Any, words: Mapping[str, Mapping[Any, Coded]]) -> Any:
    if isinstance(value, list):
        return [_value(name, item, words) for item in value]
    if isinstance(value, dict):
        if "name_en" in value:
            return _named(value)
        return {part: _value(part, item, words) for part, item in value.items()}
    if name in words and value is not None:
        # A code that has no words any more stands for itself.
        return words[name].get(value) or (_bare(value) if value != "" else None)
    return None if value == "" else value


def _named(row: Mapping[str, str]) -> dict[str, Any]:
    """A row of the vocabulary: its code, its name in each language, and what else is known of it."""
    names = {language: (language == "en" and row["name_en"]) or row["name"] for language, _name in settings.LANGUAGES}
    further = {part: value or None for part, value in row.items() if part not in ("code", "name", "name_en")}
    return {"code": row["code"], **names, **further}


def _bare(code: Any) -> Coded:
    return {"code": code, **{language: str(code) for language, _name in settings.LANGUAGES}}
