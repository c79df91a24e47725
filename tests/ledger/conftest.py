"""A store with its accounts, and a hand that posts to them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation

from deskops.core.plugs import Plugs
from deskops.ledger import proofs, services
from deskops.ledger.kinds import AccountKind
from deskops.ledger.models import Account
from deskops.org.models import Region, Staff, Store

TODAY = date(2026, 11, 20)


@dataclass
class Books:
    """One store's books and the clerk who writes in them."""

    store: Store
    clerk: Staff

    def account(self, kind: AccountKind, code: str = "") -> Account:
        return services.account_for(kind, self.store, code)

    def post(self, *entries: tuple[Account, str], kind: str = "top_up", **rest: Any) -> int:
        moves: Sequence[tuple[int, Decimal]] = [(a.pk, Decimal(amount)) for a, amount in entries]
        fields: dict[str, Any] = {"business_date": TODAY, "document": None, **rest}
        return services.post(kind=kind, store_id=self.store.pk, by=self.clerk, entries=moves, **fields)

    def reverse(self, transfer_id: int, **rest: Any) -> int:
        fields: dict[str, Any] = {"business_date": TODAY, "document": None, **rest}
        return services.reverse(transfer_id=transfer_id, by=self.clerk, **fields)


def make_books(code: str = "S1") -> Books:
    region = Region.objects.create(code=f"R{code}", name="华东")
    store = Store.objects.create(code=code, name="一店", company="一店百货有限公司", region=region)
    return Books(store, Staff.objects.create_user(f"1{code}", name="王芳"))


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    """The words asked for in these tests are the msgids."""
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def own_proofs(monkeypatch: pytest.MonkeyPatch) -> None:
    """The accounts here belong to no card and no till, which upper rooms' proofs would rightly miss."""
    monkeypatch.setattr(proofs, "proofs", Plugs(key="code"))


@pytest.fixture
def books(db: None) -> Books:
    return make_books()


@pytest.fixture
def till(books: Books) -> Account:
    return books.account(AccountKind.TILL_CASH, "T1")


@pytest.fixture
def card(books: Books) -> Account:
    return books.account(AccountKind.CARD_PRINCIPAL, "C1")


def amount_of(account: Account) -> Decimal:
    return Account.objects.get(pk=account.pk).amount
