"""What can be asked about tills and shifts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.core.paginator import Page, Paginator
from django.db.models import Count as CountRows
from django.db.models import OuterRef, Q, QuerySet, Subquery, Sum

from deskops.core.money import ZERO
from deskops.handoffs.models import Handoff, State
from deskops.ledger.models import Entry
from deskops.org.models import Staff, Store

from .models import CountLine, Difference, FloatMove, Payment, Shift, Tender, Till

PER_PAGE = 12
AT_POS = Q(on_pos=True, shift__isnull=True)
"""Payments taken at a POS that no drawer of the desk has to do with."""


def shift_under_way(clerk: Staff, store: Store) -> Shift | None:
    """The clerk's shift in this store that isn't closed yet."""
    return shifts().filter(clerk=clerk, till__store=store, state__in=Shift.UNDER_WAY).first()


def shifts() -> QuerySet[Shift]:
    """Shifts with all that a page or paper of them names."""
    return Shift.objects.select_related("till__store", "till__account", "clerk", "document__store")


@dataclass(frozen=True)
class TillNow:
    """A drawer and its latest shift, None when it was never opened."""

    till: Till
    shift: Shift | None

    @property
    def is_open(self) -> bool:
        return self.shift is not None and self.shift.closed_at is None

    @property
    def holds(self) -> Decimal | None:
        """What the books say is in it; None while a shift hasn't been compared: counts are blind."""
        blind = self.shift is not None and self.shift.is_blind
        return None if blind else self.till.account.balance


def tills_of(store: Store) -> list[TillNow]:
    """The drawers of a store in use, each with its latest shift; two queries."""
    last = Shift.objects.filter(till=OuterRef("pk")).order_by("-opened_at").values("pk")[:1]
    tills = list(
        Till.objects.filter(store=store, is_active=True)
        .annotate(latest=Subquery(last))
        .select_related("account")
        .order_by("code")
    )
    found = shifts().in_bulk([till.latest for till in tills if till.latest])
    return [TillNow(till, found.get(till.latest)) for till in tills]


def movements(shift: Shift, number: str | None = None) -> Page[Entry]:
    """The shift's entries on its till, the latest first, by page."""
    entries = Entry.objects.filter(account=shift.till.account_id, seq__gt=shift.opened_after)
    if shift.closed_at_number is not None:
        entries = entries.filter(seq__lte=shift.closed_at_number)
    entries = entries.select_related("transfer__document", "transfer__staff").order_by("-seq")
    return Paginator(entries, PER_PAGE).get_page(number)


def is_blind(till: Till, business_date: date) -> bool:
    """Whether a shift of that date has not been compared yet: nothing may say what it should hold."""
    states = [Shift.State.OPEN, Shift.State.COUNTED]
    return Shift.objects.filter(till=till, business_date=business_date, state__in=states).exists()


def unfinished(store: Store, today: date) -> QuerySet[Shift]:
    """Shifts of earlier business dates that nobody closed, oldest first."""
    late = shifts().filter(till__store=store, state__in=Shift.UNDER_WAY, business_date__lt=today)
    return late.order_by("business_date", "opened_at")


def float_on_its_way(till: Till) -> QuerySet[FloatMove]:
    """What finance has signed for this drawer and nobody has received yet."""
    waiting = FloatMove.objects.filter(
        till=till, handoff__kind="float_out", handoff__state__in=[State.SENT, State.SETTLED]
    )
    return waiting.select_related("handoff__document").order_by("pk")


def handover_of(shift: Shift) -> Handoff | None:
    """The handoff by which a shift was handed to the next clerk."""
    handed = Handoff.objects.filter(kind="shift", document__origin=shift.document)
    return handed.select_related("document", "received_by").first()


def rejected_differences(clerk: Staff) -> QuerySet[Difference]:
    """The clerk's differences whose reason was rejected: they wait for a better one."""
    rejected = Difference.objects.filter(shift__clerk=clerk, state=Difference.State.REJECTED)
    return rejected.select_related("document", "shift__till").order_by("pk")


@dataclass(frozen=True)
class TenderSum:
    """What one tender moved: how many payments, yuan taken and paid (both positive), rounding."""

    tender: Tender
    payments: int
    taken: Decimal
    paid: Decimal
    rounding: Decimal

    @property
    def net(self) -> Decimal:
        """Taken less paid, with rounding: for cash, what moved through the drawer."""
        return self.taken - self.paid + self.rounding


def tender_sums(payments: QuerySet[Payment]) -> list[TenderSum]:
    """Sums by tender in the tenders' order; two queries."""
    rows = (
        payments.order_by()
        .values("tender")
        .annotate(
            payments=CountRows("pk"),
            taken=Sum("amount", filter=Q(amount__gt=0), default=ZERO),
            paid=Sum("amount", filter=Q(amount__lt=0), default=ZERO),
            rounded=Sum("rounding"),
        )
    )
    found = {row["tender"]: row for row in rows}
    return [
        TenderSum(tender, row["payments"], row["taken"], -row["paid"], row["rounded"])
        for tender in Tender.objects.all()
        if (row := found.get(tender.pk))
    ]


@dataclass(frozen=True)
class ShiftTakings:
    """Cash that one closed shift took out of its drawer for finance, by face."""

    shift: Shift
    amount: Decimal
    pieces: dict[Decimal, int]


@dataclass(frozen=True)
class DayTakings:
    """A store's money of one business date as finance receives it the next working day.

    ``shifts`` sum to what the closes of that date put into cash in transit. ``tenders`` are all other
    tenders' payments of the date; what a POS took comes with the POS's own takings. ``open_shifts`` are
    not closed yet: until then the day isn't whole.
    """

    shifts: Sequence[ShiftTakings]
    tenders: Sequence[TenderSum]
    open_shifts: Sequence[Shift]

    @property
    def cash(self) -> Decimal:
        return sum((one.amount for one in self.shifts), ZERO)

    @property
    def pieces(self) -> dict[Decimal, int]:
        """All shifts' notes and coins by face, largest first."""
        every: dict[Decimal, int] = {}
        for one in self.shifts:
            for face, number in one.pieces.items():
                every[face] = every.get(face, 0) + number
        return dict(sorted(every.items(), reverse=True))


def takings_of(store: Store, business_date: date) -> DayTakings:
    """What the desk of a store owes finance for a business date; four queries."""
    found = list(shifts().filter(till__store=store, business_date=business_date).order_by("opened_at"))
    closed = [shift for shift in found if shift.closed_at is not None]
    lines = CountLine.objects.filter(count__shift__in=closed, count__purpose="takings").order_by("-face")
    pieces: dict[int, dict[Decimal, int]] = {shift.pk: {} for shift in closed}
    for shift_id, face, number in lines.values_list("count__shift", "face", "pieces"):
        pieces[shift_id][face] = number
    paid = Payment.objects.filter(document__store=store, document__business_date=business_date)
    paid = paid.exclude(AT_POS)
    return DayTakings(
        [ShiftTakings(shift, shift.taken_out or ZERO, pieces[shift.pk]) for shift in closed],
        [row for row in tender_sums(paid) if not row.tender.is_cash],
        [shift for shift in found if shift.closed_at is None],
    )


def payments_of(shift: Shift) -> QuerySet[Payment]:
    """The payments made in a shift."""
    return Payment.objects.filter(shift=shift)
