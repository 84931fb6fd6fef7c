from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "portal"
    verbose_name = "Samverkansportalen"

    def ready(self) -> None:
        from PIL import Image

        from portal import adminforms, frame, publishing, refiling, stale_if_error, uses
        from portal import checks as _checks  # noqa: F401  registers itself

        adminforms.register()
        frame.connect()
        publishing.connect()
        refiling.connect()
        uses.connect()
        stale_if_error.connect()
        # Pillow would end in an error of its own before Wagtail can say how many pixels an upload may have.
        Image.MAX_IMAGE_PIXELS = None
