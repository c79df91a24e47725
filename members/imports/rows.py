"""One row of a file of members: read, checked, or refused with its column."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from deskops.core.imports import RowError
from deskops.core.refusals import Refused
from deskops.org.models import Store

from ..models import Tier
from ..rules.cards import check_card_number
from ..rules.identity import IdNumber, check_id_number
from ..rules.masks import mask_id, mask_phone
from ..rules.phones import Phone, PhoneKind, read_phone

CARD, NAME, NUMBER, MOBILE, ADDRESS, JOINED, TIER, STORE = (
    "会员卡号",
    "姓名",
    "证件号码",
    "手机",
    "户籍地址",
    "办卡日期",
    "等级",
    "门店",
)
COLUMNS = (CARD, NAME, NUMBER, MOBILE, ADDRESS, JOINED, TIER, STORE)
REQUIRED = (CARD, NAME, MOBILE, JOINED)
MASKS: Mapping[str, Callable[[str], str]] = {
    NUMBER: mask_id,
    MOBILE: mask_phone,
    ADDRESS: lambda address: f"{address[:6]}…" if address else "",
}


@dataclass(frozen=True)
class Row:
    """A sound row, normalised."""

    row: int
    card: str
    name: str
    number: IdNumber | None
    mobile: Phone | None
    home_phone: Phone | None
    address: str
    joined_on: date
    tier: Tier
    store: Store


@dataclass(frozen=True)
class Known:
    """What rows refer to: stores by code, tiers by name, the store of rows that name none, today."""

    stores: Mapping[str, Store]
    tiers: Mapping[str, Tier]
    lowest: Tier
    store: Store | None
    today: date


class Fault(Exception):  # noqa: N818 - a row is refused, nothing is broken
    """What is wrong with a row, and in which column."""

    def __init__(self, column: str, message: object) -> None:
        super().__init__(str(message))
        self.column = column


def read_row(row: int, values: Mapping[str, str], known: Known) -> Row:
    """Check one row; raises Fault for the first thing that is wrong with it."""
    name = values.get(NAME, "").strip()
    if not name or len(name) > 60:
        raise Fault(NAME, _("The name is missing or longer than 60 characters."))
    phone = _phone(values.get(MOBILE, ""))
    return Row(
        row=row,
        card=_card(values.get(CARD, "")),
        name=name,
        number=_number(values.get(NUMBER, ""), known.today),
        mobile=phone if phone and phone.kind == PhoneKind.MOBILE else None,
        home_phone=phone if phone and phone.kind != PhoneKind.MOBILE else None,
        address=values.get(ADDRESS, "").strip(),
        joined_on=day_of(values.get(JOINED, ""), known.today, JOINED),
        tier=_tier(values.get(TIER, "").strip(), known),
        store=_store(values.get(STORE, "").strip(), known),
    )


def error_of(row: int, values: Mapping[str, str], fault: Fault) -> RowError:
    """The refusal of a row as the report shows it; numbers of people are masked."""
    value = values.get(fault.column, "")
    return RowError(row, fault.column, MASKS.get(fault.column, str)(value)[:80], str(fault))


def _card(raw: str) -> str:
    try:
        return check_card_number(raw)
    except Refused as refused:
        raise Fault(CARD, refused.message) from refused


def _number(raw: str, today: date) -> IdNumber | None:
    if not raw.strip():
        return None
    try:
        return check_id_number(raw, today)
    except Refused as refused:
        raise Fault(NUMBER, refused.message) from refused


def _phone(raw: str) -> Phone | None:
    if not raw.strip():
        return None
    try:
        return read_phone(raw)
    except Refused as refused:
        raise Fault(MOBILE, refused.message) from refused


def day_of(raw: str, today: date, column: str) -> date:
    """A day such as 2020-01-31 that has come; raises Fault naming the column."""
    text = raw.strip().split(" ")[0].replace("/", "-")
    try:
        day = datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007 - a day has no zone
    except ValueError:
        raise Fault(column, _("This is no date such as 2020-01-31.")) from None
    if day > today:
        raise Fault(column, _("This date has not come yet."))
    return day


def _tier(name: str, known: Known) -> Tier:
    if not name:
        return known.lowest
    if name not in known.tiers:
        raise Fault(TIER, _("No tier has this name."))
    return known.tiers[name]


def _store(code: str, known: Known) -> Store:
    if code and code not in known.stores:
        raise Fault(STORE, _("No store has this code."))
    store = known.stores.get(code) or known.store
    if store is None:
        raise Fault(STORE, _("The row names no store, and none was chosen for such rows."))
    return store
