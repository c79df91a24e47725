"""A group order with its papers, a return, an identity, and a count of blank cards."""

from uuid import uuid4

from cards.group.services import request_return
from cards.stock.services import spoil
from tests.factories.group import decide_all, draw, make_order, pay_for, signed, span

from . import Here


def pks(here: Here) -> dict[str, int]:
    """The keys of an order, its buyer's identity, a return of another, and of cards written off."""
    desk, code = here.desk, sum(map(ord, here.desk.store.code))
    acts = {"by": desk.clerk, "now": here.now}
    order = make_order(**acts, store=desk.store)
    other = signed(**acts, store=desk.store)
    pay_for(other, **acts)
    made = request_return(request_key=uuid4(), **acts, order_id=other.pk, reason="单位取消")
    decide_all(made.document, now=here.now)
    # A series with a letter: of the one of figures alone the other rooms sell as they like.
    blank = {"store": desk.store, "finance": desk.finance, "clerk": desk.clerk, "now": here.now}
    draw(code * 1000, 10, **blank, series="B")
    paper = spoil(
        request_key=uuid4(), **acts, store=desk.store, ranges=span(code * 1000, 1, "B"), reason="印刷模糊"
    )
    return {
        "cards:group_": order.pk,
        "cards:group_return": made.pk,
        "cards:group_pay_back": made.pk,
        "cards:group_identity": order.identities.all()[0].pk,
        "cards:stock_paper": paper.pk,
    }
