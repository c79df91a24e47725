"""An order ends before its time: cancelled unpaid, or given back and paid back the way it was paid."""

from collections.abc import Sequence
from dataclasses import dataclass
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
from deskops.handoffs.services.checks import step
from deskops.handoffs.services.promising import forget
from deskops.ledger.kinds import AccountKind
from deskops.ledger.services import account_for
from deskops.org.models import Role, Staff
from deskops.tills.models import Payment
from deskops.tills.services import Leg, PaymentDetails

from ...models import BulkLine, CardAct, GroupOrder, GroupReturn, ReturnedRange, StoredValue, StoredValueCard
from ...services.bulk import Moved, lock_values, move_many
from ...services.counter import Counter, Paying
from ...stock.rules import Numbers, gathered, words
from .. import rules
from ..rules import Back, Policy
from ..seeds import TIERS
from .activating import series_of
from .locking import lock_order, prepaid, require_no_return, require_state, to_state

RETURN, BONUS = "group_return", "group_bonus"
PAID_BACK = "group_paid_back"
ASKED_OF = (Asked(Role.FINANCE),)
"""Money that was paid leaves again: finance holds it and decides."""

State, ReturnState = GroupOrder.State, GroupReturn.State


@dataclass(frozen=True)
class Slips:
    """What the desk's own slips say when a bank card or an app is paid back."""

    slip: str = ""
    reference: str = ""


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
    put = _put(order)
    whole = principal == put["principal"]
    _refuse_pending_bonus(order, whole=whole)
    return rules.given_back(
        principal=principal,
        on_cards=sum((card.value.bonus.amount for card in cards), ZERO),
        kept=put["principal"] - principal,
        granted=put["bonus"],
        policy=policy,
    )


def _put(order: GroupOrder) -> dict[str, Decimal]:
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


def _bonus_paper(order: GroupOrder) -> Handoff | None:
    papers = Handoff.objects.filter(kind=BONUS, document__origin=order.document)
    return papers.exclude(state=HandoffState.WITHDRAWN).select_related("document").first()


def _refuse_pending_bonus(order: GroupOrder, *, whole: bool) -> None:
    """A bonus on its way: the draft of an order that comes back whole dies with it, else it goes first."""
    paper = _bonus_paper(order) if order.state == State.ACTIVE else None
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


def pay_back(
    *, request_key: UUID, by: Staff, now: datetime, return_id: int, slips: Slips | None = None
) -> Document:
    """Take the cards off and pay back: each tender gets back at most what it brought, the last first.

    Returns the paper of the payment. Raises Refused: not approved, a card used since, a bonus that was
    sent to finance since, a till that lacks the cash.
    """
    slips = slips or Slips()
    asked = {"return": return_id, "slip": slips.slip, "reference": slips.reference}
    with act(
        request_key=request_key, by=by, name="group.pay_back", asked=asked, reserves=SEQUENCE
    ) as running:
        if running.replayed:
            return Document.objects.get(pk=running.reserved)
        made = _locked_return(return_id)
        order, store = made.order, made.document.store
        paper = begin_document(
            pk=running.reserved,
            kind=CardAct.Kind.GROUP_BACK.value,
            store=store,
            by=by,
            now=now,
            amount=made.pays,
            origin=made.document,
        )
        counter = Counter(by, store, now)
        taken_off = _take_off(made, paper, counter)
        legs = _pay(made, paper, counter, slips)
        bonus = account_for(AccountKind.BONUS_GRANTED, store).pk
        legs += [(prepaid(order).pk, made.principal), (bonus, -made.deducted)]
        counter.post(paper, legs, kind=PAID_BACK)
        made.state = ReturnState.PAID
        made.save(update_fields=["state"])
        set_state(made.document, made.state)
        if not taken_off or not _put(order)["principal"]:
            _end(order, made, by, now)
        return file_document(paper)


