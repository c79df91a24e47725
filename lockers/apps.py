"""Lockers, deposits, lost and found (寄存)."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LockersConfig(AppConfig):
    name = "lockers"
    label = "lockers"
    verbose_name = _("Lockers and deposits")

    def ready(self) -> None:
        for module in ("words", "seeds", "promises", "papers", "retention", "shell"):
            import_module(f"lockers.{module}")
