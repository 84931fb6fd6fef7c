"""What is wrong with the search engine, in one sentence: `manage.py check --deploy --tag search` says it, and reindex.

The check of the server asks it, so it is one of deployment and does not run with every command.
"""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from search.engines import MODULES

TAG = "search"


def engine_fault() -> str:
    """Empty when the engine that the settings name can be used."""
    return name_fault() or server_fault()


def name_fault() -> str:
    """What is wrong with the setting SEARCH_ENGINE; empty when nothing is."""
    if settings.SEARCH_ENGINE not in MODULES:
        return f"SEARCH_ENGINE is {settings.SEARCH_ENGINE!r}; it can be {' or '.join(MODULES)}"
    return ""


def server_fault() -> str:
    """What is wrong with the Elasticsearch server, which is asked; empty when nothing is or none is used."""
    if settings.SEARCH_ENGINE != "elasticsearch":
        return ""
    from search.engines.elastic_connection import fault

    return fault(settings.ELASTICSEARCH)


def _errors(wrong: str) -> list[CheckMessage]:
    hint = "See SEARCH_ENGINE and ELASTICSEARCH_… in portal/README.md."
    return [Error(wrong, hint=hint, id="search.E001")] if wrong else []


@register(TAG)
def check_name(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Report a wrong name of the engine (search.E001). It runs with every check."""
    return _errors(name_fault())


@register(TAG, deploy=True)
def check_server(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Report a server that can't be used (search.E001). It runs only with --deploy."""
    return _errors(server_fault())
