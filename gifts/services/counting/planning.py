"""Counts that are planned, unannounced ones too, and those owed after a campaign."""

from datetime import date, datetime, time, timedelta
from uuid import UUID, uuid5

from django.db.models import Q
from django.utils.translation import gettext as _

from deskops.clocks import services as clocks
from deskops.core.acts import act
from deskops.core.refusals import Refused
from deskops.documents.services import file_document
from deskops.org.clock import SHANGHAI
from deskops.org.models import Role, Staff, Store

from ...models import Campaign, GiftCount, Place
from ...rules import count_due
from .common import (
    AFTER_CAMPAIGN,
    Kind,
    State,
    fresh,
    lock_count,
    move_to,
    paper_for,
    paper_of,
    require_state,
)

AFTER = UUID("0f0d2f3e-6f77-4a1e-9a9b-1c7a5a3f6d01")
LOOK_BACK = 14
"""Days; a morning on which no worker ran is made up for."""


def plan_count(
    *,
    request_key: UUID,
    store: Store,
    place: Place,
    kind: GiftCount.Kind,
    planned_for: date,
    by: Staff,
    now: datetime,
    campaign: Campaign | None = None,
    why: str = "",
) -> GiftCount:
    """Plan a count. An unannounced one is seen by nobody else until it starts, and has no paper before.

    Raises Refused: a day gone by, a place of another store.
    """
    asked = {
        "place": place.pk,
        "kind": kind,
        "for": planned_for,
        "campaign": campaign and campaign.pk,
        "why": why,
    }
    with act(request_key=request_key, by=by, name="gifts.plan_count", asked=asked) as running:
        if not running.replayed:
            if planned_for < store.business_date(now):
                raise Refused(
                    "day_gone_by", _("This day has gone by."), field="planned_for", value=planned_for
                )
            if place.store_id != store.pk or place.kind == Place.Kind.TRANSIT:
                raise Refused("place_unknown", _("This place isn't counted here."), field="place")
            count = plan_within(
                store=store,
                place=place,
                kind=kind,
                planned_for=planned_for,
                by=by,
                now=now,
                campaign=campaign,
                why=why,
            )
            running.result = {"count": count.pk}
        return fresh(running.result["count"])


def plan_within(
    *,
    store: Store,
    place: Place,
    kind: GiftCount.Kind,
    planned_for: date,
    by: Staff,
    now: datetime,
    campaign: Campaign | None = None,
    why: str = "",
) -> GiftCount:
    """Plan a count as part of an act; a planned one gets its paper at once."""
    count = GiftCount(
        store=store,
        place=place,
        kind=kind,
        campaign=campaign,
        planned_for=planned_for,
        planned_by=by,
        planned_at=now,
        chosen_why=why.strip()[:200],
    )
    document = None if kind == Kind.UNANNOUNCED else paper_for(store, State.PLANNED, by, now)
    count.document = document
    count.save(force_insert=True)
    if document:
        file_document(document)
    return count


def cancel_count(*, request_key: UUID, count_id: int, by: Staff, now: datetime) -> GiftCount:
    """Drop a count that hasn't started. One after a campaign is owed and stays."""
    with act(request_key=request_key, by=by, name="gifts.cancel_count", asked={"c": count_id}) as running:
        count = lock_count(count_id)
        if not running.replayed:
            require_state(count, State.PLANNED)
            if count.kind == Kind.CAMPAIGN:
                raise Refused("count_owed", _("The count after a campaign can't be dropped."))
            move_to(count, State.CANCELLED)
        return count


def after_campaigns(now: datetime) -> int:
    """Open the count that is owed within two days of each campaign's end, at every desk with its gifts.

    Safe to run again; returns how many were opened.
    """
    system = Staff.objects.system()
    return sum(
        _open_after(campaign, store, system, now)
        for store in Store.objects.filter(is_open=True).order_by("pk")
        for campaign in _ended(store, store.business_date(now))
    )


def _ended(store: Store, today: date) -> list[Campaign]:
    span = (today - timedelta(days=LOOK_BACK), today - timedelta(days=1))
    rows = Campaign.objects.filter(Q(store=store) | Q(store__isnull=True), ends__range=span)
    return list(rows.order_by("pk"))


def _open_after(campaign: Campaign, store: Store, system: Staff, now: datetime) -> int:
    """The count of the desk, when it has this campaign's gifts in its book."""
    held = {"stock__item__in": campaign.offers.values("item")}
    place = Place.objects.filter(store=store, kind=Place.Kind.DESK, **held).order_by("pk").first()
    if place is None:
        return 0
    key = uuid5(AFTER, f"{campaign.pk} {place.pk}")
    with act(request_key=key, by=system, name="gifts.after_campaign", asked={}) as running:
        if running.replayed:
            return 0
        first = campaign.ends + timedelta(days=1)
        count = plan_within(
            store=store,
            place=place,
            kind=Kind.CAMPAIGN,
            planned_for=first,
            by=system,
            now=now,
            campaign=campaign,
        )
        clocks.start(
            document=paper_of(count),
            policy=AFTER_CAMPAIGN,
            job=clocks.Job(Role.CLERK, store),
            at=_begin(store, first),
            until=_begin(store, count_due(campaign.ends) + timedelta(days=1)),
        )
    return 1


def _begin(store: Store, day: date) -> datetime:
    """When a business date begins in a store."""
    return datetime.combine(day, time(store.cutoff_hour), SHANGHAI)
