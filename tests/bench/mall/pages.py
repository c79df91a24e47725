"""Pages as a browser gets them, rendered whole, from the large mall and the small one in turns."""

from collections import defaultdict
from collections.abc import Iterator
from functools import partial

from django.db import connection
from django.test import Client

from cards.models import StoredValue
from deskops.handoffs.models import Handoff
from deskops.org.models import Role, Staff
from deskops.receipts.models import Receipt
from deskops.tills.models import Shift
from refunds.models import Refund
from tests.bench.harness import Row, milliseconds, statements
from tests.factories.org import make_staff
from tests.support import database

from .data import Mall

ROUNDS = 10
LISTS = (
    *("members/member", "members/membercard", "approvals/approval", "handoffs/handoff"),
    *("ledger/account", "ledger/transfer", "receipts/receipt", "tills/payment", "refunds/refund"),
)
AUDITOR = "9001BENCH"


def measured(small: str, large: str, mall: Mall) -> Iterator[Row]:
    """A row for each page; the most statements and the slowest answer of all of them."""
    pages = _pages(mall)
    clients = {name: _signed_in(name, mall) for name in (small, large)}
    taken: dict[tuple[str, str], list[float]] = defaultdict(list)
    for _round in range(ROUNDS):
        for name, people in clients.items():
            _use(name)
            for page, (who, url) in pages.items():
                taken[page, name].append(milliseconds(partial(_open, people[who], url)))
    queries = {
        page: statements(partial(_open, clients[large][who], url)) for page, (who, url) in pages.items()
    }
    for page in pages:
        floor, ours = (sorted(taken[page, name])[ROUNDS // 10] for name in (small, large))
        yield Row(f"page: {page}", floor, ours, 1.3, "ms", f"{queries[page]} queries")
    most = max(queries, key=lambda page: queries[page])
    yield Row("queries of any page", None, queries[most], 15, "", most)
    answered = {page: sorted(taken[page, large])[ROUNDS // 2] for page in pages}
    slowest = max(answered, key=lambda page: answered[page])
    yield Row("slowest page, in the middle of its answers", None, answered[slowest], 300, "ms", slowest)


def _pages(mall: Mall) -> dict[str, tuple[str, str]]:
    """By name, who opens which page; everything named is in both malls."""
    shift = Shift.objects.get(clerk=mall.clerk, state=Shift.State.OPEN)
    waiting = Handoff.objects.filter(state="sent").order_by("pk")[0]
    refund = Refund.objects.filter(state=Refund.State.ASKED).order_by("pk")[0]
    value = StoredValue.objects.order_by("pk")[0]
    receipt = Receipt.objects.filter(store=mall.store).order_by("pk")[0]
    counter = {
        "desk": ("clerk", "/"),
        "member": ("clerk", f"/members/{value.holder_id}/"),
        "stored-value card": ("clerk", f"/cards/{value.pk}/"),
        "top-up": ("clerk", f"/cards/top-up/?card={value.pk}"),
        "inbox": ("supervisor", "/approvals/"),
        "approvals": ("supervisor", "/approvals/list/"),
        "handoffs": ("finance", "/handoffs/"),
        "handoff": ("finance", f"/handoffs/{waiting.pk}/"),
        "till": ("clerk", f"/tills/shifts/{shift.pk}/"),
        "refund": ("clerk", f"/refunds/{refund.pk}/"),
        "refunds": ("clerk", "/refunds/"),
        "goods to collect": ("floor supervisor", "/refunds/pickups/"),
        "inbox of a floor": ("floor supervisor", "/approvals/"),
        "board of 2,000 boxes": ("clerk", "/lockers/"),
        "deposits": ("clerk", "/lockers/deposits/"),
        "found items": ("clerk", "/lockers/found/"),
        "incomplete members": ("supervisor", "/members/incomplete/"),
        "stock of gifts": ("clerk", "/gifts/"),
        "movements of gifts": ("clerk", "/gifts/movements/"),
        "register of gifts": ("clerk", "/gifts/register/"),
        "gifts by telephone": ("clerk", "/gifts/register/?q=13900001000"),
        "gifts to issue": ("clerk", f"/gifts/issue/?of=r{receipt.pk}"),
    }
    return counter | {f"list of {path}": ("auditor", f"/office/{path}/") for path in LISTS}


def _signed_in(name: str, mall: Mall) -> dict[str, Client]:
    _use(name)
    auditor = Staff.objects.filter(number=AUDITOR).first()
    auditor = auditor or make_staff(AUDITOR, Role.AUDITOR, store=mall.store)
    people = {
        "clerk": mall.clerk,
        "supervisor": mall.supervisor,
        "floor supervisor": mall.floor_supervisor,
        "finance": mall.finance,
        "auditor": auditor,
    }
    clients = {who: Client(SERVER_NAME="localhost") for who in people}
    for who, client in clients.items():
        client.force_login(people[who])
    return clients


def _use(name: str) -> None:
    database.use_database(name)
    connection.ensure_connection()


def _open(client: Client, url: str) -> None:
    response = client.get(url)
    assert response.status_code == 200, (url, response.status_code)
