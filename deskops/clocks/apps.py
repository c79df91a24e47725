from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


def _seed(**_kwargs: Any) -> None:
    from .policies import seed_policies

    seed_policies()


class ClocksConfig(AppConfig):
    name = "deskops.clocks"
    label = "clocks"
    verbose_name = _("Clocks")

    def ready(self) -> None:
        from . import words, workflow  # noqa: F401

        post_migrate.connect(_seed, sender=self)
