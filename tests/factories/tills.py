"""A store with its desk, and drawers opened by its clerks."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import uuid4

from deskops.core.money import break_down
from deskops.ledger.kinds import AccountKind
from deskops.ledger.models import Account
from deskops.ledger.services import account_for, post
from deskops.org.models import Role, Staff, Store
from deskops.tills.models import Shift, Till
from deskops.tills.services import make_till, open_shift
from tests.factories.org import make_staff, make_store

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
DAY = date(2026, 11, 20)


@dataclass
class Desk:
    """A store and the people who stand around its desk."""

    store: Store
    clerk: Staff
    second: Staff
    supervisor: Staff
    finance: Staff


def make_desk(code: str = "S1") -> Desk:
    """A store ``code`` whose people's employee numbers end in that code."""
    store = make_store(code)

    def hire(number: str, name: str, role: Role) -> Staff:
        staff = make_staff(f"{number}{code}", role, store=store)
        staff.name = name
        staff.save(update_fields=["name"])
        return staff

    return Desk(
        store,
        hire("1001", "王芳", Role.CLERK),
        hire("1002", "李娜", Role.CLERK),
        hire("1101", "赵敏", Role.DESK_SUPERVISOR),
        hire("3001", "钱进", Role.FINANCE),
    )


def stock_till(till: Till, amount: Decimal, by: Staff, day: date = DAY) -> None:
    """Put ``amount`` of finance's float into a drawer's account."""
    fund = account_for(AccountKind.FLOAT_FUND, till.store)
    post(
        kind="float_out",
        document=None,
        store_id=till.store_id,
        business_date=day,
        by=by,
        entries=[(till.account_id, amount), (fund.pk, -amount)],
    )


def open_till(
    store: Store,
    clerk: Staff,
    float_amount: Decimal = Decimal("500.00"),
    *,
    code: str = "A1",
    has_pos: bool = False,
    now: datetime = NOW,
) -> Shift:
    """A drawer with a float, opened by a clerk who counted just that."""
    till = make_till(store=store, code=code, name=f"{code} 号台", float_amount=float_amount, has_pos=has_pos)
    if float_amount:
        stock_till(till, float_amount, clerk, store.business_date(now))
    return open_shift(till=till, pieces=break_down(float_amount), by=clerk, now=now, request_key=uuid4())


def balance(till: Till) -> Decimal:
    """What the books say is in the drawer."""
    return Account.objects.get(pk=till.account_id).balance
