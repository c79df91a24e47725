from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CardsConfig(AppConfig):
    name = "cards"
    label = "cards"
    verbose_name = _("Cards")

    def ready(self) -> None:
        import_module("cards.words")
        import_module("cards.seeds")
        import_module("cards.proofs")
        import_module("cards.retention")
        import_module("cards.reports")
        import_module("cards.takings.workflow")
        import_module("cards.stock.workflow")
        import_module("cards.stock.proofs")
        import_module("cards.group.workflow")
        import_module("cards.group.proofs")
        import_module("cards.group.reports")
        import_module("cards.group.takings")
        import_module("cards.silver.seeds")
        import_module("cards.silver.workflow")
        import_module("cards.closing.workflow")
        import_module("cards.renewal.seeds")
        import_module("cards.renewal.workflow")
