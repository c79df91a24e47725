"""Papers beside the till: second cards, changes of details in every state, looks at secrets, deputies."""

from datetime import datetime, timedelta
from itertools import cycle
from typing import Any, NamedTuple

from deskops.approvals.deputies import name_deputy
from deskops.approvals.models import Approval, Decision
from deskops.approvals.services import decide
from deskops.org.models import Posting, Role
from members.models import Application, Member, Reveal
from members.models.changes import VerificationCall
from members.services.changing import RESET, apply_change, record_call, refuse_change, request_change
from members.services.consents import withdraw_marketing
from members.services.revealing import reveal

from .handing import tell_changes
from .membership import applies, signature
from .people import DISTRICTS
from .world import World

Number, Outcome = VerificationCall.Number, VerificationCall.Outcome
HOME = f"{DISTRICTS[0][1]}沂蒙路88号御景华庭5号楼2单元601室"
REASONS = (
    "婆婆与儿媳同户分居两处，各自购物，需各办一张",
    "父母户口未迁出，实际不在一起居住",
    "子女住校，需单独使用会员卡",
)


def second_cards(world: World) -> None:
    """Households that ask for a second card: one was agreed to, one rejected, one waits, one is near."""
    morning = world.at(world.past()[-1], 10, 5)
    home = HOME
    near = f"{DISTRICTS[0][1]}沂蒙路88号御景华庭5号楼601室"
    applies(world, **_at(world, morning), address=home, for_whom="self", id_number=_number(world))
    for minutes, reason, decision in (
        (10, REASONS[0], Decision.APPROVED),
        (25, REASONS[1], Decision.REJECTED),
        (50, REASONS[2], None),
    ):
        asked = applies(
            world,
            **_at(world, morning + timedelta(minutes=minutes)),
            address=home,
            reason=reason,
            for_whom="self",
            id_number=_number(world),
        )
        if decision:
            _decide(world, asked, decision, morning + timedelta(minutes=minutes + 8))
    later = morning + timedelta(hours=1)
    applies(world, **_at(world, later), address=near, for_whom="self", id_number=_number(world))


def _at(world: World, now: datetime) -> dict[str, Any]:
    return {"store": world.first, "by": world.staff["1001"], "now": now}


def _number(world: World) -> str:
    return world.people.one().id_number


def _decide(world: World, asked: Application, decision: Decision, now: datetime) -> None:
    approval = Approval.objects.get(document=asked.document, decision=Decision.PENDING)
    note = "" if decision == Decision.APPROVED else "同户已有两张卡，理由不充分，请提供分户证明"
    decide(
        request_key=world.key(),
        approval_id=approval.pk,
        by=world.staff["1101"],
        decision=decision,
        now=now,
        note=note,
        counter_of=world.staff["1001"],
    )


type Calls = tuple[tuple[VerificationCall.Number, VerificationCall.Outcome], ...]


class Case(NamedTuple):
    """A change: how many days ago, of what, the calls, how it ended (nothing: under way; ask: it waits for
    the supervisor, the household has a card), whether the information department was told that day."""

    back: int
    field: str
    calls: Calls
    ending: str
    told: str = ""


CHANGES = (
    Case(18, "mobile", ((Number.OLD, Outcome.AGREED),), "apply"),
    Case(15, "address", (), "apply", "received"),
    Case(12, "mobile", ((Number.OLD, Outcome.NO_ANSWER), (Number.NEW, Outcome.IDENTIFIED)), "apply"),
    Case(6, "name", (), "apply", "received"),
    Case(3, "mobile", ((Number.OLD, Outcome.REFUSED),), "refuse"),
    Case(2, "home_phone", ((Number.OLD, Outcome.AGREED),), "apply"),
    Case(2, "mobile", ((Number.OLD, Outcome.AGREED),), "apply", "sent"),
    Case(9, "pin", ((Number.OLD, Outcome.AGREED),), "apply", "received"),
    Case(4, "pin", ((Number.OLD, Outcome.NO_ANSWER),), "refuse"),
    Case(1, "pin", (), ""),
    Case(1, "mobile", ((Number.OLD, Outcome.NO_ANSWER),), ""),
    Case(1, "mobile", (), ""),
    Case(1, "address", (), ""),
    Case(1, "address", (), "ask"),
)


