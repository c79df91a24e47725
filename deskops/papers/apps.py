from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PapersConfig(AppConfig):
    name = "deskops.papers"
    label = "papers"
    verbose_name = _("Papers")

    def ready(self) -> None:
        from . import words  # noqa: F401
