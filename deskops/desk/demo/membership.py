"""Members of the demo: those of earlier years taken over together, new ones by their applications."""

from datetime import date, datetime, timedelta
from typing import Any

from deskops.core.acts import background
from deskops.org.models import Staff, Store
from deskops.papers.forms import Signed
from deskops.papers.strokes import Point, Strokes
from members.models import Application, Member, Tier
from members.models.consents import ConsentKind
from members.rules.identity import PaperKind, check_id_number, check_paper
from members.rules.phones import read_phone
from members.services.admitting import Newcomer, admit
from members.services.applying import apply
from members.services.cards import issue_card
from members.services.details import Details
from members.services.placing import place_of

from .people import FOREIGN, Person
from .world import Holder, World

SHARES = (90, 60, 35, 30, 25)  # members of each store before the weeks
BOTH = frozenset({ConsentKind.PERSONAL_DATA, ConsentKind.MARKETING})


def take_over(world: World, *, shares: tuple[int, ...] = SHARES) -> None:
    """Store the members of earlier years, each with a card, one store after another."""
    system = Staff.objects.system()
    now = world.at(world.past()[0] - timedelta(days=2), 10)
    tiers = {tier.code: tier for tier in Tier.objects.all()}
    for store, share in zip(world.stores.values(), shares, strict=True):
        newcomers = [_earlier(world, world.people.one(), store, tiers) for _ in range(share)]
        newcomers += _strangers(world, store, tiers) if store == world.first else []
        with background(by=system, name="demo.members"):
            members = admit(newcomers, store=store, by=system, now=now)
            for member in members:
                _issue(world, member, store, system)


def _earlier(world: World, person: Person, store: Store, tiers: dict[str, Tier]) -> Newcomer:
    """Most are complete; of some the number, the address, the telephone or the consent is missing."""
    luck = world.rng.random()
    address = "" if luck < 0.03 else person.address
    if 0.03 <= luck < 0.05:
        address = f"山东省济南市历城区工业北路{world.rng.randint(10, 99)}号人才市场集体户"
    day = world.today
    return Newcomer(
        name=person.name,
        joined_on=world.past()[0] - timedelta(days=world.rng.randint(20, 2400)),
        id_number=None if 0.05 <= luck < 0.08 else check_id_number(person.id_number, day),
        address=address,
        place=place_of(address, PaperKind.RESIDENT_ID, store=store, on=day),
        mobile=None if 0.08 <= luck < 0.09 else read_phone(person.mobile),
        home_phone=read_phone(f"0534-26{world.rng.randrange(10000, 99999)}") if luck > 0.94 else None,
        tier=tiers["silver" if world.rng.random() < 0.3 else "normal"],
        tier_source="原会员系统",
        paper_seen=luck >= 0.08,
        consents=frozenset() if 0.09 <= luck < 0.12 else _consents(world),
    )


def _consents(world: World) -> frozenset[ConsentKind]:
    return BOTH if world.rng.random() < 0.6 else frozenset({ConsentKind.PERSONAL_DATA})


def _strangers(world: World, store: Store, tiers: dict[str, Tier]) -> list[Newcomer]:
    """Members with a passport: no registered address, a household of their own."""
    return [
        Newcomer(
            name=name,
            joined_on=world.past()[0] - timedelta(days=90 + at),
            paper_kind=PaperKind.PASSPORT,
            id_number=check_paper(number, PaperKind.PASSPORT, world.today),
            address=f"山东省德州市德城区湖滨中路{at + 6}号凯元国际公寓{at + 11}01室",
            place=place_of("", PaperKind.PASSPORT, store=store, on=world.today),
            mobile=read_phone(f"1859{at}347126"),
            tier=tiers["normal"],
            tier_source="原会员系统",
            paper_seen=True,
            consents=BOTH,
        )
        for at, (name, number) in enumerate(FOREIGN)
    ]


def _issue(world: World, member: Member, store: Store, by: Staff) -> None:
    now = world.at(member.joined_on, 11)
    number = str(next(world.plastic))
    issue_card(member=member, number=number, store=store, by=by, now=now, silver=member.tier.cashback)
    world.holders[store.code].append(Holder(member, number))


def applies(world: World, *, store: Store, by: Staff, now: datetime, **more: Any) -> Application:
    """Somebody applies at the desk, one in six through family, one in ten with yesterday's form."""
    details = form_of(world, world.people.one(), store.business_date(now), **more)
    made = apply(request_key=world.key(), details=details, store=store, by=by, now=now)
    if made.state == Application.State.ISSUED:
        world.holders[store.code].append(Holder(made.member, made.card_number))
    return made


def form_of(world: World, person: Person, day: date, **more: Any) -> Details:
    """The form that somebody filled in."""
    through = _proxy(world) if "for_whom" not in more and world.rng.random() < 0.17 else {}
    written: dict[str, Any] = {
        "for_whom": "self",
        "name": person.name,
        "id_number": "" if not through and world.rng.random() < 0.06 else person.id_number,
        "paper_seen": True,
        "address": person.address,
        "mobile": person.mobile,
        "signed": signature(world),
        "consent": True,
        "marketing": world.rng.random() < 0.5,
        "form_date": day - timedelta(days=int(world.rng.random() < 0.1)),
        "card_number": str(next(world.plastic)),
    }
    return Details(**{**written, **through, **more})


def _proxy(world: World) -> dict[str, Any]:
    return {
        "for_whom": world.rng.choice(("family", "family", "friend")),
        "consent": False,
        "marketing": False,
        "proxy_name": world.rng.choice(("刘桂英", "孙志强", "张丽", "王建军", "李海霞")),
        "proxy_phone": f"1361{world.rng.randrange(1_000_000, 9_999_999)}",
        "proxy_paper": "resident_id",
        "proxy_tail": f"{world.rng.randrange(1000, 9999)}",
    }


def signature(world: World) -> Signed:
    """A signature on the pad, or on the paper form in every third case."""
    if world.rng.random() < 0.35:
        return Signed(None)
    return Signed(Strokes(600, 200, tuple(_stroke(world, at) for at in range(world.rng.randint(3, 6)))))


def _stroke(world: World, at: int) -> tuple[Point, ...]:
    x, y = 60 + at * 80, world.rng.randint(60, 140)
    path = [(x, y)]
    for _step in range(8):
        x = min(590, max(5, x + world.rng.randint(-12, 26)))
        y = min(190, max(10, y + world.rng.randint(-28, 28)))
        path.append((x, y))
    return tuple(path)
