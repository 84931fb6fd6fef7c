"""The settings of a site, edited in the admin."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, PageChooserPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting


@register_setting(icon="site")
class SiteSettings(BaseSiteSetting):
    """What every page says of its publisher."""

    organisation = models.CharField(_("organisation"), max_length=120, default="Regionernas samverkan om medicinteknik")
    contact_function = models.CharField(_("contact function"), max_length=120, default="Beredningsfunktionen")
    contact_email = models.EmailField(_("e-mail"), blank=True)
    social_name = models.CharField(_("social channel"), max_length=60, blank=True)
    social_url = models.URLField(_("address of the social channel"), blank=True)
    accessibility_page = models.ForeignKey(
        "wagtailcore.Page",
        verbose_name=_("accessibility statement"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    shows_sample_content = models.BooleanField(
        _("shows sample content"),
        default=False,
        help_text=_("Puts a line about invented content at the top of every page"),
    )

    # The footer links to the page: fetched in the same query.
    select_related: Any = ["accessibility_page"]
    panels = [
        MultiFieldPanel(
            [FieldPanel("organisation"), FieldPanel("contact_function"), FieldPanel("contact_email")],
            heading=_("Publisher"),
        ),
        MultiFieldPanel([FieldPanel("social_name"), FieldPanel("social_url")], heading=_("Social channel")),
        PageChooserPanel("accessibility_page"),
        FieldPanel("shows_sample_content"),
    ]

    class Meta:
        verbose_name = _("site settings")
