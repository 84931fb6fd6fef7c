"""Who uses a thing, with the names of only those users that somebody may see: pages they may edit or anyone may
read.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.contrib.admin.utils import unquote
from django.urls import resolve
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from modelcluster.fields import ParentalKey
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.models import Page, ReferenceIndex

from portal.publications.visibility import open_to_all
from portal.references.reference_index import DRAFT, renew

# The most users that a confirmation names; Wagtail's usage page has all of them.
MOST = 20


@dataclass(frozen=True)
class User:
    """One page or row that uses something: a link to it, and the fields in which it does."""

    title: str
    url: str
    kind: str
    fields: tuple[str, ...] = ()


@dataclass(frozen=True)
class Users:
    """The users of a thing, as one person may see them.

    `seen` are the first of them by name, `hidden` is how many of these the person may not see, and `more` how many
    there are beyond them.
    """

    seen: tuple[User, ...]
    hidden: int
    more: int = 0

    def __len__(self) -> int:
        return len(self.seen) + self.hidden + self.more

    @property
    def others(self) -> list[str]:
        """What to say of those that are not named: how many can't be seen, how many more there are."""
        told = []
        if self.hidden:
            words = ngettext("%(count)d page that you can't see", "%(count)d pages that you can't see", self.hidden)
            told.append(words % {"count": self.hidden})
        if self.more:
            told.append(ngettext("%(count)d more", "%(count)d more", self.more) % {"count": self.more})
        return told

    def in_words(self) -> str:
        """All of it in one line."""
        return ", ".join([*(f"“{user.title}”" for user in self.seen), *self.others])


def seen_by(person: Any, objects: Iterable[Any]) -> Users:
    """These objects as this person may see them. For a row of a page its page is named."""
    owners = {(type(owner), owner.pk): owner for owner in map(_owner, objects)}.values()
    return _users(person, [(owner, []) for owner in owners])


def _owner(row: Any) -> Any:
    parental = [field for field in row._meta.fields if isinstance(field, ParentalKey)]
    owner = getattr(row, parental[0].name) if parental else row
    return Page.objects.get(pk=owner.pk) if isinstance(owner, Page) else owner


def users_at(person: Any, usage_url: str) -> Users:
    """The users of the thing that a usage page of Wagtail is about. `usage_url` is that page's address."""
    match = resolve(usage_url.partition("?")[0])
    view: Any = match.func
    # For pages Wagtail 8 chooses the view class only when it is called, so there is none to read the model from.
    model = Page
    if hasattr(view, "view_class"):
        model = view.view_initkwargs.get("model") or view.view_class.model
    key = unquote(str(next(iter(match.kwargs.values()), None) or match.args[0]))
    renew()
    groups = ReferenceIndex.get_grouped_references_to(model(pk=key))
    return _users(person, list(islice(groups, MOST)), more=max(0, len(groups) - MOST))


def _users(person: Any, found: list[tuple[Any, list[ReferenceIndex]]], more: int = 0) -> Users:
    finder = AdminURLFinder(person)
    pages = [owner.pk for owner, _references in found if isinstance(owner, Page)]
    public = open_to_all(Page.objects).filter(pk__in=pages).in_bulk()
    seen = []
    for owner, references in found:
        url = finder.get_edit_url(owner)
        if not url and isinstance(owner, Page) and owner.pk in public:
            # What only its draft says is not for everyone.
            published = [one for one in references if not one.model_path.endswith(DRAFT)]
            references, url = published, public[owner.pk].get_url() if published else None
        if url:
            fields = dict.fromkeys(one.describe_source_field() for one in references)
            seen.append(User(_title(owner), url, _kind(owner), tuple(map(str, fields))))
    return Users(tuple(seen), len(found) - len(seen), more)


def _title(owner: Any) -> str:
    return str(owner.get_admin_display_title()) if isinstance(owner, Page) else str(owner)


def _kind(owner: Any) -> str:
    if not isinstance(owner, Page):
        return str(capfirst(owner._meta.verbose_name))
    return str(capfirst(owner.specific_class._meta.verbose_name)) if owner.live else _("Draft")
