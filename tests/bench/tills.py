"""A till counted, compared and closed after 500 papers, and that it takes as long after one."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any
from uuid import uuid4

from deskops.core.acts import act
from deskops.core.money import break_down
from deskops.documents.kinds import DocumentKind, document_kinds
from deskops.documents.services import begin_document, file_document
from deskops.ledger.kinds import AccountKind
from deskops.ledger.services import account_for, post
from deskops.org.models import Role
from deskops.tills.models import Tender
from deskops.tills.queries import shifts
from deskops.tills.services import (
    close_shift,
    count_blind,
    file_day_sheet,
    merged,
    read_pos,
    require_shift,
    take_payment,
)
from tests.bench.harness import Row, milliseconds
from tests.factories.tills import DAY, NOW, Desk, balance, make_desk, open_till

PAPERS = 500


def rows(_scale: float) -> Iterator[Row]:
    """The size of the mall doesn't matter to a till: what matters is how many papers its shift had."""
    document_kinds.add(DocumentKind("bench_fee", "BF", "fee", lambda _d: "/", Role.everyone()))
    few, many = (Evening(code, papers) for code, papers in (("B1", 1), ("B2", PAPERS)))
    short, long = few.close(), many.close()
    yield Row(f"count, compare and close after {PAPERS} papers", None, long, 2000)
    yield Row(f"close after {PAPERS} papers, against one", short, long, 2)
    yield Row(f"day sheet of {PAPERS} papers filed", None, many.file(), 2000)


class Evening:
    """A drawer at the end of a day with so many papers paid in cash."""

    def __init__(self, code: str, papers: int) -> None:
        self.desk = make_desk(code)
        self.shift = open_till(self.desk.store, self.desk.clerk, Decimal("500.00"), has_pos=True)
        for _ in range(papers):
            pay(self.desk, Decimal("9.90"))

    def close(self) -> float:
        """Milliseconds of the three acts from the count to the close."""
        asked: dict[str, Any] = {"by": self.desk.clerk, "now": NOW}
        pieces = break_down(balance(self.shift.till) + Decimal("1234.50"))

        def evening() -> None:
            count_blind(shift=self.shift, pieces=pieces, request_key=uuid4(), **asked)
            read_pos(shift=self.shift, total=Decimal("1234.50"), request_key=uuid4(), **asked)
            close_shift(shift=self.shift, takings={}, request_key=uuid4(), **asked)

        return milliseconds(evening)

    def file(self) -> float:
        """Milliseconds of filing the day sheet."""
        till = shifts().get(pk=self.shift.pk).till
        return milliseconds(
            lambda: file_day_sheet(
                till=till, business_date=DAY, by=self.desk.clerk, now=NOW, request_key=uuid4()
            )
        )


def pay(desk: Desk, amount: Decimal) -> None:
    """One paper paid in cash, as a workflow does it."""
    with act(request_key=uuid4(), by=desk.clerk, name="bench.pay", asked={}):
        shift = require_shift(by=desk.clerk, store=desk.store, now=NOW)
        paper = begin_document(kind="bench_fee", store=desk.store, by=desk.clerk, now=NOW, amount=amount)
        cash = Tender.objects.get(code=Tender.CASH)
        legs = take_payment(document=paper, tender=cash, amount=amount, by=desk.clerk, now=NOW, shift=shift)
        fees = account_for(AccountKind.FEES, desk.store)
        post(
            kind="bench_fee",
            document=paper,
            store_id=desk.store.pk,
            business_date=paper.business_date,
            by=desk.clerk,
            entries=merged([*legs, (fees.pk, -amount)]),
        )
        file_document(paper)
