from django.apps import AppConfig


class RecommendationsConfig(AppConfig):
    name = "recommendations"

    def ready(self) -> None:
        from recommendations import facets, start_page, translations

        facets.register()
        start_page.register()
        translations.connect()
