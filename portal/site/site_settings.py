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
    data_licence = models.CharField(
        _("licence of the open data"),
        max_length=60,
        default="CC0 1.0",
        help_text=_("Said in every feed and every answer with data"),
    )
    data_licence_url = models.URLField(
        _("address of the licence"), default="https://creativecommons.org/publicdomain/zero/1.0/"
    )
    accessibility_page = models.ForeignKey(
        "wagtailcore.Page",
        verbose_name=_("accessibility statement"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    nomination_page = models.ForeignKey(
        "wagtailcore.Page",
        verbose_name=_("how a case is nominated"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("The Swedish page; readers of another language are led to its translation"),
    )
    shows_sample_content = models.BooleanField(
        _("shows sample content"),
        default=False,
        help_text=_("Puts a line about invented content at the top of every page"),
    )

    # Fetched in the same query.
    select_related: Any = ["accessibility_page", "nomination_page"]
    panels = [
        MultiFieldPanel(
            [FieldPanel("organisation"), FieldPanel("contact_function"), FieldPanel("contact_email")],
            heading=_("Publisher"),
        ),
        MultiFieldPanel([FieldPanel("social_name"), FieldPanel("social_url")], heading=_("Social channel")),
        MultiFieldPanel([FieldPanel("data_licence"), FieldPanel("data_licence_url")], heading=_("Open data")),
        PageChooserPanel("accessibility_page"),
        PageChooserPanel("nomination_page"),
        FieldPanel("shows_sample_content"),
    ]

    class Meta:
        verbose_name = _("site settings")

    @property
    def rights(self) -> str:
        """How feeds and data may be used, in one line."""
        return f"{self.data_licence} {self.data_licence_url}"
