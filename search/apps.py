from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    name = "search"

    def ready(self) -> None:
        from portal.channels import Channel, register_channel
        from search.indexing import deliver, refresh, shown

        register_channel(Channel(name="search", label=_("Search index"), deliver=deliver, shown=shown, repair=refresh))
