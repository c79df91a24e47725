"""A connected till of the POS with its key, and requests as it sends them."""

import json
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from uuid import uuid4

from django.test import Client

from deskops.org.models import Staff, Store
from deskops.pos.models import PosTill
from deskops.pos.services import connect_till, make_key
from tests.factories.tills import NOW

_numbers = count(1)


@dataclass
class Pos:
    """A till that speaks to the desk; every call answers (status, body)."""

    till: PosTill
    secret: str
    client: Client = field(default_factory=lambda: Client(raise_request_exception=True))

    def send(self, path: str, body: Any, *, key: str | None = None, **headers: str) -> tuple[int, Any]:
        """POST ``body``; a key of its own unless ``key`` says which, none when it is empty."""
        key = f"op-{next(_numbers):08d}" if key is None else key
        sent = (
            {"Authorization": f"Bearer {self.secret}"} | ({"Idempotency-Key": key} if key else {}) | headers
        )
        answer = self.client.post(
            f"/api/v1/{path}",
            body if isinstance(body, str | bytes) else json.dumps(body),
            content_type="application/json",
            headers=sent,
        )
        return answer.status_code, json.loads(answer.content)

    def redeem(
        self, card: str, amount: str, *, key: str | None = None, receipt: str = "R1", listed: str = ""
    ):
        body = {"card": card, "amount": amount, "listed": listed or amount, "receipt": receipt}
        return self.send("redeem", body, key=key)

    def top_up(self, card: str, amount: str, *, key: str | None = None, tender: str = "cash", **more):
        return self.send("top-up", {"card": card, "amount": amount, "tender": tender, **more}, key=key)

    def reverse(self, operation: str, *, key: str | None = None):
        return self.send("reverse", {"operation": operation}, key=key)

    def balance(self, card: str) -> str:
        return self.send("balance", {"card": card}, key="")[1]["balance"]


def make_pos(store: Store, by: Staff, *, code: str = "03", per_minute: int = 1_000_000) -> Pos:
    """A till of the store with a fresh key."""
    till = connect_till(
        request_key=uuid4(),
        by=by,
        store=store,
        now=NOW,
        code=code,
        name=f"收银机 {code}",
        per_minute=per_minute,
    )
    return Pos(till, make_key(request_key=uuid4(), by=by, now=NOW, till_id=till.pk).secret)


def receipt(
    number: str = "70000001", *, amount: str = "41.66", name: str = "东北大米", **more
) -> dict[str, Any]:
    """A receipt as a till pushes it: one line, paid in cash."""
    line = {"position": 1, "name": name, "quantity": "1", "price": amount, "amount": amount, "floor": "B1"}
    return {
        "number": number,
        "at": "2026-11-20T09:30:00+08:00",
        "lines": [line],
        "tenders": [{"tender": "cash", "amount": amount}],
        **more,
    }
