from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "portal"
    verbose_name = "Samverkansportalen"

    def ready(self) -> None:
        from PIL import Image

        from portal import adminforms, frame, gate, publishing, refiling, remembering, stale_if_error, uses
        from portal import checks as _checks  # noqa: F401  registers itself
        from portal.chores import prune_tasks, register_chore

        adminforms.register()
        frame.connect()
        gate.connect()
        publishing.connect()
        refiling.connect()
        uses.connect()
        remembering.connect()
        stale_if_error.connect()
        register_chore(prune_tasks)
        # Pillow would end in an error of its own before Wagtail can say how many pixels an upload may have.
        Image.MAX_IMAGE_PIXELS = None
