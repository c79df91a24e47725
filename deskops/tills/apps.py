from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


def _seed(**_kwargs: Any) -> None:
    """The tenders, restored after every flush of a test too."""
    from .services import seed_tenders

    seed_tenders()


class TillsConfig(AppConfig):
    name = "deskops.tills"
    label = "tills"
    verbose_name = _("Tills")

    def ready(self) -> None:
        from . import papers, proofs, refusals, workflow  # noqa: F401 - plugged in when imported
        from .reports import workflow as _reports  # noqa: F401

        post_migrate.connect(_seed, sender=self)
