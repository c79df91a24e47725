"""What is typed or scanned from slips: brought into its stored form, or refused with what to look at.

Whether a slip was used before is the database's to know; here is only what its text says. A whole
bank card number is never kept, nor shown again in a refusal.
"""

import re
import unicodedata
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from deskops.core.calendar import local_date
from deskops.core.refusals import Refused

_SLIP = re.compile(r"[0-9A-Z](?:[0-9A-Z-]{0,38}[0-9A-Z])?")
_REFERENCE = re.compile(r"[0-9]{12}")
_TRACE = re.compile(r"[0-9]{6}")
_LAST_FOUR = re.compile(r"[0-9]{4}")
_SHOWN = 40
BESIDE = timedelta(minutes=10)
"""How far the card's slip and the receipt of one payment may lie apart: the POS prints after the terminal."""


def slip_number(raw: str, *, field: str = "slip") -> str:
    """The number of a slip of the POS: 1 to 40 capital letters, digits and hyphens.

    Raises Refused ``slip_number``.
    """
    refusal = Refused(
        "slip_number",
        _("This is no slip number."),
        field=field,
        value=raw[:_SHOWN],
        remedy=_("Scan the slip, or type its letters, digits and hyphens, 40 at most."),
    )
    return _read(raw, _SLIP, refusal)


def reference_number(raw: str, *, field: str = "reference") -> str:
    """The reference number (参考号) of a UnionPay slip: 12 digits, zeros in front belong to it.

    Raises Refused ``reference_number``.
    """
    refusal = Refused(
        "reference_number",
        _("A reference number has 12 digits."),
        field=field,
        value=raw[:_SHOWN],
        remedy=_("Read it from the line 参考号 of the card slip; zeros in front belong to it."),
    )
    return _read(raw, _REFERENCE, refusal)


def trace_number(raw: str, *, field: str = "trace") -> str:
    """The trace number (凭证号) of a UnionPay slip: 6 digits, by which the terminal voids a payment.

    Raises Refused ``trace_number``.
    """
    refusal = Refused(
        "trace_number",
        _("A trace number has 6 digits."),
        field=field,
        value=raw[:_SHOWN],
        remedy=_("Read it from the line 凭证号 of the card slip; zeros in front belong to it."),
    )
    return _read(raw, _TRACE, refusal)


def card_tail(raw: str, *, field: str = "card") -> str:
    """The last four digits of a bank card. Raises Refused ``card_tail``, without what was typed."""
    refusal = Refused(
        "card_tail",
        _("Only the last 4 digits of the bank card are kept."),
        field=field,
        remedy=_("Type the last 4 digits from the card."),
    )
    return _read(raw, _LAST_FOUR, refusal)


def same_card(*, slip: str, card: str, field: str = "card") -> None:
    """The card shown is the one the slip names, both by their last four digits.

    Source: 客服部工作及对接流程 4, note a: a purchase by bank card goes back by that card. Raises Refused
    ``another_card``.
    """
    if slip != card:
        raise Refused(
            "another_card",
            _("The slip names a card that ends in %(slip)s, this one ends in %(card)s.")
            % {"slip": slip, "card": card},
            field=field,
            value=card,
            remedy=_(
                "Ask for the card that paid. If it was cancelled, the supervised exception is the way out."
            ),
        )


def payment_days(bought_at: datetime) -> set[date]:
    """The calendar days that the card's slip of a receipt may name: the receipt's, and next to midnight two.

    A card that was charged at 23:59 belongs to a receipt of 00:01; the terminal finds it by the slip's day.
    """
    return {local_date(bought_at + apart) for apart in (-BESIDE, timedelta(), BESIDE)}


def trade_date(typed: date, *, bought_on: date, today: date, field: str = "trade_date") -> date:
    """The trade date (交易日期) of the payment to be refunded: the calendar day on which it was paid.

    The terminal finds a payment by reference number and trade date, so another day's slip belongs to
    another purchase. Raises Refused ``trade_date_ahead``, ``trade_date_differs``.
    """
    if typed > today:
        raise Refused(
            "trade_date_ahead",
            _("The trade date %(day)s is in the future.") % {"day": typed},
            field=field,
            value=typed,
            remedy=_("Read the date from the card slip."),
        )
    if typed != bought_on:
        raise Refused(
            "trade_date_differs",
            _("The trade date is %(typed)s, but the purchase was on %(bought)s.")
            % {"typed": typed, "bought": bought_on},
            field=field,
            value=typed,
            remedy=_("Ask for the card slip of this purchase."),
        )
    return typed


def _read(raw: str, form: re.Pattern[str], refusal: Refused) -> str:
    """What was typed, full width or in groups, as it is stored; raises the refusal for anything else."""
    text = "".join(unicodedata.normalize("NFKC", raw).split()).upper()
    if not form.fullmatch(text):
        raise refusal
    return text
