"""A return that finance approved: the cards are emptied and ended, the money goes back the way it came."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext as _

from deskops.approvals.services import void
from deskops.core.acts import act
from deskops.core.money import ZERO
from deskops.core.refusals import Refused
from deskops.documents.models import Document
from deskops.documents.services import SEQUENCE, begin_document, file_document, set_state
from deskops.handoffs.models import State as HandoffState
from deskops.handoffs.services.checks import step
from deskops.handoffs.services.promising import forget
from deskops.ledger.kinds import AccountKind
from deskops.ledger.services import account_for
from deskops.org.models import Staff
from deskops.tills.models import Payment
from deskops.tills.services import Leg, PaymentDetails

from ...models import CardAct, GroupOrder, GroupReturn, StoredValue, StoredValueCard
from ...services.bulk import Moved, move_many
from ...services.counter import Counter, Paying
from ...stock.rules import Numbers
from .cancelling import BONUS, bonus_paper, put_on, refuse_pending_bonus, unused
from .locking import lock_order, prepaid, to_state

PAID_BACK = "group_paid_back"

State, ReturnState = GroupOrder.State, GroupReturn.State


@dataclass(frozen=True)
class Slips:
    """What the desk's own slips say when a bank card or an app is paid back."""

    slip: str = ""
    reference: str = ""


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
        if not taken_off or not put_on(order)["principal"]:
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
    refuse_pending_bonus(made.order, whole=made.principal == put_on(made.order)["principal"])
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
    paper = bonus_paper(order)
    if paper and paper.state == HandoffState.DRAFT:
        step(paper, HandoffState.WITHDRAWN, ())
        forget(paper, now)
    void(document=order.document, by=by, now=now, reason=_("order given back"))
    to_state(order, State.CANCELLED, made.reason)
