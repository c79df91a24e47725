from importlib import import_module
from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


def _seed(**_kwargs: Any) -> None:
    """Recipes and rules of returns, restored after every flush of a test too."""
    from .seeds import seed_recipes
    from .terms_seeds import seed_terms

    seed_recipes()
    seed_terms()


class RefundsConfig(AppConfig):
    name = "refunds"
    label = "refunds"
    verbose_name = _("Refunds")

    def ready(self) -> None:
        import_module("refunds.words")
        import_module("refunds.seeds")
        import_module("refunds.papers")
        post_migrate.connect(_seed, sender=self)
        import_module("refunds.proofs")
        import_module("refunds.promises")
        import_module("refunds.reports")
        import_module("refunds.takings")
        import_module("refunds.retention")
        import_module("refunds.giving")
        import_module("refunds.afterwards")
        import_module("refunds.bank_workflow")
        import_module("refunds.shell")
