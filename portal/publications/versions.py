"""What replaces what: one link, `Publication.replaces`, decides standing, banner, list of versions, feed and search.

The links join publications, not pages: a translation of the new version replaces the old one in every language,
and where only the Swedish version 2 is public, the English version 1 does not hold either.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from portal.publications.models import Publication
from portal.publications.statuses import REPLACED


@dataclass
class Links:
    """Which publication names which as its predecessor, by translation key."""

    before: dict[UUID, set[UUID]] = field(default_factory=lambda: defaultdict(set))
    # Those that a public page names.
    named_in_public: set[UUID] = field(default_factory=set)

    @classmethod
    def load(cls) -> "Links":
        """All links, in one query: few pages have one."""
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
        """What a public page replaces, itself or through versions between, which need not be public any more."""
        return _reached(self.before, self.named_in_public)

    def series(self) -> dict[UUID, UUID]:
        """Each publication that has versions, with the key of its first one, which is the series' name."""
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
    return page.translation_key in Links.load().replaced()


def makes_a_circle(page: Publication, old: Publication) -> bool:
    """Whether a page would replace itself, another language of itself, or what itself replaces it."""
    return page.translation_key in _reached(Links.load().before, [old.translation_key])


def settle() -> list[Publication]:
    """Have every page's stored status and series say what the links say. Returns the pages with a new status.

    Call it inside the transaction of whatever changed a link or what is public.
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
    stored = Publication.objects.filter(Q(translation_key__in=series) | Q(series__isnull=False))
    for pk, key, name in stored.values_list("pk", "translation_key", "series"):
        if series.get(key) != name:
            Publication.objects.filter(pk=pk).update(series=series.get(key))
