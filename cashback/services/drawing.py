"""Cash from finance into a box: notes that pay every line exactly, signed by both."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.conf import settings
from django.db.models import F, Sum
from django.utils import translation
from django.utils.translation import gettext as _

from deskops.core.acts import act
from deskops.core.money import DENOMINATIONS, ZERO, format_money
from deskops.core.refusals import Refused
from deskops.documents.models import Document
from deskops.handoffs.kinds import Line as HandoffLine
from deskops.handoffs.models import Handoff
from deskops.handoffs.models import State as Handed
from deskops.handoffs.services import draft_within, send_within
from deskops.handoffs.services.checks import may_sign
from deskops.ledger.kinds import AccountKind
from deskops.ledger.services import account_for
from deskops.org.models import Staff
from deskops.tills.rules import total
from deskops.tills.services.floats import cash_lines

from .. import sql
from ..models import Box, Cycle, Draw, Line, Pieces
from ..rules import pieces_for
from .boxes import Notes, as_asked, lock_box, notes
from .common import ask_row, book, lock_cycle, move, require_state

KIND = "cashback_draw"


def notes_for(cycle: Cycle) -> dict[Decimal, int]:
    """The notes that pay every line of the list exactly, each with the fewest; one statement."""
    row = ask_row(sql.PIECES, cycle=cycle.pk)
    return {face: int(number) for face, number in zip(DENOMINATIONS, row, strict=True) if number}


def payable(cycle: Cycle) -> Decimal:
    """Yuan of all lines that are or were to be paid and whose cash the desk has or draws with the list."""
    states = [Line.State.DUE, Line.State.PAID]
    found: Decimal = cycle.lines.filter(state__in=states).aggregate(sum=Sum("amount", default=ZERO))["sum"]
    return found


def drawn(cycle: Cycle) -> Decimal:
    """Yuan that finance has given or is giving for the list's lines."""
    rows = Draw.objects.filter(box__cycle=cycle).exclude(handoff__state=Handed.WITHDRAWN)
    rows = rows.exclude(exception__isnull=False, handoff__state__in=_UNDER_WAY)
    return sum(
        (
            row.handoff.final_amount or row.handoff.total_amount or ZERO
            for row in rows.select_related("handoff")
        ),
        ZERO,
    )


_UNDER_WAY = (Handed.DRAFT, Handed.SENT, Handed.DISPUTED, Handed.SETTLED)


def notes_left(cycle: Cycle) -> dict[Decimal, int]:
    """The notes still to be drawn for the list: what pays every line, less what was given, face by face."""
    wanted = notes_for(cycle)
    given = dict(
        Handoff.objects.filter(cashback_draw__box__cycle=cycle, lines__section="cash")
        .exclude(state=Handed.WITHDRAWN)
        .order_by()
        .values_list("lines__key")
        .annotate(number=Sum("lines__quantity"))
    )
    left = {face: number - given.get(f"{face:f}", 0) for face, number in wanted.items()}
    if payable(cycle) - drawn(cycle) != total({f: n for f, n in left.items() if n > 0}):
        return pieces_for({payable(cycle) - drawn(cycle): 1}) if payable(cycle) > drawn(cycle) else {}
    return {face: number for face, number in left.items() if number > 0}


def draw_cash(
    *, request_key: UUID, cycle_id: int, box: str, pieces: Notes, by: Staff, now: datetime
) -> Handoff:
    """Finance gives cash for the list into a box (by its number): signed, for the desk to count and sign.

    Raises Refused: not booked, nothing counted, more than the lines come to.
    """
    pieces = notes(pieces)
    asked = {"cycle": cycle_id, "box": box, "pieces": as_asked(pieces)}
    with act(request_key=request_key, by=by, name="cashback.draw", asked=asked) as running:
        if not running.replayed:
            cycle = lock_cycle(cycle_id)
            require_state(cycle, Cycle.State.BOOKED, Cycle.State.DRAWN)
            _require_right(cycle, total(pieces))
            handoff = _draft(cycle, box, pieces, by=by, now=now)
            send_within(handoff_id=handoff.pk, by=by, now=now)
            running.result = {"handoff": handoff.pk}
    return Handoff.objects.select_related("document").get(pk=running.result["handoff"])


