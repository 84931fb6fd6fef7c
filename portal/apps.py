from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "portal"
    verbose_name = "Samverkansportalen"

    def ready(self) -> None:
        from portal import adminforms, frame, publishing, refiling, remembering, stale_if_error, uses
        from portal import checks as _checks  # noqa: F401  registers itself

        adminforms.register()
        frame.connect()
        publishing.connect()
        refiling.connect()
        remembering.connect()
        uses.connect()
        stale_if_error.connect()
