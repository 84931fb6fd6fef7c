"""The app's configuration: what it registers with portal."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    """Registers the channel "search", the formats csv and json, a reader of attached files, and periodic tasks."""

    name = "search"

    def ready(self) -> None:
        from portal.accounts.editorial import register_editorial
        from portal.files.text_extractors import register_document_text
        from portal.outbox.channels import Channel, register_channel
        from portal.publications.preview_modes import register_preview_mode
        from portal.scheduling.periodic_tasks import register_chore
        from portal.selections.formats import register_format
        from search import checks as _checks  # noqa: F401  registers itself
        from search.editorial.zero_results import make_room
        from search.index.attachments import read_beside
        from search.index.indexer import CHANNEL, deliver, heard, refresh, shown, tend_beside
        from search.index.text_extraction import text_at_once
        from search.results.exports import render_csv, render_json
        from search.results.preview import search_hit

        register_channel(Channel(CHANNEL, _("Search index"), deliver, shown, refresh, heard))
        register_document_text(text_at_once)
        register_format("csv", render_csv)
        register_format("json", render_json)
        register_preview_mode("hit", _("Search hit"), search_hit)
        register_editorial(
            *(f"search.{action}_{model}" for model in ("synonym", "bestbet") for action in ("add", "change", "delete")),
            "search.view_poorquestion",
        )
        register_chore(make_room)
        register_chore(tend_beside)
        register_chore(read_beside)
