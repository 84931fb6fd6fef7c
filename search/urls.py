"""The addresses of the search page and of what belongs to it, in the reader's language."""

from django.urls import path
from django.utils.functional import lazy
from django.utils.translation import get_language

from search.results.suggestions import suggestions
from search.results.views import results

ADDRESSES = {
    "results": {"sv": "sok/", "en": "search/"},
    "suggestions": {"sv": "sok/forslag/", "en": "search/suggestions/"},
}


def _address(name: str) -> str:
    known = ADDRESSES[name]
    return known.get((get_language() or "sv").split("-")[0], known["sv"])


_translated = lazy(_address, str)

app_name = "search"
urlpatterns = [
    path(_translated("results"), results, name="results"),
    path(_translated("suggestions"), suggestions, name="suggestions"),
]
