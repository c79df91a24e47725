"""Whatever is done in whatever order: the books prove, and agree with a sum kept by hand."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from deskops.core.refusals import Refused
from deskops.ledger.kinds import AccountKind
from deskops.ledger.models import Account
from deskops.ledger.proofs import prove_books

from .conftest import TODAY, Books

# What may happen: the first account is credited with what the others are debited.
ACTS = {
    "float": (("float_fund", ""), ("till_cash", "T1")),
    "top_up": (("card_principal", "C1"), ("till_cash", "T1")),
    "top_up_by_card": (("card_principal", "C2"), ("bank_card", "")),
    "bonus": (("card_bonus", "C1"), ("bonus_granted", "")),
    "redeem": (("card_sales", ""), ("card_principal", "C1"), ("card_bonus", "C1")),
    "refund": (("till_cash", "T1"), ("refund_clearing", "")),
    "hand_over": (("till_cash", "T1"), ("cash_in_transit", "")),
    "receive": (("cash_in_transit", ""), ("finance_cash", "")),
    "move": (("card_principal", "C2"), ("card_principal", "C1")),
}
fen = st.integers(1, 20_000).map(lambda n: Decimal(n) / 100)


class Desk(RuleBasedStateMachine):
    """Acts drawn at random; every refusal has to be one that the sum by hand foresees."""

    books: Books

    @initialize()
    def begin(self) -> None:
        self.act = transaction.atomic()
        self.act.__enter__()
        names = sorted({name for act in ACTS.values() for name in act})
        self.accounts = {name: self.books.account(AccountKind(name[0]), name[1]) for name in names}
        self.sums = dict.fromkeys(names, Decimal(0))
        self.done: list[tuple[int, UUID, dict[tuple[str, str], Decimal], dict[str, Any]]] = []
        self.reversed: set[int] = set()

    def allowed(self, moves: dict[tuple[str, str], Decimal]) -> bool:
        return all(
            not account.floored or (self.sums[name] + moves[name]) * account.normal >= 0
            for name, account in self.accounts.items()
            if name in moves
        )

    def tried(self, moves: dict[tuple[str, str], Decimal], act: Any) -> int | None:
        """The transfer's id; None when it was refused as it had to be."""
        try:
            with transaction.atomic():
                posted: int = act()
        except Refused as no:
            refused = no.code
        else:
            refused = ""
        assert refused == ("" if self.allowed(moves) else "insufficient")
        if refused:
            return None
        for name, amount in moves.items():
            self.sums[name] += amount
        return posted

    @rule(
        act=st.sampled_from(sorted(ACTS)),
        amounts=st.lists(fen, min_size=2, max_size=2),
        day=st.integers(0, 5),
    )
    def post(self, act: str, amounts: list[Decimal], day: int) -> None:
        source, *targets = ACTS[act]
        moves = dict(zip(targets, amounts, strict=False))
        moves[source] = -sum(moves.values(), Decimal(0))
        key, on = uuid4(), TODAY + timedelta(days=day)
        rest: dict[str, Any] = {"kind": act, "key": key, "business_date": on}
        entries = [(self.accounts[name], str(amount)) for name, amount in moves.items()]
        posted = self.tried(moves, lambda: self.books.post(*entries, **rest))
        if posted:
            self.done.append((posted, key, moves, rest))

    @rule(choice=st.randoms(use_true_random=False))
    def ask_again(self, choice: Any) -> None:
        if self.done:
            posted, _key, moves, rest = choice.choice(self.done)
            entries = [(self.accounts[name], str(amount)) for name, amount in moves.items()]
            assert self.books.post(*entries, **rest) == posted

    @rule(choice=st.randoms(use_true_random=False), day=st.integers(0, 5))
    def reverse(self, choice: Any, day: int) -> None:
        left = [done for done in self.done if done[0] not in self.reversed]
        if left:
            first, _key, moves, _rest = choice.choice(left)
            on: date = TODAY + timedelta(days=day)
            mirror = {name: -amount for name, amount in moves.items()}
            if self.tried(mirror, lambda: self.books.reverse(first, business_date=on)):
                self.reversed.add(first)

    @invariant()
    def agrees(self) -> None:
        if hasattr(self, "sums"):
            held = dict(Account.objects.values_list("pk", "balance"))
            assert {name: held[self.accounts[name].pk] for name in self.sums} == self.sums

    def teardown(self) -> None:
        assert [line.code for line in prove_books() if line.wrong] == []
        transaction.set_rollback(True)
        self.act.__exit__(None, None, None)


def test_any_sequence_of_acts_keeps_every_proof(books: Books) -> None:
    desk = type("OneDesk", (Desk,), {"books": books})
    run_state_machine_as_test(
        desk,
        settings=settings(
            max_examples=25,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
