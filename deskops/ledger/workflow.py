"""What the books plug into the desk: the way to finance's reports."""

from django.utils.translation import gettext_lazy as _

from deskops.core.shell import NAVIGATION, NavEntry, NavGroup

from .reports.exporting import READERS

NAVIGATION.add(NavEntry(_("Reports"), "finance:reports", READERS, NavGroup.BOOKS, order=20))
