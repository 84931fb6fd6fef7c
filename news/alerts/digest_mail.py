"""The mail of an alert as text and as HTML, both made from one value."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from news.feeds import Entry, clean
from news.letter.html_mail import laid_out
from news.letter.plain_text import WIDTH, filled
from news.models import Alert
from news.subscriptions.mails import HEADERS, mail_to
from portal.models import SiteSettings

# Who follows everything gets a mail that can still be read, and that mail programs show whole; the rest stands on the
# page of what is followed.
MOST = 50


@dataclass(frozen=True)
class Digest:
    """What has happened in what somebody follows. Addresses are absolute; the words are in the active language."""

    name: str
    address: str
    often: str
    entries: tuple[Entry, ...]
    end_url: str
    settings_url: str
    portal_url: str
    site: SiteSettings

    @property
    def subject(self) -> str:
        """The event, where there is one alone; else how many there are."""
        number = len(self.entries)
        if number == 1:
            return self.entries[0].title
        return ngettext("One event: %(name)s", "%(number)s events: %(name)s", number) % {
            "number": number,
            "name": self.name,
        }

    @property
    def preheader(self) -> str:
        """The second line that mail programs show in their lists."""
        return self.entries[0].summary if len(self.entries) == 1 else self.entries[0].title

    @property
    def shown(self) -> tuple[Entry, ...]:
        """The newest events."""
        return self.entries[:MOST]

    @property
    def more(self) -> str:
        """That there are more; empty where all are shown."""
        said = _("The newest %(most)s of %(number)s events stand here.")
        return said % {"most": MOST, "number": len(self.entries)} if len(self.entries) > MOST else ""

    @property
    def reason(self) -> str:
        """Why its reader gets it."""
        return _("You get this because you follow: %(name)s (%(often)s).") % {"name": self.name, "often": self.often}


def mail_of(alert: Alert, digest: Digest) -> EmailMultiAlternatives:
    """The mail to whoever has this alert."""
    headers = {
        **HEADERS,
        "List-Unsubscribe": f"<{digest.end_url}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Content-Language": alert.language,
    }
    mail = mail_to(alert, digest.subject, as_text(digest), headers)
    mail.attach_alternative(as_html(digest, alert.language), "text/html")
    return mail


def as_text(digest: Digest) -> str:
    """The text mail, in lines of 72 columns; only addresses may be longer."""
    head = filled(digest.name) + "\n" + "=" * min(len(digest.name), WIDTH)
    blocks = [head, *map(_item, digest.shown), filled(digest.more), *_foot(digest)]
    return clean("\n\n".join(filter(None, blocks))) + "\n"


def _item(entry: Entry) -> str:
    lines = (filled(entry.title, "* ", "  "), filled(entry.summary, "  ", "  "), f"  {entry.url}")
    return "\n".join(filter(None, lines))


def _foot(digest: Digest) -> Iterator[str]:
    yield "\n".join(["-- ", filled(digest.reason), digest.address, "", _("Follow it no more:"), digest.end_url])
    yield "\n".join([_("Change how often, or take out what is stored:"), digest.settings_url])
    site = digest.site
    yield "\n".join(filter(None, [site.contact_function, site.organisation, site.contact_email]))


def as_html(digest: Digest, language: str) -> str:
    """The HTML mail: laid out as the newsletter is."""
    told = {"digest": digest, "language": language, "portal_url": digest.portal_url}
    return laid_out(render_to_string("news/mail/digest.mjml", told))
