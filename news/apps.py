"""The app's configuration: what it registers with portal."""

from django.apps import AppConfig, apps
from django.utils.translation import gettext_lazy as _


class NewsConfig(AppConfig):
    """Registers the channels "feed" and "alerts", the formats of feeds and the page about them, previews, and what is
    done by the clock.
    """

    name = "news"

    def ready(self) -> None:
        from news import channel, feed_pages, former_areas, rights, views
        from news.addresses import FOLLOW, FORMATS, search_format
        from news.alerts import digests, matching
        from news.bounces import webhook
        from news.bounces.reading import has_bounces, read_bounces
        from news.current import CHANNEL
        from news.former_areas import or_moved
        from news.mailings import sending
        from news.models import Newsletter
        from news.nginx import feed_files
        from news.previews import entry_and_mail, letter
        from news.subscriptions.subscribing import forget_old
        from portal.outbox.channels import Channel, register_channel
        from portal.publications.preview_modes import register_preview_mode
        from portal.scheduling.periodic_tasks import beside, register_chore
        from portal.selections.formats import register_format

        register_channel(Channel(CHANNEL, _("Feeds"), channel.deliver, channel.shown, channel.repair, channel.heard))
        register_channel(Channel(matching.CHANNEL, _("Alerts by mail"), matching.deliver))
        for kind in ("state", "events"):
            for format in FORMATS:
                register_format(search_format(kind, format), or_moved(views.render(kind, format)))
        register_format(FOLLOW, or_moved(feed_pages.render_page))
        register_preview_mode("feed", _("Feed entry"), entry_and_mail.feed_entry)
        register_preview_mode("mail", _("Mail line"), entry_and_mail.mail_line)
        register_preview_mode("letter", _("HTML mail"), letter.html, Newsletter.type_code)
        register_preview_mode("letter-text", _("Text mail"), letter.text, Newsletter.type_code)
        register_chore(forget_old)
        register_chore(beside(read_bounces, has_bounces))
        register_chore(beside(digests.send_due, digests.is_due))
        register_chore(beside(sending.send_mailings, sending.is_due))
        rights.register()
        if apps.is_installed("anymail"):
            webhook.connect()
        former_areas.connect()
        feed_files.connect()
