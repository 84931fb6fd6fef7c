"""The app's configuration: what it registers with portal."""

from django.apps import AppConfig


class RecommendationsConfig(AppConfig):
    """Registers the facet of assessors, the gate's rules and workflows, and takes down translations of cases that
    become secret.
    """

    name = "recommendations"

    def ready(self) -> None:
        from recommendations import facets, gate_rules, start_page, translations, workflows

        facets.register()
        gate_rules.register_all()
        start_page.register()
        translations.connect()
        workflows.register()
