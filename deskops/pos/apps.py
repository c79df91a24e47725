from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PosConfig(AppConfig):
    name = "deskops.pos"
    label = "pos"
    verbose_name = _("POS interface")

    def ready(self) -> None:
        import_module("deskops.pos.takings")
