from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


def _seed(**_kwargs: Any) -> None:
    """Reference data, restored after every flush of a test too."""
    from deskops.org.models import Staff

    from .dated import seed_settings
    from .holidays import seed

    seed_settings(Staff.objects.system())
    seed()


class CoreConfig(AppConfig):
    name = "deskops.core"
    label = "core"
    verbose_name = _("Core")

    def ready(self) -> None:
        from .grants import grant_web_role

        post_migrate.connect(grant_web_role)
        post_migrate.connect(_seed, sender=self)
        autodiscover_modules("workflow")
