"""Gifts: campaigns over, running and ahead, stock drawn and issued, counts, requests of a store, a plan."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from deskops.approvals.models import Approval, Decision
from deskops.approvals.services import decide
from deskops.core.frozen import fingerprint
from deskops.documents.models import Document
from deskops.handoffs.services import find_rest_same, receive, send
from deskops.org.models import Role, Staff
from deskops.receipts.models import Receipt
from gifts.handing import DRAW, Given
from gifts.models import Campaign, GiftCount, GiftIssue, GiftItem, GiftPurchase, Place
from gifts.plugs import returned_of
from gifts.rules import mark_of
from gifts.services import counting
from gifts.services.arriving import arrive
from gifts.services.asking import Need, ask_gifts, hand_over, open_central, plan_purchase, ship
from gifts.services.campaigning import RuleTerms, add_campaign, add_item
from gifts.services.issuing import Wanted, issue_gifts, judge, undo_issue
from gifts.services.moving import place_of
from gifts.services.purchases import Typed, sketch, type_in
from gifts.wording import receiving_text

from .membership import signature
from .world import World

ITEMS = (
    ("BWB480", "保温杯", "FZ-480", "480ml 不锈钢", "个", "49.00"),
    ("YS8K", "晴雨伞", "8K-23", "八骨折叠", "把", "35.00"),
    ("TYG5", "食用油", "5L", "一级大豆油", "桶", "68.00"),
    ("MJ4", "毛巾礼盒", "四条装", "34×74cm 纯棉", "盒", "39.00"),
    ("WJ1", "玩偶", "福马", "30cm", "个", "28.00"),
)


class Gifts:
    """The gifts of the demo while they are made."""

    def __init__(self, world: World) -> None:
        self.world, self.store = world, world.first
        self.clerk, self.second = world.staff["1001"], world.staff["1003"]
        self.keeper, self.supervisor = world.staff["5001"], world.staff["1101"]
        self.finance, self.manager = world.staff["3001"], world.staff["1201"]
        self.items: dict[str, GiftItem] = {}
        self.used: set[int] = set()

    def make(self) -> None:
        """All of it, in the order in which it would have happened."""
        world, today = self.world, self.world.today
        start = world.past()[0] if world.past() else today
        morning = world.at(start, 9, 5)
        for code, name, model, specification, unit, value in ITEMS:
            item = GiftItem(
                code=code,
                name=name,
                model=model,
                specification=specification,
                unit=unit,
                value=Decimal(value),
            )
            self.items[code] = add_item(request_key=world.key(), item=item, by=self.manager, now=morning)
        over = self._campaign(
            "开学季满额赠", -25, -4, ("YS8K",), "满300元送晴雨伞一把, 每人限两把", "300.00", per_member=2
        )
        running = self._campaign(
            "周年庆满额赠",
            -3,
            6,
            ("BWB480", "MJ4"),
            "每满200元送保温杯或毛巾礼盒一件, 当日小票可合并三张, 每人限三件",
            "200.00",
            every=True,
            per_receipt=3,
            per_member=3,
            most_receipts=3,
        )
        self._campaign(
            "迎新年会员礼", 12, 30, ("TYG5", "WJ1"), "会员满500元送食用油一桶", "500.00", members=True
        )
        self._stock(morning, over, running)
        self._issues(over, running)
        self._counts()
        self._head_office(running)

    def _campaign(  # noqa: PLR0917 - a table of campaigns, read by its columns
        self,
        name: str,
        first: int,
        last: int,
        codes: Sequence[str],
        text: str,
        threshold: str,
        members: bool = False,
        **rule: int | bool,
    ) -> Campaign:
        days = [self.world.today + timedelta(days=days) for days in (first, last)]
        terms = {"text": text, "threshold": Decimal(threshold), "members_only": members, "claim_days": 15}
        return add_campaign(
            request_key=self.world.key(),
            name=name,
            store=None,
            starts=days[0],
            ends=days[1],
            items=[self.items[code] for code in codes],
            rule=RuleTerms(**{**terms, **rule}),  # type: ignore[arg-type]
            by=self.manager,
            now=self.world.at(self.world.past()[0], 9, 30),
        )

    def _stock(self, morning: datetime, over: Campaign, running: Campaign) -> None:
        """From the supplier into the warehouse, from there to the desk, each signed by both."""
        arrive(
            request_key=self.world.key(),
            store=self.store,
            place=place_of(self.store, Place.Kind.WAREHOUSE),
            gifts=[Given(item, 120) for item in self.items.values()],
            supplier="临沂百货批发城",
            slip="SH-20418",
            by=self.keeper,
            now=morning + timedelta(minutes=30),
        )
        for minutes, campaign, code, pieces in (
            (60, over, "YS8K", 40),
            (75, running, "BWB480", 60),
            (80, running, "MJ4", 30),
        ):
            now = morning + timedelta(minutes=minutes)
            made = hand_over(
                request_key=self.world.key(),
                kind=DRAW.code,
                store=self.store,
                gifts=[Given(self.items[code], pieces, campaign)],
                by=self.clerk,
                now=now,
            )
            common = {"handoff_id": made.pk, "now": now + timedelta(minutes=4)}
            send(request_key=self.world.key(), by=self.keeper, **common)
            find_rest_same(request_key=self.world.key(), by=self.clerk, **common)
            receive(request_key=self.world.key(), by=self.clerk, **common)
        hand_over(
            request_key=self.world.key(),
            kind=DRAW.code,
            store=self.store,
            gifts=[Given(self.items["BWB480"], 20, running)],
            by=self.second,
            now=self.world.now,
        )

    def _issues(self, over: Campaign, running: Campaign) -> None:
        """A dozen customers, one by mistake, one with a receipt the POS hasn't reported yet."""
        for campaign, code, least, most in ((over, "YS8K", "300.00", 6), (running, "BWB480", "200.00", 6)):
            receipts = Receipt.objects.filter(
                store=self.store,
                bought_on__range=(campaign.starts, min(campaign.ends, self.world.today)),
                amount__gte=Decimal(least),
            ).exclude(pk__in=self.used)
            keys = {one.pk: (one.number, mark_of(one.pos)) for one in receipts.order_by("bought_at")[:40]}
            back = returned_of(self.store, keys.values())
            whole = [one for one in receipts.order_by("bought_at")[:40] if not back[keys[one.pk]]]
            for receipt in whole[:most]:
                self._issue(campaign, {self.items[code].pk: 1}, receipt=receipt)
        now = self.world.now - timedelta(minutes=25)
        typed = Typed("02", "40187330916", self.world.today, Decimal("458.60"))
        paper = type_in(request_key=self.world.key(), typed=typed, store=self.store, by=self.clerk, now=now)
        given = self._issue(running, {self.items["MJ4"].pk: 2}, paper=paper.pk, now=now)
        other = Typed("02", "40187330931", self.world.today, Decimal("236.00"))
        second = type_in(request_key=self.world.key(), typed=other, store=self.store, by=self.second, now=now)
        mistaken = self._issue(running, {self.items["MJ4"].pk: 1}, paper=second.pk, now=now)
        if given and mistaken:
            undo_issue(
                request_key=self.world.key(),
                issue_id=mistaken.pk,
                why="顾客改选保温杯",
                by=self.second,
                now=now + timedelta(minutes=3),
            )

    def _issue(
        self,
        campaign: Campaign,
        pieces: Mapping[int, int],
        *,
        receipt: Receipt | None = None,
        paper: int | None = None,
        now: datetime | None = None,
    ) -> GiftIssue | None:
        at = now or (receipt.bought_at + timedelta(minutes=12) if receipt else self.world.now)
        if at > self.world.now:
            return None
        number = len(self.used) + 1
        self.used.add(receipt.pk if receipt else -number)
        person = self.world.people.one()
        wanted = Wanted(
            campaign_id=campaign.pk,
            receipts=[receipt.pk] if receipt else [],
            purchases=[paper] if paper else [],
            pieces=pieces,
            name=person.name,
            telephone=person.mobile,
        )
        rows = [sketch(receipt)] if receipt else list(GiftPurchase.objects.filter(pk=paper or 0))
        text = receiving_text(judge(wanted, rows, store=self.store, now=at).receiving)
        return issue_gifts(
            request_key=self.world.key(),
            by=self.clerk,
            store=self.store,
            now=at,
            wanted=wanted,
            seen=fingerprint(text),
            signed=signature(self.world),
        )

    def _counts(self) -> None:
        """One done with a lack, the one owed after a campaign, an unannounced one only its planner sees."""
        world, desk = self.world, place_of(self.store, Place.Kind.DESK)
        day = world.past()[-2]
        planned = counting.plan_count(
            request_key=world.key(),
            store=self.store,
            place=desk,
            kind=GiftCount.Kind.PLANNED,
            planned_for=day,
            by=self.supervisor,
            now=world.at(day, 9, 0),
            why="月度盘点",
        )
        now = world.at(day, 21, 20)
        common: dict[str, Any] = {"count_id": planned.pk, "by": self.clerk, "now": now}
        count = counting.start_count(request_key=world.key(), **common)
        lines = list(count.lines.select_related("item"))
        pieces = {line.pk: line.book - (line.item.code == "YS8K" and line.book > 0) for line in lines}
        counting.enter(request_key=world.key(), pieces=pieces, **common)
        counting.close_count(request_key=world.key(), witness=self.keeper, signed=signature(world), **common)
        asked = counting.ask_count(request_key=world.key(), how="伞架漏登一把样品", **common)
        self._decide(asked.document, now + timedelta(minutes=40))
        counting.after_campaigns(world.at(world.today, 6, 15))
        counting.plan_count(
            request_key=world.key(),
            store=self.store,
            place=desk,
            kind=GiftCount.Kind.UNANNOUNCED,
            planned_for=world.today,
            by=self.keeper,
            now=world.now,
            why="随机抽定",
        )

    def _decide(self, document: Document | None, now: datetime) -> None:
        deciders: dict[str, Staff] = {
            Role.DESK_SUPERVISOR: self.supervisor,
            Role.FINANCE: self.finance,
        }
        for one in Approval.objects.filter(document=document, decision=Decision.PENDING).order_by("step"):
            decide(
                request_key=self.world.key(),
                approval_id=one.pk,
                by=deciders[one.role],
                decision=Decision.APPROVED,
                now=now,
            )

    def _head_office(self, running: Campaign) -> None:
        """Two requests of the first store, one sent, one waiting; a plan before the general manager."""
        world, now = self.world, self.world.now - timedelta(hours=2)
        head = world.staff["5002"]
        central = open_central(request_key=world.key(), store=self.store, by=self.manager, now=now)
        arrive(
            request_key=world.key(),
            store=self.store,
            place=central,
            gifts=[Given(self.items["TYG5"], 300), Given(self.items["WJ1"], 200)],
            supplier="省粮油集团",
            slip="LY-7731",
            by=head,
            now=now,
        )
        asking: dict[str, Any] = {"store": world.second, "by": world.staff["1002"]}
        first = ask_gifts(
            request_key=world.key(),
            gifts=[Given(self.items["TYG5"], 60)],
            why="迎新年会员礼备货",
            now=now,
            **asking,
        )
        later = now + timedelta(minutes=30)
        approval = Approval.objects.get(document=first.document)
        decide(
            request_key=world.key(),
            approval_id=approval.pk,
            by=self.manager,
            decision=Decision.APPROVED,
            now=later,
        )
        shipped = ship(request_key=world.key(), request_id=first.pk, by=head, now=later)
        send(request_key=world.key(), handoff_id=shipped.pk, by=head, now=later)
        ask_gifts(
            request_key=world.key(),
            gifts=[Given(self.items["WJ1"], 40)],
            why="儿童专柜互动礼品",
            now=now + timedelta(minutes=50),
            **asking,
        )
        need = Need(self.items["BWB480"], 6, 90, 54, 40)
        plan_purchase(
            request_key=world.key(),
            store=self.store,
            needs=[need],
            since=world.past()[0],
            until=world.today,
            ahead=running.ends,
            words="周年庆后半程预计需要",
            by=self.manager,
            now=now + timedelta(minutes=55),
        )
