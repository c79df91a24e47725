"""The roles of spec 1, closed: a role that is not here does not exist."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Scope(models.TextChoices):
    """How far a role reaches."""

    FLOOR = "floor", _("floor")
    STORE = "store", _("store")
    REGION = "region", _("region")
    CHAIN = "chain", _("chain")


class Role(models.TextChoices):
    """What a person may be at the desk and around it."""

    CLERK = "clerk", _("desk clerk")
    DESK_SUPERVISOR = "desk_supervisor", _("desk supervisor")
    SERVICE_MANAGER = "service_manager", _("service manager")
    FLOOR_SUPERVISOR = "floor_supervisor", _("floor supervisor")
    FINANCE = "finance", _("finance")
    INFORMATION = "information", _("information department")
    WAREHOUSE = "warehouse", _("warehouse")
    SECURITY = "security", _("security")
    PROCUREMENT = "procurement", _("procurement")
    MALL_OPERATIONS = "mall_operations", _("mall operations")
    BRAND_MANAGER = "brand_manager", _("brand manager")
    STORE_MANAGER = "store_manager", _("store manager")
    AREA_MANAGER = "area_manager", _("area manager")
    GENERAL_MANAGER = "general_manager", _("general manager")
    AUDITOR = "auditor", _("auditor")
    ADMINISTRATOR = "administrator", _("administrator")

    @classmethod
    def desk(cls) -> "frozenset[Role]":
        """Who stands behind the counter."""
        return frozenset({cls.CLERK, cls.DESK_SUPERVISOR, cls.SERVICE_MANAGER})

    @classmethod
    def everyone(cls) -> "frozenset[Role]":
        return frozenset(cls)

    @classmethod
    def needing_second_factor(cls) -> "frozenset[Role]":
        """Spec 7: finance, managers and administrators sign in with a second factor."""
        return frozenset(
            {
                cls.FINANCE,
                cls.SERVICE_MANAGER,
                cls.BRAND_MANAGER,
                cls.STORE_MANAGER,
                cls.AREA_MANAGER,
                cls.GENERAL_MANAGER,
                cls.ADMINISTRATOR,
            }
        )
