"""Of the users of a thing, those that somebody may be told of by name: what they may edit or anyone may read."""

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

# As many as a confirmation names; the usage page has them all.
MOST = 20


@dataclass(frozen=True)
class User:
    """One page or row that uses something, as a link; where it stands there, and what would become of it."""

    title: str
    url: str
    kind: str
    fields: tuple[str, ...] = ()


@dataclass(frozen=True)
class Users:
    """The first of all users by name, as far as the person may see them, and how many there are besides."""

    seen: tuple[User, ...]
    hidden: int
    more: int = 0

    def __len__(self) -> int:
        return len(self.seen) + self.hidden + self.more

    @property
    def others(self) -> list[str]:
        told = []
        if self.hidden:
            words = ngettext("%(count)d page that you can't see", "%(count)d pages that you can't see", self.hidden)
            told.append(words % {"count": self.hidden})
        if self.more:
            told.append(ngettext("%(count)d more", "%(count)d more", self.more) % {"count": self.more})
        return told

    def in_words(self) -> str:
        return ", ".join([*(f"“{user.title}”" for user in self.seen), *self.others])


def seen_by(person: Any, objects: Iterable[Any]) -> Users:
    """These objects as this person may see them; a row of a page stands for its page."""
    owners = {(type(owner), owner.pk): owner for owner in map(_owner, objects)}.values()
    return _users(person, [(owner, []) for owner in owners])


def _owner(row: Any) -> Any:
    parental = [field for field in row._meta.fields if isinstance(field, ParentalKey)]
    owner = getattr(row, parental[0].name) if parental else row
    return Page.objects.get(pk=owner.pk) if isinstance(owner, Page) else owner


def users_at(person: Any, usage_url: str) -> Users:
    """The users of what an address of Wagtail's usage pages is about."""
    match = resolve(usage_url.partition("?")[0])
    view: Any = match.func
    # From version 8 on Wagtail chooses the view of a page when it is asked: there is no class to be seen before.
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
