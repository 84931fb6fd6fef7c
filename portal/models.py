"""The names of all models of this app, for imports and for Django. Each model is defined in the room of its subject."""

from portal.accounts.models import Attempt
from portal.accounts.regional_contact import RegionalContact
from portal.addresses.models import PermanentNumber, PublicAddress
from portal.moderation.approval import Approval
from portal.moderation.models import ReadByTwo
from portal.moderation.tasks import PublicationTask, SecondReaderTask
from portal.outbox.leases import Leased, LeasedQuerySet
from portal.outbox.models import Change, Delivery, OutgoingMail, PublicationEvent
from portal.preview_links.models import PreviewLink
from portal.publication_calendar.models import CalendarAddress
from portal.publications.models import Publication, PublicationDocument, PublicationQuerySet
from portal.publications.tags import KeywordItem, ProductAreaItem
from portal.releases.models import Release, ReleaseItem
from portal.scheduling.models import ScheduleFailure
from portal.site.models import HomePage, StandardPage
from portal.site.site_settings import SiteSettings
from portal.vocabulary.models import (
    HealthcareRegion,
    Organisation,
    ProcurementRegion,
    ProductArea,
    ProgrammeArea,
    Region,
)
from portal.vocabulary.thesaurus import Concept
from portal.withdrawals.models import Withdrawal

__all__ = [
    "Approval",
    "Attempt",
    "CalendarAddress",
    "Change",
    "Concept",
    "Delivery",
    "HealthcareRegion",
    "HomePage",
    "KeywordItem",
    "Leased",
    "LeasedQuerySet",
    "Organisation",
    "OutgoingMail",
    "PermanentNumber",
    "PreviewLink",
    "ProcurementRegion",
    "ProductArea",
    "ProductAreaItem",
    "ProgrammeArea",
    "PublicAddress",
    "Publication",
    "PublicationDocument",
    "PublicationEvent",
    "PublicationQuerySet",
    "PublicationTask",
    "ReadByTwo",
    "Region",
    "RegionalContact",
    "Release",
    "ReleaseItem",
    "ScheduleFailure",
    "SecondReaderTask",
    "SiteSettings",
    "StandardPage",
    "Withdrawal",
]
