"""The pages of the mall."""

from collections.abc import Iterator

from cards.models import StoredValue
from deskops.handoffs.models import Handoff
from deskops.org.models import Role, Staff
from deskops.receipts.models import Receipt
from deskops.tills.models import Shift
from refunds.models import Refund
from tests.bench.harness import Row
from tests.bench.opened import opened
from tests.factories.org import make_staff

from .data import Mall

LISTS = (
    *("members/member", "members/membercard", "approvals/approval", "handoffs/handoff"),
    *("ledger/account", "ledger/transfer", "receipts/receipt", "tills/payment", "refunds/refund"),
)
AUDITOR = "9001BENCH"


def measured(small: str, large: str, mall: Mall) -> Iterator[Row]:
    """A row for each page; the most statements and the slowest answer of all of them."""
    return opened(small, large, _pages(mall), lambda: _people(mall))


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


def _people(mall: Mall) -> dict[str, Staff]:
    auditor = Staff.objects.filter(number=AUDITOR).first()
    return {
        "clerk": mall.clerk,
        "supervisor": mall.supervisor,
        "floor supervisor": mall.floor_supervisor,
        "finance": mall.finance,
        "auditor": auditor or make_staff(AUDITOR, Role.AUDITOR, store=mall.store),
    }
