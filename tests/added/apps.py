"""Registers rights, a facet and a channel: the shortest example of each."""

from django.apps import AppConfig
from django.db.models import Q


class AddedConfig(AppConfig):
    """The example app. Its facet is “grade”, its channel notes what it is told in HEARD."""

    name = "tests.added"

    def ready(self) -> None:
        from portal.outbox.channels import Channel, register_channel
        from portal.permissions.matrix import register_rights
        from portal.publications.visibility import open_to_all
        from portal.rights import PAGES
        from portal.selections.facets import Facet, FacetValue, register_facet
        from tests.added.models import HEARD, Guideline, GuidelineIndex

        register_rights("guidelines", "Riktlinjer", PAGES, GuidelineIndex, Guideline)
        register_facet(
            Facet(
                code="grade",
                label="Styrka",
                order=45,
                codes_of=lambda page: filter(None, [getattr(page.specific, "grade", "")]),
                rule=lambda codes: Q(guideline__grade__in=codes),
                values=lambda: (FacetValue(code, word) for code, word in Guideline.GRADES.items()),
                scheme="styrka",
            )
        )
        register_channel(
            Channel(
                "added",
                "Tillagd kanal",
                deliver=lambda event: HEARD.append((event.kind, event.page_id)),
                shown=lambda: dict(open_to_all(Guideline.objects).values_list("pk", "live_revision_id")),
                repair=lambda page_ids: None,
            )
        )
