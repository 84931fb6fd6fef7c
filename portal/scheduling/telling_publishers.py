"""Mail to the publishers about what could not be done at its time."""

import logging
from typing import Any

from django.contrib.auth import get_user_model
from django.core.mail import send_mail
from django.db import OperationalError, transaction
from django.template.loader import render_to_string
from django.utils import translation
from wagtail.users.models import UserProfile

from portal.management.commands.create_roles import PUBLISHERS

logger = logging.getLogger(__name__)

# An error of the database passes, most often: it is nobody's affair before it has come this often.
PASSING = 3


def is_worth_telling(error: Exception, attempts: int) -> bool:
    """Whether an error that has come so often is one for people."""
    return not isinstance(error, OperationalError) or attempts >= PASSING


def tell_publishers(template: str, context: dict[str, Any]) -> bool:
    """Queue a mail to each publisher, in the language that they read. Returns whether it went well.

    `template` is the path of the mail's text without its ending; beside it is that of the subject. Nothing is raised:
    that what was tried has to wait is stored all the same.
    """
    try:
        with transaction.atomic():
            _tell(template, context)
    except Exception:
        logger.exception("Publishers could not be told")
        return False
    return True


def _tell(template: str, context: dict[str, Any]) -> None:
    publishers = get_user_model().objects.filter(groups__name=PUBLISHERS, is_active=True).exclude(email="")
    for user in publishers.distinct():
        with translation.override(UserProfile.get_for_user(user).get_preferred_language()):
            told = {**context, "user": user}
            subject = render_to_string(f"{template}_subject.txt", told)
            text = render_to_string(f"{template}.txt", told)
            send_mail(" ".join(subject.split()), text.strip() + "\n", None, [user.email])
