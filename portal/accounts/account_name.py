"""What somebody is called, for queries that name the people of many rows at once."""

from django.contrib.auth import get_user_model
from django.db.models import OuterRef, Subquery, Value
from django.db.models.functions import Coalesce, Concat, NullIf, Trim


def account_name(key: OuterRef) -> Subquery:
    """The name of the account with this id, as Wagtail shows it: the full name, or the user name where there is none.

    Null where there is no such account any more.
    """
    full = Trim(Concat("first_name", Value(" "), "last_name"))
    named = get_user_model().objects.filter(pk=key).annotate(full=full)
    return Subquery(named.values(called=Coalesce(NullIf("full", Value("")), "username"))[:1])
