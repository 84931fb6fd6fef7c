"""The addresses of a subscription's public pages. Swedish: /prenumerera/, /prenumerera/avsluta/<token>/."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from news.subscriptions import views

app_name = "subscriptions"
urlpatterns = [
    path(_("subscribe/"), views.subscribe, name="subscribe"),
    path(_("subscribe/follow/"), views.follow, name="follow"),
    path(_("subscribe/asked/"), views.asked, name="asked"),
    path(_("subscribe/erased/"), views.erased, name="erased"),
    path(_("subscribe/confirm/<str:token>/"), views.confirm, name="confirm"),
    path(_("subscribe/manage/<str:token>/"), views.manage, name="manage"),
    path(_("subscribe/end/<str:token>/"), views.end, name="end"),
]
