"""The catalogue of the open data in DCAT-AP-SE 3.0.1, which Sweden's data portal fetches once a day.

Source: https://docs.dataportal.se/dcat/3.0.1/en/. Mandatory are

- of the catalogue: title, description, publisher, licence, dataset;
- of a dataset: title, description, publisher;
- of a distribution: accessURL, format (a media type), licence or another statement of rights;
- of a data service: title, endpointURL, format;
- of the publisher: name, type; of the contact: kind, name, e-mail.

The rules for fetching it (https://docs.dataportal.se/dcat/docs/harvesting/) ask for RDF/XML and whole IRIs, and allow
no blank node for any of these. So each has an IRI of its own: the address of the catalogue, "#" and a name.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple
from urllib.parse import quote

from django.conf import settings
from django.utils import timezone
from rdflib import DCAT, DCTERMS, FOAF, RDF, XSD, Graph, Literal, Namespace, URIRef

from portal.models import PublicationEvent, SiteSettings
from portal.open_data.datasets import (
    CATALOGUE,
    DATASETS,
    DESCRIPTION,
    EVERY_LANGUAGE,
    SERVICE,
    TAG_URIS,
    Dataset,
    Described,
    Distribution,
    address,
)
from portal.open_data.words import in_words
from portal.outbox.models import TOLD_OUTSIDE

AUTHORITY = Namespace("http://publications.europa.eu/resource/authority/")
DCATAP = Namespace("http://data.europa.eu/r5r/")
VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
MEDIA_TYPE = "https://www.iana.org/assignments/media-types/"
# The regions are the publisher together; the list has nothing closer.
REGIONAL_AUTHORITY = URIRef("http://purl.org/adms/publishertype/RegionalAuthority")
SWEDEN = URIRef("http://sws.geonames.org/2661886/")
LANGUAGES = {"sv": AUTHORITY["language/SWE"], "en": AUTHORITY["language/ENG"]}
PUBLIC = AUTHORITY["access-right/PUBLIC"]
PREFIXES = {
    "dcat": DCAT,
    "dcatap": DCATAP,
    "dcterms": DCTERMS,
    "foaf": FOAF,
    "rdf": RDF,
    "vcard": VCARD,
    "xsd": XSD,
}
# What an IRI may hold beside letters and digits (RFC 3986); "%" begins an escape.
IN_IRI = "/:?#[]@!$&'()*+,;=%~"
# Creative Commons' names of its licences, as in the profile's list. They are addresses with https today.
COMMONS = ("https://creativecommons.org/", "http://creativecommons.org/")


class Times(NamedTuple):
    """When the first event happened that readers may know of, and the newest one; None before any."""

    first: datetime | None
    newest: datetime | None


def times() -> Times:
    """The times of the event log. What happens to a page that is not public is not among them."""
    told = PublicationEvent.objects.filter(TOLD_OUTSIDE)
    found = told.values_list("created_at", flat=True)
    return Times(found.order_by("pk").first(), found.order_by("-pk").first())


def iri(text: str) -> URIRef:
    """A text as an IRI; what one may not hold is escaped."""
    return URIRef(quote(text, safe=IN_IRI))


def _one_line(text: str) -> str:
    """A text from a form without what RDF/XML can't hold, such as a control character that was pasted in."""
    return " ".join("".join(each if each.isprintable() else " " for each in text).split())


def catalogue(site: SiteSettings, of_events: Times) -> Graph:
    """The catalogue. Nothing in it depends on the clock: `modified` is the time of the newest event."""
    return _Description(site, of_events).graph