def changes(world: World) -> None:
    """Changes of details in each state."""
    members = cycle(_complete(world))
    for case in CHANGES:
        if case.back <= world.days:
            day = world.today - timedelta(days=case.back)
            _change(world, next(members), case, world.at(day, 14, case.back))
            if case.told:
                tell_changes(world, world.at(day, 17, 30), received=case.told == "received")


def _complete(world: World) -> list[Member]:
    return [
        one.member
        for one in world.holders[world.first.code][:40]
        if not one.member.missing and one.member.mobile and one.member.masked_number[:1].isdigit()
    ]


def _change(world: World, member: Member, case: Case, now: datetime) -> None:
    by, person = world.staff["1003"], world.people.one()
    value = {
        "mobile": person.mobile,
        "address": HOME if case.ending == "ask" else person.address,
        "home_phone": f"0534-27{now.minute:02d}618",
        "name": member.name[:1] + "晨曦",
        "pin": RESET,
    }[case.field]
    change = request_change(
        request_key=world.key(),
        member_id=member.pk,
        values={case.field: value},
        papers_seen=True,
        signed=signature(world),
        store=world.first,
        by=by,
        now=now,
    )
    for at, (number, outcome) in enumerate(case.calls, start=1):
        record_call(
            request_key=world.key(),
            change_id=change.pk,
            number=number,
            outcome=outcome,
            note="" if outcome != Outcome.REFUSED else "本人称未申请更改",
            by=by,
            now=now + timedelta(minutes=4 * at),
        )
    _end(world, change.pk, case, now + timedelta(minutes=15))


UNVERIFIED = {"mobile": "原号码来电核实时本人拒绝", "pin": "登记电话多次拨打无人接听，未能核实"}


def _end(world: World, pk: int, case: Case, now: datetime) -> None:
    asked: dict[str, Any] = {
        "request_key": world.key(),
        "change_id": pk,
        "by": world.staff["1003"],
        "now": now,
    }
    if case.ending == "apply":
        apply_change(**asked)
    elif case.ending == "ask":
        apply_change(**asked, reason="婚后迁入公婆户口，本人原卡有储值余额，需保留")
    elif case.ending == "refuse":
        refuse_change(**asked, note=UNVERIFIED[case.field], asker_told=case.field == "pin")


LOOKS = ("核对返现名单姓名与证件", "顾客本人要求核对登记信息", "公安机关书面调取，见调取证明")


def looks(world: World) -> None:
    """Looks at full ID numbers and addresses, each with its reason, and a withdrawn consent."""
    members = _complete(world)
    for at, reason in enumerate(LOOKS):
        reveal(
            request_key=world.key(),
            member_id=members[at].pk,
            what=Reveal.What.ADDRESS if at == 1 else Reveal.What.NUMBER,
            reason=reason,
            store=world.first,
            by=world.staff["1101"],
            now=world.at(world.past()[-min(at * 4 + 1, world.days)], 16, 10),
        )


def deputies(world: World) -> None:
    """The desk supervisor was away two weeks ago; the floor supervisor will be next week."""
    manager = world.staff["8001"]
    away = Posting.objects.get(staff=world.staff["1101"], role=Role.DESK_SUPERVISOR)
    soon = Posting.objects.get(staff=world.staff["2001"], role=Role.FLOOR_SUPERVISOR)
    for posting, deputy, first in (
        (away, world.staff["1201"], world.today - timedelta(days=14)),
        (soon, world.staff["2002"], world.today + timedelta(days=5)),
    ):
        name_deputy(
            request_key=world.key(),
            posting=posting,
            deputy=deputy,
            starts=first,
            ends=first + timedelta(days=3),
            by=manager,
            now=min(world.at(first, 8), world.now),
        )


def withdrawals(world: World) -> None:
    """Two members want no more calls and messages."""
    fit = Member.objects.filter(consents__kind="marketing", consents__given=True, home_store=world.first)
    for member in fit.order_by("pk")[:2]:
        withdraw_marketing(
            request_key=world.key(),
            member_id=member.pk,
            store=world.first,
            by=world.staff["1003"],
            now=world.at(world.past()[-1], 17, 20),
        )
