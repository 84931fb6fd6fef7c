from portal.models.addresses import Change, PublicAddress
from portal.models.approval import Approval
from portal.models.attempts import Attempt
from portal.models.events import Delivery, PublicationEvent
from portal.models.leased import Leased
from portal.models.moderation import OtherReader, OutgoingMail, ReadByTwo
from portal.models.pages import HomePage, StandardPage
from portal.models.publication import (
    KeywordItem,
    ProductAreaItem,
    Publication,
    PublicationDocument,
    PublicationQuerySet,
)
from portal.models.schedule import ScheduleFailure
from portal.models.site import SiteSettings
from portal.models.thesaurus import Concept
from portal.models.vocabulary import (
    HealthcareRegion,
    Organisation,
    ProcurementRegion,
    ProductArea,
    ProgrammeArea,
    Region,
)

__all__ = [
    "Approval",
    "Attempt",
    "Change",
    "Concept",
    "Delivery",
    "HealthcareRegion",
    "HomePage",
    "KeywordItem",
    "Leased",
    "Organisation",
    "OtherReader",
    "OutgoingMail",
    "ProcurementRegion",
    "ProductArea",
    "ProductAreaItem",
    "ProgrammeArea",
    "PublicAddress",
    "Publication",
    "PublicationDocument",
    "PublicationEvent",
    "PublicationQuerySet",
    "ReadByTwo",
    "Region",
    "ScheduleFailure",
    "SiteSettings",
    "StandardPage",
]
