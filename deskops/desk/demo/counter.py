"""What is done with stored-value cards at the counter: a mix of acts that a desk would know."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from cards import services
from cards.closing.rules import Cause
from cards.closing.services import ToAccount, close_card, pay_out
from cards.models import CardAct, Closing
from deskops.org.models import Staff, Store
from deskops.tills.services import PaymentDetails
from members.models import Member
from members.models.people import Missing

from .lifetimes import account_of, reckoned
from .membership import signature
from .world import Holder, World

SEEN = "身份证原件已核"
AMOUNTS = tuple(map(Decimal, ("200", "300", "500", "500", "1000", "1000", "2000", "3000")))
LIMIT = Decimal("5000")
PAYS = ("cash", "bank_card", "wechat", "alipay", "bank_transfer")
SHARE = (40, 22, 22, 11, 5)
SPECIALS = (
    "statement", "lost", "freeze", "replace", "member_lost", "unfreeze", "pay", "close", "member_replace",
)  # fmt: skip


@dataclass
class Card:
    """A stored-value card as the demo knows it."""

    number: str
    holder: Holder
    balance: Decimal


@dataclass
class Counter:
    """One store's counter over the weeks: the cards it has sold, and what became of them."""

    world: World
    store: Store
    cards: list[Card] = field(default_factory=list)
    lost: list[Card] = field(default_factory=list)
    frozen: list[Card] = field(default_factory=list)
    member_lost: list[Holder] = field(default_factory=list)
    closed: list[int] = field(default_factory=list)
    sold_to: set[int] = field(default_factory=set)
    special: int = 0

    def serve(self, by: Staff, now: datetime) -> CardAct:
        """One customer: a sale, a top-up or a redemption."""
        if len(self.cards) < 3:
            return self.sell(by, now)
        act: Callable[[Staff, datetime], CardAct] = self.world.rng.choices(
            (self.sell, self.top_up, self.redeem), (28, 30, 42)
        )[0]
        return act(by, now)

    def _here(self, by: Staff, now: datetime) -> dict[str, Any]:
        return {"request_key": self.world.key(), "by": by, "store": self.store, "now": now}

    def _pays(self, amount: Decimal, payer: Member) -> dict[str, Any]:
        code = self.world.rng.choices(PAYS, SHARE)[0]
        if amount < 1000 and code == "bank_transfer":
            code = "cash"
        return {"tender": self.world.tenders[code], "details": _details(self.world, code, payer)}

    def sell(self, by: Staff, now: datetime) -> CardAct:
        """Somebody who has none buys a card."""
        holder, amount = self._buyer(), self.world.rng.choice(AMOUNTS)
        card = Card(str(next(self.world.stored)), holder, amount)
        made = services.sell_card(
            **self._here(by, now),
            **self._pays(amount, holder.member),
            member_id=holder.member.pk,
            number=card.number,
            amount=amount,
            signed=signature(self.world),
        )
        self.cards.append(card)
        self.sold_to.add(holder.member.pk)
        return made

    def _buyer(self) -> Holder:
        fit = [
            one
            for one in self.world.holders[self.store.code]
            if one.member.pk not in self.sold_to and Missing.NUMBER not in one.member.missing
        ]
        return self.world.rng.choice(fit)

    def top_up(self, by: Staff, now: datetime) -> CardAct:
        """Money on a card, as much as the limit leaves room for."""
        card = self.world.rng.choice(self.cards)
        amount = min(self.world.rng.choice(AMOUNTS), LIMIT - card.balance)
        if amount < 100:
            return self.redeem(by, now)
        card.balance += amount
        pays = self._pays(amount, card.holder.member)
        return services.top_up(**self._here(by, now), **pays, number=card.number, amount=amount)

    def redeem(self, by: Staff, now: datetime) -> CardAct:
        """Spent at the desk, sometimes at a discount."""
        card = max(self.world.rng.sample(self.cards, 3), key=lambda one: one.balance)
        if card.balance <= 0:
            return self.top_up(by, now)
        amount = min(self.world.yuan(15, 480), card.balance)
        listed = amount if self.world.rng.random() < 0.6 else (amount / Decimal("0.9")).quantize(Decimal("1"))
        card.balance -= amount
        receipt = f"7{self.store.business_date(now):%y%m%d}{self.world.rng.randrange(100):05d}"
        return services.redeem(
            **self._here(by, now),
            number=card.number,
            amount=amount,
            listed=max(listed, amount),
            receipt=receipt,
        )

    def rarer(self, by: Staff, now: datetime) -> CardAct | None:
        """The next of the rarer acts: statements, freezing, loss and replacement, in turn."""
        if len(self.cards) < 4:
            return None
        wanted = SPECIALS[self.special % len(SPECIALS)]
        self.special += 1
        made: CardAct | None = getattr(self, f"_{wanted}")(by, now)
        return made

    def leave_stopped(self, by: Staff, now: datetime) -> None:
        """One card stays frozen and one lost, for somebody to go on with."""
        self._freeze(by, now)
        self._lost(by, now)

    def _statement(self, by: Staff, now: datetime) -> CardAct:
        card, until = self.world.rng.choice(self.cards), self.store.business_date(now)
        since = until - timedelta(days=30)
        return services.ask_statement(**self._here(by, now), number=card.number, since=since, until=until)

    def _take_out(self) -> Card:
        return self.cards.pop(self.world.rng.randrange(len(self.cards)))

    def _lost(self, by: Staff, now: datetime) -> CardAct:
        self.lost.append(self._take_out())
        return services.report_lost(**self._here(by, now), number=self.lost[-1].number, identified_by=SEEN)

    def _freeze(self, by: Staff, now: datetime) -> CardAct:
        self.frozen.append(self._take_out())
        why = self.world.rng.choice(
            ("持卡人来电要求暂停使用", "卡面磨损读不出，待换卡", "疑似他人冒用，待本人到店核实")
        )
        return services.freeze(**self._here(by, now), number=self.frozen[-1].number, reason=why)

    def _unfreeze(self, by: Staff, now: datetime) -> CardAct | None:
        if not self.frozen:
            return None
        card = self.frozen.pop(0)
        self.cards.append(card)
        return services.unfreeze(
            **self._here(by, now), number=card.number, reason="持卡人本人到店，身份证原件已核"
        )

    def _replace(self, by: Staff, now: datetime) -> CardAct | None:
        if not self.lost:
            return None
        card = self.lost.pop(0)
        old, card.number = card.number, str(next(self.world.stored))
        self.cards.append(card)
        return services.replace_lost(
            **self._here(by, now), number=old, new_number=card.number, identified_by=SEEN
        )

    def _close(self, by: Staff, now: datetime) -> CardAct:
        """Somebody moves away and closes the card; in cash when little is left."""
        card = self._take_out()
        cause = Cause.NEITHER if self.special % 2 else Cause.CONSUMER
        due = reckoned(self.store, card.number, cause, now)
        small = due <= 100
        done = close_card(
            **self._here(by, now),
            number=card.number,
            cause=cause,
            shown=due,
            identified_by=SEEN,
            way=Closing.Way.CASH if small else Closing.Way.BANK,
            account=ToAccount() if small else account_of(self.world),
            agreed_by=self.world.staff["1101" if self.store == self.world.first else "1102"],
            signed=signature(self.world),
        )
        if not small:
            self.closed.append(done.pk)
        return done.act

    def _pay(self, _by: Staff, now: datetime) -> CardAct | None:
        """Finance pays the second of those that wait; the first one is late by now."""
        if len(self.closed) < 2:
            return None
        paid = pay_out(
            request_key=self.world.key(),
            by=self.world.staff["3001"],
            now=now,
            closing_id=self.closed.pop(1),
            bank_reference=f"ICBC{now:%Y%m%d}{self.world.rng.randrange(10**6):06d}",
        )
        return paid.act

    def _member_lost(self, by: Staff, now: datetime) -> CardAct:
        holders = self.world.holders[self.store.code]
        fit = [at for at, one in enumerate(holders) if one.member.pk not in self.sold_to]
        self.member_lost.append(holders.pop(self.world.rng.choice(fit)))
        return services.report_member_card_lost(
            **self._here(by, now), number=self.member_lost[-1].card, identified_by=SEEN
        )

    def _member_replace(self, by: Staff, now: datetime) -> CardAct | None:
        if not self.member_lost:
            return None
        holder = self.member_lost.pop(0)
        old, holder.card = holder.card, f"{next(self.world.plastic)}"
        self.world.holders[self.store.code].append(holder)
        return services.replace_member_card(
            **self._here(by, now),
            number=old,
            new_number=holder.card,
            identified_by=SEEN,
            tender=self.world.tenders["cash"],
        )


def _details(world: World, code: str, payer: Member) -> PaymentDetails:
    if code == "bank_card":
        return PaymentDetails(slip=f"{world.rng.randrange(100_000, 999_999)}")
    if code in ("wechat", "alipay"):
        return PaymentDetails(reference=f"{world.rng.randrange(10**9, 10**10)}")
    if code == "bank_transfer":
        return PaymentDetails(
            from_name=payer.name,
            from_number=f"62220{world.rng.randrange(10**13, 10**14)}",
            to_name="夫章商业管理有限公司",
            to_number="37001658808050012345",
        )
    return PaymentDetails()
