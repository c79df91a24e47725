"""One customer who brings something back, from the receipt as far as the case goes, by the services."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from cards.services import redeem
from deskops.approvals.models import Approval, Decision
from deskops.approvals.services import decide
from deskops.core.calendar import local_date
from deskops.org.models import Floor, Staff
from deskops.receipts.models import Receipt
from deskops.tills.services import PaymentDetails
from refunds.models import Holding, Pickup, RecipeStep, Refund, RefundTender
from refunds.rules.order import rank
from refunds.services.asking import ask_refund, cancel_refund
from refunds.services.opening import open_refund
from refunds.services.paying import fail_step, pay_difference, record_step, record_transfer
from refunds.services.pickups import collect
from refunds.services.preparing import Chosen, Taken, WayOut, check, choose_goods
from refunds.services.purchases import Typed, TypedLine
from refunds.services.signing import sign_voucher

from .counter import Counter
from .membership import signature
from .purchases import barcode_of
from .refund_cases import BANK, CARD, FRESH, MISREAD, Case, Ending, shelf
from .world import World

POS = "05"
SOLD = {Ending.CLOSED, Ending.WAITING}


@dataclass(frozen=True)
class Visit:
    """A case in its time: when the customer comes, and the receipt they bring."""

    case: Case
    at: datetime
    bought_at: datetime
    number: str
    card: str


@dataclass
class Served:
    """One customer at the counter, minute by minute."""

    world: World
    counter: Counter
    visit: Visit
    by: Staff
    now: datetime
    refund: Refund = field(init=False)

    def through(self) -> Refund:
        """From the receipt as far as the case goes."""
        case = self.visit.case
        self._open()
        self._choose()
        if case.ending != Ending.DRAFT:
            self._check()
            self.refund = ask_refund(**self._act(2), refund_id=self.refund.pk)
            self._approve()
        if case.ending == Ending.CANCELLED:
            self.refund = cancel_refund(**self._act(20), refund_id=self.refund.pk, why=case.why)
        if case.ending == Ending.FAILED:
            self._fail()
        if case.ending == Ending.TRANSFER:
            self._ring_up(self._money()[0])
        if case.ending in SOLD:
            self._pay()
        return self.refund

    def _act(self, minutes: int = 1, by: Staff | None = None) -> dict[str, Any]:
        """Who does the next thing, some minutes after the last, never after the demo's end."""
        self.now = min(self.now + timedelta(minutes=minutes), self.world.now)
        return {"request_key": self.world.key(), "by": by or self.by, "now": self.now}

    def _open(self) -> None:
        case, store = self.visit.case, self.world.first
        what: dict[str, Any] = {"typed": self._typed()}
        if case not in (FRESH, MISREAD):
            receipt = Receipt.objects.get(store=store, number=self.visit.number, pos=POS)
            what = {"receipt_id": receipt.pk}
        purpose = Refund.Purpose.EXCHANGE if case.taken else Refund.Purpose.REFUND
        self.refund = open_refund(**self._act(), store=store, purpose=purpose, **what)

    def _typed(self) -> Typed:
        floors = self._floors()
        lines = [
            TypedLine(name, Decimal(quantity), price * quantity, floors[floor], category, barcode_of(name))
            for (floor, category, name, price), quantity in self.visit.case.lines
        ]
        minute = self.visit.bought_at.replace(second=0, microsecond=0)
        return Typed(POS, self.visit.number, minute, lines, self.visit.case.tenders, self.visit.card)

    def _floors(self) -> dict[str, int]:
        return dict(Floor.objects.filter(store=self.world.first).values_list("code", "pk"))

    def _choose(self) -> None:
        case = self.visit.case
        lines = list(self.refund.purchase.lines.all())
        wanted = {one.position: case.returned.get(one.position, one.quantity) for one in lines}
        taken = []
        if case.taken:
            floor, category, name, price = shelf(case.taken)
            taken = [Taken(name, Decimal(1), price, self._floors()[floor], category, barcode_of(name))]
        self.refund = choose_goods(
            **self._act(),
            refund_id=self.refund.pk,
            goods=[self._chosen(one.pk, wanted[one.position]) for one in lines],
            reason=case.reason,
            condition=case.condition,
            words=case.words,
            taken=taken,
        )

    def _chosen(self, line_id: int, quantity: Decimal | int) -> Chosen:
        overcharged = Decimal(self.visit.case.overcharged or 0)
        return Chosen(line_id, Decimal(0 if overcharged else quantity), overcharged)

    def _check(self) -> None:
        case = self.visit.case
        out = None
        if case.exception:
            out = WayOut(
                [BANK],
                Refund.WayOut.CARD_CANCELLED,
                case.exception,
                self._customer(),
                "中国工商银行德州东风路支行",
                f"62220816120{self.world.rng.randrange(10**7, 10**8)}",
            )
        self.refund = check(
            **self._act(2),
            refund_id=self.refund.pk,
            cards={BANK: f"{self.world.rng.randrange(10**4):04d}", CARD: self._stored_value()},
            invoice=Refund.Invoice.RETURNED if case.invoice else Refund.Invoice.NONE,
            invoice_number=case.invoice,
            way_out=out,
            pay_tender=self.world.tenders[case.pays] if case.pays else None,
        )

    def _customer(self) -> str:
        holders = self.world.holders[self.world.first.code]
        named = [one.member.name for one in holders if one.card == self.visit.card]
        return named[0] if named else self.world.people.one().name

    def _stored_value(self) -> str:
        """The card that paid: some card of the counter, that spends the receipt's part just before."""
        amount = self.visit.case.tenders.get(CARD)
        if amount is None:
            return ""
        card = max(self.counter.cards, key=lambda one: one.balance, default=None)
        while card is None or card.balance < amount:
            self.counter.sell(self.by, self.visit.bought_at)
            card = max(self.counter.cards, key=lambda one: one.balance)
        redeem(
            request_key=self.world.key(),
            by=self.by,
            store=self.world.first,
            now=self.visit.bought_at,
            number=card.number,
            amount=amount,
            receipt=self.visit.number,
        )
        if self.visit.case.ending not in SOLD:
            card.balance -= amount
        return card.number

    def _approve(self) -> None:
        case = self.visit.case
        waiting = Approval.objects.filter(document=self.refund.document, decision=Decision.PENDING)
        if case.ending == Ending.ASKED:
            return
        for one in waiting.select_related("floor").order_by("step", "floor__code"):
            decision = Decision.REJECTED if case.ending == Ending.REJECTED else Decision.APPROVED
            decider = self.world.staff["3001"] if one.floor is None else self._supervisor(one.floor)
            note = case.why if decision == Decision.REJECTED else ""
            decide(**self._act(4, decider), approval_id=one.pk, decision=decision, note=note)
            if case.ending == Ending.PARTLY:
                break
        self.refund.refresh_from_db()

    def _supervisor(self, floor: Floor) -> Staff:
        return self.world.staff["2001" if floor.code == "B1" else "2002"]

    def _money(self) -> list[RefundTender]:
        rows = RefundTender.objects.filter(refund=self.refund, holding=Holding.RESERVED)
        return sorted(rows.select_related("out_tender"), key=lambda row: (rank(row.out_tender.code), row.pk))

    def _steps(self, money: RefundTender, upto: int | None = None) -> None:
        steps = RecipeStep.objects.filter(tender=money.out_tender, way=money.way).order_by("position")
        for step in steps[:upto]:
            if step.device == RecipeStep.Device.FINANCE:
                self._transfer(money)
                return
            record_step(**self._act(0), money_id=money.pk, value=self._value(step), position=step.position)
            self.now = min(self.now + timedelta(seconds=20), self.world.now)

    def _ring_up(self, money: RefundTender) -> None:
        """The desk's steps of a transfer, so that it waits for finance."""
        recipe = RecipeStep.objects.filter(tender=money.out_tender, way=money.way)
        self._steps(money, recipe.exclude(device=RecipeStep.Device.FINANCE).count())

    def _transfer(self, money: RefundTender) -> None:
        """Finance pays at the bank, some time later on the same day."""
        act = self._act(30, self.world.staff["3001"])
        number = f"HD{self.world.rng.randrange(10**9, 10**10)}"
        record_transfer(**act, money_id=money.pk, reference=number, on=local_date(self.now))

    def _value(self, step: RecipeStep) -> str:
        """What the machine prints for a step."""
        rng = self.world.rng
        return {
            RecipeStep.Yields.SLIP: f"{POS}{rng.randrange(10**5, 10**6)}",
            RecipeStep.Yields.TERMINAL_SLIP: f"{rng.randrange(10**5, 10**6)}",
            RecipeStep.Yields.REFERENCE: f"{rng.randrange(10**11, 10**12)}",
            RecipeStep.Yields.TRADE_DATE: f"{local_date(self.visit.bought_at)}",
        }.get(RecipeStep.Yields(step.yields), "")

    def _fail(self) -> None:
        """The terminal gives up in the middle of the first tender."""
        money = self._money()[0]
        self._steps(money, 3)
        self.refund = fail_step(**self._act(), money_id=money.pk, words=self.visit.case.why)

    def _pay(self) -> None:
        """All of the money, the signature, and the floors that collect."""
        for money in self._money():
            self._steps(money)
        if self.visit.case.pays:
            details = PaymentDetails(reference=f"{self.world.rng.randrange(10**9, 10**10)}")
            pay_difference(**self._act(2), refund_id=self.refund.pk, details=details)
        name = "" if self.visit.card else self._customer()
        signed = signature(self.world)
        self.refund = sign_voucher(**self._act(2), refund_id=self.refund.pk, signed=signed, name=name)
        if self.visit.case.ending == Ending.CLOSED:
            self._collect()

    def _collect(self) -> None:
        for one in Pickup.objects.filter(refund=self.refund).select_related("floor").order_by("pk"):
            by = self._supervisor(one.floor)
            collect(**self._act(25, by), pickup_id=one.pk, signed=signature(self.world))
        self.refund.refresh_from_db()
