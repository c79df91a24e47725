"""Tills that lose their connections and repeat themselves: each operation happened once, or not at all."""

import json
import socket
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random
from typing import Any

import pytest

from cards.models import CardAct
from deskops.ledger.proofs import prove_books
from deskops.pos.models import Operation
from deskops.receipts.models import Batch, Receipt, ReceiptLine, ReceiptTender
from tests.factories.cards import TRANSFER, sell, stored_number
from tests.factories.members import make_member
from tests.factories.paying import held_on
from tests.factories.pos import make_pos, receipt
from tests.factories.tills import NOW, make_desk

from .crowd import HANDS, ROUNDS, crowd

pytestmark = [pytest.mark.races, pytest.mark.django_db(transaction=True)]

CLIENTS = 8
OPERATIONS = 10 * ROUNDS if ROUNDS > 63 else 400
OPENING = Decimal("1000.00")
CARDS = [stored_number(n) for n in range(1, 5)]
PASSING = (429, 500, 503)


@dataclass
class Wire:
    """A client on a socket of its own, that sometimes hangs up before it is answered."""

    host: str
    port: int
    secret: str
    chance: Random
    dropped: int = 0
    answers: dict[str, list[tuple[int, Any]]] = field(default_factory=dict)

    def ask(self, path: str, body: Any, key: str) -> tuple[int, Any]:
        """Ask until there is an answer, then perhaps once more."""
        found = None
        while found is None or found[0] in PASSING or self.chance.random() < 0.2:
            found = self.once(path, body, key) or found
        return found

    def once(self, path: str, body: Any, key: str) -> tuple[int, Any] | None:
        """One try: None when the connection was dropped before, in, or after the request."""
        sent = self.request(path, json.dumps(body).encode(), key)
        mood = self.chance.random()
        with socket.create_connection((self.host, self.port), timeout=60) as wire:
            if mood < 0.15:
                self.dropped += 1
                wire.sendall(sent[: self.chance.randrange(len(sent))] if mood < 0.05 else sent)
                return None
            wire.sendall(sent)
            with wire.makefile("rb") as file:
                answer = file.read()
        head, text = answer.split(b"\r\n\r\n", 1)
        found = int(head.split(b" ")[1]), json.loads(text)
        if found[0] not in PASSING:
            self.answers.setdefault(key, []).append(found)
        return found

    def request(self, path: str, body: bytes, key: str) -> bytes:
        head = (
            f"POST /api/v1/{path} HTTP/1.1\r\nHost: {self.host}\r\nAuthorization: Bearer {self.secret}\r\n"
            f"Idempotency-Key: {key}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n"
            "Connection: close\r\n\r\n"
        )
        return head.encode() + body


def work(wire: Wire, name: str, count: int) -> None:
    """So many operations of one client, mixed."""
    chance, done = wire.chance, list[tuple[str, str, Any]]()
    for n in range(count):
        key = f"{name}-{n:06d}"
        what = chance.choices(["redeem", "top-up", "reverse", "receipts", "late"], [6, 3, 3, 1, 1])[0]
        card, amount = chance.choice(CARDS), f"{chance.randrange(1, 9999) / 100:.2f}"
        pay = {"card": card, "amount": amount, "listed": amount, "receipt": f"{name}{n}"}
        if what == "reverse" and done:
            wire.ask("reverse", {"operation": chance.choice(done)[0]}, key)
        elif what == "receipts":
            numbers = chance.sample(range(200), 5)  # other clients of this till push some of them too
            wire.ask("receipts", {"receipts": [receipt(f"8{one:05d}") for one in numbers]}, key)
        elif what == "late":
            wire.ask("reverse", {"operation": f"{key}-late"}, key)
            assert wire.ask("redeem", pay, f"{key}-late")[1]["error"]["code"] == "operation_cancelled"
        elif what == "top-up":
            body = {"card": card, "amount": amount, "tender": "cash"}
            wire.ask("top-up", body, key)
            done.append((key, "top-up", body))
        else:
            wire.ask("redeem", pay, key)
            done.append((key, "redeem", pay))


