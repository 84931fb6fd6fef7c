"""Deployment checks (`manage.py check --deploy`) of settings that would break feeds, mail and logins in production."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register

LOOPBACK = {"localhost", "127.0.0.1", "::1", None}


@register(Tags.security, deploy=True)
def check_addresses(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Report wrong settings of addresses and mail.

    Links in feeds and mail are built from BASE_URL, so it has to be the address that readers use.
    """
    base = urlsplit(settings.BASE_URL)
    messages: list[CheckMessage] = []
    if settings.HTTPS and base.scheme != "https":
        messages.append(Error("HTTPS is on but BASE_URL does not begin with https://", id="portal.E001"))
    if settings.HTTPS and base.hostname in LOOPBACK:
        messages.append(
            Error("BASE_URL names this machine: links in feeds and mails would lead nowhere", id="portal.E002")
        )
    if settings.HTTPS and settings.MAIL_TRANSPORT.endswith((".console.EmailBackend", ".MailboxBackend")):
        messages.append(Warning("Mail is sent to nobody: set EMAIL_URL to the mail server", id="portal.W001"))
    return messages
