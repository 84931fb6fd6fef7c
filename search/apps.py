"""The app's configuration: what it registers with portal."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    """Registers the channel "search", the formats csv and json, a reader of attached files, and periodic tasks."""

    name = "search"

    def ready(self) -> None:
        from portal.files.text_extractors import register_document_text
        from portal.outbox.channels import Channel, register_channel
        from portal.publications.preview_modes import register_preview_mode
        from portal.scheduling.periodic_tasks import register_chore
        from portal.selections.formats import register_format
        from portal.selections.words import register_judges
        from portal.site.warm_up import warming
        from search import checks as _checks  # noqa: F401  registers itself
        from search import rights
        from search.editorial.zero_results import make_room
        from search.index.attachments import read_beside
        from search.index.indexer import CHANNEL, deliver, deliver_all, heard, refresh, shown, tend_beside
        from search.index.site_analyzer import warm
        from search.index.text_extraction import text_at_once
        from search.query.matcher import selections_answered, titles_answering
        from search.results.exports import render_csv, render_json
        from search.results.preview import search_hit

        register_channel(Channel(CHANNEL, _("Search index"), deliver, shown, refresh, heard, deliver_all))
        register_document_text(text_at_once)
        register_format("csv", render_csv)
        register_format("json", render_json)
        register_judges(titles_answering, selections_answered)
        register_preview_mode("hit", _("Search hit"), search_hit)
        rights.register()
        register_chore(make_room)
        register_chore(tend_beside)
        register_chore(read_beside)
        warming.connect(warm)
