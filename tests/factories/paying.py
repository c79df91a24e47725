"""Refunds carried out for tests: a mall with its people and a till, recipes walked key by key."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import count
from uuid import uuid4

from cards.models import StoredValue
from deskops.core.calendar import local_date
from deskops.ledger.kinds import AccountKind
from deskops.ledger.models import Account
from deskops.org.models import Role, Staff, Store
from deskops.tills.models import Shift
from members.models import Member
from refunds.models import RecipeStep, Refund, RefundTender
from refunds.rules.order import rank
from refunds.services.paying import pay_difference, record_step, record_transfer
from tests.factories.cards import TRANSFER, sell, stored_number
from tests.factories.members import make_member
from tests.factories.org import NOW, make_staff, make_store
from tests.factories.refunding import Goods, make_approved, make_receipt, make_rule, make_supervisors
from tests.factories.tills import open_till

DAYS_AGO = timedelta(days=2)
PAYEE = {"payee_name": "张三", "payee_bank": "中国银行", "payee_account": "6222020200001234"}
_slips = count(1)


@dataclass
class Mall:
    """A store with a desk, supervisors on its floors, finance, and one open till of 500 yuan."""

    store: Store
    clerk: Staff
    floors: dict[str, Staff]
    finance: Staff
    manager: Staff
    shift: Shift

    @property
    def here(self) -> dict:
        return {"by": self.clerk, "store": self.store, "now": NOW}

    def receipt(self, *goods: Goods, days: int = 0, **fields):
        """A receipt an hour, or some days, old."""
        bought_at = NOW - timedelta(days=days, hours=1)
        return make_receipt(self.store, *goods, bought_at=bought_at, **fields)

    def approved(
        self, *goods: Goods, days: int = 0, paid=None, number: str = "40186554202", **draft
    ) -> Refund:
        """An approved refund of all of a receipt that is so many days old."""
        receipt = self.receipt(*goods, days=days, paid=paid, number=number)
        return make_approved(receipt, self.clerk, self.floors, finance=self.finance, **draft)

    def card(self, n: int = 1, amount: str = "500.00", member: Member | None = None) -> str:
        """The n-th stored-value card, of one and the same member unless told otherwise."""
        holder = member or Member.objects.first() or make_member(1, store=self.store, by=self.clerk)
        sell(holder, **self.here, n=n, amount=amount, how="bank_transfer", details=TRANSFER)
        return stored_number(n)

    def balance(self, kind: AccountKind, code: str = "") -> Decimal:
        """What an account of the store holds, debit positive; zero when it was never opened."""
        found = Account.objects.filter(store=self.store, kind=kind, code=code)
        return sum(found.values_list("balance", flat=True), Decimal(0))

    @property
    def till(self) -> Decimal:
        return Account.objects.get(pk=self.shift.till.account_id).balance


def make_mall(code: str = "S1", *, floors: tuple[str, ...] = ("B1", "1F"), now: datetime = NOW) -> Mall:
    """See ``Mall``, its till opened at ``now``; the company's rule takes everything back within 60 days."""
    make_rule(days=60)
    store = make_store(code, floors=floors)
    clerk = make_staff(f"1001{code}", Role.CLERK, store=store)
    return Mall(
        store,
        clerk,
        make_supervisors(store),
        make_staff(f"3001{code}", Role.FINANCE, store=store),
        make_staff(f"5001{code}", Role.STORE_MANAGER, store=store),
        open_till(store, clerk, now=now, has_pos=True),
    )


def money_of(refund: Refund, tender: str) -> RefundTender:
    """The refund's money of one tender that isn't given up."""
    rows = RefundTender.objects.filter(refund=refund, tender__code=tender).exclude(holding="released")
    return rows.select_related("tender", "out_tender", "document").get()


def slip_for(step: RecipeStep, money: RefundTender) -> str:
    """What the machines would print for a step."""
    number = next(_slips)
    return {
        "": "",
        "slip": f"{number:08d}",
        "terminal_slip": f"{number:06d}",
        "reference": f"{number:012d}",
        "trade_date": f"{local_date(money.refund.purchase.bought_at)}",
    }[step.yields]


def recipe_of(money: RefundTender) -> list[RecipeStep]:
    return list(RecipeStep.objects.filter(tender=money.out_tender, way=money.way).order_by("position"))


def walk(money: RefundTender, by: Staff, now: datetime = NOW, *, upto: int | None = None) -> Refund:
    """Do the steps of a tender that are left, up to and with the ``upto``-th."""
    money.refresh_from_db()
    refund = money.refund
    for step in recipe_of(money)[money.steps_done : upto]:
        if step.device == RecipeStep.Device.FINANCE:
            return transfer(money, now)
        refund = record_step(
            request_key=uuid4(),
            by=by,
            now=now,
            money_id=money.pk,
            value=slip_for(step, money),
            position=step.position,
        )
    money.refresh_from_db()
    return refund


def finance_of(refund: Refund) -> Staff:
    """Somebody of the store's finance; comes to be where a test made none."""
    store = refund.document.store
    found = Staff.objects.filter(postings__role=Role.FINANCE, postings__store=store).first()
    return found or make_staff(f"3099{store.code}", Role.FINANCE, store=store)


def transfer(
    money: RefundTender, now: datetime = NOW, *, reference: str = "", by: Staff | None = None
) -> Refund:
    """Finance transfers what lies with it, today."""
    done = record_transfer(
        request_key=uuid4(),
        by=by or finance_of(money.refund),
        now=now,
        money_id=money.pk,
        reference=reference or f"HD{next(_slips):010d}",
        on=local_date(now),
    )
    money.refresh_from_db()
    return done.refund


def pay_back(refund: Refund, by: Staff, now: datetime = NOW) -> Refund:
    """Carry out everything that is left of an approved refund."""
    rows = list(RefundTender.objects.filter(refund=refund, holding="reserved").select_related("out_tender"))
    if not rows:
        return pay_difference(request_key=uuid4(), by=by, now=now, refund_id=refund.pk)
    for money in sorted(rows, key=lambda row: (rank(row.out_tender.code), row.pk)):
        refund = walk(money, by, now)
    return refund


def held_on(number: str) -> Decimal:
    """What a stored-value card holds."""
    return StoredValue.objects.select_related("principal", "bonus").get(cards__number=number).balance
