"""What a page says of itself in the words of schema.org, given out as JSON-LD in its head.

Each page type describes itself (`linked_data`). Values come from the page as outsiders read it, and nothing is said
that the page does not show. A verdict is left out where the page itself warns against it: machines read no banners.
"""

from typing import TYPE_CHECKING, Any, ClassVar

from django.utils import timezone
from django.utils.translation import gettext as _

from portal.addresses.canonical import canonical_address, text_language
from portal.publications.statuses import MAY_BE_PAST, is_past, needs_example_mark

if TYPE_CHECKING:
    from portal.vocabulary.models import Organisation, ProductArea

# A thing with its properties, as JSON.
Node = dict[str, Any]

# Kinds of organisations that are no part of the public sector, or not known to be.
NOT_GOVERNMENT = ("company", "other")


def node(kind: str | list[str], **properties: Any) -> Node:
    """A thing of one or more of schema.org's kinds, without the properties that are not known.

    A property called `id` becomes JSON-LD's "@id".
    """
    known = {name: value for name, value in properties.items() if value not in ("", None, [], {})}
    return {"@type": kind, **{"@id" if name == "id" else name: value for name, value in known.items()}}


def organisation(body: "Organisation | None") -> Node | None:
    """A body that decides, assesses or buys, under the name that the page shows; None when there is none."""
    if body is None:
        return None
    return node("Organization" if body.kind in NOT_GOVERNMENT else "GovernmentOrganization", name=body.label)


def device(name: str, maker: str, **properties: Any) -> Node:
    """A medical device with its manufacturer, which schema.org knows of products only."""
    made_by = node("Organization", name=maker) if maker else None
    return node(["MedicalDevice", "Product"], name=name, manufacturer=made_by, **properties)


def with_subject(nodes: list[Node], subject: Node, **properties: Any) -> list[Node]:
    """The same nodes with what the page, the first of them, is about, and with further properties of the page."""
    page, *others = nodes
    return [{**page, "mainEntity": {"@id": subject["@id"]}, **properties}, *others, subject]


def _area(area: "ProductArea") -> Node:
    return node("MedicalCode", name=area.label, codeValue=area.emdn_code, codingSystem="EMDN")


class DescribesItself:
    """The part of a page that describes itself to machines."""

    # What schema.org calls such a page.
    page_kind: ClassVar[str] = "WebPage"

    @property
    def marked_title(self: Any) -> str:
        """The title as it stands outside the page, with what readers there must not miss."""
        return str(self.title)

    @property
    def description(self: Any) -> str:
        """What the page says, in a sentence or two, for lists of search engines and previews of links."""
        return str(self.search_description or getattr(self, "ingress", ""))

    def linked_data(self: Any, address: str) -> list[Node]:
        """The page as a thing of schema.org, followed by the things that it is about. `address` is the page's own."""
        return [
            node(
                self.page_kind,
                id=address,
                url=address,
                name=self.marked_title,
                description=getattr(self, "ingress", ""),
                inLanguage=text_language(self),
            )
        ]


class PublicationDescribesItself(DescribesItself):
    """The same for a publication, which has a status, a case number and a filing."""

    @property
    def lede(self: Any) -> str:
        """The first thing that the page says below its title."""
        return str(self.ingress)

    @property
    def marks(self: Any) -> list[str]:
        """Words that go before the title outside the page: may not hold, its original says otherwise, example."""
        words = [self.status_label] if self.status in MAY_BE_PAST else []
        if not words and self.original_change:
            words.append(self.original_change.label)
        if needs_example_mark(self.title, is_example=self.is_example):
            words.append(_("Example"))
        return words

    @property
    def marked_title(self: Any) -> str:
        return ": ".join([*self.marks, self.title])

    @property
    def stands_by_its_verdict(self: Any) -> bool:
        """Whether a machine may be told the verdict: it holds, and the original does not say otherwise."""
        change = self.original_change
        return self.status not in MAY_BE_PAST and (change is None or change.kind == "revised")

    @property
    def description(self: Any) -> str:
        said = [self.verdict_label] if self.has_verdict and self.stands_by_its_verdict else []
        return " ".join([*(f"{words}." for words in [*self.marks, *said]), self.search_description or self.lede])

    def linked_data(self: Any, address: str) -> list[Node]:
        page, *others = super().linked_data(address)
        published, change = self.last_published_at, self.original_change
        newer = self.newer_version if is_past(self.status) else None
        page |= node(
            self.page_kind,
            identifier=self.case_number,
            dateModified=timezone.localdate(published).isoformat() if published else "",
            creativeWorkStatus=self.status_label,
            correction=change.sentence if change else "",
            abstract={"@language": "en", "@value": self.summary_beside} if self.summary_beside else None,
            spatialCoverage=[] if self.level == self.Level.NATIONAL else self.region_list,
            about=[_area(area) for area in self.area_list],
        )
        if newer:
            page["dcterms:isReplacedBy"] = {"@id": canonical_address(newer)}
        return [page, *others]