class _Description:
    """Describes one thing after another in a graph, always in the same order: then it has the same bytes, too."""

    def __init__(self, site: SiteSettings, of_events: Times) -> None:
        self.site, self.times, self.here = site, of_events, address("open_data_catalogue")
        self.licence = iri(site.data_licence_url.replace(*COMMONS)) if site.data_licence_url else None
        # This store keeps the order in which statements come; rdflib's usual one has another in each process.
        self.graph = Graph(store="SimpleMemory", bind_namespaces="none")
        for prefix, namespace in PREFIXES.items():
            self.graph.bind(prefix, namespace)
        self.publisher, self.contact, self.service = self._publisher(), self._contact(), self._part(SERVICE.name)
        datasets = [self._dataset(dataset) for dataset in DATASETS]
        self._service(datasets)
        self._catalogue(datasets)

    def _part(self, *names: str) -> URIRef:
        return iri(f"{self.here}#{'-'.join(names)}")

    def _state(self, subject: URIRef, kind: URIRef, values: Iterable[tuple[URIRef, Any]]) -> URIRef:
        """State what a subject is, and its values; None is none. Returns the subject."""
        self.graph.add((subject, RDF.type, kind))
        for name, value in values:
            if value is not None:
                self.graph.add((subject, name, value))
        return subject

    def _publisher(self) -> URIRef:
        values = [
            (FOAF.name, Literal(_one_line(self.site.organisation), lang="sv")),
            (DCTERMS.type, REGIONAL_AUTHORITY),
            (FOAF.homepage, iri(f"{settings.BASE_URL}/")),
            (FOAF.mbox, self._mailbox()),
        ]
        return self._state(self._part("publisher"), FOAF.Agent, values)

    def _contact(self) -> URIRef | None:
        """The function that answers questions; None without an e-mail address, which the profile asks of each."""
        if not (self.site.contact_function and self.site.contact_email):
            return None
        values = [(VCARD.fn, Literal(_one_line(self.site.contact_function))), (VCARD.hasEmail, self._mailbox())]
        return self._state(self._part("contact"), VCARD.Organization, values)

    def _mailbox(self) -> URIRef | None:
        return iri(f"mailto:{self.site.contact_email}") if self.site.contact_email else None

    def _catalogue(self, datasets: Iterable[URIRef]) -> None:
        values = [
            *_words(CATALOGUE),
            (DCTERMS.publisher, self.publisher),
            (DCTERMS.license, self.licence),
            *self._dates(),
            *_languages(EVERY_LANGUAGE),
            (DCTERMS.spatial, SWEDEN),
            (FOAF.homepage, iri(address("open_data_documentation"))),
            (DCAT.themeTaxonomy, AUTHORITY["data-theme"]),
            *((DCAT.dataset, dataset) for dataset in datasets),
            (DCAT.service, self.service),
        ]
        self._state(iri(self.here), DCAT.Catalog, values)

    def _dataset(self, dataset: Dataset) -> URIRef:
        values = [
            *_words(dataset),
            (DCTERMS.publisher, self.publisher),
            (DCAT.contactPoint, self.contact),
            (DCAT.theme, AUTHORITY["data-theme/HEAL"]),
            (DCTERMS.accessRights, PUBLIC),
            (DCTERMS.accrualPeriodicity, AUTHORITY["frequency/UPDATE_CONT"]),
            *_languages(EVERY_LANGUAGE),
            (DCTERMS.spatial, SWEDEN),
            *self._dates(),
            (DCAT.landingPage, iri(address("open_data_documentation"))),
            (DCTERMS.conformsTo, iri(TAG_URIS)),
            *((DCAT.distribution, self._distribution(dataset.name, each)) for each in dataset.distributions),
        ]
        return self._state(self._part(dataset.name), DCAT.Dataset, values)

    def _distribution(self, dataset: str, distribution: Distribution) -> URIRef:
        schema = address(DESCRIPTION) if distribution.is_api else distribution.schema
        values = [
            *_in_each(DCTERMS.title, distribution.title),
            (DCAT.accessURL, iri(distribution.url)),
            (DCAT.downloadURL, None if distribution.is_api else iri(distribution.url)),
            (DCAT.accessService, self.service if distribution.is_api else None),
            *_format(distribution.media_type),
            (DCTERMS.license, self.licence),
            *_languages(distribution.languages),
            (DCTERMS.conformsTo, iri(schema) if schema else None),
            (DCATAP.availability, AUTHORITY["planned-availability/STABLE"]),
        ]
        return self._state(self._part(dataset, distribution.name), DCAT.Distribution, values)

    def _service(self, datasets: Iterable[URIRef]) -> None:
        values = [
            *_words(SERVICE),
            (DCTERMS.publisher, self.publisher),
            (DCAT.contactPoint, self.contact),
            (DCAT.theme, AUTHORITY["data-theme/HEAL"]),
            (DCTERMS.accessRights, PUBLIC),
            (DCTERMS.license, self.licence),
            *_format("application/json"),
            # Its documentation stands at its root.
            (DCAT.endpointURL, iri(address("open_data_documentation"))),
            (DCAT.endpointDescription, iri(address(DESCRIPTION))),
            (DCAT.landingPage, iri(address("open_data_documentation"))),
            *((DCAT.servesDataset, dataset) for dataset in datasets),
        ]
        self._state(self.service, DCAT.DataService, values)

    def _dates(self) -> list[tuple[URIRef, Any]]:
        """Days in the time of Sweden for the first, and the moment of the newest event."""
        first, newest = self.times
        issued = Literal(timezone.localdate(first).isoformat(), datatype=XSD.date) if first else None
        modified = Literal(newest.isoformat(timespec="seconds"), datatype=XSD.dateTime) if newest else None
        return [(DCTERMS.issued, issued), (DCTERMS.modified, modified)]


def _in_each(name: URIRef, text: Any) -> list[tuple[URIRef, Any]]:
    """A lazy translation as one literal in each language."""
    words = in_words("", text)
    return [(name, Literal(words[language], lang=language)) for language in EVERY_LANGUAGE]


def _words(described: Described) -> list[tuple[URIRef, Any]]:
    texts = [(DCTERMS.title, described.title), (DCTERMS.description, described.description)]
    texts += [(DCAT.keyword, keyword) for keyword in described.keywords]
    return [value for name, text in texts for value in _in_each(name, text)]


def _languages(codes: Iterable[str]) -> list[tuple[URIRef, Any]]:
    return [(DCTERMS.language, LANGUAGES[code]) for code in codes]


def _format(media_type: str) -> list[tuple[URIRef, Any]]:
    """The format as the profile wants it, and as DCAT-AP does."""
    return [(DCTERMS["format"], Literal(media_type)), (DCAT.mediaType, iri(MEDIA_TYPE + media_type))]
