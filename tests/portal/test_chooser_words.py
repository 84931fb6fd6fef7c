"""Choosers speak the language of whoever reads the form, not that of the first who ever did."""

import re

import pytest
from django.urls import reverse
from wagtail.users.models import UserProfile

from recommendations.models import Recommendation
from tests.factories import make
from tests.portal.people import Desk, desk, roles

pytestmark = pytest.mark.django_db


def speaking(language: str) -> Desk:
    person = desk(language, roles.OFFICERS)
    UserProfile.objects.create(user=person.user, preferred_language=language)
    return person


def test_two_languages_in_one_process() -> None:
    page = make(Recommendation)
    swedish, english = speaking("sv"), speaking("en")
    for name in ("wagtailadmin_pages:edit", "portal_withdraw"):
        for person, said in ((swedish, "Välj"), (english, "Choose"), (swedish, "Välj")):
            shown = person.client.get(reverse(name, args=[page.pk])).content.decode()
            words = re.findall(r'chooser__choose-button">.*?</svg>\s*(.*?)\s*</button>', shown, re.DOTALL)
            assert words and {word.split()[0] for word in words} == {said}, (name, words)
