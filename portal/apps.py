from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "portal"
    verbose_name = "Samverkansportalen"

    def ready(self) -> None:
        from portal import adminforms, frame, gate, publishing, refiling, stale_if_error, uses
        from portal import checks as _checks  # noqa: F401  registers itself

        adminforms.register()
        frame.connect()
        gate.connect()
        publishing.connect()
        refiling.connect()
        uses.connect()
        stale_if_error.connect()
