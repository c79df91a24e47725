"""An order ends before its time: cancelled unpaid, or given back and paid back the way it was paid."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet, Sum
from django.utils import translation
from django.utils.translation import gettext as _

from deskops.approvals.models import Decision
from deskops.approvals.services import Asked, ask, void
from deskops.approvals.terms import Terms
from deskops.core.acts import act
from deskops.core.dated import setting_at
from deskops.core.money import ZERO, format_money
from deskops.core.refusals import Refused
from deskops.documents.models import Document
from deskops.documents.services import SEQUENCE, begin_document, file_document, set_state
from deskops.handoffs.models import Handoff
from deskops.handoffs.models import State as HandoffState
from deskops.org.models import Role, Staff

from ...models import BulkLine, CardAct, GroupOrder, GroupReturn, ReturnedRange, StoredValue, StoredValueCard
from ...services.bulk import lock_values
from ...stock.rules import Numbers, gathered, words
from .. import rules
from ..rules import Back, Policy
from ..seeds import TIERS
from .activating import series_of
from .locking import lock_order, prepaid, require_no_return, require_state, to_state

RETURN, BONUS = "group_return", "group_bonus"
ASKED_OF = (Asked(Role.FINANCE),)
"""Money that was paid leaves again: finance holds it and decides."""

State, ReturnState = GroupOrder.State, GroupReturn.State


def cancel(*, request_key: UUID, by: Staff, now: datetime, order_id: int, reason: str) -> GroupOrder:
    """End an order for which nothing was paid; what was signed is void. Raises Refused without a reason."""
    asked = {"order": order_id, "reason": reason}
    with act(request_key=request_key, by=by, name="group.cancel", asked=asked) as running:
        order = lock_order(order_id)
        if running.replayed:
            return order
        require_state(order, State.ASKED, State.REJECTED, State.SIGNED)
        _reason(reason)
        if prepaid(order).amount:
            raise Refused(
                "order_paid",
                _("Something was paid for this order already."),
                value=str(order.document),
                remedy=_("Give it back: finance decides, then the money goes back the way it came."),
            )
        void(document=order.document, by=by, now=now, reason=_("order cancelled"))
        to_state(order, State.CANCELLED, reason.strip())
        return order


def request_return(
    *,
    request_key: UUID,
    by: Staff,
    now: datetime,
    order_id: int,
    reason: str,
    ranges: Sequence[Numbers] = (),
) -> GroupReturn:
    """Ask finance to let an order's money go back: all of it before activation, after it for unused cards.

    ``ranges`` are the cards that are brought. Raises Refused: without a reason, a card that is not of
    this order, was used, or is not in use, and while the bonus is on its way to finance.
    """
    asked = {"order": order_id, "reason": reason, "ranges": words(ranges)}
    with act(request_key=request_key, by=by, name="group.return", asked=asked, reserves=SEQUENCE) as running:
        if running.replayed:
            return GroupReturn.objects.select_related("document", "order").get(pk=running.reserved)
        order = lock_order(order_id)
        require_state(order, State.SIGNED, State.PAID, State.ACTIVE, State.DONE)
        require_no_return(order)
        _reason(reason)
        back = _worked_out(order, ranges, now)
        paper = begin_document(
            pk=running.reserved,
            kind=RETURN,
            store=order.document.store,
            by=by,
            now=now,
            amount=back.pays,
            state=ReturnState.ASKED.value,
            origin=order.document,
        )
        made = GroupReturn.objects.create(
            document=paper,
            order=order,
            reason=reason.strip()[:200],
            principal=back.principal,
            bonus_back=back.bonus_off,
            deducted=back.deducted,
            pays=back.pays,
        )
        ReturnedRange.objects.bulk_create(
            ReturnedRange(group_return=made, series=series_of(one), first=one.first, last=one.last)
            for one in ranges
        )
        ask(document=paper, terms=_terms(made, ranges), of=ASKED_OF, by=by, now=now)
        file_document(paper)
        return made


def _reason(reason: str) -> None:
    if not reason.strip():
        raise Refused("reason_missing", _("A reason is needed."), field="reason")


def _worked_out(order: GroupOrder, ranges: Sequence[Numbers], now: datetime) -> Back:
    if order.state in (State.SIGNED, State.PAID):
        paid = prepaid(order).amount
        if not paid:
            raise Refused("nothing_paid", _("Nothing was paid for this order."), remedy=_("Cancel it."))
        return Back(paid, ZERO, ZERO)
    if not ranges:
        raise Refused("ranges_missing", _("Say which cards."), field="ranges")
    cards = unused([number for one in ranges for number in one], order)
    principal = sum((card.value.principal.amount for card in cards), ZERO)
    if not principal:
        raise Refused(
            "bonus_only",
            _("These are bonus cards only: nothing was paid for them."),
            field="ranges",
            remedy=_("Take bought cards back together with them."),
        )
    store = order.document.store
    # the policy under which the order was signed, not today's
    policy = Policy.read(setting_at(TIERS, on=order.document.business_date, store=store))
    put = put_on(order)
    whole = principal == put["principal"]
    refuse_pending_bonus(order, whole=whole)
    return rules.given_back(
        principal=principal,
        on_cards=sum((card.value.bonus.amount for card in cards), ZERO),
        kept=put["principal"] - principal,
        granted=put["bonus"],
        policy=policy,
    )


def put_on(order: GroupOrder) -> dict[str, Decimal]:
    """What is on the order's cards by its own papers: activation and bonus, less what was taken back.

    Bonus that was deducted from the money of an earlier return counts as taken back.
    """
    lines = BulkLine.objects.filter(value__in=values_of(order))
    sums = lines.aggregate(principal=Sum("principal", default=ZERO), bonus=Sum("bonus", default=ZERO))
    paid = order.returns.filter(state=ReturnState.PAID)
    deducted = paid.aggregate(sum=Sum("deducted", default=ZERO))["sum"]
    return {"principal": sums["principal"], "bonus": sums["bonus"] - deducted}


def values_of(order: GroupOrder) -> QuerySet[BulkLine, Any]:
    """The keys of the order's accounts, as a subquery: its activation's cards and its bonus cards."""
    own = Q(document__kind=CardAct.Kind.GROUP, document__origin=order.document)
    further = Q(document__kind=CardAct.Kind.GROUP_BONUS, document__origin__origin=order.document)
    return BulkLine.objects.filter(own | further).values("value")


def unused(numbers: Sequence[str], order: GroupOrder) -> list[StoredValueCard]:
    """The cards of these numbers, locked. Raises Refused unless each is of the order, in use, and unspent.

    Unspent: it holds just what the order put on it, and nothing but the order moved it.
    """
    cards = lock_values(numbers)
    found = {card.number for card in cards}
    lines = BulkLine.objects.filter(value__in=[card.value_id for card in cards])
    own = set(values_of(order).values_list("value", flat=True))
    put = dict(
        lines.order_by()
        .values("value")
        .annotate(sum=Sum("principal") + Sum("bonus"))
        .values_list("value", "sum")
    )
    acted = set(CardAct.objects.filter(value__in=own, kind__in=CardAct.MONEY).values_list("value", flat=True))
    wrong = [number for number in numbers if number not in found]
    wrong += [
        card.number
        for card in cards
        if card.value_id not in own
        or card.value_id in acted
        or card.state != StoredValueCard.State.ISSUED
        or card.value.state != StoredValue.State.ACTIVE
        or not card.value.balance
        or card.value.balance != put.get(card.value_id)
    ]
    if wrong:
        raise Refused(
            "card_used",
            _("Only unused cards of this order are taken back; not so: %(cards)s.")
            % {"cards": words(gathered(wrong))[:200]},
            field="ranges",
            value=len(wrong),
            remedy=_("Leave these out: what is on them stays the bearer's."),
        )
    return cards


def bonus_paper(order: GroupOrder) -> Handoff | None:
    """The handoff of an order's bonus that was not withdrawn."""
    papers = Handoff.objects.filter(kind=BONUS, document__origin=order.document)
    return papers.exclude(state=HandoffState.WITHDRAWN).select_related("document").first()


