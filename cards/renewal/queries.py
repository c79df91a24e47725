"""What members bought in their card's year, and the cards that end."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import OuterRef, Prefetch, QuerySet, Subquery

from deskops.core.money import ZERO
from deskops.org.models import Store
from deskops.receipts.models import Receipt
from deskops.receipts.plugs import refunded_of
from members.models import MemberCard

from ..models import Expiring, ExpiryCall
from .rules import year_of


@dataclass(frozen=True)
class Bought:
    """What counts of a card's year: purchases not wholly refunded, and the yuan they left."""

    purchases: int = 0
    amount: Decimal = ZERO


def bought(cards: Sequence[MemberCard]) -> dict[int, Bought]:
    """By card's key, what its member bought in the year that ends with it, with any of their cards.

    Three queries and one of each room that refunds, whatever the number of cards.
    """
    years = {card.member_id: (card, *year_of(card.expires_on)) for card in cards if card.expires_on}
    if not years:
        return {}
    numbers = dict(MemberCard.objects.filter(member__in=years).values_list("number", "member"))
    receipts = list(
        Receipt.objects.filter(
            card_number__in=numbers,
            bought_on__gte=min(first for _card, first, _last in years.values()),
            bought_on__lte=max(last for _card, _first, last in years.values()),
            amount__gt=0,
        ).values_list("pk", "card_number", "bought_on", "amount")
    )
    back = refunded_of([pk for pk, *_rest in receipts])
    found: dict[int, list[Decimal]] = defaultdict(list)
    for pk, number, day, amount in receipts:
        card, first, last = years[numbers[number]]
        kept = amount - back.get(pk, ZERO)
        if first <= day <= last and kept > ZERO:
            found[card.pk].append(kept)
    return {
        card.pk: Bought(len(found[card.pk]), sum(found[card.pk], ZERO)) for card, _f, _l in years.values()
    }


def expiring(store: Store, month: date) -> QuerySet[Expiring]:
    """The list of a store for a month with the last call, those not called first."""
    last = ExpiryCall.objects.filter(expiring=OuterRef("pk")).order_by("-pk")
    rows = Expiring.objects.filter(store=store, month=month).select_related("card__member")
    return rows.annotate(last_call=Subquery(last.values("outcome")[:1])).order_by("expires_on", "pk")


def with_calls() -> QuerySet[Expiring]:
    """Lines of lists with member and calls, for one page."""
    calls = Prefetch("calls", ExpiryCall.objects.select_related("by").order_by("-pk"))
    return Expiring.objects.select_related("card__member", "store").prefetch_related(calls)