def _require_right(cycle: Cycle, amount: Decimal) -> None:
    if not amount:
        raise Refused("float_empty", _("Nothing was counted."), remedy=_("Count what is handed over."))
    left = payable(cycle) - drawn(cycle)
    if amount > left:
        raise Refused(
            "draw_above_due",
            _("%(left)s yuan are still to be drawn, %(amount)s were counted.")
            % {"left": format_money(left), "amount": format_money(amount)},
            value=amount,
            remedy=_("Draw what the lines come to; exceptions bring their own cash."),
        )


def draw_for_exception(
    *, cycle: Cycle, paper: Document, amount: Decimal, by: Staff, now: datetime
) -> Handoff:
    """The cash of one exception, in the fewest notes; signed by finance where ``by`` may sign for it."""
    box = cycle.boxes.order_by("code").values_list("code", flat=True).first() or "1"
    handoff = _draft(cycle, box, pieces_for({amount: 1}), by=by, now=now, paper=paper)
    if may_sign(handoff, handoff.giver_role, by, now):
        send_within(handoff_id=handoff.pk, by=by, now=now)
    return handoff


def _draft(
    cycle: Cycle, box: str, pieces: Notes, *, by: Staff, now: datetime, paper: Document | None = None
) -> Handoff:
    handoff = draft_within(
        kind=KIND,
        store=cycle.store,
        business_date=cycle.store.business_date(now),
        by=by,
        now=now,
        lines=[*cash_lines(pieces), *_explained(cycle, paper)],
        origin=paper or cycle.document,
    )
    Draw.objects.create(handoff=handoff, box=_box(cycle, box), exception=paper)
    return handoff


def _explained(cycle: Cycle, paper: Document | None) -> Sequence[HandoffLine]:
    if paper:
        return ()
    states = [Line.State.DUE, Line.State.PAID]
    number = cycle.lines.filter(state__in=states).count()
    with translation.override(settings.LANGUAGE_CODE):
        label = str(_("cashback of %(month)s, lines to be paid") % {"month": cycle.code})
    return [HandoffLine("lines", label, payable(cycle), number, section="lines")]


def _box(cycle: Cycle, code: str) -> Box:
    found = cycle.boxes.filter(code=code).first()
    if found:
        return found
    account = account_for(AccountKind.CASHBACK_BOX, cycle.store, f"{cycle.code} {code}")
    return Box.objects.create(cycle=cycle, code=code, account=account)


def draw_received(*, handoff: Handoff, by: Staff, now: datetime) -> None:
    """The desk has signed: the cash is in the box, as agreed; an exception's line can be paid."""
    draw = Draw.objects.select_related("exception").get(handoff=handoff)
    cycle = lock_cycle(Box.objects.values_list("cycle", flat=True).get(pk=draw.box_id))
    require_state(cycle, Cycle.State.BOOKED, Cycle.State.DRAWN)
    if draw.exception:
        _ready(cycle, draw.exception)
    box = lock_box(draw.box_id)
    agreed = {
        Decimal(row.key): (row.agreed_quantity if row.differs else row.quantity) or 0
        for row in handoff.lines.filter(section="cash")
    }
    amount = handoff.final_amount or ZERO
    if total(agreed) != amount:
        raise Refused(
            "notes_differ",
            _("The notes make %(notes)s yuan, %(amount)s were agreed on.")
            % {"notes": format_money(total(agreed)), "amount": format_money(amount)},
            value=amount,
            remedy=_("Settle pieces and amounts of the same faces."),
        )
    add_pieces(box, agreed)
    finance = account_for(AccountKind.FINANCE_CASH, cycle.store).pk
    moves = {box.account_id: amount, finance: -amount}
    book("cashback_drawn", handoff.document, cycle.store, moves, by=by, now=now)
    if cycle.state == Cycle.State.BOOKED:
        move(cycle, Cycle.State.DRAWN)


def _ready(cycle: Cycle, paper: Document) -> None:
    for line in cycle.lines.select_for_update(no_key=True, of=("self",)).filter(exception=paper):
        if line.state == Line.State.WAITING:
            line.state = Line.State.DUE
            line.save(update_fields=["state"])


def add_pieces(box: Box, pieces: Notes) -> None:
    """Put notes into a locked box; with negative numbers they leave it. The database refuses below none."""
    Pieces.objects.bulk_create(
        (Pieces(box=box, face=face, pieces=0) for face in pieces), ignore_conflicts=True
    )
    for face, number in sorted(pieces.items()):
        Pieces.objects.filter(box=box, face=face).update(pieces=F("pieces") + number)
