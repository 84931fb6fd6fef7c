"""The app's configuration: what is connected and registered when Django starts."""

from django.apps import AppConfig
from wagtail.users.apps import WagtailUsersAppConfig


class PortalConfig(AppConfig):
    """Registers the portal's facets, form fields and tasks, and connects its signal receivers."""

    name = "portal"
    verbose_name = "Samverkansportalen"
    default = True

    def ready(self) -> None:
        from PIL import Image

        from portal import checks as _checks  # noqa: F401  registers itself
        from portal import rights
        from portal.accounts import idle_timeout
        from portal.addresses import history
        from portal.forms import labels, overrides
        from portal.moderation import publish_gate, workflow_plans
        from portal.moderation.gate_rules import all_pages
        from portal.open_data.calendar_views import render_calendar
        from portal.outbox import changes, events, vocabulary_signals
        from portal.permissions import checks as _rights_checks  # noqa: F401  registers itself
        from portal.permissions import closing, compared, deletion, new_lists, regional, unpublishing
        from portal.publications import checks as _type_checks  # noqa: F401  registers itself
        from portal.publications import translating
        from portal.references import reference_index
        from portal.scheduling import ahead
        from portal.scheduling.periodic_tasks import prune_tasks, register_chore
        from portal.selections import publication_facets
        from portal.selections.formats import register_format
        from portal.site import stale_if_error, start_page
        from portal.withdrawals import withdrawing

        rights.register()
        publication_facets.register()
        register_format("ics", render_calendar)
        overrides.register()
        labels.register()
        compared.register()
        changes.connect()
        start_page.connect()
        publish_gate.connect()
        workflow_plans.connect()
        new_lists.connect()
        all_pages.register_all()
        deletion.connect()
        unpublishing.connect()
        closing.connect()
        withdrawing.connect()
        regional.connect()
        idle_timeout.connect()
        events.connect()
        vocabulary_signals.connect()
        reference_index.connect()
        history.connect()
        translating.connect()
        stale_if_error.connect()
        ahead.connect()
        register_chore(prune_tasks)
        # Without this Pillow raises an error of its own for a large image, before Wagtail can tell the user the limit.
        Image.MAX_IMAGE_PIXELS = None


class AccountsConfig(WagtailUsersAppConfig):
    """Wagtail's app for accounts and groups with the portal's views, in which nobody gives away rights they do not
    hold.
    """

    default = False
    user_viewset = "portal.accounts.viewsets.Accounts"
    group_viewset = "portal.accounts.viewsets.Groups"
