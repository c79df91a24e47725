from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class MembersConfig(AppConfig):
    name = "members"
    label = "members"
    verbose_name = _("Members")

    def ready(self) -> None:
        from . import words, workflow  # noqa: F401
        from .seeds import seed

        post_migrate.connect(seed, sender=self)
