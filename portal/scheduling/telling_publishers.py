"""Mail to the publishers about what could not be done at its time."""

from typing import Any

from django.contrib.auth import get_user_model
from django.core.mail import send_mail
from django.db import OperationalError
from django.template.loader import render_to_string
from django.utils import translation
from wagtail.users.models import UserProfile

from portal.management.commands.create_roles import PUBLISHERS

# An error of the database passes, most often: it is nobody's affair before it has come this often.
PASSING = 3


def is_worth_telling(error: Exception, attempts: int) -> bool:
    """Whether an error that has come so often is one for people."""
    return not isinstance(error, OperationalError) or attempts >= PASSING


def tell_publishers(template: str, context: dict[str, Any]) -> None:
    """Queue a mail to each publisher, in the language that they read.

    `template` is the path of the mail's text without its ending; beside it is that of the subject.
    """
    publishers = get_user_model().objects.filter(groups__name=PUBLISHERS, is_active=True).exclude(email="")
    for user in publishers.distinct():
        with translation.override(UserProfile.get_for_user(user).get_preferred_language()):
            told = {**context, "user": user}
            subject = render_to_string(f"{template}_subject.txt", told)
            text = render_to_string(f"{template}.txt", told)
            send_mail(" ".join(subject.split()), text.strip() + "\n", None, [user.email])
