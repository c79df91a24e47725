"""Who becomes silver, or is so no longer, by the purchases of twelve months (spec 2)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import batched

from django.db.models import QuerySet

from deskops.core.acts import background
from deskops.core.dated import Dated, settings_at
from deskops.core.money import ZERO
from deskops.org.models import Staff, Store
from deskops.receipts.models import Receipt
from deskops.receipts.plugs import refunded_of
from members.models import Member, MemberCard, Tier
from members.services.tiers import lowest_tier, set_tiers

from . import rules
from .seeds import SILVER_FROM, SILVER_KEPT

CHUNK = 1000
DAY = timedelta(days=1)


def set_by_purchases(*, store: Store, now: datetime, by: Staff) -> int:
    """Put a store's members into the tier that their purchases earn, from this month's first day on.

    How many changed. Whom a list has put into a tier for this month stays there. Nothing happens where
    no rule is set. Safe to run again: it counts the twelve whole months before this one.
    """
    first = store.business_date(now).replace(day=1)
    held = settings_at([SILVER_FROM, SILVER_KEPT], on=first, store=store)
    start, kept = held[SILVER_FROM], held[SILVER_KEPT]
    if not start.yuan and not kept.yuan:
        return 0
    changed = 0
    with background(by=by, name="cards.set_by_purchases"):
        for some in batched(_to_judge(store, first).iterator(chunk_size=CHUNK), CHUNK):
            changed += _judge(some, first, start, kept, by)
    return changed


def _to_judge(store: Store, first: date) -> QuerySet[Member]:
    """Members of before this month whom nobody has put into a tier for it."""
    rows = Member.objects.filter(home_store=store, state=Member.State.ACTIVE)
    rows = rows.exclude(tiers__starts__gte=first)
    return rows.select_related("tier").order_by("pk")


def _judge(members: Sequence[Member], first: date, start: Dated, kept: Dated, by: Staff) -> int:
    bought = bought_between([one.pk for one in members], first.replace(year=first.year - 1), first - DAY)
    up: dict[int, Tier] = {}
    down: dict[int, Tier] = {}
    silver, lowest = Tier.objects.filter(cashback=True).earliest("rank"), lowest_tier()
    for one in members:
        is_silver = one.tier.cashback
        earns = rules.earned(
            silver=is_silver, bought=bought.get(one.pk, ZERO), start=start.yuan, kept=kept.yuan
        )
        if earns and not is_silver:
            up[one.pk] = silver
        elif is_silver and not earns:
            down[one.pk] = lowest
    return sum(
        set_tiers(wanted, starts=first, source=rule.source[:100], by=by)
        for wanted, rule in ((up, start), (down, kept))
        if wanted
    )


def bought_between(members: Sequence[int], first: date, last: date) -> Mapping[int, Decimal]:
    """By member's key, the yuan of their purchases of these days with any of their cards, less refunds.

    Two queries and one of each room that refunds, whatever the number of members.
    """
    numbers = dict(MemberCard.objects.filter(member__in=members).values_list("number", "member"))
    receipts = list(
        Receipt.objects.filter(
            card_number__in=numbers, bought_on__gte=first, bought_on__lte=last, amount__gt=0
        ).values_list("pk", "card_number", "amount")
    )
    back = refunded_of([pk for pk, *_rest in receipts])
    found: dict[int, Decimal] = defaultdict(lambda: ZERO)
    for pk, number, amount in receipts:
        found[numbers[number]] += max(ZERO, amount - back.get(pk, ZERO))
    return found
