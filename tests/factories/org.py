"""Places and people for tests: believable, small, made by the public services."""

from datetime import UTC, date, datetime

from deskops.org.models import Floor, Region, Role, Staff, Store
from deskops.org.services import post

NOW = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)  # 11:00 in Shanghai, a Saturday
TODAY = date(2026, 11, 21)
STARTS = date(2026, 1, 1)
PASSWORD = "deskops-demo"


def make_store(
    code: str = "S1", *, floors: tuple[str, ...] = ("B1", "1F"), region: str = "HD", **fields
) -> Store:
    """A store with its floors, in a region that is made when it isn't there."""
    where, _made = Region.objects.get_or_create(code=region, defaults={"name": region})
    fields = {"name": f"夫章购物中心 {code}", "company": "夫章商业有限公司", "region": where, **fields}
    store = Store.objects.create(code=code, **fields)
    Floor.objects.bulk_create(Floor(store=store, code=floor, name=floor) for floor in floors)
    return store


def make_staff(number: str, role: Role | None = None, *, store: Store | None = None, **scope) -> Staff:
    """Somebody posted as a role at a store (or, with ``floor=`` or ``region=``, there); password PASSWORD."""
    staff = Staff.objects.create_user(number, PASSWORD, name=f"员工{number}", home_store=store)
    if role is not None:
        reach = scope or ({"store": store} if store else {})
        post(staff=staff, role=role, starts=STARTS, **reach)
    return staff
