"""Gifts for tests: a campaign with its rule, gifts at the desk, issues and counts, made by the services."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from uuid import uuid4

from deskops.approvals.models import Approval, Decision
from deskops.approvals.services import decide
from deskops.core.frozen import fingerprint
from deskops.handoffs.services import find_rest_same, receive, send
from deskops.org.models import Role, Staff, Store
from deskops.papers.forms import Signed
from deskops.receipts.models import Receipt
from gifts.handing import Given
from gifts.models import Campaign, GiftCount, GiftIssue, GiftItem, GiftPurchase, Place, Stock
from gifts.services import counting
from gifts.services.arriving import arrive
from gifts.services.asking import hand_over
from gifts.services.campaigning import RuleTerms, add_campaign, add_item
from gifts.services.issuing import Wanted, issue_gifts, judge
from gifts.services.moving import place_of
from gifts.services.purchases import sketch
from gifts.wording import receiving_text
from tests.factories.org import NOW, TODAY, make_staff, make_store

ON_PAPER = Signed(None)
PHONE = "13800138000"
RULE = RuleTerms(text="满200元送保温杯一个", threshold=Decimal("200.00"))


@dataclass
class GiftDesk:
    """A store with desk, warehouse and finance, and a campaign that gives cups."""

    store: Store
    clerk: Staff
    second: Staff
    supervisor: Staff
    finance: Staff
    keeper: Staff
    cup: GiftItem
    campaign: Campaign
    numbers: list[int] = field(default_factory=lambda: [0])

    @property
    def here(self) -> dict:
        return {"by": self.clerk, "store": self.store, "now": NOW}

    def receipt(self, amount: str = "250.00", number: str = "", **fields) -> Receipt:
        """A receipt of today, each with a number of its own."""
        self.numbers[0] += 1
        values = {
            "store": self.store,
            "pos": "03",
            "number": number or f"40186{self.numbers[0]:06d}",
            "bought_at": NOW,
            "bought_on": TODAY,
            "amount": Decimal(amount),
            "items": 1,
            "digest": "x",
        }
        return Receipt.objects.create(**values | fields)

    def issue(self, *receipts: Receipt, **fields) -> GiftIssue:
        """Hand one cup over for these receipts, unless told otherwise."""
        return issue(self, *receipts, **fields)

    def stock(self, kind: Place.Kind = Place.Kind.DESK, item: GiftItem | None = None) -> int:
        """What the book says of a gift at a place."""
        rows = Stock.objects.filter(place__store=self.store, place__kind=kind, item=item or self.cup)
        return rows.values_list("balance", flat=True).first() or 0

    def count(self, *, by: Staff | None = None, **fields) -> GiftCount:
        """A count of the desk, started."""
        planned = counting.plan_count(
            request_key=uuid4(),
            store=self.store,
            place=place_of(self.store, fields.pop("place", Place.Kind.DESK)),
            kind=fields.pop("kind", GiftCount.Kind.PLANNED),
            planned_for=TODAY,
            by=by or self.clerk,
            now=NOW,
            **fields,
        )
        return counting.start_count(request_key=uuid4(), count_id=planned.pk, by=by or self.clerk, now=NOW)

    def enter(self, count: GiftCount, pieces: Mapping[GiftItem, int | None], by: Staff | None = None) -> None:
        """What somebody counted, by gift."""
        lines = {line.item_id: line.pk for line in count.lines.all()}
        counting.enter(
            request_key=uuid4(),
            count_id=count.pk,
            pieces={lines[item.pk]: number for item, number in pieces.items()},
            by=by or self.clerk,
            now=NOW,
        )

    def close(self, count: GiftCount, *, blank_why: str = "", now: datetime = NOW) -> GiftCount:
        """Closed by the clerk, the keeper as witness."""
        return counting.close_count(
            request_key=uuid4(),
            count_id=count.pk,
            by=self.clerk,
            witness=self.keeper,
            now=now,
            signed=ON_PAPER,
            blank_why=blank_why,
        )

    def ask(self, count: GiftCount, how: str = "点错发放") -> GiftCount:
        return counting.ask_count(request_key=uuid4(), count_id=count.pk, how=how, by=self.clerk, now=NOW)

    def approve(self, count: GiftCount) -> GiftCount:
        """Desk supervisor, then finance."""
        for one in Approval.objects.filter(document=count.document, decision="pending").order_by("step"):
            by = self.supervisor if one.role == Role.DESK_SUPERVISOR else self.finance
            decide(request_key=uuid4(), approval_id=one.pk, by=by, decision=Decision.APPROVED, now=NOW)
        return counting.fresh(count.pk)


def make_item(
    by: Staff, code: str = "BWB01", name: str = "保温杯", value: str = "49.00", **fields
) -> GiftItem:
    """A gift of the catalogue."""
    item = GiftItem(code=code, name=name, value=Decimal(value), **{"unit": "个", **fields})
    return add_item(request_key=uuid4(), item=item, by=by, now=NOW)


def make_campaign(
    store: Store | None, by: Staff, *items: GiftItem, name: str = "满额赠", ends: date | None = None, **rule
) -> Campaign:
    """A campaign of this month that gives these."""
    return add_campaign(
        request_key=uuid4(),
        name=name,
        store=store,
        starts=date(2026, 11, 1),
        ends=ends or date(2026, 11, 30),
        items=items,
        rule=replace(RULE, **rule),
        by=by,
        now=NOW,
    )


def bring(store: Store, by: Staff, *gifts: tuple[GiftItem, int]) -> None:
    """Gifts from a supplier into the store's warehouse."""
    arrive(
        request_key=uuid4(),
        store=store,
        place=place_of(store, Place.Kind.WAREHOUSE),
        gifts=[Given(item, pieces) for item, pieces in gifts],
        supplier="德州百货批发",
        slip="S-1",
        by=by,
        now=NOW,
    )


