from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RefundsConfig(AppConfig):
    name = "refunds"
    label = "refunds"
    verbose_name = _("Refunds")

    def ready(self) -> None:
        import_module("refunds.seeds")
