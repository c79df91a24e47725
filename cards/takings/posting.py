"""What the takings do to the books: cash becomes finance's, what was settled otherwise is corrected.

A correction is an entry of the business date on which finance signs, never an edit of the day's own.
"""

from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from deskops.core.money import ZERO
from deskops.core.refusals import Refused
from deskops.handoffs.models import Handoff, HandoffLine
from deskops.ledger.kinds import AccountKind
from deskops.ledger.services import account_for, post
from deskops.org.models import Staff, Store
from deskops.tills.models import Tender
from deskops.tills.queries import takings_of
from deskops.tills.services import Leg, merged
from deskops.tills.services.payments import tender_account

RECEIVED = "takings"
CORRECTED = "takings_corrected"


def refuse_day_not_over(store: Store, business_date: date, now: datetime) -> None:
    """Raises Refused for a business date that is still going on."""
    if business_date >= store.business_date(now):
        raise Refused(
            "day_not_over",
            _("The business date %(day)s is not over yet.") % {"day": business_date},
            value=business_date.isoformat(),
            remedy=_("Takings are handed over the next day."),
        )


def takings_sent(*, handoff: Handoff, by: Staff, now: datetime) -> None:
    """The desk has signed: refuse a day that is not whole, naming the till that is still open."""
    refuse_day_not_over(handoff.store, handoff.business_date, now)
    day = takings_of(handoff.store, handoff.business_date)
    if day.open_shifts:
        raise Refused(
            "till_open",
            _("A till of this day is still open: %(tills)s.")
            % {"tills": "、".join(f"{one.till.name}({one.clerk.name})" for one in day.open_shifts)},
            value="、".join(one.till.code for one in day.open_shifts),
            remedy=_("Count and close it, then bring the draft up to date."),
        )
    if day.cash != cash_given(handoff):
        raise Refused(
            "handoff_moved",
            _("The books have moved since this draft was made."),
            remedy=_("Bring it up to date, look at it again and sign."),
        )


def cash_given(handoff: Handoff) -> Decimal:
    """The cash that the desk says it hands over, in yuan."""
    amounts = handoff.lines.filter(section="cash").values_list("amount", flat=True)
    return sum((amount for amount in amounts if amount is not None), ZERO)


def takings_received(*, handoff: Handoff, by: Staff, now: datetime) -> None:
    """Finance has signed: the cash in transit is finance's, and what was settled is corrected."""
    cash = cash_given(handoff)
    store = handoff.store
    transit, finance = (
        account_for(kind, store).pk for kind in (AccountKind.CASH_IN_TRANSIT, AccountKind.FINANCE_CASH)
    )
    _post(handoff, RECEIVED, [(transit, -cash), (finance, cash)], by, now)
    _post(handoff, CORRECTED, _corrections(handoff), by, now)


def _corrections(handoff: Handoff) -> list[Leg]:
    """What both sides agreed beyond what was sent, each on its tender's account, against over and short."""
    rows = handoff.lines.filter(section__in=["cash", "tenders"], differs=True)
    legs = [(_account(handoff.store, row), _changed(row)) for row in rows]
    over_short = account_for(AccountKind.OVER_SHORT, handoff.store).pk
    return [*legs, (over_short, -sum((amount for _account, amount in legs), ZERO))]


def _changed(row: HandoffLine) -> Decimal:
    return (row.agreed_amount or ZERO) - (row.amount or ZERO)


def _account(store: Store, row: HandoffLine) -> int:
    if row.section == "cash":
        return account_for(AccountKind.FINANCE_CASH, store).pk
    return tender_account(Tender.objects.get(code=row.key), store)


def _post(handoff: Handoff, kind: str, legs: list[Leg], by: Staff, now: datetime) -> None:
    entries = merged(legs)
    if entries:
        post(
            kind=kind,
            document=handoff.document,
            store_id=handoff.store_id,
            business_date=handoff.store.business_date(now),
            by=by,
            entries=entries,
        )
