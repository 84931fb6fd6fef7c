"""Which rules hold for which of the portal's own models. The apps register those of their types."""

from portal.moderation.gate_rules.filing import CaseNumberForm, ConcernsSomebody
from portal.moderation.gate_rules.links import LinksAreAlive, LinksAreOpen
from portal.moderation.gate_rules.originals import AgreesWithOriginal, TranslationsFollow
from portal.moderation.gate_rules.pdf_files import PdfsAreTagged
from portal.moderation.gate_rules.rule import register
from portal.moderation.gate_rules.structure import HeadingOrder, TableHeaders
from portal.moderation.gate_rules.succession import ReplacesConsistently, ReviewWithinTwoYears
from portal.moderation.gate_rules.wording import Address, DecisionFilled, Filled, PlainLanguage


def register_all() -> None:
    """Register the rules of publications, plain pages and the start page. Called once, when the app is ready."""
    from portal.models import Publication
    from portal.site.models import HomePage, StandardPage
    from portal.site.start_page import StartPageStays

    of_texts = (HeadingOrder(), TableHeaders(), LinksAreAlive(), LinksAreOpen(), PdfsAreTagged())
    of_filing = (ConcernsSomebody(), CaseNumberForm(), ReplacesConsistently(), ReviewWithinTwoYears())
    register(Publication, Address(), Filled(), PlainLanguage(), DecisionFilled(), *of_filing, *of_texts)
    register(Publication, AgreesWithOriginal(), TranslationsFollow())
    register(StandardPage, Address(), *of_texts)
    register(HomePage, StartPageStays())
