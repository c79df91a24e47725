"""What a step yields, read from the slip and checked, as the fields it fills."""

from collections.abc import Callable, Mapping
from datetime import date

from django.utils.translation import gettext as _

from deskops.core.calendar import local_date
from deskops.core.refusals import Refused

from ...models import RecipeStep, RefundTender
from ...rules.slips import payment_days, reference_number, slip_number, trace_number, trade_date
from ..card_slips import slip_at
from ..tenders import BANK_CARD
from .work import Work

Yields = RecipeStep.Yields
FIELD = "value"

type Filled = Mapping[str, str | date]


def filled_by(step: RecipeStep, work: Work, raw: str) -> Filled:
    """The fields of the refund's money that a step's value fills; none for a step that yields nothing.

    Raises Refused for a value that isn't one, the trade date of another day, a slip used today already.
    """
    read = _READERS.get(Yields(step.yields))
    return read(work, raw) if read else {}


def _slip(work: Work, raw: str) -> Filled:
    return {"slip": _unused("slip", slip_number(raw, field=FIELD), work)}


def _terminal_slip(work: Work, raw: str) -> Filled:
    if work.money.way == RefundTender.Way.VOID:
        return {"terminal_slip": trace_number(raw, field=FIELD)}
    return {"terminal_slip": _unused("terminal_slip", slip_number(raw, field=FIELD), work)}


def _reference(work: Work, raw: str) -> Filled:
    if work.money.out_tender.code == BANK_CARD:
        return {"reference": reference_number(raw, field=FIELD)}
    return {"reference": _unused("reference", slip_number(raw, field=FIELD), work)}


def _trade_date(work: Work, raw: str) -> Filled:
    try:
        typed = date.fromisoformat("-".join(raw.strip().replace("/", "-").replace(".", "-").split()))
    except ValueError:
        raise Refused(
            "trade_date",
            _("This is no date."),
            field=FIELD,
            value=raw[:20],
            remedy=_("Type it as on the slip: year, month, day."),
        ) from None
    printed_at = slip_at(work.money)
    paid_on = typed if typed in payment_days(printed_at) else local_date(printed_at)
    return {"trade_date": trade_date(typed, bought_on=paid_on, today=local_date(work.now), field=FIELD)}


def _unused(name: str, value: str, work: Work) -> str:
    """The slip's number; raises Refused when the clerk paid another tender by it today.

    Machines count for themselves: two desks may well print the same number on one day.
    """
    today = work.refund.purchase.store.business_date(work.now)
    others = RefundTender.objects.filter(
        **{name: value}, document__maker=work.by, document__business_date=today
    ).exclude(pk=work.money.pk)
    other = others.select_related("refund__document").first()
    if other:
        raise Refused(
            "slip_used",
            _("This slip is of refund %(number)s.") % {"number": other.refund.document.number},
            field=FIELD,
            value=value,
            remedy=_("Read the number from the slip that was just printed."),
        )
    return value


_READERS: Mapping[RecipeStep.Yields, Callable[[Work, str], Filled]] = {
    Yields.SLIP: _slip,
    Yields.TERMINAL_SLIP: _terminal_slip,
    Yields.REFERENCE: _reference,
    Yields.TRADE_DATE: _trade_date,
}
