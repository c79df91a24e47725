"""Cards that go on: to another holder, on new plastic, and memberships of a year in the second store."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal

from cards.models import Expiring, ExpiryCall
from cards.passing.services import exchange_card, transfer_card
from cards.renewal.rules import next_month
from cards.renewal.seeds import FEE
from cards.renewal.services import call, end_years, list_expiring, renew
from cards.renewal.telling import tell
from deskops.core.acts import background
from deskops.core.models import Setting
from deskops.handoffs.services import send
from deskops.org.models import Staff
from deskops.tills.services import PaymentDetails
from members.models import Tier
from members.rules.identity import PaperKind, check_id_number
from members.rules.phones import read_phone
from members.services.admitting import Newcomer, admit
from members.services.cards import issue_card
from members.services.placing import place_of
from members.services.terms import YEARS

from . import files, purchases
from .counter import Counter
from .goods import GOODS
from .group_orders import OLD, numbers
from .lifetimes import SEEN
from .membership import BOTH
from .world import Holder, World

CHARTER = "夫章广场店会员章程（2025年版）第六条：会员资格一年，年费20元"
BOUGHT = ((100,), (1, 1, 2), (2,), (), (1, 1))
"""Of each whose year ends next month, the pieces of each purchase in it: the first two bought enough."""
SAID = "本月下旬来店续费，已告知再消费一次即可免年费"


def passed_on(world: World, counter: Counter) -> None:
    """A mother gives her card to her daughter: both are at the desk with their papers."""
    card = max(counter.cards, key=lambda one: one.balance)
    others = [one for one in world.holders[world.first.code] if one.member.pk not in counter.sold_to]
    heir = next(one for one in others if not one.member.missing)
    transfer_card(
        request_key=world.key(),
        by=world.staff["1003"],
        store=world.first,
        now=world.now,
        number=card.number,
        to_card=heir.card,
        identified_by=SEEN,
        to_identified_by=SEEN,
    )
    card.holder = heir
    counter.sold_to.add(heir.member.pk)


def exchanged(world: World) -> None:
    """A bearer card of three years ago has expired: its money goes on, on new plastic from stock."""
    exchange_card(
        request_key=world.key(),
        by=world.staff["1003"],
        store=world.first,
        now=world.now,
        number=next(iter(numbers(1, 1, OLD)[0])),
        new_number=next(iter(numbers(390, 390)[0])),
    )


def years(world: World) -> None:
    """The second store's memberships run a year: renewed free, called, renewed for the fee, ended."""
    store, clerk, system = world.second, world.staff["1002"], Staff.objects.system()
    since = world.today - timedelta(days=430)
    for key, value in ((YEARS, 1), (FEE, "20.00")):
        Setting.objects.create(
            key=key, store=store, starts=since, value=value, source=CHARTER, set_by=world.staff["9999"]
        )
    month = next_month(world.today)
    ends = [month.replace(day=9 + 3 * at) for at in range(len(BOUGHT))]
    holders = _joined(world, [*ends, world.today - timedelta(days=1)])
    _buy(world, holders)
    first = min(world.at(world.today.replace(day=1), 6), world.now)
    list_expiring(store=store, now=first, by=system)
    end_years(store=store, now=world.now, by=system)
    told = tell(request_key=world.key(), store=store, by=clerk, now=world.now)
    send(request_key=world.key(), handoff_id=told.pk, by=clerk, now=world.now)
    for holder, outcome, words in zip(
        holders[2:4], (ExpiryCall.Outcome.REACHED, ExpiryCall.Outcome.NO_ANSWER), (SAID, ""), strict=True
    ):
        line = Expiring.objects.get(card__number=holder.card)
        call(
            request_key=world.key(),
            by=clerk,
            now=world.now,
            expiring_id=line.pk,
            outcome=outcome,
            words=words,
        )
    renew(
        request_key=world.key(),
        by=clerk,
        store=store,
        now=world.now,
        number=holders[2].card,
        tender=world.tenders["wechat"],
        details=PaymentDetails(reference=f"42000{world.rng.randrange(10**9, 10**10)}"),
    )


def _joined(world: World, ends: Sequence[date]) -> list[Holder]:
    """Members whose cards were issued a year before these days, with the end that follows from it."""
    store, system, made = world.second, Staff.objects.system(), []
    taken = world.at(world.past()[0] - timedelta(days=2), 10)
    for end in ends:
        day = end.replace(year=end.year - 1) + timedelta(days=1)
        person, now = world.people.one(), world.at(day, 11)
        newcomer = Newcomer(
            name=person.name,
            joined_on=day,
            id_number=check_id_number(person.id_number, day),
            address=person.address,
            place=place_of(person.address, PaperKind.RESIDENT_ID, store=store, on=day),
            mobile=read_phone(person.mobile),
            tier=Tier.objects.get(code="normal"),
            tier_source="办卡",
            paper_seen=True,
            consents=BOTH,
        )
        number = str(next(world.plastic))
        with background(by=system, name="demo.members"):
            (member,) = admit([newcomer], store=store, by=system, now=taken)
            issue_card(member=member, number=number, store=store, by=system, now=now)
        made.append(Holder(member, number))
    world.holders[store.code] += made[:-1]
    return made


def _buy(world: World, holders: Sequence[Holder]) -> None:
    files.bring(
        world,
        kind="receipts",
        name="POS小票_广场店会员_补传.csv",
        words="会员消费补传",
        content=purchases.file_with(_receipts(world, holders)),
        by=world.staff["4001"],
        dry=False,
    )


def _receipts(world: World, holders: Sequence[Holder]) -> Iterator[purchases.Row]:
    for at, (holder, pieces) in enumerate(zip(holders, BOUGHT, strict=False)):
        for turn, quantity in enumerate(pieces):
            day = world.today - timedelta(days=40 + 61 * turn + at)
            moment = world.at(day, 15, 10 + at)
            line = purchases.line_of(GOODS[(at * 7 + turn * 11) % len(GOODS)], 1, Decimal(quantity))
            head = {
                "门店": world.second.code,
                "收银机": f"{1 + at:02d}",
                "小票号": f"9{day:%y%m%d}{turn}{at:04d}",
                "交易时间": f"{moment:%Y-%m-%d %H:%M:%S}",
                "会员卡号": holder.card,
            }
            yield {**head, **line, "微信": line["金额"]}
