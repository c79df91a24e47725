"""One of each thing of gifts."""

from uuid import uuid4

from gifts.handing import Given
from gifts.models import GiftArrival, GiftPurchase
from gifts.services.asking import Need, ask_gifts, plan_purchase
from tests.factories.gifts import make_gift_desk
from tests.factories.org import TODAY

from . import Here


def pks(here: Here) -> dict[str, int]:
    """By URL's name, or what it begins with, the key of the thing in the store."""
    desk = make_gift_desk(here.desk.store.code, store=here.desk.store)
    issue = desk.issue(desk.receipt())
    count = desk.count()
    desk.enter(count, {desk.cup: 3})
    desk.close(count)
    paper = GiftPurchase.objects.create(
        store=desk.store,
        pos="1",
        mark="1",
        number=f"G{desk.store.code}",
        bought_on=TODAY,
        amount=1,
        state="mismatch",
        receipt_id=1,
        mismatch="金额不同",
    )
    given = [Given(desk.cup, 5)]
    request = ask_gifts(request_key=uuid4(), gifts=given, why="周年庆", **desk.here)
    plan = plan_purchase(
        request_key=uuid4(),
        needs=[Need(desk.cup, 1, 5, 0, 5)],
        since=TODAY,
        until=TODAY,
        ahead=TODAY,
        words="",
        **desk.here,
    )
    return {
        "gifts:given": issue.pk,
        "gifts:undo": issue.pk,
        "gifts:document": issue.pk,
        "gifts:settle": paper.pk,
        "gifts:campaign": desk.campaign.pk,
        "gifts:rule_new": desk.campaign.pk,
        "gifts:arrival": GiftArrival.objects.filter(document__store=desk.store).earliest("pk").pk,
        "gifts:request": request.pk,
        "gifts:ship": request.pk,
        "gifts:plan": plan.pk,
        "gifts:count": count.pk,
        **{
            f"gifts:count_{act}": count.pk
            for act in ("start", "cancel", "enter", "add", "close", "recount", "order", "ask", "unask")
        },
    }
