"""The address of the search page, in the reader's language."""

from django.urls import path
from django.utils.functional import lazy
from django.utils.translation import get_language

from search.views import results

ADDRESSES = {"sv": "sok/", "en": "search/"}


def _address() -> str:
    return ADDRESSES.get((get_language() or "sv").split("-")[0], ADDRESSES["sv"])


app_name = "search"
urlpatterns = [path(lazy(_address, str)(), results, name="results")]
