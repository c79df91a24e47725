from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HandoffsConfig(AppConfig):
    name = "deskops.handoffs"
    label = "handoffs"
    verbose_name = _("Handoffs")

    def ready(self) -> None:
        from . import words, workflow  # noqa: F401
