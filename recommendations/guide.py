"""What this app adds to the guide in the admin: how a secretary records a decision."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from portal.guide.tasks import GuideTask, register_task


def _records(user: Any) -> bool:
    from recommendations.models import DecisionTask

    return bool(user.is_superuser or DecisionTask.objects.filter(active=True, groups__user=user).exists())


def register() -> None:
    """Register it. Called once, when the app is ready."""
    register_task(
        GuideTask("decision", _("Record the council's decision"), _records, "recommendations/guide/decision.html")
    )
