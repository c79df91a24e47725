"""Naming a deputy for dated days, and ending it early."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.contrib.auth.models import Group
from django.utils.translation import gettext as _

from deskops.core.acts import act
from deskops.core.refusals import Refused
from deskops.org.access import held_by
from deskops.org.clock import SHANGHAI
from deskops.org.models import Posting, Role, Staff, Store

from .rules import STAND_INS

LONGEST = timedelta(days=62)


def name_deputy(
    *,
    request_key: UUID,
    posting: Posting,
    deputy: Staff,
    starts: date,
    ends: date,
    by: Staff,
    now: datetime,
) -> Posting:
    """Let somebody hold a supervisor's role from a day to a day, both included.

    Source: spec 1, “a deputy can be named for dated days by the store manager”; at most two months at
    once. Refuses who is no store manager there, a posting that needs no deputy, days past or in the
    wrong order, the supervisor themself, somebody of another store, and the same days twice.
    """
    asked = {"posting": posting.pk, "deputy": deputy.pk, "starts": starts, "ends": ends}
    with act(request_key=request_key, by=by, name="approvals.name_deputy", asked=asked) as running:
        if running.replayed:
            return Posting.objects.get(pk=running.result["posting"])
        today = now.astimezone(SHANGHAI).date()
        Staff.objects.select_for_update(no_key=True, of=("self",)).get(pk=deputy.pk)
        _check_manager(posting, by, today)
        _check_days(starts, ends, today)
        _check_deputy(posting, deputy, starts, ends)
        made = Posting.objects.create(
            staff=deputy,
            role=posting.role,
            store=posting.store,
            floor=posting.floor,
            starts=starts,
            ends=ends,
            deputy_for=posting.staff,
            named_by=by,
        )
        deputy.groups.add(Group.objects.get(name=posting.role))
        running.result = {"posting": made.pk}
        return made


def end_deputy(*, request_key: UUID, posting: Posting, by: Staff, now: datetime) -> Posting:
    """Let a deputy's posting end today; the days it held stay on record. Refuses one not begun yet."""
    with act(
        request_key=request_key, by=by, name="approvals.end_deputy", asked={"posting": posting.pk}
    ) as running:
        rows = Posting.objects.select_for_update(no_key=True, of=("self",)).filter(deputy_for__isnull=False)
        row = rows.get(pk=posting.pk)
        today = now.astimezone(SHANGHAI).date()
        if not running.replayed:
            _check_manager(row, by, today)
            if not row.starts <= today:
                raise Refused("not_begun", _("These days have not begun yet."), value=row.starts)
            row.ends = min(today, row.ends or today)
            row.save(update_fields=["ends"])
        return row


def place_of(posting: Posting) -> Store | None:
    """The store a posting belongs to; None for a region's or the chain's."""
    return posting.floor.store if posting.floor else posting.store


def _check_manager(posting: Posting, by: Staff, today: date) -> None:
    store = place_of(posting)
    held = held_by(by, today)
    if store is None or not any(h.role == Role.STORE_MANAGER and h.reaches(store) for h in held):
        raise Refused("not_the_manager", _("Deputies are named by the store manager."), value=by.number)


def _check_days(starts: date, ends: date, today: date) -> None:
    if starts < today or ends < starts or ends - starts > LONGEST:
        raise Refused(
            "deputy_days",
            _("The days begin today or later, in their order, and are two months at most."),
            field="starts" if starts < today else "ends",
            value=f"{starts} – {ends}",
        )


def _check_deputy(posting: Posting, deputy: Staff, starts: date, ends: date) -> None:
    store = place_of(posting)
    stands_in = posting.deputy_for_id is None and posting.role in STAND_INS
    if not stands_in or deputy.pk == posting.staff_id or not deputy.is_active or deputy.home_store != store:
        raise Refused(
            "no_deputy",
            _("A supervisor's deputy is somebody else of the same store."),
            field="deputy",
            value=deputy.number,
        )
    same = Posting.objects.filter(
        staff=deputy, deputy_for=posting.staff, role=posting.role, floor=posting.floor, store=posting.store
    )
    if same.filter(starts__lte=ends, ends__gte=starts).exists():
        raise Refused("deputy_twice", _("They are named for these days already."), field="starts")
