"""A cashback month with one of each of its things."""

from decimal import Decimal
from uuid import uuid4

from cashback.models import CashbackException, ListFile
from cashback.services import ask_exception, close_turn, count_turn
from cashback.services.boxes import held
from deskops.core.files import store_file
from deskops.org.models import Role
from tests.factories.cashback import PAID, Month
from tests.factories.org import make_staff

from . import Here

CYCLE = (
    "cycle",
    "lines",
    "making",
    "compute",
    "send",
    "calls",
    "draw",
    "exceptions",
    "exception_new",
    "back",
    "close",
)


def pks(here: Here) -> dict[str, int]:
    """The keys of the things, by URL's name."""
    desk = here.desk
    information = make_staff(f"4001{desk.store.code}", Role.INFORMATION, store=desk.store)
    month = Month(desk.store, desk.clerk, desk.second, desk.supervisor, desk.finance, information)
    month.silver("1000.00", "2000.00", first=500)
    month.opened()
    month.computed()
    listed = ListFile.objects.create(
        cycle=month.cycle,
        file=store_file(b"x", name="list.csv", content_type="text/csv", by=information),
        job_id=1,
        version=1,
        brought_by=information,
        read_at=here.now,
    )
    month.booked()
    box = month.drawn()
    first, second = month.cycle.lines.order_by("pk")
    turn = month.turn()
    paid = month.pay(first, turn)
    pieces = held(box) | {Decimal("0.1"): 1}
    count_turn(request_key=uuid4(), turn_id=turn.pk, pieces=pieces, by=desk.clerk, now=PAID)
    close_turn(request_key=uuid4(), turn_id=turn.pk, reason="多一角", by=desk.clerk, now=PAID)
    asked = ask_exception(
        request_key=uuid4(),
        cycle_id=month.cycle.pk,
        member_id=second.member_id,
        kind=CashbackException.Kind.WRONG,
        amount=Decimal("30.00"),
        words="漏计一笔",
        by=desk.clerk,
        now=PAID,
    )
    return {
        **dict.fromkeys((f"cashback:{name}" for name in CYCLE), month.cycle.pk),
        "cashback:pay": second.pk,
        "cashback:call": second.pk,
        "cashback:payout": paid.pk,
        "cashback:file": listed.pk,
        "cashback:box": box.pk,
        "cashback:turn": turn.pk,
        "cashback:hand_over": turn.pk,
        "cashback:difference": turn.differences.get().pk,
        "cashback:exception": asked.pk,
        "cashback:member": second.member_id,
    }
