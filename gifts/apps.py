"""Gifts and their stock (赠品)."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GiftsConfig(AppConfig):
    name = "gifts"
    label = "gifts"
    verbose_name = _("Gifts")

    def ready(self) -> None:
        import_module("gifts.words")
        import_module("gifts.seeds")
        import_module("gifts.papers")
        import_module("gifts.proofs")
        import_module("gifts.reports")
        import_module("gifts.retention")
        import_module("gifts.shell")
