"""After the days of payment: the lists and all cash go back to finance (返现结账)."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Sum
from django.utils import translation
from django.utils.translation import gettext as _

from deskops.core.acts import act
from deskops.core.money import DENOMINATIONS, ZERO
from deskops.core.refusals import Refused
from deskops.handoffs.kinds import Line as HandoffLine
from deskops.handoffs.models import Handoff
from deskops.handoffs.models import State as Handed
from deskops.handoffs.services import draft_within, send_within
from deskops.ledger.kinds import AccountKind
from deskops.ledger.services import account_for
from deskops.org.models import Staff
from deskops.tills.rules import total
from deskops.tills.services.floats import cash_lines

from .. import sql
from ..models import Box, Cycle, Draw, GivenBack, Line, Turn
from .boxes import held, lock_box, put_pieces
from .common import ask_row, balance_of, book, lock_cycle, move, require_state

KIND = "cashback_return"


def give_back(*, request_key: UUID, cycle_id: int, by: Staff, now: datetime) -> Handoff:
    """Hand the paid list, the unpaid list and all cash that is left to finance, signed.

    The cash leaves the boxes now. Raises Refused: the days of payment are not over while somebody can
    still be paid, a box is still somebody's, a draw is under way.
    """
    with act(request_key=request_key, by=by, name="cashback.give_back", asked={"cycle": cycle_id}) as running:
        if not running.replayed:
            cycle = lock_cycle(cycle_id)
            require_state(cycle, Cycle.State.DRAWN, Cycle.State.BOOKED)
            boxes = [lock_box(pk) for pk in cycle.boxes.order_by("pk").values_list("pk", flat=True)]
            _require_over(cycle, now)
            left: Counter[Decimal] = Counter()
            for box in boxes:
                left.update(held(box))
            handoff = draft_within(
                kind=KIND,
                store=cycle.store,
                business_date=cycle.store.business_date(now),
                by=by,
                now=now,
                lines=[*_cash(left), *_lists(cycle)],
                occasion=f"cashback {cycle.code}",
                origin=cycle.document,
            )
            GivenBack.objects.create(handoff=handoff, cycle=cycle, given=total(left))
            send_within(handoff_id=handoff.pk, by=by, now=now)
            _empty(cycle, boxes, handoff, by, now)
            move(cycle, Cycle.State.RETURNED)
            running.result = {"handoff": handoff.pk}
    return Handoff.objects.select_related("document").get(pk=running.result["handoff"])


def _require_over(cycle: Cycle, now: datetime) -> None:
    owed = cycle.lines.filter(state__in=Line.OWED).exists()
    if owed and cycle.store.business_date(now) <= cycle.pay_until:
        raise Refused(
            "pay_days_left",
            _("Cashback is paid until %(day)s, and not everybody has come.") % {"day": cycle.pay_until},
            value=cycle.pay_until.isoformat(),
            remedy=_("Hand back when the last day is over."),
        )
    turn = Turn.objects.filter(box__cycle=cycle, state__in=Turn.UNDER_WAY).select_related("clerk").first()
    if turn:
        raise Refused(
            "box_open",
            _("A box is still %(clerk)s's.") % {"clerk": turn.clerk},
            value=turn.pk,
            remedy=_("Count and close it first."),
        )
    under_way = Draw.objects.filter(box__cycle=cycle).exclude(
        handoff__state__in=[Handed.RECEIVED, Handed.WITHDRAWN]
    )
    draw = under_way.select_related("handoff__document").first()
    if draw:
        raise Refused(
            "draw_under_way",
            _("Cash is still on its way: %(number)s.") % {"number": draw.handoff.document},
            value=draw.pk,
            remedy=_("Receive it, or let finance take the draft back."),
        )


def _cash(left: Counter[Decimal]) -> Sequence[HandoffLine]:
    pieces = {face: left[face] for face in DENOMINATIONS if left[face]}
    return cash_lines(pieces or {DENOMINATIONS[0]: 0})


def _lists(cycle: Cycle) -> Sequence[HandoffLine]:
    rows = cycle.lines.order_by().values("state").annotate(number=Count("pk"), sum=Sum("amount"))
    sums = {row["state"]: row for row in rows}
    printed = {"fingerprint": ask_row(sql.FINGERPRINT, cycle=cycle.pk)[0]}

    def added(*states: Line.State) -> tuple[Decimal, int]:
        found = [sums[state] for state in states if state in sums]
        return sum((row["sum"] for row in found), ZERO), sum(row["number"] for row in found)

    with translation.override(settings.LANGUAGE_CODE):
        parts = {
            "paid": (_("paid list"), added(Line.State.PAID)),
            "unpaid": (_("unpaid list"), added(*Line.OWED)),
            "no_id": (_("not payable: no ID number on record"), added(Line.State.NO_ID)),
        }
        return [
            HandoffLine(key, str(label), amount, number, values=printed, section="lists")
            for key, (label, (amount, number)) in parts.items()
        ]


def _empty(cycle: Cycle, boxes: Sequence[Box], handoff: Handoff, by: Staff, now: datetime) -> None:
    """All that the books hold in the boxes goes on its way; the last counts have agreed with them."""
    moves = {box.account_id: -balance_of(box.account_id) for box in boxes}
    moves[account_for(AccountKind.CASH_IN_TRANSIT, cycle.store).pk] = -sum(moves.values(), ZERO)
    book("cashback_returned", handoff.document, cycle.store, moves, by=by, now=now)
    for box in boxes:
        put_pieces(box, {})


def returned_received(*, handoff: Handoff, by: Staff, now: datetime) -> None:
    """Finance has signed: the cash is finance's; what was agreed to be missing is over and short."""
    given, agreed = handoff.total_amount or ZERO, handoff.final_amount or ZERO
    store = handoff.store
    moves = {
        account_for(AccountKind.CASH_IN_TRANSIT, store).pk: -given,
        account_for(AccountKind.FINANCE_CASH, store).pk: agreed,
        account_for(AccountKind.OVER_SHORT, store).pk: given - agreed,
    }
    book("cashback_back", handoff.document, store, moves, by=by, now=now)
