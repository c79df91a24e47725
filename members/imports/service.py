"""Taking in a file of members: what is there unchanged, what is new stored together, the rest refused."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import batched
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from deskops.core.acts import background
from deskops.core.dated import setting_at
from deskops.core.imports import Options, Report, refuse_unless_whole
from deskops.core.refusals import Refused
from deskops.core.tables import columns_of, rows_of
from deskops.org.clock import SHANGHAI
from deskops.org.models import Store
from deskops.org.services import make_places

from .. import sealing
from ..models import Household, Identity, MemberCard, Tier
from ..services.admitting import Newcomer, admit
from ..services.placing import COLLECTIVE, Place, place_among
from ..services.tiers import lowest_tier
from .rows import CARD, COLUMNS, NUMBER, REQUIRED, STORE, Fault, Known, Row, error_of, read_row

CHUNK = 1000  # rows that are looked up and stored together


def import_members(path: Path, options: Options, progress: Callable[[int, int], None]) -> Report:
    """Look at or take in a file of members, each with a member card.

    A row whose card is there with the same person is unchanged; with another it is refused, as is an
    ID number, a card or a household that has a card already. Nobody in a file has given a consent:
    each is asked at the next visit. Raises Refused for a file that can't be read, IncompleteFile when
    rows are refused.
    """
    table = [
        (number, values)
        for number, values in enumerate(table_of(path, known=COLUMNS, required=REQUIRED), start=1)
    ]
    report = Report(totals={"members_in_file": len(table)})
    with background(by=options.by, name="members.import"):
        if options.create_stores:
            make_places((values[STORE].strip(), "") for _n, values in table if values.get(STORE, "").strip())
        known, seen = _known(options), Seen()
        for done, chunk in enumerate(batched(table, CHUNK)):
            _take(_sound(list(chunk), known, seen, report), known, options, report)
            progress(min((done + 1) * CHUNK, len(table)), len(table))
        if options.dry:
            transaction.set_rollback(True)
        else:
            refuse_unless_whole(report, options)
    return report


@dataclass
class Seen:
    """Cards, ID numbers and households of earlier rows of the file."""

    cards: set[str] = field(default_factory=set)
    numbers: set[str] = field(default_factory=set)
    households: set[bytes] = field(default_factory=set)


def table_of(path: Path, *, known: Sequence[str], required: Sequence[str]) -> Iterator[dict[str, str]]:
    """The rows of a file by column. Raises Refused for a file that is damaged or has other columns."""
    rows = rows_of(path)
    columns = columns_of(next(rows, []), known=known, required=required)
    for number, row in enumerate(rows, start=1):
        if len(row) != len(columns):
            raise Refused(
                "ragged_row",
                _("Row %(row)d has %(count)d fields instead of %(width)d: the file is cut off or damaged.")
                % {"row": number, "count": len(row), "width": len(columns)},
                field="file",
            )
        yield dict(zip(columns, row, strict=True))


def _known(options: Options) -> Known:
    stores = {store.code: store for store in Store.objects.all()}
    first = min(stores.values(), key=lambda store: store.code) if stores else None
    home = options.by.home_store if options.by.home_store_id else first
    return Known(
        stores=stores,
        tiers={tier.name: tier for tier in Tier.objects.all()},
        lowest=lowest_tier(),
        store=options.store or home,
        today=options.now.astimezone(SHANGHAI).date(),
    )


def _sound(
    chunk: list[tuple[int, dict[str, str]]], known: Known, seen: Seen, report: Report
) -> list[tuple[Row, dict[str, str]]]:
    sound = []
    for number, values in chunk:
        try:
            row = read_row(number, values, known)
            _not_twice(row, seen)
        except Fault as fault:
            report.refuse(error_of(number, values, fault))
        else:
            sound.append((row, values))
    return sound


def _not_twice(row: Row, seen: Seen) -> None:
    if row.card in seen.cards:
        raise Fault(CARD, _("This card stands twice in the file."))
    if row.number and row.number.normalised in seen.numbers:
        raise Fault(NUMBER, _("This ID number stands twice in the file."))
    seen.cards.add(row.card)
    if row.number:
        seen.numbers.add(row.number.normalised)


def _take(rows: list[tuple[Row, dict[str, str]]], known: Known, options: Options, report: Report) -> None:
    there = _there(rows)
    words = setting_at(COLLECTIVE, on=known.today, store=known.store).value if known.store else []
    places = {row.row: place_among(row.address, words) if row.address else Place() for row, _v in rows}
    taken = _households_taken(places.values())
    fresh: list[tuple[Row, Place]] = []
    for row, values in rows:
        try:
            if _unchanged(row, there):
                report.unchanged += 1
                continue
            _free(row, places[row.row], there, taken)
        except Fault as fault:
            report.refuse(error_of(row.row, values, fault))
            continue
        if (address := places[row.row].address) is not None:
            taken.add(address)
        fresh.append((row, places[row.row]))
    report.added += len(fresh)
    if fresh and not options.dry:
        _store(fresh, options)


@dataclass(frozen=True)
class There:
    """What the chain has already of a chunk's cards and ID numbers."""

    cards: dict[str, MemberCard]
    numbers: dict[bytes, int]


