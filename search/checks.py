"""What is wrong with the search engine, in one sentence: `manage.py check --deploy --tag search` says it, and reindex.

The check asks the server, so it is one of deployment and not one that runs with every command.
"""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from search.engines import MODULES

TAG = "search"


def engine_fault() -> str:
    """Empty when the engine that the settings name can be used."""
    if settings.SEARCH_ENGINE not in MODULES:
        return f"SEARCH_ENGINE is {settings.SEARCH_ENGINE!r}; it can be {' or '.join(MODULES)}"
    if settings.SEARCH_ENGINE != "elasticsearch":
        return ""
    from search.engines.elastic_connection import fault

    return fault(settings.ELASTICSEARCH)


@register(TAG, deploy=True)
def check_engine(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    wrong = engine_fault()
    return (
        [Error(wrong, hint="See SEARCH_ENGINE and ELASTICSEARCH_… in the README.", id="search.E001")] if wrong else []
    )
