"""The app's configuration: what it registers with portal."""

from django.apps import AppConfig


class RecommendationsConfig(AppConfig):
    """Registers the facet of assessors, rights, the gate's rules, workflows, a page of the guide and the sitemap's
    programme areas, and takes down translations of cases that become secret.
    """

    name = "recommendations"

    def ready(self) -> None:
        from portal.site.sitemaps import register_views
        from recommendations import facets, gate_rules, guide, rights, start_page, translations, workflows
        from recommendations.programme_areas import in_the_sitemap

        facets.register()
        gate_rules.register_all()
        guide.register()
        rights.register()
        start_page.register()
        translations.connect()
        workflows.register()
        register_views(in_the_sitemap)
