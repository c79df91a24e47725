from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class OrgConfig(AppConfig):
    name = "deskops.org"
    label = "org"
    verbose_name = _("Organisation")

    def ready(self) -> None:
        from .roles import keep_roles

        post_migrate.connect(keep_roles, sender=self)
