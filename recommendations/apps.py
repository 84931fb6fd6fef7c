"""The app's configuration: what it registers with portal."""

from django.apps import AppConfig


class RecommendationsConfig(AppConfig):
    """Registers the facet of assessors, and takes down translations of cases that become secret."""

    name = "recommendations"

    def ready(self) -> None:
        from recommendations import facets, translations

        facets.register()
        translations.connect()
