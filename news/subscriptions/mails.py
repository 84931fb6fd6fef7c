"""The mails with links to subscribers. They are stored with what they report on, and sent by the worker."""

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils.translation import override
from wagtail.models import Site

from news.bounces.verp import return_path
from news.models import Subscription
from news.subscriptions.links import LIFE, Purpose, link
from portal.models import SiteSettings

# A program that answers mail answers none of these (RFC 3834, section 5).
HEADERS = {"Auto-Submitted": "auto-generated"}


def write(subscription: Subscription, purpose: Purpose, followed: str = "", owned: str = "") -> None:
    """Queue the mail that brings a link for this purpose, in the language of the subscription.

    `followed` is the name of what an alert follows; empty for the newsletter. `owned` is the key of what the address
    has beside it; empty where it has nothing.
    """
    life = LIFE[purpose]
    with override(subscription.language):
        told = {
            "link": link(purpose, subscription.key, subscription.language),
            "days": life.days if life else 0,
            "followed": followed,
            "manage_link": link(Purpose.MANAGE, owned, subscription.language) if owned else "",
            "site": sender(),
        }
        subject = render_to_string(f"news/mail/{purpose}_subject.txt", told)
        body = render_to_string(f"news/mail/{purpose}.txt", told)
    mail_to(subscription, subject, body.strip() + "\n", HEADERS).send()


def mail_to(subscription: Subscription, subject: str, body: str, headers: dict[str, str]) -> EmailMultiAlternatives:
    """A mail that comes back, if it does, to the address for bounces, and says there whom it was to."""
    headers = {**headers, "From": settings.DEFAULT_FROM_EMAIL}
    envelope = return_path(subscription.key) or None
    return EmailMultiAlternatives(" ".join(subject.split()), body, envelope, [subscription.email], headers=headers)


def sender() -> SiteSettings:
    """Who writes: the site that is the default, since the worker has no request."""
    return SiteSettings.for_site(Site.objects.get(is_default_site=True))
