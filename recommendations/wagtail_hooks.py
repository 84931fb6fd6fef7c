"""Where this app adds to Wagtail's admin."""

from recommendations import decision_view as _decision_view  # noqa: F401  registers its hooks
