"""The bonus of an order (团购奖金): handed to finance by order, on the cards once finance has signed."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deskops.core.dated import setting_at
from deskops.core.refusals import Refused
from deskops.documents.models import Document
from deskops.documents.services import begin_document, file_document
from deskops.handoffs.kinds import Cell, Column, HandoffKind, Line, Section, Value
from deskops.handoffs.models import Handoff
from deskops.handoffs.rules import next_working_day
from deskops.handoffs.services.drafting import draft_within
from deskops.ledger.kinds import AccountKind
from deskops.ledger.services import account_for
from deskops.org.models import Role, Staff
from deskops.papers.paper import DESK, FINANCE

from ..models import BulkLine, CardAct, GroupOrder, GroupRange, StoredValue
from ..services.bulk import Moved, issue_bearers, move_many
from ..services.counter import Counter
from ..stock.rules import Numbers
from . import rules
from .seeds import YEARS
from .services.locking import lock_order, require_state, to_state

State = GroupOrder.State


def draft_bonus(order: GroupOrder, *, by: Staff, now: datetime) -> Handoff:
    """The handoff of an order's bonus, as a draft; last in the caller's act because it takes a number."""
    store = order.document.store
    with translation.override(settings.LANGUAGE_CODE):
        lines = _lines(order)
    return draft_within(
        kind=GROUP_BONUS.code,
        store=store,
        business_date=store.business_date(now),
        by=by,
        now=now,
        lines=lines,
        occasion=str(order.pk),
        origin=order.document,
    )


def _lines(order: GroupOrder) -> Sequence[Line]:
    values: dict[str, Value] = {
        "order": order.document.number,
        "buyer": order.buyer,
        "total": order.total,
        "percent": f"{order.percent:f} %",
    }
    ranges = list(order.ranges.filter(for_bonus=True).select_related("series").order_by("pk"))
    if not ranges:
        return [
            Line("value", order.get_bonus_as_display(), order.bonus, order.cards, values),
        ]
    return [
        Line(one.series.number(one.first), one.words, one.face * one.count, one.count, values)
        for one in ranges
    ]


def bonus_settled(*, handoff: Handoff, by: Staff, now: datetime) -> None:
    """The bonus was signed by three departments with the order: it is granted as signed.

    Raises Refused for a settlement at other figures.
    """
    for row in handoff.lines.filter(differs=True):
        if (row.agreed_amount, row.agreed_quantity) != (row.amount, row.quantity):
            raise Refused(
                "bonus_as_signed",
                _("Line %(position)s: the bonus was signed with the order and stays as it is.")
                % {"position": row.position},
                field="amount",
                value=row.agreed_amount,
                remedy=_("Settle it at the order's figures; a wrong order is given back whole."),
            )


def bonus_received(*, handoff: Handoff, by: Staff, now: datetime) -> None:
    """Finance has signed: the bonus is on the cards, apart from the principal, and the order is done."""
    order = lock_order(int(handoff.occasion))
    require_state(order, State.ACTIVE)
    store = handoff.store
    paper = begin_document(
        kind=CardAct.Kind.GROUP_BONUS.value,
        store=store,
        by=by,
        now=now,
        amount=order.bonus,
        origin=handoff.document,
    )
    counter = Counter(by, store, now)
    granted = account_for(AccountKind.BONUS_GRANTED, store).pk
    if order.bonus_as == GroupOrder.BonusAs.CARDS:
        _on_further_cards(order, paper, granted, counter)
    else:
        _on_its_cards(order, paper, granted, counter)
    to_state(order, State.DONE)
    file_document(paper)


def _on_further_cards(order: GroupOrder, paper: Document, granted: int, counter: Counter) -> None:
    ranges = order.ranges.filter(for_bonus=True).select_related("series").order_by("pk")
    issue_bearers(
        document=paper,
        kind=CardAct.Kind.GROUP_BONUS,
        cards=[(number, one.face) for one in ranges for number in numbers_of(one)],
        valid_until=rules.valid_until(
            paper.business_date, setting_at(YEARS, on=paper.business_date, store=counter.store)
        ),
        other=granted,
        counter=counter,
    )


def _on_its_cards(order: GroupOrder, paper: Document, granted: int, counter: Counter) -> None:
    lines = BulkLine.objects.filter(document__origin=order.document, document__kind=CardAct.Kind.GROUP)
    faces = dict(lines.order_by("value").values_list("value", "principal"))
    locked = StoredValue.objects.select_for_update(no_key=True, of=("self",)).filter(pk__in=faces)
    list(locked.order_by("pk").values_list("pk"))
    values = StoredValue.objects.filter(pk__in=faces).exclude(state=StoredValue.State.CLOSED)
    rows = list(values.select_related("principal", "bonus").order_by("pk"))
    spread = rules.shares(order.bonus, [faces[row.pk] for row in rows])
    moved = [
        Moved(row.pk, row.principal_id, row.bonus_id, Decimal("0.00"), share, row.balance + share)
        for row, share in zip(rows, spread, strict=True)
        if share
    ]
    move_many(document=paper, kind=CardAct.Kind.GROUP_BONUS, moved=moved, others=[granted], counter=counter)


def numbers_of(one: GroupRange) -> Numbers:
    """The numbers of an order's range."""
    return Numbers(one.series.prefix, one.series.digits, one.first, one.last)


GROUP_BONUS = HandoffKind(
    "group_bonus",
    "TJ",
    gettext_lazy("group bonus"),
    Role.CLERK,
    Role.FINANCE,
    (
        Section(
            "",
            gettext_lazy("Bonus"),
            (
                Column("order", gettext_lazy("Group order")),
                Column("buyer", gettext_lazy("Buyer")),
                Column("total", gettext_lazy("Order total"), Cell.MONEY),
                Column("percent", gettext_lazy("Percent")),
            ),
            quantity=gettext_lazy("cards"),
        ),
    ),
    due=next_working_day,
    copies=(DESK, FINANCE),
    settled=bonus_settled,
    received=bonus_received,
    readers=frozenset({Role.STORE_MANAGER}),
)
