"""What every public template needs: the menu, the site's settings, the page in other languages."""

from typing import Any

from django.http import HttpRequest

from portal.site.navigation import Chrome


def chrome(request: HttpRequest) -> dict[str, Any]:
    """Worked out on first use, so that admin pages and errors pay nothing for it."""
    return {"chrome": Chrome(request)}