@pytest.fixture
def desk(transactional_db):
    desk = make_desk()
    member = make_member(1, store=desk.store, by=desk.clerk)
    for n, _card in enumerate(CARDS, start=1):
        here = {"by": desk.clerk, "store": desk.store, "now": NOW}
        sell(member, **here, n=n, amount=str(OPENING), how="bank_transfer", details=TRANSFER)
    yield desk
    assert [line.code for line in prove_books() if line.wrong] == []


def test_mixed_operations_with_repeats_and_dropped_connections_happen_once(desk, live_server):
    tills = [make_pos(desk.store, desk.supervisor, code=f"0{n}") for n in range(CLIENTS // 2)]
    host, port = live_server.thread.host, live_server.thread.port
    wires = [Wire(host, port, tills[n % len(tills)].secret, Random(n)) for n in range(CLIENTS)]
    with ThreadPoolExecutor(CLIENTS) as pool:
        clients = [pool.submit(work, wire, f"till{n}", OPERATIONS // CLIENTS) for n, wire in enumerate(wires)]
        for client in clients:
            client.result()
    answers = {key: found for wire in wires for key, found in wire.answers.items()}
    assert {key for key, found in answers.items() if any(one != found[0] for one in found)} == set()
    assert sum(wire.dropped for wire in wires) > OPERATIONS // 20
    booked = {key: found[0][1] for key, found in answers.items() if found[0][0] == 200}
    numbers = Counter(one["number"] for one in booked.values() if "number" in one)
    acts = CardAct.objects.filter(document__maker__in=[pos.till.staff for pos in tills])
    assert set(acts.values_list("document__number", flat=True)) == set(numbers)
    # Only a reversal may be asked for under several keys: each answers the one that there is.
    again = {number for number, count in numbers.items() if count > 1}
    assert set(acts.filter(reverses=None, document__number__in=again)) == set()
    assert Operation.objects.filter(status=200, document__isnull=False).count() == sum(numbers.values())
    for card in CARDS:
        moved = acts.filter(card__number=card).values_list("principal", "bonus")
        assert held_on(card) == OPENING + sum(principal + bonus for principal, bonus in moved)
    pushed = {
        (one["number"], pos.till.code)
        for pos, wire in zip(tills * 2, wires, strict=True)
        for found in wire.answers.values()
        for one in found[0][1].get("receipts", [])
    }
    assert set(Receipt.objects.values_list("number", "pos")) == pushed
    assert ReceiptLine.objects.count() == ReceiptTender.objects.count() == len(pushed)


def test_one_batch_from_many_hands_is_there_once(desk):
    """Half of the hands repeat one request, the others bring the same receipts under keys of their own."""
    pos = make_pos(desk.store, desk.supervisor)
    rounds = max(3, ROUNDS // 12)

    def push(n: int, hand: int) -> dict[str, int]:
        key = f"batch-{n:04d}" if hand % 2 else f"batch-{n:04d}-{hand}"
        batch = {"receipts": [receipt(f"9{n:04d}{place:03d}") for place in range(20)]}
        status = 503
        while status in PASSING:
            status, answer = pos.send("receipts", batch, key=key)
        assert status == 200, answer
        return {name: answer[name] for name in ("added", "unchanged", "refused")}

    with crowd() as together:
        for n in range(rounds):
            found = together(lambda hand, n=n: push(n, hand))
            assert {one["added"] + one["unchanged"] for one in found} == {20}
            repeated = [one for hand, one in enumerate(found) if hand % 2]
            assert all(one == repeated[0] for one in repeated)
            alone = [one["added"] for hand, one in enumerate(found) if not hand % 2]
            assert sum(alone) + repeated[0]["added"] == 20
            assert len(found) == HANDS
    assert Receipt.objects.count() == ReceiptLine.objects.count() == 20 * rounds
    assert Batch.objects.filter(receipts_added__gt=0).count() == rounds


def test_the_control_without_the_kept_answer_pays_twice(desk):
    """What a till without an idempotency key would do: its repeat is another payment."""
    pos = make_pos(desk.store, desk.supervisor)
    for _again in range(2):
        pos.redeem(CARDS[0], "10.00")
    assert held_on(CARDS[0]) == OPENING - 20
