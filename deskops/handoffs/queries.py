"""What waits for a department, what is late, what is disputed; a handoff's lines and figures."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from deskops.clocks.rules import departments
from deskops.core.money import ZERO
from deskops.org.access import Access, Held
from deskops.org.models import Role

from .kinds import handoff_kinds
from .models import ENDED, Handoff, HandoffLine, State
from .plugging import readers_of

SHOWN = ("document", "store", "floor", "sent_by", "received_by", "disputed_by", "settled_by", "counter_of")


def giving(held: Iterable[Held]) -> Q:
    """Handoffs whose giver's side these postings may sign for."""
    return _side(held, "giver_role")


def receiving(held: Iterable[Held]) -> Q:
    """Handoffs whose receiver's side these postings may sign for."""
    return _side(held, "receiver_role")


def _side(held: Iterable[Held], field: str) -> Q:
    found = Q(pk__in=[])
    for posting in held:
        found |= Q(**{f"{field}__in": sorted(departments(posting.role))}) & posting.covers
    return found


def visible(access: Access) -> QuerySet[Handoff]:
    """Handoffs that the person may read: kinds whose readers they are, in the stores within reach.

    A floor's supervisor reads those of the own floors only, unless another role reads the kind.
    """
    kinds = [kind for kind in handoff_kinds if not readers_of(kind).isdisjoint(access.roles)]
    mine = giving(access.held) | receiving(access.held)
    if Role.AUDITOR in access.roles or Role.ADMINISTRATOR in access.roles:
        return Handoff.objects.filter(access.store_filter())
    floors_only = [kind.code for kind in kinds if readers_of(kind) & access.roles == {Role.FLOOR_SUPERVISOR}]
    rest = [kind.code for kind in kinds if kind.code not in floors_only]
    return Handoff.objects.filter(access.store_filter()).filter(mine | Q(kind__in=rest))


def waiting(access: Access, now: datetime) -> QuerySet[Handoff]:
    """What waits for the person's side: drafts to sign, sent to receive, disputed to settle."""
    give = giving(access.held) & Q(state__in=[State.DRAFT, State.DISPUTED])
    take = receiving(access.held) & Q(state__in=[State.SENT, State.SETTLED])
    return _open(access).filter(give | take).order_by(F("due_at").asc(nulls_last=True), "pk")


def late(access: Access, now: datetime) -> QuerySet[Handoff]:
    """What should have been received by now, of either side."""
    mine = giving(access.held) | receiving(access.held)
    return _open(access).filter(mine, due_at__lt=now).order_by("due_at", "pk")


def disputed(access: Access, now: datetime) -> QuerySet[Handoff]:
    """What the sides do not agree on yet."""
    mine = giving(access.held) | receiving(access.held)
    return _open(access).filter(mine, state__in=[State.DISPUTED, State.SETTLED]).order_by("due_at", "pk")


def _open(access: Access) -> QuerySet[Handoff]:
    return Handoff.objects.filter(access.store_filter()).exclude(state__in=ENDED)


def filtered(
    rows: QuerySet[Handoff], *, kind: str = "", state: str = "", day: date | None = None, number: str = ""
) -> QuerySet[Handoff]:
    """Handoffs of a kind, in a state, of a business date, whose number begins so; empty: any."""
    wanted = {"kind": kind, "state": state, "business_date": day}
    rows = rows.filter(**{name: value for name, value in wanted.items() if value})
    return rows.filter(document__number__startswith=number.strip().upper()) if number else rows


@dataclass(frozen=True)
class Figures:
    """A handoff's lines in figures: how many are unchecked, agree, differ; amounts and pieces found.

    ``found_…`` counts what was looked at of the counted sections, ``given_…`` the same lines as given.
    """

    unchecked: int
    same: int
    differing: int
    given_amount: Decimal
    found_amount: Decimal
    given_quantity: int
    found_quantity: int

    @property
    def lines(self) -> int:
        return self.unchecked + self.same + self.differing

    @property
    def amount_difference(self) -> Decimal:
        """Found less given, in yuan, of the lines looked at."""
        return self.found_amount - self.given_amount

    @property
    def quantity_difference(self) -> int:
        return self.found_quantity - self.given_quantity


def figures(handoff: Handoff) -> Figures:
    """The figures of a handoff's lines, in one query whatever their number."""
    counted = Q(section__in=[section.code for section in handoff.spec.sections if section.counted])
    looked = counted & Q(differs__isnull=False)
    row = HandoffLine.objects.filter(handoff=handoff).aggregate(
        unchecked=Count("pk", filter=Q(differs__isnull=True)),
        same=Count("pk", filter=Q(differs=False)),
        differing=Count("pk", filter=Q(differs=True)),
        given_amount=Coalesce(Sum("amount", filter=looked), ZERO),
        found_amount=Coalesce(Sum("found_amount", filter=looked), ZERO),
        given_quantity=Coalesce(Sum("quantity", filter=looked), 0),
        found_quantity=Coalesce(Sum("found_quantity", filter=looked), 0),
    )
    return Figures(**row)


class Show:
    """Which lines a page shows."""

    OPEN = "open"
    DIFFERING = "differing"
    SAME = "same"
    ALL = "all"


def lines(handoff: Handoff, show: str, find: str = "") -> QuerySet[HandoffLine]:
    """The lines to look at (unchecked and differing), those that differ, agree, or all; by key or label."""
    rows = HandoffLine.objects.filter(handoff=handoff).order_by("position")
    if find:
        return rows.filter(Q(key__icontains=find) | Q(label__icontains=find))
    if show == Show.OPEN:
        return rows.filter(Q(differs__isnull=True) | Q(differs=True))
    return rows.filter(differs=show == Show.DIFFERING) if show in (Show.DIFFERING, Show.SAME) else rows
