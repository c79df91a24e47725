"""What can be asked about stored-value cards, each in few queries whatever there is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Prefetch, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from deskops.core.dated import setting_at
from deskops.core.money import ZERO, format_money
from deskops.documents.models import Document
from deskops.ledger.models import Entry
from deskops.org.models import Store
from members.models import Member

from .models import BulkLine, CardAct, StoredValue, StoredValueCard
from .rules import card_number
from .seeds import LIMIT
from .services.locking import require_live, unknown

FOUND = 8


def values_with_cards() -> QuerySet[StoredValue]:
    """Accounts with holder, both ledger accounts and all their plastic."""
    return StoredValue.objects.select_related("holder", "store", "principal", "bonus").prefetch_related(
        Prefetch("cards", StoredValueCard.objects.order_by("-pk"))
    )


def live_card(value: StoredValue) -> StoredValueCard | None:
    """The plastic of an account now, from what ``values_with_cards`` brought."""
    return next((card for card in value.cards.all() if card.live), None)


def values_of(member: Member) -> list[StoredValue]:
    """A member's accounts, the latest first."""
    return list(values_with_cards().filter(holder=member).order_by("-pk"))


def conditions(store: Store, on: date) -> str:
    """What a customer is told of the limit, with the limit that holds in a store on a day."""
    limit = format_money(setting_at(LIMIT, on=on, store=store).yuan)
    return _("At most %(limit)s yuan on a registered card; it never expires.") % {"limit": limit}


def find_cards(typed: str) -> list[StoredValueCard]:
    """Cards whose number begins so, at most a few; six characters at least."""
    start = typed.strip().replace(" ", "").upper()
    if len(start) < 6 or not start.isalnum() or not start.isascii():
        return []
    found = StoredValueCard.objects.filter(number__gte=start, number__lt=start + "~")
    return list(found.select_related("value__holder", "value__store").order_by("number")[:FOUND])


def card_with_balance(number: str) -> StoredValueCard:
    """A live card with its account and balances as they are now, nothing locked.

    Raises Refused as ``lock_value`` does: an unknown number, plastic that was replaced or closed.
    """
    found = StoredValueCard.objects.select_related("value__principal", "value__bonus")
    card = found.filter(number=card_number(number)).first()
    if card is None:
        raise unknown(number)
    require_live(card)
    return card


def lines_of(
    value: StoredValue, *, since: date | None = None, until: date | None = None
) -> QuerySet[CardAct]:
    """The acts on an account that moved money, the latest first, over business dates."""
    acts = CardAct.objects.filter(value=value, kind__in=CardAct.MONEY).select_related("document", "card")
    if since:
        acts = acts.filter(document__business_date__gte=since)
    if until:
        acts = acts.filter(document__business_date__lte=until)
    return acts.order_by("-document_id")


def moved_on(
    value: StoredValue,
    *,
    since: date | None = None,
    until: date | None = None,
    before: int | None = None,
    most: int | None = None,
) -> list[CardAct]:
    """All that moved money on an account, the latest first, acts on many cards with what they did to it.

    ``before`` is the key of a paper: only what came before it, at most ``most``.
    """
    acts = lines_of(value, since=since, until=until)
    many = BulkLine.objects.filter(value=value).select_related("document").order_by("-document_id")
    if since:
        many = many.filter(document__business_date__gte=since)
    if until:
        many = many.filter(document__business_date__lte=until)
    if before:
        acts, many = acts.filter(document_id__lt=before), many.filter(document_id__lt=before)
    found = [*acts[:most], *(_own(line, value) for line in many[:most])]
    return sorted(found, key=lambda one: -one.document_id)[:most]


def _own(line: BulkLine, value: StoredValue) -> CardAct:
    """What an act on many cards did to one of them, as an act on it would say; never stored."""
    return CardAct(
        document=line.document,
        kind=line.document.kind,
        value=value,
        principal=line.principal,
        bonus=line.bonus,
        balance_after=line.balance_after,
    )


def balance_before(value: StoredValue, day: date) -> Decimal:
    """What principal and bonus held together when a business date began."""
    entries = Entry.objects.filter(account__in=[value.principal_id, value.bonus_id], business_date__lt=day)
    raw: Decimal = entries.aggregate(sum=Coalesce(Sum("amount"), ZERO))["sum"]
    return -raw


@dataclass(frozen=True)
class Today:
    """How many acts of a kind a store did on a day, and their amount."""

    kind: str
    label: str
    count: int
    amount: Decimal


def acts_of_day(store: Store, day: date) -> Sequence[Today]:
    """The day's acts on cards in a store by kind, in one query over the day's papers."""
    rows = (
        Document.objects.filter(store=store, business_date=day, kind__in=CardAct.Kind.values)
        .values("kind")
        .annotate(count=Count("pk"), sum=Coalesce(Sum("amount"), ZERO))
        .order_by("kind")
    )
    return [Today(r["kind"], str(CardAct.Kind(r["kind"]).label), r["count"], r["sum"]) for r in rows]
