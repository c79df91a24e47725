"""Whatever is done with gifts: stock is never negative and always the sum of its movements."""

from uuid import uuid4

import pytest
from django.db import transaction
from django.db.models import Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from deskops.core.acts import act
from deskops.core.refusals import Refused
from deskops.documents.services import begin_document, file_document
from deskops.ledger.proofs import prove_books
from gifts.models import GiftIssue, Movement, Place, Stock
from gifts.services.counting import recount
from gifts.services.issuing import undo_issue
from gifts.services.moving import Move, move, place_of
from tests.factories.gifts import issue, make_gift_desk
from tests.factories.org import NOW

ACTS = st.one_of(
    st.tuples(st.just("issue"), st.integers(1, 3)),
    st.tuples(st.just("undo"), st.integers(0, 5)),
    st.tuples(st.just("move"), st.integers(-8, 8)),
    st.tuples(st.just("count"), st.integers(0, 12)),
)


def shift(desk, pieces: int) -> None:
    """So many pieces come from nowhere or go there, as an arrival or a loss would."""
    with act(request_key=uuid4(), by=desk.clerk, name="test.move", asked={}):
        paper = begin_document(kind="gift_arrival", store=desk.store, by=desk.clerk, now=NOW)
        place = place_of(desk.store, Place.Kind.DESK)
        kind = Movement.Kind.ARRIVAL
        move(
            [Move(place, desk.cup.pk, pieces)],
            kind=kind,
            document=paper,
            store=desk.store,
            by=desk.clerk,
            now=NOW,
        )
        file_document(paper)


def perform(desk, what: str, figure: int) -> None:
    if what == "issue":
        phone = f"139{GiftIssue.objects.count():08d}"
        issue(desk, desk.receipt(f"{200 * figure}.00"), pieces={desk.cup.pk: figure}, telephone=phone)
    elif what == "undo":
        made = GiftIssue.objects.filter(state="given").order_by("pk")[figure : figure + 1]
        for one in made:
            undo_issue(request_key=uuid4(), issue_id=one.pk, why="撤销", by=desk.clerk, now=NOW)
    elif what == "move":
        shift(desk, figure)
    else:
        count = desk.count()
        desk.enter(count, {desk.cup: figure})
        desk.close(count)
        line = count.lines.get()
        if line.must_recount:
            pieces = {line.pk: figure}
            recount(request_key=uuid4(), count_id=count.pk, pieces=pieces, by=desk.second, now=NOW)
        desk.approve(desk.ask(count))
        assert desk.stock() == figure


@pytest.fixture
def desk(db):
    """A campaign that gives a cup for each full threshold."""
    return make_gift_desk(every=True)


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=st.lists(ACTS, max_size=6))
def test_stock_is_never_negative_and_always_the_sum_of_its_movements(desk, acts):
    codes: set[str] = set()
    with transaction.atomic():
        for what, figure in acts:
            try:
                with transaction.atomic():
                    perform(desk, what, figure)
            except Refused as no:
                codes.add(no.code)
        sums = dict(Movement.objects.order_by().values_list("stock").annotate(sum=Sum("change")))
        stocks = dict(Stock.objects.values_list("pk", "balance"))
        assert all(balance >= 0 for balance in stocks.values())
        assert stocks == {pk: sums.get(pk, 0) for pk in stocks}
        assert [line.code for line in prove_books() if line.code.startswith("gift") and line.wrong] == []
        assert codes <= {"gifts_short"}
        transaction.set_rollback(True)