def _locked_return(return_id: int) -> GroupReturn:
    """The return with its order, approved; locked in the order bonus handoff, order, return."""
    found = GroupReturn.objects.values_list("order", flat=True).get(pk=return_id)
    papers = Document.objects.select_for_update(no_key=True, of=("self",))
    list(papers.filter(kind=BONUS, origin=found).order_by("pk").values_list("pk"))
    order = lock_order(found)
    papers.get(pk=return_id)
    made = GroupReturn.objects.select_related("document__store").get(pk=return_id)
    made.order = order
    if made.state != ReturnState.APPROVED:
        raise Refused(
            "return_state",
            _("This return is “%(state)s”.") % {"state": made.get_state_display()},
            value=str(made.document),
        )
    return made


def _take_off(made: GroupReturn, paper: Document, counter: Counter) -> bool:
    """Empty and end the returned cards; whether there were any."""
    numbers = [
        number
        for row in made.ranges.select_related("series").order_by("pk")
        for number in Numbers(row.series.prefix, row.series.digits, row.first, row.last)
    ]
    if not numbers:
        return False
    cards = unused(numbers, made.order)
    _refuse_pending_bonus(made.order, whole=made.principal == _put(made.order)["principal"])
    moved = [
        Moved(
            card.value_id,
            card.value.principal_id,
            card.value.bonus_id,
            -card.value.principal.amount,
            -card.value.bonus.amount,
            ZERO,
        )
        for card in cards
    ]
    granted = account_for(AccountKind.BONUS_GRANTED, counter.store).pk
    move_many(
        document=paper,
        kind=CardAct.Kind.GROUP_BACK,
        moved=moved,
        others=[prepaid(made.order).pk, granted],
        counter=counter,
    )
    StoredValueCard.objects.filter(pk__in=[card.pk for card in cards]).update(
        state=StoredValueCard.State.CLOSED
    )
    values = StoredValue.objects.filter(pk__in=[card.value_id for card in cards])
    values.update(state=StoredValue.State.CLOSED)
    return True


def _pay(made: GroupReturn, paper: Document, counter: Counter, slips: Slips) -> list[Leg]:
    """The legs of the money that goes back, which sum to what is paid, negative."""
    legs: list[Leg] = []
    left = made.pays
    for payment, room in paid_ways(made.order):
        part = min(left, room)
        if part:
            legs += _paying(payment, slips).take(paper, -part, counter)
            left -= part
    if left:
        raise ValueError("more would go back than came")
    return legs


def paid_ways(order: GroupOrder) -> list[tuple[Payment, Decimal]]:
    """How an order was paid, the last payment first, each with what hasn't gone back yet."""
    payments = Payment.objects.select_related("tender")
    taken = payments.filter(document__origin=order.document, document__kind="group_payment")
    returned: dict[int, Decimal] = {}
    gone = payments.filter(document__origin__origin=order.document, document__kind=CardAct.Kind.GROUP_BACK)
    for one in gone:
        returned[one.tender_id] = returned.get(one.tender_id, ZERO) - one.amount
    found = []
    for one in taken.order_by("-pk"):
        used = min(one.amount, returned.get(one.tender_id, ZERO))
        returned[one.tender_id] = returned.get(one.tender_id, ZERO) - used
        found.append((one, one.amount - used))
    return found


def _paying(payment: Payment, slips: Slips) -> Paying:
    """The way back of a payment: a transfer goes to the account it came from."""
    return Paying(
        payment.tender,
        PaymentDetails(
            slip=slips.slip,
            reference=slips.reference,
            from_name=payment.to_name,
            from_number=payment.to_number,
            to_name=payment.from_name,
            to_number=payment.from_number,
        ),
    )


def _end(order: GroupOrder, made: GroupReturn, by: Staff, now: datetime) -> None:
    """Nothing of the order is left: it is cancelled, and a draft of its bonus withdrawn."""
    paper = _bonus_paper(order)
    if paper and paper.state == HandoffState.DRAFT:
        step(paper, HandoffState.WITHDRAWN, ())
        forget(paper, now)
    void(document=order.document, by=by, now=now, reason=_("order given back"))
    to_state(order, State.CANCELLED, made.reason)
