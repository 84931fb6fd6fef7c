"""Mail to the publishers about what could not be done at its time, or was done past the rules."""

import logging
from typing import Any

from django.contrib.auth import get_user_model
from django.core.mail import send_mail
from django.db import OperationalError, transaction
from django.template.loader import render_to_string
from django.utils import translation
from wagtail.models import Page
from wagtail.permissions import page_permission_policy
from wagtail.users.models import UserProfile

from portal.permissions.roles import PUBLISHERS

logger = logging.getLogger(__name__)

# An error of the database passes, most often: it is nobody's affair before it has come this often.
PASSING = 3


def is_worth_telling(error: Exception, attempts: int) -> bool:
    """Whether an error that has come so often is one for people."""
    return not isinstance(error, OperationalError) or attempts >= PASSING


def publishers_of(page: Page) -> Any:
    """The accounts, with a mail address, that may publish a page: publishers, administrators and superusers."""
    people = page_permission_policy.users_with_permission_for_instance("publish", Page.objects.get(pk=page.pk))
    return people.filter(is_active=True).exclude(email="")


def tell_publishers(template: str, context: dict[str, Any], people: Any) -> bool:
    """Queue a mail to `people` (a queryset), to each in their own language.

    `template` is the path of the mail's text without its ending; beside it is that of the subject. Returns whether it
    went well. Nothing is raised: what is told of stays done, or has to wait, all the same.
    """
    try:
        with transaction.atomic():
            _tell(template, context, people)
    except Exception:
        logger.exception("Publishers could not be told")
        return False
    return True


def all_publishers() -> Any:
    """The accounts of publishers with a mail address, whatever they may publish, as a queryset."""
    return get_user_model().objects.filter(groups__name=PUBLISHERS, is_active=True).exclude(email="")


def _tell(template: str, context: dict[str, Any], people: Any) -> None:
    for user in people.distinct():
        with translation.override(UserProfile.get_for_user(user).get_preferred_language()):
            told = {**context, "user": user}
            subject = render_to_string(f"{template}_subject.txt", told)
            text = render_to_string(f"{template}.txt", told)
            send_mail(" ".join(subject.split()), text.strip() + "\n", None, [user.email])
