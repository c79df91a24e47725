"""What the interface plugs into the desk: the administrator's page."""

from django.utils.translation import gettext_lazy as _

from deskops.core.shell import NAVIGATION, NavEntry, NavGroup

from .views.tills import KEEPERS, READERS

NAVIGATION.add(NavEntry(_("POS tills"), "pos:tills", READERS | KEEPERS, NavGroup.LISTS, order=90))
