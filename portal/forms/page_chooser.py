"""The field in which a page is chosen."""

from typing import Any

from wagtail.admin.widgets import AdminPageChooser


class PageChooser(AdminPageChooser):
    """Wagtail's, which fails at what is no number when the form is shown again."""

    def get_instance(self, value: Any) -> Any:
        try:
            return super().get_instance(value)
        except ValueError:
            return None
