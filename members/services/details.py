"""An application as it was written, and as it is once checked and normalised."""

from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from deskops.core.refusals import Refused
from deskops.org.clock import SHANGHAI
from deskops.org.models import Store
from deskops.papers.forms import Signed

from .. import sealing
from ..models.consents import ConsentKind
from ..rules.applications import SELF, Filled, Lack, is_late, lacking
from ..rules.cards import check_card_number
from ..rules.identity import IdNumber, PaperKind, check_paper
from ..rules.phones import Phone, PhoneKind, read_phone
from .admitting import Newcomer
from .placing import place_of
from .tiers import lowest_tier


@dataclass(frozen=True, kw_only=True)
class Details:
    """An application as it was written, nothing normalised yet."""

    for_whom: str
    name: str
    paper_kind: str = PaperKind.RESIDENT_ID
    id_number: str = field(default="", repr=False)
    paper_seen: bool = False
    address: str = field(default="", repr=False)
    mobile: str = ""
    home_phone: str = ""
    signed: Signed | None = None
    consent: bool = False
    marketing: bool = False
    form_date: date
    card_number: str = ""
    reason: str = ""
    proxy_name: str = ""
    proxy_phone: str = ""
    proxy_paper: str = ""
    proxy_tail: str = ""

    def lacking(self) -> list[Lack]:
        """Every entry that is missing, in the form's order."""
        return lacking(
            Filled(
                for_whom=self.for_whom,
                name=bool(self.name.strip()),
                id_number=bool(self.id_number.strip()),
                telephone=bool(self.mobile.strip() or self.home_phone.strip()),
                address=bool(self.address.strip()),
                signed=self.signed is not None,
                proxy_name=bool(self.proxy_name.strip()),
                proxy_phone=bool(self.proxy_phone.strip()),
                proxy_paper=bool(self.proxy_paper and self.proxy_tail.strip()),
                consent=self.consent,
            )
        )

    def asked(self) -> dict[str, Any]:
        """What the request's digest is made of; secrets only as keyed digests."""
        strokes = self.signed and self.signed.strokes
        plain = asdict(replace(self, signed=None)) | {"signed": strokes.digest.hex() if strokes else "paper"}
        for secret in ("id_number", "address"):
            plain[secret] = (sealing.place_index(secret, plain[secret]) or b"").hex()
        return plain


@dataclass(frozen=True)
class Checked:
    """An application that has everything, normalised."""

    newcomer: Newcomer
    late: bool
    card_number: str
    proxy_phone: str


def check(details: Details, *, store: Store, now: datetime) -> Checked:
    """What can be checked without looking at other members; raises Refused for the first thing wrong."""
    for lack in details.lacking():
        raise lack.refusal()
    today = now.astimezone(SHANGHAI).date()
    business_date = store.business_date(now)
    late = is_late(details.form_date, business_date=business_date, today=today)
    number = number_on(details.id_number, PaperKind(details.paper_kind), today)
    newcomer = Newcomer(
        name=details.name.strip(),
        joined_on=business_date,
        paper_kind=PaperKind(details.paper_kind),
        id_number=number,
        address=details.address.strip(),
        place=place_of(details.address, PaperKind(details.paper_kind), store=store, on=business_date),
        mobile=phone_in("mobile", details.mobile),
        home_phone=phone_in("home_phone", details.home_phone),
        tier=lowest_tier(),
        tier_source=_("application"),
        paper_seen=details.paper_seen and number is not None,
        consents=_consents(details),
        by_proxy=details.for_whom != SELF,
        late=late,
    )
    proxy_phone = phone_in("proxy_phone", details.proxy_phone)
    card_number = check_card_number(details.card_number) if details.card_number.strip() else ""
    return Checked(newcomer, late, card_number, proxy_phone.e164 if proxy_phone else "")


def number_on(raw: str, kind: PaperKind, today: date) -> IdNumber | None:
    """The checked number of a paper, None for an empty field."""
    return check_paper(raw, kind, today) if raw.strip() else None


def phone_in(field_name: str, raw: str) -> Phone | None:
    """The telephone in a field, None for an empty one; a refusal names that field."""
    if not raw.strip():
        return None
    try:
        phone = read_phone(raw)
    except Refused as refused:
        refused.field = field_name
        raise
    if field_name == "mobile" and phone.kind != PhoneKind.MOBILE:
        raise Refused(
            "phone_kind",
            _("This is no mobile number."),
            field=field_name,
            value=phone.masked,
            remedy=_("Put it into the field of the home telephone."),
        )
    return phone


def _consents(details: Details) -> frozenset[ConsentKind]:
    given = {ConsentKind.PERSONAL_DATA: details.consent, ConsentKind.MARKETING: details.marketing}
    return frozenset(kind for kind, said in given.items() if said and details.consent)
