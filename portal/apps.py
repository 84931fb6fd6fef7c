from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "portal"
    verbose_name = "Samverkansportalen"

    def ready(self) -> None:
        from portal import checks as _checks  # noqa: F401  registers itself
        from portal import frame, publishing, refiling, remembering, stale_if_error

        frame.connect()
        publishing.connect()
        refiling.connect()
        remembering.connect()
        stale_if_error.connect()
