"""The handoffs of a till: a shift from clerk to clerk, float between finance and the desk."""

from django.utils.translation import gettext_lazy as _

from deskops.handoffs.kinds import HandoffKind, Section
from deskops.org.models import Role
from deskops.papers.paper import AUDIT, DESK, FINANCE

from .services.floats import float_given, float_received, float_returned

COPIES = (DESK, FINANCE, AUDIT)
CASH = Section("cash", _("notes and coins"), quantity=_("pieces"))
ITEMS = Section("items", _("what else is handed over"), quantity=_("pieces"), counted=False)

SHIFT = HandoffKind(
    "shift",
    "JJ",
    _("shift handed over"),
    Role.CLERK,
    Role.CLERK,
    (CASH, ITEMS),
    readers=frozenset({Role.FINANCE, Role.STORE_MANAGER}),
)
FLOAT_OUT = HandoffKind(
    "float_out",
    "BL",
    _("float drawn from finance"),
    Role.FINANCE,
    Role.CLERK,
    (CASH,),
    check_all=True,
    copies=COPIES,
    received=float_received,
)
FLOAT_IN = HandoffKind(
    "float_in",
    "BJ",
    _("float handed in to finance"),
    Role.CLERK,
    Role.FINANCE,
    (CASH,),
    check_all=True,
    copies=COPIES,
    sent=float_given,
    received=float_returned,
)
