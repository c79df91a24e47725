"""Customers as the desk writes them down, and colleagues who sign as second."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from deskops.core.refusals import Refused
from deskops.org.access import held_by
from deskops.org.clock import SHANGHAI
from deskops.org.models import Role, Staff, Store
from deskops.papers.models import Proxy
from members.rules.phones import read_phone

from ..models import Person


@dataclass(frozen=True)
class Who:
    """A customer as told and shown: ``paper`` is the kind of identity paper seen, ``last4`` its end."""

    name: str = ""
    phone: str = ""
    paper: str = ""
    last4: str = ""

    @property
    def asked(self) -> dict[str, Any]:
        """What of them makes a request another one."""
        return {"name": self.name, "phone": self.phone, "paper": self.paper, "last4": self.last4}


def make_person(who: Who, *, phone: bool = False, identity: bool = False) -> Person:
    """Write a customer down. With ``phone`` and ``identity`` these must be there.

    Raises Refused (``name_missing``, ``identity_missing``, ``paper_missing``, and what ``read_phone``
    refuses) naming the field.
    """
    name = " ".join(who.name.split())
    if not name:
        raise Refused("name_missing", _("Write down the customer's name."), field="name")
    tail = who.last4.strip().upper()
    if identity and not (who.paper and tail):
        raise Refused(
            "identity_missing",
            _("Look at an identity paper and enter its kind and last four."),
            field="last4" if who.paper else "paper",
            remedy=_("Without a paper nothing is handed out; ask the desk supervisor."),
        )
    if bool(who.paper) != bool(tail):
        raise Refused(
            "paper_missing", _("Kind of paper and last four belong together."), field="last4", value=tail
        )
    if who.paper and who.paper not in Proxy.Seen.values:
        raise ValueError(f"no such paper: {who.paper}")
    if tail and not (len(tail) == 4 and tail.isascii() and tail.isalnum()):
        raise Refused(
            "last4_wrong", _("The last four are four figures or letters."), field="last4", value=tail
        )
    return Person.objects.create(
        name=name[:60], phone=_telephone(who.phone, needed=phone), paper=who.paper, last4=tail
    )


def _telephone(typed: str, *, needed: bool) -> str:
    if not typed.strip() and not needed:
        return ""
    try:
        return read_phone(typed).e164
    except Refused as refused:
        refused.field = "phone"
        raise


def require_second(
    staff: Staff | None, *, roles: frozenset[Role], store: Store, by: Staff, now: datetime
) -> Staff:
    """A colleague who proved who they are and holds one of the roles in the store today, not the first.

    Raises Refused ``second_missing``, ``two_people``, ``not_a_witness``.
    """
    if staff is None:
        raise Refused(
            "second_missing",
            _("A second person signs here, with employee number and password."),
            field="number",
        )
    if staff.pk == by.pk:
        raise Refused("two_people", _("Two people sign here."), field="number", value=staff.number)
    held = held_by(staff, now.astimezone(SHANGHAI).date())
    if not any(one.role in roles and one.reaches(store) for one in held):
        labels = "、".join(sorted(str(role.label) for role in roles))
        raise Refused(
            "not_a_witness",
            _("Here signs: %(roles)s.") % {"roles": labels},
            field="number",
            value=staff.number,
        )
    return staff
