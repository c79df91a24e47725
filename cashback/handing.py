"""The handoffs of a cycle: the list, the cash drawn, the handing back."""

from django.utils.translation import gettext_lazy as _

from deskops.handoffs.kinds import Column, HandoffKind, Section
from deskops.org.models import Role
from deskops.papers.paper import AUDIT, DESK, FINANCE

from .services import drawing, passing, returning, sending

COPIES = (DESK, FINANCE, AUDIT)
READERS = frozenset({Role.STORE_MANAGER, Role.AREA_MANAGER, Role.GENERAL_MANAGER})
FINGERPRINT = (Column("fingerprint", _("Fingerprint of the list")),)
LINES = _("lines")
CASH = Section("cash", _("notes and coins"), quantity=_("pieces"))

LIST = HandoffKind(
    sending.KIND,
    "FM",
    _("cashback list"),
    Role.INFORMATION,
    Role.FINANCE,
    (
        Section("list", _("Cashback to be paid"), FINGERPRINT, quantity=LINES),
        Section("others", _("Also on the list"), quantity=LINES, counted=False),
    ),
    received=sending.list_received,
    settled=sending.list_settled,
    readers=READERS | Role.desk(),
)
DRAW = HandoffKind(
    drawing.KIND,
    "FL",
    _("cashback cash drawn"),
    Role.FINANCE,
    Role.CLERK,
    (CASH, Section("lines", _("What it pays"), quantity=LINES, counted=False)),
    check_all=True,
    copies=COPIES,
    received=drawing.draw_received,
    readers=READERS,
)
RETURN = HandoffKind(
    returning.KIND,
    "FJ",
    _("cashback handed back"),
    Role.CLERK,
    Role.FINANCE,
    (
        CASH,
        Section("lists", _("Lists handed back"), FINGERPRINT, quantity=LINES, counted=False, summed=False),
    ),
    check_all=True,
    copies=COPIES,
    received=returning.returned_received,
    readers=READERS,
)
BOX = HandoffKind(
    passing.KIND,
    "FB",
    _("cashback box handed over"),
    Role.CLERK,
    Role.CLERK,
    (CASH,),
    readers=READERS | {Role.FINANCE},
)
