"""A cycle at a glance: what is due and late, where the lines stand, what the books say."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Sum
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from deskops.core.money import ZERO
from deskops.core.pages import Compared
from deskops.core.refusals import Text
from deskops.core.shell import Tone
from deskops.handoffs.models import State as Handed
from deskops.ledger.models import Entry
from deskops.org.models import Store

from ..models import Box, BoxDifference, Cycle, Draw, Line, Turn
from ..rules import late

AFTER = {
    Cycle.State.LISTING: 0,
    Cycle.State.BOOKED: 1,
    Cycle.State.DRAWN: 2,
    Cycle.State.RETURNED: 3,
    Cycle.State.CLOSED: 4,
}


@dataclass(frozen=True)
class Share:
    """Some lines of a cycle: how many, yuan."""

    lines: int = 0
    amount: Decimal = ZERO

    def __add__(self, other: "Share") -> "Share":
        return Share(self.lines + other.lines, self.amount + other.amount)


@dataclass(frozen=True)
class Due:
    """One step of the month: its days, whether it is done or late."""

    label: Text
    who: Text
    first: date
    last: date
    done: bool
    late: bool

    @property
    def tone(self) -> Tone:
        """Green when done, red when late, amber otherwise."""
        return Tone.DONE if self.done else Tone.LATE if self.late else Tone.DUE


@dataclass(frozen=True)
class Board:
    """All of a cycle's figures, from the lines and from the books."""

    cycle: Cycle
    steps: Sequence[Due]
    shares: dict[str, Share]
    boxes: Sequence[Box]
    turns: Sequence[Turn]
    draws: Sequence[Draw]
    compared: Sequence[Compared]
    exceptions: dict[str, int]

    @property
    def agrees(self) -> bool:
        """Whether every figure is the books' too."""
        return not any(one.difference for one in self.compared)


def cycles_of(store: Store) -> list[Cycle]:
    """The store's latest cycles, the newest first."""
    return list(Cycle.objects.filter(store=store).order_by("-month")[:12])


def shares_of(cycle: Cycle) -> dict[str, Share]:
    """Lines and yuan by where they stand, in one query over the cycle's index."""
    rows = cycle.lines.order_by().values("state", "reach").annotate(number=Count("pk"), sum=Sum("amount"))
    shares = dict.fromkeys(
        ("all", "payable", "owed", "paid", "waiting", "nothing", "no_id", "called", "missed", "uncalled"),
        Share(),
    )
    names = {"none": "uncalled", "missed": "missed", "reached": "called"}
    for row in rows:
        share = Share(row["number"], row["sum"])
        into = ["all", *_parts(row["state"])]
        if row["state"] in Line.PAYABLE:
            into += ["payable"]
            into += [names[row["reach"]]] if row["state"] in Line.OWED or row["reach"] == "reached" else []
        for name in into:
            shares[name] += share
    return shares


def _parts(state: str) -> list[str]:
    return {
        "due": ["owed"],
        "waiting": ["owed", "waiting"],
        "paid": ["paid"],
        "nothing": ["nothing"],
        "no_id": ["no_id"],
    }[state]


def board_of(cycle: Cycle, today: date) -> Board:
    """The board of a cycle in at most nine queries, however long the list is."""
    shares = shares_of(cycle)
    boxes = list(cycle.boxes.select_related("account"))
    draws = list(
        Draw.objects.filter(box__cycle=cycle).select_related("handoff__document", "box").order_by("pk")
    )
    turns = list(
        Turn.objects.filter(box__cycle=cycle).select_related("clerk", "box", "document").order_by("-pk")[:6]
    )
    rows = cycle.exceptions.order_by().values("state").annotate(number=Count("pk"))
    return Board(
        cycle,
        steps_of(cycle, shares, draws, today),
        shares,
        boxes,
        turns,
        draws,
        compared(cycle, shares, boxes, draws),
        {row["state"]: row["number"] for row in rows},
    )


def steps_of(cycle: Cycle, shares: dict[str, Share], draws: Sequence[Draw], today: date) -> list[Due]:
    """The steps of the month with their days, in order."""
    reached = AFTER[Cycle.State(cycle.state)]
    sent = cycle.list_paper is not None and cycle.list_paper.state != Handed.WITHDRAWN
    called = reached >= 1 and shares["uncalled"].lines + shares["missed"].lines == 0
    paid = reached >= 3 or (reached == 2 and shares["owed"].lines == 0)
    steps = (
        (_("List made"), _("information"), cycle.month, cycle.list_by, sent or reached >= 1),
        (_("Booked"), _("finance"), cycle.month, cycle.book_by, reached >= 1),
        (_("Everybody called"), _("desk"), cycle.call_from, cycle.call_by, called or reached >= 3),
        (_("Cash drawn"), _("finance and desk"), cycle.month, cycle.draw_by, reached >= 2),
        (pgettext("cashback step", "Paid"), _("desk"), cycle.pay_from, cycle.pay_until, paid),
        (_("Handed back and closed"), _("desk and finance"), cycle.pay_until, cycle.return_by, reached >= 4),
    )
    return [
        Due(label, who, first, last, done, late(last, today=today, done=done))
        for label, who, first, last, done in steps
    ]


def compared(
    cycle: Cycle, shares: dict[str, Share], boxes: Sequence[Box], draws: Sequence[Draw]
) -> list[Compared]:
    """Every figure of the board beside the accounts'; one query over the cycle's own accounts."""
    moved = moved_on(cycle, boxes)
    closed = cycle.state == Cycle.State.CLOSED
    received = [one.handoff.final_amount or ZERO for one in draws if one.handoff.state == Handed.RECEIVED]
    booked = ZERO if cycle.listing else shares["payable"].amount
    given = cycle.given_back.given if hasattr(cycle, "given_back") else ZERO
    inside = sum((box.account.balance for box in boxes), ZERO)
    over = BoxDifference.objects.filter(turn__box__cycle=cycle).aggregate(sum=Sum("amount", default=ZERO))
    return [
        Compared(
            _("Due: booked with exceptions"),
            booked,
            -moved.get(("cashback_due", "cashback_booked"), ZERO)
            - moved.get(("cashback_due", "cashback_added"), ZERO),
        ),
        Compared(_("Drawn"), sum(received, ZERO), moved.get(("cashback_box", "cashback_drawn"), ZERO)),
        Compared(
            pgettext("cashback", "Paid"),
            shares["paid"].amount,
            moved.get(("cashback_due", "cashback_paid"), ZERO),
        ),
        Compared(_("Handed back"), given, -moved.get(("cashback_box", "cashback_returned"), ZERO)),
        Compared(
            _("Cash in the boxes"), sum(received, ZERO) - shares["paid"].amount - given + over["sum"], inside
        ),
        Compared(
            _("Still owed"),
            ZERO if cycle.listing or closed else shares["owed"].amount,
            -cycle.due.balance,
        ),
    ]


def moved_on(cycle: Cycle, boxes: Sequence[Box]) -> dict[tuple[str, str], Decimal]:
    """By kind of account and of transfer: what moved on the cycle's own accounts, debit-positive."""
    accounts = [cycle.due_id, *(box.account_id for box in boxes)]
    rows = (
        Entry.objects.filter(account__in=accounts)
        .order_by()
        .values("account__kind", "transfer__kind")
        .annotate(sum=Sum("amount"))
    )
    return {(row["account__kind"], row["transfer__kind"]): row["sum"] for row in rows}
