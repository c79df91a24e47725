from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TillsConfig(AppConfig):
    name = "deskops.tills"
    label = "tills"
    verbose_name = _("Tills")
