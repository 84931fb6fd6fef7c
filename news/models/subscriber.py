"""Who gets the newsletter by mail."""

from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from news.models.subscription import Subscription, SubscriptionQuerySet


class Subscriber(Subscription):
    """Who gets the newsletter."""

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        verbose_name = _("subscriber")
        verbose_name_plural = _("subscribers")
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(Lower("email"), name="one_subscriber_per_address")]
