"""Places and people of the demo, one account per role."""

from dataclasses import dataclass
from datetime import date, time

from deskops.org.models import Floor, Region, Role, Staff, Store
from deskops.org.services import post

PASSWORD = "deskops-demo"  # noqa: S105 - printed in the README; only ever made in an empty embedded database
SINCE = date(2020, 1, 1)
COMPANY = "夫章商业管理有限公司"
STORES = (
    ("S00367", "夫章购物中心", "HD", "德州市德城区东风中路 88 号"),
    ("S00406", "夫章广场店", "HD", "济南市历下区泉城路 166 号"),
    ("S00381", "夫章天地店", "HD", "泰安市泰山区东岳大街 20 号"),
    ("S00356", "夫章新城店", "HN", "临沂市兰山区沂蒙路 301 号"),
    ("S00292", "夫章滨河店", "HN", "济宁市任城区太白路 57 号"),
)
FLOORS = (("B1", "负一层 · 超市"), ("1F", "一层"), ("2F", "二层"), ("3F", "三层"), ("4F", "四层"))
REGIONS = {"HD": "鲁北区域", "HN": "鲁南区域"}


@dataclass(frozen=True)
class Person:
    """Somebody of the demo: number, name, role, and the reach of the posting."""

    number: str
    name: str
    role: Role
    reach: str = "store"


PEOPLE = (
    Person("1001", "王芳", Role.CLERK),
    Person("1002", "李娜", Role.CLERK, "second"),
    Person("1003", "陈静", Role.CLERK),
    Person("1101", "赵敏", Role.DESK_SUPERVISOR),
    Person("1102", "周丽", Role.DESK_SUPERVISOR, "second"),
    Person("1201", "孙倩", Role.SERVICE_MANAGER),
    Person("2001", "马强", Role.FLOOR_SUPERVISOR, "B1"),
    Person("2002", "郭涛", Role.FLOOR_SUPERVISOR, "1F 2F 3F 4F"),
    Person("3001", "钱进", Role.FINANCE, "chain"),
    Person("4001", "吴磊", Role.INFORMATION, "chain"),
    Person("5001", "刘仓", Role.WAREHOUSE),
    Person("5002", "朱库", Role.WAREHOUSE, "chain"),
    Person("6001", "高峰", Role.SECURITY),
    Person("7001", "何采薇", Role.PROCUREMENT),
    Person("7101", "罗勇", Role.MALL_OPERATIONS),
    Person("7201", "林晓", Role.BRAND_MANAGER),
    Person("8001", "宋建国", Role.STORE_MANAGER),
    Person("8101", "许志远", Role.AREA_MANAGER, "region"),
    Person("8201", "曹总", Role.GENERAL_MANAGER, "chain"),
    Person("9001", "沈审言", Role.AUDITOR, "chain"),
    Person("9999", "管理员", Role.ADMINISTRATOR, "chain"),
)


def make_chain() -> dict[str, Store]:
    """Make regions, stores, floors and staff; returns the stores by code."""
    regions = {code: Region.objects.create(code=code, name=name) for code, name in REGIONS.items()}
    stores = {}
    for code, name, region, address in STORES:
        stores[code] = Store.objects.create(
            code=code,
            name=name,
            company=COMPANY,
            region=regions[region],
            place="山东",
            address=address,
            telephone="0534-2618000",
            opens_at=time(9, 0),
            closes_at=time(22, 0),
        )
        Floor.objects.bulk_create(Floor(store=stores[code], code=f, name=n) for f, n in FLOORS)
    for person in PEOPLE:
        _hire(person, stores)
    return stores


def _hire(person: Person, stores: dict[str, Store]) -> None:
    first, second = stores[STORES[0][0]], stores[STORES[1][0]]
    home = second if person.reach == "second" else first
    staff = Staff.objects.create_user(person.number, PASSWORD, name=person.name, home_store=home)
    if person.reach == "chain":
        post(staff=staff, role=person.role, starts=SINCE)
    elif person.reach == "region":
        post(staff=staff, role=person.role, starts=SINCE, region=first.region)
    elif person.reach in ("store", "second"):
        post(staff=staff, role=person.role, starts=SINCE, store=home)
    else:
        for code in person.reach.split():
            post(staff=staff, role=person.role, starts=SINCE, floor=Floor.objects.get(store=first, code=code))
