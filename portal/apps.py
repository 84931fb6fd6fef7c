from django.apps import AppConfig
from wagtail.users.apps import WagtailUsersAppConfig


class PortalConfig(AppConfig):
    name = "portal"
    verbose_name = "Samverkansportalen"
    default = True

    def ready(self) -> None:
        from PIL import Image

        from portal import (
            adminforms,
            frame,
            front_door,
            gate,
            idle,
            publishing,
            refiling,
            remembering,
            stale_if_error,
            uses,
        )
        from portal import checks as _checks  # noqa: F401  registers itself
        from portal.chores import prune_tasks, register_chore

        adminforms.register()
        frame.connect()
        gate.connect()
        front_door.connect()
        idle.connect()
        publishing.connect()
        refiling.connect()
        uses.connect()
        remembering.connect()
        stale_if_error.connect()
        register_chore(prune_tasks)
        # Pillow would end in an error of its own before Wagtail can say how many pixels an upload may have.
        Image.MAX_IMAGE_PIXELS = None


class AccountsConfig(WagtailUsersAppConfig):
    """Wagtail's accounts and groups, in which nobody gives away what they do not hold."""

    default = False
    user_viewset = "portal.accounts.Accounts"
    group_viewset = "portal.accounts.Groups"
