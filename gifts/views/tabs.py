"""The tabs over the lists of gifts: what the navigation has no room for."""

from django.urls import reverse
from django.utils.translation import gettext as _

from deskops.core.pages import Tab
from deskops.org.access import DeskRequest
from deskops.org.models import Role

from ..queries import lists
from ..roles import EVERYBODY, HEAD_OFFICE, PLANNERS, READERS, SETTLERS


def keeping(request: DeskRequest, current: str) -> list[Tab]:
    """Stock, campaigns, catalogue, requests, plans, stores: those that the person may open."""
    named = (
        ("stock", _("Stock"), READERS),
        ("campaigns", _("Campaigns"), EVERYBODY),
        ("items", _("Catalogue of gifts"), EVERYBODY),
        ("requests", _("Requests for gifts"), EVERYBODY),
        ("plans", _("Purchase plans"), PLANNERS | {Role.GENERAL_MANAGER}),
        ("stores", _("Gifts by store"), HEAD_OFFICE),
    )
    return [
        Tab(label, reverse(f"gifts:{name}"), name == current)
        for name, label, roles in named
        if request.access.may(*roles, Role.AUDITOR)
    ]


def issuing(request: DeskRequest, current: str) -> list[Tab]:
    """The register, and the papers to compare with how many of them differ."""
    waiting = lists.mismatches(request.access, request.now)[:100].count()
    tabs = [
        Tab(_("Register"), reverse("gifts:register"), current == "register"),
        Tab(_("Gift papers to compare"), reverse("gifts:purchases"), current == "purchases", waiting or None),
    ]
    return tabs if request.access.may(*READERS, *SETTLERS, Role.AUDITOR) else tabs[:1]
