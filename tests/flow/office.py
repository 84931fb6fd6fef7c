"""An office to walk through: five people in their roles, and an invented page for each of their common tasks."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone
from wagtail.models import Locale

from recommendations.models import Recommendation
from tests.factories import ProductAreaFactory, make_index
from tests.portal.people import desk, roles
from tests.portal.refused import complete, drafted, recorded, reviewed

PEOPLE = {
    "olle": ("Olle Exempelsson", roles.OFFICERS),
    "rut": ("Rut Exempelsdotter", roles.READERS),
    "siv": ("Siv Exempelsdotter", roles.SECRETARIES),
    "pia": ("Pia Exempelsdotter", roles.PUBLISHERS),
    "per": ("Per Exempelsson", roles.PUBLISHERS),
}
DRAFTS = {
    "submitted": "Exempel: sensorlarm vid epilepsi",
    "returned": "Exempel: laserbehandling av brännskador",
    "approved": "Exempel: digital stetoskopi",
    "decided": "Exempel: insulinpump till barn",
    "released": "Exempel: hemdialys",
    "released_too": "Exempel: gångträning med robot",
}
PUBLIC = {
    "followed": "Exempel: kontinuerlig glukosmätning",
    "withdrawn": "Exempel: magnetplåster mot värk",
    "overdue": "Exempel: kompressionsväst",
    "changed": "Exempel: talande blodtrycksmätare",
    "translated": "Exempel: ljusterapi i hemmet",
}
TEXT = "Bör erbjudas vuxna som själva kan sköta behandlingen. Exemplet är påhittat."


class Office:
    """The people by their names, and the pages by what is to be done with them."""

    def __init__(self) -> None:
        self.people = {name: desk(name, role) for name, (_called, role) in PEOPLE.items()}
        for name, (called, _role) in PEOPLE.items():
            user = self.people[name].user
            user.first_name, user.last_name = called.split()
            user.save()
        ProductAreaFactory(slug="utrustning", name="Exempelområde")
        index, english = make_index(Recommendation), Locale.objects.get(language_code="en")
        if not index.has_translation(english):
            index.copy_for_translation(english).save_revision().publish()
        self.pages = {name: self._page(title, publish=False) for name, title in DRAFTS.items()}
        self.pages |= {name: self._page(title, publish=True) for name, title in PUBLIC.items()}
        self._bring_them_where_their_tasks_begin()

    def _page(self, title: str, *, publish: bool) -> Any:
        author = self.people["olle"].user
        number = 1 + Recommendation.objects.count()
        page = complete(
            Recommendation,
            publish=publish,
            title=title,
            ingress=TEXT,
            dated_on=date(2026, 3, 5),
            case_number=f"EX 2026/{number}",
            owner=author,
        )
        if not publish:
            drafted(page, author, summary_en="Should be offered to adults who can manage it. A made-up example.")
        return page

    def _bring_them_where_their_tasks_begin(self) -> None:
        olle, rut, pia = (self.people[name].user for name in ("olle", "rut", "pia"))
        for name in ("returned", "approved", "decided"):
            self.pages[name].get_workflow().start(self.pages[name], olle)
        state = self.pages["decided"].current_workflow_task_state
        state.task.specific.on_action(state, rut, "approve")
        for name in ("released", "released_too"):
            reviewed(drafted(self.pages[name], olle, rut, ingress=f"{TEXT} Två har läst den."))
            recorded(self.pages[name])
        self.pages["overdue"].review_by = timezone.localdate() - timedelta(days=40)
        self.pages["overdue"].save_revision().publish()
        reviewed(drafted(self.pages["changed"], olle, pia, ingress=f"{TEXT} Ny mening.")).publish(user=pia)
