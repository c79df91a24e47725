"""What the desk itself adds to its frame: files brought, long work."""

from django.utils.translation import gettext_lazy as _

from deskops.core.shell import NAVIGATION, NavEntry, NavGroup
from deskops.org.models import Role

from .views.imports import BRINGERS

NAVIGATION.add(NavEntry(_("Imports"), "imports", BRINGERS | {Role.AUDITOR}, NavGroup.LISTS, order=20))
NAVIGATION.add(NavEntry(_("Long work"), "jobs", Role.everyone(), NavGroup.LISTS, order=90))
NAVIGATION.add(NavEntry(_("Back office"), "admin:index", Role.everyone(), NavGroup.LISTS, order=95))
