"""What a till may ask for: each operation's request, answer, refusals, and the service it calls."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cards.models import CardAct
from cards.queries import card_with_balance
from cards.services import redeem, reverse_act, top_up
from deskops.core.money import ZERO
from deskops.core.refusals import Refused, Text
from deskops.documents.models import Document
from deskops.org.clock import SHANGHAI
from deskops.tills.models import Tender
from deskops.tills.services import PaymentDetails
from refunds.services.holding import require_nothing_held
from refunds.services.paying import credit_at_pos

from .calling import CANCELLED, Call, Done, Kept, keep
from .errors import body_of, tail
from .models import Operation
from .receipts import RECEIPT, push
from .schema import Fields, Listed, Moment, Money, OneOf, Shape, Str, Whole, Yes, invalid

CARD = Str(gettext_lazy("Number on the stored-value card"), r"^[0-9A-Z]{6,20}$", 6, 20, "6600001003")
SLIP = r"^[0-9A-Z]([0-9A-Z-]{0,38}[0-9A-Z])?$"
KEY = r"^[0-9A-Za-z._:-]{8,64}$"
TAIL = Str(gettext_lazy("The card's last four"), most=5, example="…1003")
EXPIRED = "expired"
STATES = ("active", "frozen", "closed", "lost", EXPIRED)
TENDERS = ("cash", "bank_card", "wechat", "alipay")


def masked(body: Mapping[str, Any]) -> Mapping[str, Any]:
    """A request as it may be kept: the card by its last four."""
    return {name: tail(str(value)) if name == "card" else value for name, value in body.items()}


@dataclass(frozen=True)
class Spec:
    """One operation. ``keyed``: it needs an idempotency key and happens once."""

    name: str
    path: str
    title: Text
    help: Text
    asks: Fields
    answers: Fields
    refusals: tuple[str, ...]
    run: Callable[[Call], Done]
    keyed: bool = True
    keeps: Callable[[Mapping[str, Any]], Mapping[str, Any]] = masked


def yuan(amount: Decimal | None) -> str:
    """An amount as the interface writes it."""
    return f"{amount or ZERO:.2f}"


PAPER: dict[str, Shape] = {
    "number": Str(gettext_lazy("Number of the paper in the desk's books"), example="XF-S00381-261128-0001"),
    "card": TAIL,
    "amount": Money(gettext_lazy("What was moved")),
    "principal": Money(gettext_lazy("Of this, principal")),
    "bonus": Money(gettext_lazy("Of this, bonus"), "0.00"),
    "balance": Money(gettext_lazy("Left on the card")),
    "at": Moment(gettext_lazy("When it was booked")),
    "business_date": Str(gettext_lazy("Business date of the store"), most=10, example="2026-11-28"),
}


def told(made: CardAct, document: Document | None = None) -> dict[str, Any]:
    """An act on a card as the interface answers it; amounts are positive."""
    paper = document or made.document
    return {
        "number": paper.number,
        "card": tail(made.card.number if made.card else ""),
        "amount": yuan(abs(made.principal + made.bonus)),
        "principal": yuan(abs(made.principal)),
        "bonus": yuan(abs(made.bonus)),
        "balance": yuan(made.balance_after),
        "at": paper.made_at.astimezone(SHANGHAI).isoformat(timespec="seconds"),
        "business_date": paper.business_date.isoformat(),
    }


def _balance(call: Call) -> Done:
    card = card_with_balance(call.asked["card"])
    value = card.value
    state = str(value.state if card.state == card.State.ISSUED else card.state)
    if state == value.State.ACTIVE and value.expired(call.caller.store.business_date(call.caller.now)):
        state = EXPIRED
    return Done(
        {
            "card": tail(card.number),
            "usable": state == value.State.ACTIVE,
            "state": state,
            "balance": yuan(value.balance),
            "principal": yuan(value.principal.amount),
            "bonus": yuan(value.bonus.amount),
        }
    )


def _redeem(call: Call) -> Done:
    made = redeem(
        request_key=call.request_key,
        by=call.caller.by,
        store=call.caller.store,
        now=call.caller.now,
        number=call.asked["card"],
        amount=call.asked["amount"],
        listed=call.asked["listed"],
        receipt=call.asked["receipt"],
    )
    return Done(told(made), made.pk)


def _top_up(call: Call) -> Done:
    asked = call.asked
    made = top_up(
        request_key=call.request_key,
        by=call.caller.by,
        store=call.caller.store,
        now=call.caller.now,
        number=asked["card"],
        amount=asked["amount"],
        tender=Tender.objects.get(code=asked["tender"]),
        details=PaymentDetails(slip=asked.get("slip", ""), reference=asked.get("reference", "")),
        at_pos=True,
    )
    return Done(told(made), made.pk)


def _refund(call: Call) -> Done:
    done = credit_at_pos(
        request_key=call.request_key,
        by=call.caller.by,
        store=call.caller.store,
        now=call.caller.now,
        number=call.asked["refund"],
        amount=call.asked["amount"],
        slip=call.asked["slip"],
    )
    return Done(
        {**told(done.made), "refund": done.money.refund.document.number, "by_desk": done.by_desk},
        done.made.pk,
    )


def _reverse(call: Call) -> Done:
    """Take an operation back; one that never came is marked, so that it is refused should it come late."""
    key = call.asked["operation"]
    if key == call.key:
        raise invalid("operation", _("A reversal has a key of its own."), key)
    first = Operation.objects.select_related("document").filter(till=call.caller.till, key=key).first()
    if first is None and _cancel(call, key):
        return Done({"operation": key, "reversed": False})
    first = first or Operation.objects.select_related("document").get(till=call.caller.till, key=key)
    if first.status != 200:
        return Done({"operation": key, "reversed": False})
    if first.name not in ("redeem", "top_up") or first.document is None:
        raise Refused(
            "not_reversible",
            _("This operation can't be taken back."),
            field="operation",
            value=key,
            remedy=_("Bring the customer to the desk."),
        )
    if first.name == "redeem":
        require_nothing_held(store=call.caller.store, number=str(first.asked.get("receipt", "")))
    made = reverse_act(
        request_key=call.request_key,
        by=call.caller.by,
        store=call.caller.store,
        now=call.caller.now,
        document_id=first.document.pk,
        reason=call.asked.get("reason", ""),
    )
    return Done({"operation": key, "reversed": True, **told(made)}, made.pk)


def _cancel(call: Call, key: str) -> bool:
    """Keep the key as taken back before it came; False when it came meanwhile."""
    refused = Refused(
        "operation_cancelled",
        _("This operation was taken back before it came."),
        field="Idempotency-Key",
        value=key,
        remedy=_("Begin a new one."),
    )
    return keep(replace(call, key=key), Kept(CANCELLED, "", 409, body_of(refused)), asked={})


OPERATIONS = (
    Spec(
        "balance",
        "balance",
        gettext_lazy("Balance of a card"),
        gettext_lazy("What a card holds and whether it may be used. Nothing is kept of the question."),
        Fields({"card": CARD}),
        Fields(
            {
                "card": TAIL,
                "usable": Yes(gettext_lazy("Whether it may be spent now")),
                "state": OneOf(gettext_lazy("How the card stands"), STATES),
                "balance": Money(gettext_lazy("What it holds")),
                "principal": Money(gettext_lazy("Of this, principal")),
                "bonus": Money(gettext_lazy("Of this, bonus"), "0.00"),
            }
        ),
        ("card_unknown", "card_ended"),
        _balance,
        keyed=False,
    ),
    Spec(
        "redeem",
        "redeem",
        gettext_lazy("Pay with a card"),
        gettext_lazy("Takes the amount from the card, principal first, then bonus."),
        Fields(
            {
                "card": CARD,
                "amount": Money(gettext_lazy("Price after discount: what is taken")),
                "listed": Money(gettext_lazy("Price before discount; the same when there is none"), "65.00"),
                "receipt": Str(gettext_lazy("Receipt number"), r"^[0-9A-Za-z-]{1,40}$", 1, 40, "40186554202"),
            },
            {"cashier": Str(gettext_lazy("Who is at the till"), r"^[0-9A-Za-z]{0,20}$", 0, 20, "2088")},
        ),
        Fields(PAPER),
        (
            "card_unknown",
            "card_ended",
            "card_lost",
            "card_not_active",
            "card_expired",
            "card_short",
            "amount",
            "price_below_paid",
        ),
        _redeem,
    ),
    Spec(
        "top_up",
        "top-up",
        gettext_lazy("Put money on a card"),
        gettext_lazy(
            "The money stays with the POS and is handed in with its takings. A bank card needs the slip,"
            " a payment app its reference."
        ),
        Fields(
            {
                "card": CARD,
                "amount": Money(gettext_lazy("What is put on it"), "200.00"),
                "tender": OneOf(gettext_lazy("How it was paid"), TENDERS),
            },
            {
                "slip": Str(gettext_lazy("Slip of the bank's terminal"), SLIP, 1, 40, "000123"),
                "reference": Str(gettext_lazy("Number in the payment app"), SLIP, 1, 40, "4200001234"),
                "cashier": Str(gettext_lazy("Who is at the till"), r"^[0-9A-Za-z]{0,20}$", 0, 20, "2088"),
            },
        ),
        Fields(PAPER),
        (
            "card_unknown",
            "card_ended",
            "card_lost",
            "card_not_active",
            "card_bearer",
            "card_limit",
            "transfer_required",
            "tender_incomplete",
            "number_missing",
            "member_not_active",
            "amount",
        ),
        _top_up,
    ),
    Spec(
        "refund",
        "refund",
        gettext_lazy("Carry out an approved refund to a card"),
        gettext_lazy(
            "Names the desk's approved refund; its card is credited once, whether desk or POS comes first."
            " Without approval nothing is refunded: take the payment back on its day instead."
        ),
        Fields(
            {
                "refund": Str(
                    gettext_lazy("Number of the desk's refund"),
                    r"^TH-[0-9A-Z-]{6,37}$",
                    9,
                    40,
                    "TH-S00381-261128-0001",
                ),
                "amount": Money(gettext_lazy("What was approved for the card"), "27.78"),
                "slip": Str(gettext_lazy("Number of the POS slip"), SLIP, 1, 40, "00004711"),
            },
            {"cashier": Str(gettext_lazy("Who is at the till"), r"^[0-9A-Za-z]{0,20}$", 0, 20, "2088")},
        ),
        Fields(
            {
                **PAPER,
                "refund": Str(gettext_lazy("Number of the desk's refund")),
                "by_desk": Yes(gettext_lazy("Whether the desk had credited it before")),
            }
        ),
        (
            "refund_unknown",
            "amount_differs",
            "refund_state",
            "not_its_turn",
            "not_approved",
            "no_card_with_room",
            "card_lost",
        ),
        _refund,
    ),
    Spec(
        "reverse",
        "reverse",
        gettext_lazy("Take an operation back"),
        gettext_lazy(
            "Undoes a payment or a top-up of this till on its business date, whole. One whose answer never"
            " came is taken back too, and refused should it arrive later."
        ),
        Fields(
            {
                "operation": Str(
                    gettext_lazy("Idempotency key of what is taken back"), KEY, 8, 64, "01-20261128-000124"
                )
            },
            {"reason": Str(gettext_lazy("Why"), most=200)},
        ),
        Fields(
            {
                "operation": Str(gettext_lazy("Idempotency key of what was taken back"), most=64),
                "reversed": Yes(gettext_lazy("Whether something was booked and is undone now")),
            },
            PAPER,
        ),
        (
            "not_reversible",
            "reversal_day_over",
            "refunded_already",
            "refund_held",
            "insufficient",
            "card_limit",
        ),
        _reverse,
    ),
    Spec(
        "receipts",
        "receipts",
        gettext_lazy("Push receipts"),
        gettext_lazy(
            "Up to 200 receipts of this till. Each is taken in by itself; what is there already is"
            " unchanged, so an offline till sends its batch again without harm. Mend what was refused and"
            " send it under a new key."
        ),
        Fields({"receipts": Listed(gettext_lazy("Receipts"), RECEIPT, 1, 200)}),
        Fields(
            {
                "added": Whole(gettext_lazy("Receipts new")),
                "unchanged": Whole(gettext_lazy("Receipts that were there")),
                "refused": Whole(gettext_lazy("Receipts refused")),
                "receipts": Listed(
                    gettext_lazy("What became of each"),
                    Fields(
                        {
                            "number": Str(gettext_lazy("Receipt number")),
                            "result": OneOf(
                                gettext_lazy("What became of it"), ("added", "unchanged", "refused")
                            ),
                            "code": Str(gettext_lazy("Why it was refused, for programs")),
                            "message": Str(gettext_lazy("Why it was refused"), most=300),
                            "value": Str(gettext_lazy("The value that it is about"), most=80),
                        }
                    ),
                ),
            }
        ),
        (),
        push,
        keeps=lambda body: {"numbers": [str(one["number"]) for one in body["receipts"]]},
    ),
)
