"""One row of the bank's settlement file: read and checked, or refused with its column."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from django.utils.translation import gettext as _

from deskops.core.imports import Options, Report, RowError
from deskops.core.money import ZERO
from deskops.core.refusals import Refused, Text
from deskops.core.tables import columns_of, rows_of
from deskops.org.access import access_of
from deskops.org.clock import SHANGHAI
from deskops.org.models import Store
from deskops.org.models.staff import SYSTEM_NUMBER

from .rules.slips import reference_number

STORE, SERIAL, KIND, REFERENCE, TRADED, AMOUNT, CARD, SETTLED = (
    "门店",
    "流水号",
    "交易类型",
    "原参考号",
    "原交易日期",
    "金额",
    "卡号",
    "清算日期",
)
COLUMNS = (STORE, SERIAL, KIND, REFERENCE, TRADED, AMOUNT, CARD, SETTLED)
REQUIRED = (STORE, SERIAL, REFERENCE, TRADED, AMOUNT, SETTLED)
REFUND = "退货"
LONGEST_SERIAL = 32


@dataclass(frozen=True)
class Read:
    """A sound row, normalised; ``row`` counts from the first below the header."""

    row: int
    store: Store
    serial: str
    reference: str
    trade_date: date
    amount: Decimal
    settled_on: date
    card: str

    def fault(self, message: Text) -> RowError:
        """Why it can't be taken in after all."""
        return RowError(self.row, SERIAL, self.serial, str(message))


class Fault(Exception):  # noqa: N818 - the row is refused, nothing is broken
    """A row that can't be taken in: the column, and what is wrong with its value."""

    def __init__(self, column: str, message: Text) -> None:
        super().__init__(message)
        self.column, self.message = column, message


def read_file(path: Path, options: Options, report: Report) -> list[Read]:
    """The sound refunds of a file; what is faulty is refused in the report, other kinds are left out.

    Raises Refused for a file that is damaged or has other columns.
    """
    stores = _stores(options)
    found, seen, others = list[Read](), set[tuple[int, date, str]](), 0
    for number, values in enumerate(_table(path), start=1):
        if values.get(KIND, "").strip() not in ("", REFUND):
            others += 1
            continue
        try:
            row = _read(number, values, stores, options)
            key = (row.store.pk, row.settled_on, row.serial)
            if key in seen:
                raise Fault(SERIAL, _("This line stands twice in the file."))
        except Fault as fault:
            value = values.get(fault.column, "")[:40]
            report.refuse(RowError(number, fault.column, value, str(fault.message)))
        else:
            seen.add(key)
            found.append(row)
    if others:
        report.notes.append(_("%(count)d lines are no refunds and were left out.") % {"count": others})
    return found


def _table(path: Path) -> Iterator[Mapping[str, str]]:
    rows = rows_of(path)
    columns = columns_of(next(rows, []), known=COLUMNS, required=REQUIRED)
    for number, row in enumerate(rows, start=1):
        if len(row) != len(columns):
            raise Refused(
                "ragged_row",
                _("Row %(row)d has %(count)d fields instead of %(width)d: the file is cut off or damaged.")
                % {"row": number, "count": len(row), "width": len(columns)},
                field="file",
            )
        yield dict(zip(columns, row, strict=True))


def _stores(options: Options) -> dict[str, Store]:
    """The stores that the person may bring lines of, by code; the system's own staff may of all."""
    if options.by.number == SYSTEM_NUMBER:
        return {store.code: store for store in Store.objects.all()}
    today = options.now.astimezone(SHANGHAI).date()
    return {store.code: store for store in access_of(options.by, today=today).reachable_stores()}


def _read(number: int, values: Mapping[str, str], stores: Mapping[str, Store], options: Options) -> Read:
    store = stores.get(values[STORE].strip()) if values[STORE].strip() else options.store
    if store is None or store.code not in stores:
        raise Fault(STORE, _("No store within your reach has this code."))
    serial = values[SERIAL].strip()
    if not serial or len(serial) > LONGEST_SERIAL or not serial.isascii() or not serial.isalnum():
        raise Fault(SERIAL, _("The bank's serial number is letters and digits, 32 at most."))
    try:
        reference = reference_number(values[REFERENCE])
    except Refused as refused:
        raise Fault(REFERENCE, refused.message) from None
    traded, settled = _day(values[TRADED], TRADED), _day(values[SETTLED], SETTLED)
    if settled < traded:
        raise Fault(SETTLED, _("The bank settles after the trade date."))
    amount, card = _amount(values[AMOUNT]), _tail(values.get(CARD, ""))
    return Read(number, store, serial, reference, traded, amount, settled, card)


def _day(raw: str, column: str) -> date:
    """A date as files write it: 2026-11-20, 2026/11/20, 20261120, with or without a time after it."""
    text = raw.strip()[:10].replace("/", "-").strip()
    if len(text) >= 8 and text[:8].isdecimal():
        text = f"{text[:4]}-{text[4:6]}-{text[6:8]}"
    try:
        year, month, day = (int(part) for part in text.split("-"))
        return date(year, month, day)
    except ValueError:
        raise Fault(column, _("This is no date.")) from None


def _amount(raw: str) -> Decimal:
    """Yuan; a file that writes refunds as negative means the same. Exact to the fen."""
    text = raw.strip().replace(",", "")
    digits = text.removeprefix("-")
    whole, _point, rest = digits.partition(".")
    if not (whole.isdecimal() and whole.isascii() and len(whole) <= 9) or not _fen(rest, digits):
        raise Fault(AMOUNT, _("The amount is not an amount with at most two decimal places."))
    amount = Decimal(digits)
    if amount == ZERO:
        raise Fault(AMOUNT, _("The amount must be more than nothing."))
    return amount.quantize(Decimal("0.01"))


def _fen(rest: str, digits: str) -> bool:
    return "." not in digits or (rest.isdecimal() and rest.isascii() and len(rest) <= 2)


def _tail(card: str) -> str:
    """The last four of a card's number: the whole one is never kept."""
    digits = "".join(char for char in card if char.isdecimal() and char.isascii())
    return digits[-4:] if len(digits) >= 4 else ""
