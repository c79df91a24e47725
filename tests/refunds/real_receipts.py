"""Refund real receipts of a file, in part and whole, through the services, and prove what is left.

``python -m tests.refunds.real_receipts FILE --count 500`` imports the file into a database of its own,
chooses receipts by a fixed draw, takes goods of each back in one to three refunds, pays them key by
key, and prints what came of it: the books, what was paid and refunded by tender, the rounding account.
"""

import argparse
import logging
import os
import sys
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from itertools import count
from pathlib import Path
from random import Random
from typing import Any


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--count", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    import django

    django.setup()
    logging.disable(logging.INFO)
    from tests.bench.harness import fresh_database

    with fresh_database():
        stores = open_stores(asked.file)
        outcome = refund_all(stores, asked.count, Random(asked.seed))
        return 1 if tell(outcome) else 0


def open_stores(file: Path) -> dict[int, Any]:
    """The file's stores with its receipts, each with a desk, a full till, supervisors and finance."""
    from deskops.core.imports import Options
    from deskops.org.models import Role, Staff, Store
    from deskops.receipts.imports import import_receipts
    from refunds.models import ReturnRule
    from tests.factories.org import NOW, make_staff
    from tests.factories.paying import Mall
    from tests.factories.refunding import make_rule, make_supervisors
    from tests.factories.tills import open_till

    import_receipts(
        file,
        Options(by=Staff.objects.system(), now=NOW, create_stores=True, dry=False, partial=False),
        lambda _done, _all: None,
    )
    make_rule()
    ReturnRule.objects.update(
        refund_days=120, refund_hours=None, exchange_days=120, returnable=True, condition=""
    )
    found = {}
    for store in Store.objects.all():
        clerk = make_staff(f"C{store.code}", Role.CLERK, store=store)
        found[store.pk] = Mall(
            store,
            clerk,
            make_supervisors(store),
            make_staff(f"F{store.code}", Role.FINANCE, store=store),
            make_staff(f"M{store.code}", Role.STORE_MANAGER, store=store),
            open_till(store, clerk, Decimal(100_000), has_pos=True),
        )
    return found


def refund_all(stores: dict[int, Any], how_many: int, draw: Random) -> Counter[str]:
    """Refund so many receipts; counts what was done and what was refused."""
    from deskops.receipts.models import Receipt

    numbers = list(Receipt.objects.order_by("pk").values_list("pk", flat=True))
    done: Counter[str] = Counter()
    cards = count(1)
    for pk in draw.sample(numbers, how_many):
        receipt = Receipt.objects.select_related("store").get(pk=pk)
        for goods in portions(receipt, draw):
            done[refund(stores[receipt.store_id], receipt, goods, cards)] += 1
        done["receipts"] += 1
    return done


def portions(receipt: Any, draw: Random) -> Iterator[dict[int, str]]:
    """What comes back at a time, as quantity by line: the whole receipt, or some of it once or more."""
    from deskops.receipts.queries import lines_of

    left = {line.position: line.quantity for line in lines_of(receipt)}
    if draw.random() < 0.4:
        yield {position: str(quantity) for position, quantity in left.items()}
        return
    for _time in range(draw.randint(1, 3)):
        chosen = draw.sample(sorted(left), draw.randint(1, len(left))) if left else []
        goods = {position: left[position] for position in chosen}
        for position, quantity in goods.items():
            part = Decimal(draw.randint(1, int(quantity))) if quantity >= 1 else quantity
            goods[position] = part
            left[position] -= part
            if not left[position]:
                del left[position]
        if goods:
            yield {position: str(quantity) for position, quantity in goods.items()}


def refund(mall: Any, receipt: Any, goods: dict[int, str], cards: Iterator[int]) -> str:
    """One refund from the counter to the last key, and goods collected; answers its way in a word."""
    from deskops.receipts.queries import tenders_of
    from refunds.models import Refund
    from refunds.services.preparing import WayOut
    from tests.factories.org import NOW
    from tests.factories.paying import PAYEE, pay_back
    from tests.factories.refunding import make_approved

    paid = {row.tender for row in tenders_of(receipt)}
    shown = {"bank_card": "4321"}
    if "stored_value" in paid:
        shown["stored_value"] = mall.card(next(cards), "100.00")
    out = None
    if "bank_card" in paid and _closed(receipt):
        out = WayOut(["bank_card"], Refund.WayOut.TERMINAL_CLOSED, "银联机已过15日", **PAYEE)
    approved = make_approved(
        receipt, mall.clerk, mall.floors, finance=mall.finance, goods=goods, cards=shown, way_out=out
    )
    pay_back(approved, mall.clerk, NOW)
    return "by exception" if out else "same tender"


def _closed(receipt: Any) -> bool:
    from deskops.core.calendar import local_date
    from refunds.rules.tenders import Way, terminal_way
    from tests.factories.org import NOW

    bought, today = local_date(receipt.bought_at), local_date(NOW)
    return terminal_way(bought_on=bought, today=today, days=15).way is Way.CLOSED


def tell(done: Counter[str]) -> int:
    """Print what came of it; answers how many things are wrong."""
    from django.db.models import F, Sum

    from deskops.ledger.kinds import AccountKind
    from deskops.ledger.models import Account, Entry
    from deskops.ledger.proofs import prove_books
    from refunds.models import PurchaseTender, Refund

    say = sys.stdout.write
    say(f"{done['receipts']} receipts; refunds: {dict(done)}\n")
    say(f"states: {dict(Counter(Refund.objects.values_list('state', flat=True)))}\n")
    sums = PurchaseTender.objects.values("tender__code").annotate(
        all_paid=Sum("paid"), back=Sum("refunded"), open=Sum("reserved")
    )
    for row in sums.order_by("tender__code"):
        say(
            f"{row['tender__code']}: paid {row['all_paid']}, refunded {row['back']}, reserved {row['open']}\n"
        )
    wrong = PurchaseTender.objects.filter(paid__lt=F("refunded") + F("reserved")).count()
    say(f"payments with more refunded than paid: {wrong}\n")
    rounding = Account.objects.filter(kind=AccountKind.ROUNDING).aggregate(sum=Sum("balance"))["sum"]
    explained = Entry.objects.filter(account__kind=AccountKind.ROUNDING, transfer__kind="refund").aggregate(
        sum=Sum("amount")
    )["sum"]
    by_payment = _rounded()
    say(f"rounding account {rounding}, entries of refunds {explained}, payments' rounding {by_payment}\n")
    books = [line for line in prove_books() if line.wrong]
    say(f"books: {books or 'prove'}\n")
    return wrong + len(books) + (explained or 0) + (by_payment or 0) != 0


def _rounded() -> Decimal:
    from django.db.models import Sum

    from deskops.tills.models import Payment

    return Payment.objects.aggregate(sum=Sum("rounding"))["sum"] or Decimal(0)


if __name__ == "__main__":
    sys.exit(main())
