from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    name = "search"

    def ready(self) -> None:
        from portal.channels import Channel, register_channel
        from portal.chores import register_chore
        from portal.document_text import register_document_text
        from portal.formats import register_format
        from search import checks as _checks  # noqa: F401  registers itself
        from search.attachments import read_beside
        from search.exports import render_csv, render_json
        from search.extracting import text_at_once
        from search.indexing import CHANNEL, deliver, heard, refresh, shown, tend_beside
        from search.questions import make_room

        register_channel(Channel(CHANNEL, _("Search index"), deliver, shown, refresh, heard))
        register_document_text(text_at_once)
        register_format("csv", render_csv)
        register_format("json", render_json)
        register_chore(make_room)
        register_chore(tend_beside)
        register_chore(read_beside)
