"""A cashback month of real purchases: every store's silver members, from list to close, books proved.

``python -m tests.cashback.real_month MEMBERS RECEIPTS`` imports both files into a database of its own,
computes October's list in each store, books, draws, pays two of three, hands back and closes; after each
step the books are proved and the board compared with them. Prints each store's figures.
"""

import argparse
import csv
import logging
import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("members", type=Path)
    parser.add_argument("receipts", type=Path)
    asked = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    import django

    django.setup()
    logging.disable(logging.INFO)
    from tests.bench.harness import fresh_database

    with fresh_database():
        return 1 if any(run(asked.members, asked.receipts).values()) else 0


def run(members: Path, receipts: Path) -> dict[str, int]:
    """The month in every store; answers by store how many figures of books and board were wrong."""
    from deskops.core.imports import Options
    from deskops.org.models import Staff, Store
    from deskops.receipts.imports import import_receipts
    from members.imports import import_members
    from tests.factories.org import NOW

    def options(store: Store | None = None) -> Options:
        return Options(by=Staff.objects.system(), now=NOW, store=store, create_stores=True, partial=True)

    import_receipts(receipts, options(), lambda _done, _all: None)
    with TemporaryDirectory() as folder:
        for code, file in by_home(members, Path(folder)).items():
            import_members(file, options(Store.objects.get(code=code)), lambda _done, _all: None)
    return {store.code: month_of(store) for store in Store.objects.order_by("code")}


def by_home(members: Path, folder: Path) -> dict[str, Path]:
    """The file of members, one for each store: the home is where most was bought, as the file names none."""
    from django.db.models import Count

    from deskops.receipts.models import Receipt

    bought = Receipt.objects.order_by().values_list("card_number", "store__code").annotate(Count("pk"))
    homes = {card: store for card, store, _number in sorted(bought, key=lambda row: (row[2], row[1]))}
    rows = list(csv.reader(members.read_text("utf-8-sig").splitlines()))
    split: dict[str, list[list[str]]] = {}
    for row in rows[1:]:
        split.setdefault(homes.get(row[0], min(homes.values())), [rows[0]]).append(row)
    for code, of_store in split.items():
        with (folder / f"{code}.csv").open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file).writerows(of_store)
    return {code: folder / f"{code}.csv" for code in split}


def month_of(store: Any) -> int:
    """One store's month; answers how many figures of books and board were wrong."""
    from decimal import Decimal
    from uuid import uuid4

    from cashback.queries.board import board_of
    from cashback.services import close_cycle, close_turn, count_turn
    from cashback.services.boxes import held
    from deskops.ledger.proofs import prove_books
    from deskops.org.models import Role
    from tests.factories.cashback import AFTER, PAID, Month
    from tests.factories.org import make_staff

    def hire(letter: str, role: Role) -> Any:
        return make_staff(f"{letter}{store.code}", role, store=store)

    month = Month(
        store,
        hire("C", Role.CLERK),
        hire("D", Role.CLERK),
        hire("S", Role.DESK_SUPERVISOR),
        hire("F", Role.FINANCE),
        hire("I", Role.INFORMATION),
    )
    wrong = 0

    def proved() -> None:
        nonlocal wrong
        wrong += sum(line.wrong for line in prove_books())
        board = board_of(month.fresh(), month.cycle.pay_from)
        wrong += sum(bool(one.difference) for one in board.compared)

    month.opened()
    month.computed()
    proved()
    lines = list(month.cycle.lines.filter(state="due").order_by("pk"))
    sys.stdout.write(
        f"{store.code}: {month.cycle.lines.count()} lines, {len(lines)} payable,"
        f" {sum((line.amount for line in lines), Decimal(0))} yuan"
    )
    if not lines:
        sys.stdout.write("\n")
        return wrong
    month.booked()
    proved()
    month.drawn()
    proved()
    turn = month.turn()
    for number, line in enumerate(lines):
        if number % 3 != 2:
            month.pay(line, turn)
    proved()
    count_turn(request_key=uuid4(), turn_id=turn.pk, pieces=held(turn.box), by=month.clerk, now=PAID)
    close_turn(request_key=uuid4(), turn_id=turn.pk, by=month.clerk, now=PAID)
    back = month.handed_back()
    month.receive(back, month.finance, AFTER)
    proved()
    close_cycle(request_key=uuid4(), cycle_id=month.cycle.pk, by=month.finance, now=AFTER)
    proved()
    sys.stdout.write(f", handed back {back.total_amount}; wrong figures: {wrong}\n")
    return wrong


if __name__ == "__main__":
    sys.exit(main())
