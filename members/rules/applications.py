"""What an application for a member card must say. Source: the desk's 会员卡办理 a to e, spec 2."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deskops.core.refusals import Refused, Text

SELF = "self"


@dataclass(frozen=True)
class Filled:
    """Which entries of an application are filled; no value itself."""

    for_whom: str
    name: bool
    id_number: bool
    telephone: bool
    address: bool
    signed: bool
    proxy_name: bool = False
    proxy_phone: bool = False
    proxy_paper: bool = False
    consent: bool = False


@dataclass(frozen=True)
class Lack:
    """An entry that is missing: its field and what to say about it."""

    field: str
    message: Text
    remedy: Text = ""

    def refusal(self) -> Refused:
        return Refused(f"{self.field}_missing", self.message, field=self.field, remedy=self.remedy)


def lacking(filled: Filled) -> list[Lack]:
    """Everything that an application lacks, in the order of the form; empty when it can go on.

    A person applying for themself may leave the ID number blank; for family or a friend every detail
    and the ID number are needed, and who applied. A proxy can't give the member's consent.
    """
    return [lack for lack in _DETAILS if not getattr(filled, _ENTRY.get(lack.field, lack.field))] + (
        _own(filled) if filled.for_whom == SELF else _by_proxy(filled)
    )


_DETAILS = (
    Lack("name", gettext_lazy("The name is missing.")),
    Lack("mobile", gettext_lazy("A mobile or a home telephone is needed.")),
    Lack(
        "address",
        gettext_lazy("The registered address is missing."),
        gettext_lazy("Copy it from the identity card (户籍地址)."),
    ),
    Lack("signature", gettext_lazy("The applicant's signature is missing.")),
)
MISSING: dict[str, Any] = {lack.field: lack.message for lack in _DETAILS}
"""What to say about a detail that every application needs."""
_ENTRY = {"mobile": "telephone", "signature": "signed"}
_CONSENT = Lack(
    "consent",
    gettext_lazy("Consent to the use of personal data is missing."),
    gettext_lazy("Read the text together; without consent there is no card."),
)
_PROXY = (
    Lack(
        "id_number",
        gettext_lazy("The ID number is missing."),
        gettext_lazy("Only who applies for themself may bring it later; for others it is needed now."),
    ),
    Lack("proxy_name", gettext_lazy("Who applies for the member is missing.")),
    Lack("proxy_phone", gettext_lazy("The telephone of who applies is missing.")),
    Lack("proxy_tail", gettext_lazy("The paper of who applies was not entered: its kind and last 4.")),
)


def _own(filled: Filled) -> list[Lack]:
    return [] if filled.consent else [_CONSENT]


def _by_proxy(filled: Filled) -> list[Lack]:
    entry = {"proxy_tail": "proxy_paper"}
    lacks = [lack for lack in _PROXY if not getattr(filled, entry.get(lack.field, lack.field))]
    if filled.consent:
        lacks.append(
            Lack(
                "consent",
                _("Nobody can consent for the member."),
                _("Leave it open: the member is asked at the first visit."),
            )
        )
    return lacks


def is_late(form_date: date, *, business_date: date, today: date) -> bool:
    """Whether a paper form is entered later than on its day (spec 2: entered the same day).

    ``business_date`` is the store's, ``today`` the calendar's. Raises Refused for a date to come.
    """
    if form_date > today:
        raise Refused(
            "form_date_future",
            _("The date on the form has not come yet."),
            field="form_date",
            value=form_date,
        )
    return form_date < business_date
