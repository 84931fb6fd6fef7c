"""The app's configuration: what it registers with portal."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NewsConfig(AppConfig):
    """Registers the channel "feed", the formats of state feeds and event feeds, the page about them, and previews."""

    name = "news"

    def ready(self) -> None:
        from news import channel, feed_pages, former_areas, views
        from news.addresses import FOLLOW, FORMATS, search_format
        from news.current import CHANNEL
        from news.former_areas import or_moved
        from news.nginx import feed_files
        from news.previews import entry_and_mail
        from portal.outbox.channels import Channel, register_channel
        from portal.publications.preview_modes import register_preview_mode
        from portal.selections.formats import register_format

        register_channel(Channel(CHANNEL, _("Feeds"), channel.deliver, channel.shown, channel.repair, channel.heard))
        for kind in ("state", "events"):
            for format in FORMATS:
                register_format(search_format(kind, format), or_moved(views.render(kind, format)))
        register_format(FOLLOW, or_moved(feed_pages.render_page))
        register_preview_mode("feed", _("Feed entry"), entry_and_mail.feed_entry)
        register_preview_mode("mail", _("Mail line"), entry_and_mail.mail_line)
        former_areas.connect()
        feed_files.connect()
