"""Reaching an Elasticsearch server, and saying in one sentence why it can't be reached."""

from collections.abc import Mapping
from typing import Any

from elasticsearch import ApiError, Elasticsearch, NotFoundError, TransportError, UnsupportedProductError

from search.engines import NO_INDEX

SECONDS_TO_READ = 1.5
VERSION = "8."


def connect(server: Mapping[str, Any]) -> Elasticsearch:
    """A client for settings.ELASTICSEARCH. It does not ask again after a time-out.

    A host that refuses is another matter: the question goes to the next one at once, once around.
    """
    options: dict[str, Any] = {}
    if server["api_key"]:
        options["api_key"] = server["api_key"]
    elif server["user"]:
        options["basic_auth"] = (server["user"], server["password"])
    if server["ca"]:
        options["ca_certs"] = server["ca"]
    hosts = server["hosts"]
    return Elasticsearch(
        hosts, request_timeout=SECONDS_TO_READ, retry_on_timeout=False, max_retries=len(hosts) - 1, **options
    )


def fault(server: Mapping[str, Any]) -> str:
    """What is wrong with the server; empty when it is an Elasticsearch of the right version that lets us in."""
    where = ", ".join(server["hosts"])
    try:
        # The version is also told at "/", but not by the server's core alone.
        nodes = connect(server).nodes.info(filter_path="nodes.*.version")["nodes"].values()
    except (TransportError, ApiError, ValueError, KeyError, AttributeError, UnsupportedProductError) as error:
        return f"{where}: {in_words(error)}"
    wrong = sorted({node["version"] for node in nodes if not node["version"].startswith(VERSION)})
    return f"{where}: this is Elasticsearch {', '.join(wrong)}, not {VERSION}x" if wrong else ""


def in_words(error: Exception) -> str:
    """One sentence on what went wrong."""
    match error:
        case UnsupportedProductError():
            return "what answers is not Elasticsearch"
        case ApiError() if error.status_code in (401, 403):
            return f"Elasticsearch does not let us in ({error.status_code}): check user and password, or the API key"
        case ApiError() if error.meta.headers.get("x-elastic-product") != "Elasticsearch":
            return "what answers is not Elasticsearch"
        case NotFoundError() | ApiError(body={"error": {"type": "index_not_found_exception"}}):
            return NO_INDEX
        case ApiError(body={"error": {"reason": str(reason)}}):
            return f"Elasticsearch answers {error.status_code}: {reason}"
        case ApiError():
            return f"Elasticsearch answers {error.status_code}: {error.message}"
        case TransportError():
            return f"no Elasticsearch answers ({type(error).__name__}: {error.message})"
    return f"Elasticsearch gave an answer that makes no sense ({type(error).__name__}: {error})"
