"""The form of the answers, for the OpenAPI description. Tests hold the answers against it."""

from typing import Any

from ninja import Field, Schema


class CodedValue(Schema):
    """A value from a list: its code, which never changes, and its word in each language."""

    model_config = {"extra": "allow"}

    code: str | int
    sv: str
    en: str


class PublicationLink(Schema):
    """Another publication that is public."""

    number: int
    id: str = Field(description="Tag URI (RFC 4151)")
    url: str = Field(description="Permanent address")


class DataLicence(Schema):
    """The licence of the data."""

    name: str
    url: str | None


class DocumentLink(Schema):
    """A document that a publication offers."""

    title: str
    url: str


class LanguageVersion(Schema):
    """What a publication says in one language. Each type has further fields of its own. Null is what is not said."""

    model_config = {"extra": "allow"}

    language: str
    address: str = Field(description="Where the page stands now")
    edition: int | None = Field(description="The running number of the text that is public now")
    edition_url: str | None = Field(description="The permanent address of this very text")
    published: str | None
    updated: str | None
    original: CodedValue | None = Field(description="How the Swedish original differs from this translation of it")
    title: str
    ingress: str | None
    summary_en: str | None
    verdict: CodedValue | None
    status: CodedValue | None
    date: str | None = Field(description="ISO 8601; a month or a year where no more is known")
    review_by: str | None
    case_number: str | None
    level: CodedValue
    product_areas: list[CodedValue]
    regions: list[CodedValue]
    healthcare_regions: list[CodedValue]
    programme_areas: list[CodedValue]
    keywords: list[str]
    documents: list[DocumentLink]
    is_example: bool = Field(description="True for invented content")


class PublishedItem(Schema):
    """A publication: the same under one number in all its languages, the original first."""

    number: int
    id: str = Field(description="Tag URI (RFC 4151), the same in feeds")
    url: str = Field(description="Permanent address")
    type: CodedValue
    replaces: list[PublicationLink]
    replaced_by: list[PublicationLink]
    links: dict[str, list[PublicationLink]]
    languages: list[LanguageVersion]


class DataAnswer(Schema):
    """What stands at the top of every answer."""

    publisher: str
    licence: DataLicence
    rights: str


class PublicationAnswer(DataAnswer):
    """One publication."""

    publication: PublishedItem


class PublicationList(DataAnswer):
    """Publications, the smallest number first. `changes` tells what has changed since this was read."""

    publications: list[PublishedItem]
    next: str | None = Field(description="Where the list goes on; null at its end")
    changes: str = Field(description="Take it from the first part of the list that you read")


class VerdictChange(Schema):
    """A verdict before and after. `product` is null for the whole publication."""

    product: str | None
    old: CodedValue | None
    new: CodedValue | None


class LoggedEvent(Schema):
    """One event. Of a page that was closed nothing is told but that it was withdrawn."""

    id: str
    number: int
    publication: str
    kind: CodedValue
    time: str
    language: str | None
    note: str | None
    note_en: str | None
    verdicts: list[VerdictChange]


class ChangeList(DataAnswer):
    """What happened, the oldest first. Put `publications` in the place of those that you have; delete what is null."""

    changes: list[LoggedEvent]
    publications: dict[str, PublishedItem | None]
    cursor: str
    next: str = Field(description="Where to ask next: at once while `is_last` is false, else later")
    is_last: bool


class ProblemDocument(Schema):
    """What went wrong (RFC 9457)."""

    model_config = {"extra": "allow"}

    type: str
    title: str
    status: int
    detail: str


def problems(*statuses: int) -> dict[str, Any]:
    """The problem documents of an operation, for OpenAPI."""
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/ProblemDocument"}}}
    return {str(status): {"description": "A problem document (RFC 9457)", "content": content} for status in statuses}
