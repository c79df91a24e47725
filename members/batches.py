"""The day's changes of details, handed over to the information department (顾客信息更改)."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from deskops.core.calendar import WorkCalendar, add_working_days, end_of
from deskops.handoffs.kinds import Column, HandoffKind, Line, Section
from deskops.handoffs.models import Handoff, State
from deskops.handoffs.services import draft, refresh
from deskops.org.models import Floor, Role, Staff, Store

from .models import Change, ChangeLine, MemberCard

CODE = "member_changes"
SECTION = Section(
    "",
    _("Changes of details"),
    columns=(
        Column("card", _("Card")),
        Column("detail", _("Change")),
        Column("before", _("Before")),
        Column("after", _("After")),
    ),
    amount=None,
    quantity=_("Changes"),
)


def build(*, store: Store, business_date: date, floor: Floor | None) -> Sequence[Line]:
    """Every detail that a store changed and has not told the information department of yet."""
    lines = list(
        ChangeLine.objects.filter(
            change__document__store=store, change__state=Change.State.APPLIED, change__batch=None
        )
        .select_related("change__document", "change__member")
        .order_by("change", "pk")
    )
    cards = MemberCard.objects.filter(
        member__in=[line.change.member_id for line in lines], state__in=MemberCard.LIVE
    )
    numbers = dict(cards.values_list("member", "number"))
    return [
        Line(
            key=f"{line.change.document.number} {line.field}",
            label=line.change.member.name,
            quantity=1,
            values={
                "card": numbers.get(line.change.member_id, ""),
                "detail": str(line.get_field_display()),
                "before": line.before,
                "after": line.outcome,
            },
        )
        for line in lines
    ]


def told(*, handoff: Handoff, by: Staff, now: datetime) -> None:
    """Sent: the changes on it are not on the next one."""
    numbers = {key.split(" ")[0] for key in handoff.lines.values_list("key", flat=True)}
    changes = Change.objects.select_for_update(no_key=True, of=("self",)).order_by("pk")
    for change in changes.filter(document__number__in=numbers, batch=None):
        change.batch_id = handoff.pk
        change.save(update_fields=["batch"])


def due(day: date, calendar: WorkCalendar) -> datetime:
    """By the end of the next working day."""
    return end_of(add_working_days(day, 1, calendar))


MEMBER_CHANGES = HandoffKind(
    CODE,
    "GX",
    _("changes of members' details"),
    Role.CLERK,
    Role.INFORMATION,
    (SECTION,),
    build=build,
    due=due,
    sent=told,
    readers=frozenset({Role.STORE_MANAGER}),
)


def open_batch(*, request_key: UUID, store: Store, by: Staff, now: datetime) -> Handoff:
    """The draft of what has not been told yet: a new one, or the one under way brought up to date."""
    under_way = Handoff.objects.filter(kind=CODE, store=store, state=State.DRAFT).order_by("pk").first()
    if under_way:
        return refresh(request_key=request_key, handoff_id=under_way.pk, by=by, now=now)
    return draft(
        request_key=request_key,
        kind=CODE,
        store=store,
        business_date=store.business_date(now),
        by=by,
        now=now,
    )