def _there(rows: list[tuple[Row, dict[str, str]]]) -> There:
    cards = MemberCard.objects.filter(number__in=[row.card for row, _v in rows]).select_related("member")
    indexes = [sealing.number_indexes(row.number.normalised).whole for row, _v in rows if row.number]
    numbers = Identity.objects.filter(number_index__in=indexes).values_list("number_index", "member_id")
    return There({card.number: card for card in cards}, {bytes(index): pk for index, pk in numbers if index})


def _unchanged(row: Row, there: There) -> bool:
    card = there.cards.get(row.card)
    if card is None:
        return False
    same_number = not row.number or there.numbers.get(_index(row)) == card.member_id
    if card.member.name != row.name or not same_number:
        raise Fault(CARD, _("This card is somebody else's already."))
    return True


def _free(row: Row, place: Place, there: There, taken: set[bytes]) -> None:
    if row.number and _index(row) in there.numbers:
        raise Fault(NUMBER, _("This ID number is a member's already, with another card."))
    if place.address is not None and place.address in taken:
        raise Fault(
            "户籍地址",
            _("This household has a card already; a second one needs the desk supervisor's approval."),
        )


def _index(row: Row) -> bytes:
    return sealing.number_indexes(row.number.normalised).whole if row.number else b""


def _households_taken(places: Iterable[Place]) -> set[bytes]:
    keys = [place.address for place in places if place.address is not None]
    live = Household.objects.filter(address_index__in=keys, cards__state__in=MemberCard.LIVE)
    return {bytes(index) for index in live.values_list("address_index", flat=True) if index}


def _store(fresh: list[tuple[Row, Place]], options: Options) -> None:
    by_store: dict[int, list[tuple[Row, Place]]] = {}
    for row, place in fresh:
        by_store.setdefault(row.store.pk, []).append((row, place))
    for rows in by_store.values():
        store = rows[0][0].store
        newcomers = [_newcomer(row, place) for row, place in rows]
        members = admit(newcomers, store=store, by=options.by, now=options.now)
        MemberCard.objects.bulk_create(
            MemberCard(
                number=row.card,
                member=member,
                household_id=member.household_id,
                silver=row.tier.cashback,
                store=store,
                issued_on=row.joined_on,
                issued_by=options.by,
            )
            for (row, _place), member in zip(rows, members, strict=True)
        )


def _newcomer(row: Row, place: Place) -> Newcomer:
    return Newcomer(
        name=row.name,
        joined_on=row.joined_on,
        id_number=row.number,
        address=row.address,
        place=place,
        mobile=row.mobile,
        home_phone=row.home_phone,
        tier=row.tier,
        tier_source=_("import of members"),
    )
