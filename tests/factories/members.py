"""Members for tests: believable, valid, synthetic, stored by the services."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

from deskops.core.acts import act
from deskops.org.models import Staff, Store
from deskops.papers.forms import Signed
from members.models import Member, MemberCard, Tier
from members.models.consents import ConsentKind
from members.rules.identity import PaperKind, check_id_number
from members.rules.phones import read_phone
from members.services.admitting import Newcomer, admit
from members.services.applying import apply
from members.services.cards import issue_card
from members.services.details import Details
from members.services.placing import place_of
from tests.factories.org import NOW

NAMES = ("张三", "李婷婷", "单雄信", "欧阳修", "王芳", "曾国强", "赵敏", "解晓东", "仇英", "朴正焕")
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def id_number(n: int, *, district: str = "371402", born: date | None = None) -> str:
    """The n-th valid ID number: another for every n below a million; even n are women."""
    born = born or date(1950, 1, 1) + timedelta(days=n % 20000)
    body = f"{district}{born:%Y%m%d}{(n // 20000 * 2 + n % 2) % 1000:03d}"
    return body + "10X98765432"[sum(int(d) * w for d, w in zip(body, WEIGHTS, strict=True)) % 11]


def mobile(n: int) -> str:
    """The n-th valid mobile number."""
    return f"138{n:08d}"


def address(n: int) -> str:
    """The n-th registered address, each another household."""
    return f"山东省德州市德城区东风路锦绣花园{n // 100 + 1}号楼{n % 3 + 1}单元{n % 100 + 101}室"


def newcomer(n: int, *, store: Store, **fields) -> Newcomer:
    """The n-th person, complete and with consent, unless ``fields`` say otherwise."""
    where = fields.pop("address", address(n))
    kind = fields.get("paper_kind", PaperKind.RESIDENT_ID)
    number = fields.pop("id_number", id_number(n))
    return Newcomer(
        **{
            "name": NAMES[n % len(NAMES)],
            "joined_on": store.business_date(NOW),
            "id_number": check_id_number(number, store.business_date(NOW)) if number else None,
            "address": where,
            "place": place_of(where, kind, store=store, on=store.business_date(NOW)),
            "mobile": read_phone(fields.pop("mobile", mobile(n))),
            "tier": Tier.objects.get(code=fields.pop("tier", "normal")),
            "tier_source": "test",
            "consents": frozenset({ConsentKind.PERSONAL_DATA}),
            **fields,
        }
    )


def card_number(n: int) -> str:
    """The n-th member card's number."""
    return f"88{n:08d}"


def make_member(n: int = 1, *, store: Store, by: Staff, now: datetime = NOW, **fields) -> Member:
    """The n-th member, with a member card in use."""
    return make_members([n], store=store, by=by, now=now, **fields)[0]


def make_members(
    numbers: list[int] | range, *, store: Store, by: Staff, now: datetime = NOW, **fields
) -> list[Member]:
    """Several members with their cards, stored together."""
    with act(request_key=uuid4(), by=by, name="test.members", asked={}):
        people = [newcomer(n, store=store, **fields) for n in numbers]
        members = admit(people, store=store, by=by, now=now)
        for n, member in zip(numbers, members, strict=True):
            issue_card(member=member, number=card_number(n), store=store, by=by, now=now)
    return members


def card_of(member: Member) -> MemberCard:
    """The member's live card."""
    return MemberCard.objects.get(member=member, state__in=MemberCard.LIVE)


def details(n: int = 1, **fields) -> Details:
    """The n-th person's application as written on the form, complete."""
    return Details(
        **{
            "for_whom": "self",
            "name": NAMES[n % len(NAMES)],
            "id_number": id_number(n),
            "paper_seen": True,
            "address": address(n),
            "mobile": mobile(n),
            "signed": Signed(None),
            "consent": True,
            "form_date": date(2026, 11, 21),
            "card_number": card_number(n),
            **fields,
        }
    )


def proxy(**fields) -> dict[str, Any]:
    """What an application for somebody else says besides."""
    return {
        "for_whom": "family",
        "consent": False,
        "proxy_name": "王芳",
        "proxy_phone": "13900000000",
        "proxy_paper": "resident_id",
        "proxy_tail": "002X",
        **fields,
    }


def make_application(n: int = 1, *, store: Store, by: Staff, now: datetime = NOW, **fields):
    """The n-th person's application, entered at the desk."""
    return apply(request_key=uuid4(), details=details(n, **fields), store=store, by=by, now=now)
