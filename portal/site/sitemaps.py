"""The sitemap: every public page in every language."""

from typing import Any

from django.db.models import Q
from wagtail.contrib.sitemaps.sitemap_generator import Sitemap
from wagtail.models import Page

from portal.publications.visibility import open_to_all


class AllLanguages(Sitemap):
    """Wagtail's lists the tree of the site's own start page only; its translations are trees beside it."""

    def items(self) -> Any:
        starts = self.get_wagtail_site().root_page.get_translations(inclusive=True)
        below = Q()
        for path in starts.values_list("path", flat=True):
            below |= Q(path__startswith=path)
        return open_to_all(Page.objects).filter(below).order_by("path").defer_streamfields().specific()
