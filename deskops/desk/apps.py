from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeskConfig(AppConfig):
    name = "deskops.desk"
    label = "desk"
    verbose_name = _("Desk")

    def ready(self) -> None:
        from . import workflow  # noqa: F401 - plugs itself in
