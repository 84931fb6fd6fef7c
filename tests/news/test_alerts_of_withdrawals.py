"""Who was told of a page by words of its text is told of its end, by whichever door it comes."""

from collections.abc import Callable

import pytest

from portal.models import Withdrawal
from portal.withdrawals import withdrawing
from recommendations.models import Recommendation
from tests.factories import make
from tests.news.test_alerts import alert, site, told
from tests.portal.people import desk, roles

__all__ = ["site"]
pytestmark = pytest.mark.django_db


def marked(page: Recommendation) -> None:
    page.standing = "withdrawn"
    page.save_revision().publish()


def deleted(page: Recommendation) -> None:
    page.delete()


def confirmed(page: Recommendation) -> None:
    withdrawal = Withdrawal(page=page, reason="Ny kunskap.")
    withdrawing.ask(withdrawal, desk("pia", roles.PUBLISHERS).user)
    withdrawing.confirm(withdrawal, desk("per", roles.PUBLISHERS).user)


@pytest.mark.parametrize("end", [marked, deleted, confirmed])
def test_its_end_is_told(end: Callable[[Recommendation], None]) -> None:
    alert("q=glukossensor")
    page = make(Recommendation, title="Libre", ingress="En glukossensor för alla.")
    assert len(told()) == 1
    end(Recommendation.objects.get(pk=page.pk))
    assert ["Återkallad: Libre" in body for body in told()] == [True]
