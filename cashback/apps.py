"""The monthly cashback (返现)."""

from importlib import import_module
from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

PARTS = ("words", "seeds", "workflow", "shell", "proofs", "reports", "day", "following", "jobs")


def _seed(**_kwargs: Any) -> None:
    """The first rates, restored after every flush of a test too."""
    from .seeds import seed_rates

    seed_rates()


class CashbackConfig(AppConfig):
    name = "cashback"
    label = "cashback"
    verbose_name = _("Cashback")

    def ready(self) -> None:
        for part in PARTS:
            import_module(f"cashback.{part}")
        post_migrate.connect(_seed, sender=self)