def draw(store: Store, keeper: Staff, clerk: Staff, *gifts: Given) -> None:
    """From the warehouse to the desk, signed by both."""
    made = hand_over(request_key=uuid4(), kind="gift_draw", store=store, gifts=gifts, by=clerk, now=NOW)
    send(request_key=uuid4(), handoff_id=made.pk, by=keeper, now=NOW)
    find_rest_same(request_key=uuid4(), handoff_id=made.pk, by=clerk, now=NOW)
    receive(request_key=uuid4(), handoff_id=made.pk, by=clerk, now=NOW)


def make_gift_desk(code: str = "S1", *, store: Store | None = None, pieces: int = 10, **rule) -> GiftDesk:
    """See ``GiftDesk``; so many cups lie at the desk."""
    where = store or make_store(code)
    clerk = Staff.objects.filter(number=f"1001{code}").first() or make_staff(
        f"1001{code}", Role.CLERK, store=where
    )
    second = make_staff(f"1008{code}", Role.CLERK, store=where)
    keeper = make_staff(f"5002{code}", Role.WAREHOUSE, store=where)
    supervisor = Staff.objects.filter(number=f"1101{code}").first() or make_staff(
        f"1101{code}", Role.DESK_SUPERVISOR, store=where
    )
    finance = Staff.objects.filter(number=f"3001{code}").first() or make_staff(
        f"3001{code}", Role.FINANCE, store=where
    )
    cup = GiftItem.objects.filter(code=f"BWB{code}").first() or make_item(clerk, f"BWB{code}")
    campaign = make_campaign(where, clerk, cup, **rule)
    if pieces:
        bring(where, keeper, (cup, pieces))
        draw(where, keeper, clerk, Given(cup, pieces, campaign))
    return GiftDesk(where, clerk, second, supervisor, finance, keeper, cup, campaign)


def wanted_for(
    desk: GiftDesk,
    *receipts: Receipt,
    purchases: tuple[GiftPurchase, ...] = (),
    pieces: Mapping[int, int] | None = None,
    campaign: Campaign | None = None,
    name: str = "张三",
    telephone: str = PHONE,
) -> Wanted:
    """One cup for these receipts unless told otherwise."""
    return Wanted(
        campaign_id=(campaign or desk.campaign).pk,
        receipts=[one.pk for one in receipts],
        purchases=[one.pk for one in purchases],
        pieces=pieces or {desk.cup.pk: 1},
        name=name,
        telephone=telephone,
    )


def text_of(desk: GiftDesk, wanted: Wanted, now: datetime = NOW) -> str:
    """The text that the customer would sign."""
    rows = [sketch(one) for one in Receipt.objects.filter(pk__in=wanted.receipts).select_related("store")]
    rows += GiftPurchase.objects.filter(pk__in=wanted.purchases).select_related("store")
    return receiving_text(judge(wanted, rows, store=desk.store, now=now).receiving)


def issue(
    desk: GiftDesk, *receipts: Receipt, now: datetime = NOW, by: Staff | None = None, **fields
) -> GiftIssue:
    """See ``GiftDesk.issue``."""
    wanted = wanted_for(desk, *receipts, **fields)
    return issue_gifts(
        request_key=uuid4(),
        by=by or desk.clerk,
        store=desk.store,
        now=now,
        wanted=wanted,
        seen=fingerprint(text_of(desk, wanted, now)),
        signed=ON_PAPER,
    )