def refuse_pending_bonus(order: GroupOrder, *, whole: bool) -> None:
    """A bonus on its way: the draft of an order that comes back whole dies with it, else it goes first."""
    paper = bonus_paper(order) if order.state == State.ACTIVE else None
    if paper and not (whole and paper.state == HandoffState.DRAFT):
        raise Refused(
            "bonus_under_way",
            _("The bonus of this order is not granted yet: %(number)s.") % {"number": paper.document},
            value=str(paper.document),
            remedy=_(
                "Have finance receive it first, or take every card of the order back while it is a draft."
            ),
        )


def _terms(made: GroupReturn, ranges: Sequence[Numbers]) -> Terms:
    with translation.override(settings.LANGUAGE_CODE):
        what = _("Give back %(number)s: %(pays)s yuan the way it was paid") % {
            "number": made.order.document,
            "pays": format_money(made.pays),
        }
        if ranges:
            what += "; " + _("cards %(ranges)s") % {"ranges": words(ranges)}
        return Terms(
            what=what,
            why=made.reason,
            amount=made.pays,
            whose=made.order.buyer,
            rule=_("Principal %(principal)s, bonus taken off %(off)s, bonus no longer earned %(less)s.")
            % {
                "principal": format_money(made.principal),
                "off": format_money(made.bonus_back),
                "less": format_money(made.deducted),
            },
        )


def return_decided(*, document: Document, outcome: Decision, by: Staff, now: datetime, reason: str) -> None:
    """Finance has decided: approved, the desk pays it back; rejected, the order stands."""
    state = ReturnState.APPROVED if outcome == Decision.APPROVED else ReturnState.REJECTED
    GroupReturn.objects.filter(pk=document.pk).update(state=state)
    set_state(document, state)
