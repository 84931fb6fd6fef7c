"""Which publication replaces which. Status, banner, list of versions, feeds and search all follow from one link.

The link is `Publication.replaces`. It joins publications, not single pages: when a new version is public in one
language only, the old version is replaced in every language.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from portal.publications.models import Publication
from portal.publications.page_types import is_withholding
from portal.publications.statuses import REPLACED, is_past


@dataclass
class Links:
    """All links between publications, by translation key: which one names which as the version before it."""

    # Newer → the older ones that it replaces directly.
    before: dict[UUID, set[UUID]] = field(default_factory=lambda: defaultdict(set))
    # The older ones that a public page replaces directly.
    named_in_public: set[UUID] = field(default_factory=set)

    @classmethod
    def load(cls) -> "Links":
        """Read all links in one query. There are few of them."""
        links = cls()
        public = Exists(Publication.objects.published().filter(pk=OuterRef("pk")))
        rows = Publication.objects.exclude(replaces=None).annotate(is_public=public)
        for new, old, is_public in rows.values_list("translation_key", "replaces__translation_key", "is_public"):
            if new == old:
                continue
            links.before[new].add(old)
            if is_public:
                links.named_in_public.add(old)
        return links

    def replaced(self) -> set[UUID]:
        """The publications that a public page replaces, directly or through versions between, public or not."""
        return _reached(self.before, self.named_in_public)

    def series(self) -> dict[UUID, UUID]:
        """The name of the series for each publication that has versions: publication → key of the series' first
        version.
        """
        joined: dict[UUID, set[UUID]] = defaultdict(set)
        for new, olds in self.before.items():
            for old in olds:
                joined[new].add(old)
                joined[old].add(new)
        names: dict[UUID, UUID] = {}
        for key in sorted(joined):
            if key not in names:
                members = _reached(joined, [key])
                first = min(members, key=lambda member: (bool(self.before.get(member)), member))
                names |= dict.fromkeys(members, first)
        return names


def _reached(links: Mapping[UUID, set[UUID]], keys: Iterable[UUID]) -> set[UUID]:
    """These and all that the links lead to from them; ends in a circle, too."""
    found: set[UUID] = set()
    pending = list(keys)
    while pending:
        if (key := pending.pop()) not in found:
            found.add(key)
            pending += links.get(key, ())
    return found


def is_replaced(page: Publication) -> bool:
    """Whether a public page replaces this one, directly or through versions between."""
    key = page.translation_key
    # Of most pages none says that it replaces them.
    return Publication.objects.filter(replaces__translation_key=key).exists() and key in Links.load().replaced()


def in_force_after(language: str) -> dict[int, int]:
    """Replaced page → the newest version of its series that holds, by the pages that stand in the list of a language.

    What keeps something back neither has nor is one: to name the two together could tell what it is about.
    """
    listed = Publication.objects.listed_in(language).exclude(is_withholding()).exclude(series=None).order_by()
    olds: dict[int, UUID] = {}
    holding: dict[UUID, list[int]] = defaultdict(list)
    for pk, series, status in listed.values_list("pk", "series", "status"):
        if not is_past(status):
            holding[series].append(pk)
        elif status == REPLACED:
            olds[pk] = series
    newest = {series: _newest(pages) for series, pages in holding.items()}
    return {pk: newest[series] for pk, series in olds.items() if series in newest}


def _newest(page_ids: list[int]) -> int:
    """The newest of some versions; most often there is one."""
    if len(page_ids) == 1:
        return page_ids[0]
    pages = Publication.objects.filter(pk__in=page_ids).specific()
    return int(max(pages, key=lambda page: page.place_in_series).pk)


def makes_a_circle(page: Publication, old: Publication) -> bool:
    """Whether a page would replace itself, another language of itself, or what itself replaces it."""
    return page.translation_key in _reached(Links.load().before, [old.translation_key])


def settle() -> list[Publication]:
    """Make the stored status and series of every page agree with the links. Returns the pages whose status changed.

    Call it inside the transaction that changed a link, or that made a page public or not.
    """
    links = Links.load()
    replaced, series = links.replaced(), links.series()
    _name(series)
    stored = Publication.objects.live().filter(Q(series__isnull=False) | Q(status=REPLACED))
    differ = [
        pk
        for pk, key, status in stored.values_list("pk", "translation_key", "status")
        if (key in replaced) != (status == REPLACED)
    ]
    changed = []
    for page in Publication.objects.filter(pk__in=differ).select_related("locale", "content_type").specific():
        status = page.status_today(replaced=page.translation_key in replaced)
        if status != page.status:
            Publication.objects.filter(pk=page.pk).update(status=status)
            page.status = status
            changed.append(page)
    return changed


def _name(series: dict[UUID, UUID]) -> None:
    """Store the name of its series with each page that has one, and clear it on pages that have none any more."""
    stored = Publication.objects.filter(Q(translation_key__in=series) | Q(series__isnull=False))
    for pk, key, name in stored.values_list("pk", "translation_key", "series"):
        if series.get(key) != name:
            Publication.objects.filter(pk=pk).update(series=series.get(key))
