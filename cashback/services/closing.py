"""Finance closes a cycle: books and lines agree to the cent, or the difference is explained."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from deskops.core.acts import act
from deskops.core.money import ZERO, format_money
from deskops.core.refusals import Refused
from deskops.handoffs.models import State as Handed
from deskops.org.models import Staff

from .. import sql
from ..models import Cycle, Draw, GivenBack, Line, Payout
from ..rules import left_over
from .common import balance_of, book, carried, granted, lock_cycle, move, require_state, run


def gap_of(cycle: Cycle) -> Decimal:
    """Drawn less paid less handed back, in yuan: positive when cash is missing. One query."""
    mine = OuterRef("pk")
    draws = Draw.objects.filter(box__cycle=mine, handoff__state=Handed.RECEIVED)
    paid = Payout.objects.filter(line__cycle=mine)
    back = GivenBack.objects.filter(cycle=mine, handoff__state=Handed.RECEIVED)
    sums = Cycle.objects.filter(pk=cycle.pk).values(
        drawn=_added(draws, "handoff__final_amount", by="box__cycle"),
        paid=_added(paid, "amount", by="line__cycle"),
        back=_added(back, "handoff__final_amount", by="cycle"),
    )
    return left_over(**sums.get())


def _added(rows: QuerySet[Any], field: str, *, by: str) -> Coalesce:
    """The sum of one column over the rows of the outer query's cycle."""
    return Coalesce(Subquery(rows.order_by().values(by).annotate(s=Sum(field)).values("s")), ZERO)


def unpaid_of(cycle: Cycle) -> Decimal:
    """Yuan of the lines that nobody fetched."""
    rows = cycle.lines.filter(state__in=Line.OWED)
    found: Decimal = rows.aggregate(sum=Sum("amount", default=ZERO))["sum"]
    return found


def close_cycle(*, request_key: UUID, cycle_id: int, words: str = "", by: Staff, now: datetime) -> Cycle:
    """Close a cycle that was handed back; unpaid lines are carried or closed by the store's rule.

    Raises Refused: not received by finance, the accounts don't agree with the lines (``books_differ``,
    never explained away), cash missing or over without words for it (``gap_unexplained``).
    """
    asked = {"cycle": cycle_id, "words": words}
    with act(request_key=request_key, by=by, name="cashback.close", asked=asked) as running:
        if not running.replayed:
            cycle = lock_cycle(cycle_id)
            require_state(cycle, Cycle.State.RETURNED)
            _require_received(cycle)
            unpaid, gap = unpaid_of(cycle), gap_of(cycle)
            _require_agreement(cycle, unpaid)
            if gap and not words.strip():
                raise _unexplained(gap)
            carry = cycle.unpaid == Cycle.Unpaid.CARRY
            run(sql.CARRY, cycle=cycle.pk, carry=carry)
            moves = {cycle.due_id: unpaid, (carried if carry else granted)(cycle.store): -unpaid}
            book("cashback_closed", cycle.document, cycle.store, moves, by=by, now=now)
            move(
                cycle,
                Cycle.State.CLOSED,
                closed_by=by,
                closed_at=now,
                gap=gap,
                gap_words=words.strip() if gap else "",
            )
            running.result = {"cycle": cycle_id}
    return Cycle.objects.get(pk=cycle_id)


def _require_received(cycle: Cycle) -> None:
    back = GivenBack.objects.select_related("handoff__document").get(cycle=cycle)
    if back.handoff.state != Handed.RECEIVED:
        raise Refused(
            "not_received",
            _("Finance has not received %(number)s yet.") % {"number": back.handoff.document},
            value=back.handoff.state,
            remedy=_("Count what came back and sign for it."),
        )


def _require_agreement(cycle: Cycle, unpaid: Decimal) -> None:
    books = -balance_of(cycle.due_id)
    boxes = sum((balance_of(pk) for pk in cycle.boxes.values_list("account", flat=True)), ZERO)
    if books != unpaid or boxes:
        raise Refused(
            "books_differ",
            _("The books hold %(books)s yuan due and %(boxes)s in boxes, the unpaid lines come to %(lines)s.")
            % {
                "books": format_money(books),
                "boxes": format_money(boxes),
                "lines": format_money(unpaid),
            },
            value=books - unpaid,
            remedy=_("Let the administrator prove the books; a cycle is never closed over that."),
        )


def _unexplained(gap: Decimal) -> Refused:
    says = _("%(gap)s yuan are missing.") if gap > ZERO else _("%(gap)s yuan are over.")
    return Refused(
        "gap_unexplained",
        says % {"gap": format_money(abs(gap))},
        field="words",
        value=gap,
        remedy=_("Write how the difference is explained; counts and their decisions stand on the board."),
    )
