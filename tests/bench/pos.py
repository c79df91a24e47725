"""One top-up through the interface for the POS, HTTP and all, against the service alone."""

import http.client
import json
from collections.abc import Iterator
from decimal import Decimal
from itertools import count
from uuid import uuid4

from django.db import connection
from django.utils import timezone

from cards.services import redeem, top_up
from tests.bench.harness import Row, compare
from tests.bench.mall.clerks import server
from tests.factories.cards import sell, stored_number, tender
from tests.factories.members import make_member
from tests.factories.pos import make_pos
from tests.factories.tills import make_desk, open_till

DIGITS = count(1)


def rows(scale: float) -> Iterator[Row]:
    """A top-up and a payment, each in the books with paper, history and the answer that is kept."""
    now = timezone.now()
    desk = make_desk("P1")
    here = {"by": desk.clerk, "store": desk.store, "now": now}
    open_till(desk.store, desk.clerk, now=now)
    member = make_member(1, store=desk.store, by=desk.clerk)
    for n in (1, 2):
        sell(member, **here, n=n, amount="1000.00")
    pos = make_pos(desk.store, desk.supervisor)
    cash, fen = tender(), Decimal("0.01")

    def charged() -> None:
        top_up(request_key=uuid4(), **here, number=stored_number(1), amount=fen, tender=cash)

    def spent() -> None:
        redeem(request_key=uuid4(), **here, number=stored_number(1), amount=fen)

    with server(str(connection.settings_dict["NAME"])) as port:
        wire = http.client.HTTPConnection("127.0.0.1", port, timeout=30)

        def ask(path: str, body: dict[str, str]) -> None:
            head = {
                "Authorization": f"Bearer {pos.secret}",
                "Idempotency-Key": f"bench-{next(DIGITS):08d}",
                "Content-Type": "application/json",
            }
            wire.request("POST", f"/api/v1/{path}", json.dumps(body), head)
            answer = wire.getresponse()
            text = answer.read()
            if answer.status != http.client.OK:
                raise RuntimeError(text.decode())

        charge = {"card": stored_number(2), "amount": "0.01", "tender": "cash"}
        pay = {"card": stored_number(2), "amount": "0.01", "listed": "0.01", "receipt": "1"}
        for name, floor, path, body in (
            ("one top-up over HTTP, against the service", charged, "top-up", charge),
            ("one payment over HTTP, against the service", spent, "redeem", pay),
        ):
            yield compare(name, floor, lambda path=path, body=body: ask(path, body), bound=3, rounds=200)
