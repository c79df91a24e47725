"""The board of a store's boxes, one box, and what of them is under way."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from deskops.org.access import Access
from deskops.org.models import Store

from ..models import Box, BoxUse, Cabinet, Fault, Opening

LATEST = 8
PAGE = 30
_LABEL = re.compile(r"^\s*([A-Za-z0-9]*?[A-Za-z])[\s-]*0*(\d{1,4})\s*$")
_DASHED = re.compile(r"^\s*([A-Za-z0-9]+)[\s-]+0*(\d{1,4})\s*$")


@dataclass(frozen=True)
class Cell:
    """One box of the board: ``state`` is free, given, broken or asked, ``word`` says it unless free."""

    pk: int
    number: int
    state: str
    word: str


@dataclass(frozen=True)
class Shelf:
    """A cabinet with its boxes."""

    cabinet: Cabinet
    cells: Sequence[Cell]
    given: int
    broken: int


def board(store: Store) -> list[Shelf]:
    """All boxes of the cabinets in service, in five queries however many they are."""
    words = {"given": _("given out"), "broken": _("out of service"), "asked": _("being opened")}
    of_store = Q(box__cabinet__store=store)
    states = dict.fromkeys(_boxes(BoxUse.objects.filter(of_store, ended_at__isnull=True)), "given")
    states |= dict.fromkeys(_boxes(open_faults().filter(of_store)), "broken")
    states |= dict.fromkeys(_boxes(Opening.objects.filter(of_store, state=Opening.State.ASKED)), "asked")
    cells: dict[int, list[Cell]] = defaultdict(list)
    rows = Box.objects.filter(cabinet__store=store, cabinet__is_active=True).order_by("number")
    for pk, cabinet, number in rows.values_list("pk", "cabinet_id", "number"):
        state = states.get(pk, "free")
        cells[cabinet].append(Cell(pk, number, state, words.get(state, "")))
    cabinets = Cabinet.objects.filter(store=store, is_active=True).order_by("code")
    return [_shelf(cabinet, cells[cabinet.pk]) for cabinet in cabinets]


def _shelf(cabinet: Cabinet, cells: Sequence[Cell]) -> Shelf:
    states = [cell.state for cell in cells]
    return Shelf(cabinet, cells, states.count("given"), states.count("broken"))


def _boxes(rows: QuerySet[BoxUse] | QuerySet[Fault] | QuerySet[Opening]) -> list[int]:
    return list(rows.values_list("box_id", flat=True))


@dataclass(frozen=True)
class BoxPage:
    """One box: who has it, what is wrong, what happened to it lately."""

    box: Box
    use: BoxUse | None
    fault: Fault | None
    opening: Opening | None
    uses: Sequence[BoxUse]
    faults: Sequence[Fault]
    openings: Sequence[Opening]


def box_page(box: Box) -> BoxPage:
    """What a box's page shows, in three queries."""
    uses = list(
        BoxUse.objects.filter(box=box)
        .select_related("given_by", "ended_by", "customer")
        .order_by("-pk")[:LATEST]
    )
    faults = list(Fault.objects.filter(box=box).select_related("document__maker").order_by("-pk")[:LATEST])
    openings = list(
        Opening.objects.filter(box=box).select_related("document__maker", "guard").order_by("-pk")[:LATEST]
    )
    return BoxPage(
        box,
        next((one for one in uses if one.ended_at is None), None),
        next((one for one in faults if one.state != Fault.State.SOLVED), None),
        next((one for one in openings if one.state == Opening.State.ASKED), None),
        uses,
        faults,
        openings,
    )


def boxes() -> QuerySet[Box]:
    """Boxes with cabinet and store."""
    return Box.objects.select_related("cabinet__store")


def find_box(store: Store, typed: str) -> Box | None:
    """The box that stands on the door so: A-07, a7, A 07."""
    found = _DASHED.match(typed) or _LABEL.match(typed)
    if not found:
        return None
    return boxes().filter(cabinet__store=store, cabinet__code=found[1].upper(), number=int(found[2])).first()


def open_faults() -> QuerySet[Fault]:
    """Faults that aren't repaired."""
    return Fault.objects.exclude(state=Fault.State.SOLVED)


def faults_waiting(access: Access, _now: datetime) -> QuerySet[Fault]:
    """The store's boxes out of service."""
    return open_faults().filter(document__store=access.store)


def faults(store: Store, *, solved: bool) -> QuerySet[Fault]:
    """Faults of a store, open ones by age, or the latest repaired."""
    rows = Fault.objects.filter(document__store=store).select_related("document__maker", "box__cabinet")
    if solved:
        return rows.filter(state=Fault.State.SOLVED).order_by("-pk")
    return rows.exclude(state=Fault.State.SOLVED).order_by("pk")


def openings(store: Store, *, before: int | None = None) -> list[Opening]:
    """A page of the store's openings and one more, the newest first."""
    rows = Opening.objects.filter(document__store=store).select_related(
        "document__maker", "box__cabinet", "customer", "guard"
    )
    if before:
        rows = rows.filter(pk__lt=before)
    return list(rows.order_by("-pk")[: PAGE + 1])


def openings_asked(access: Access, _now: datetime) -> QuerySet[Opening]:
    """Boxes that wait for security."""
    return Opening.objects.filter(document__store=access.store, state=Opening.State.ASKED)


def keys_out(store: Store) -> QuerySet[BoxUse]:
    """Boxes whose key is with a customer."""
    return BoxUse.objects.filter(box__cabinet__store=store, ended_at__isnull=True)
