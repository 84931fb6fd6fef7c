"""The addresses of this app's views, in the reader's language; its pages have theirs from Wagtail."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from recommendations.programme_areas import programme_area, programme_areas

app_name = "recommendations"
# Swedish: /programomraden/, /programomraden/<code>/
urlpatterns = [
    path(_("programme-areas/"), programme_areas, name="programme_areas"),
    path(_("programme-areas/<slug:code>/"), programme_area, name="programme_area"),
]
