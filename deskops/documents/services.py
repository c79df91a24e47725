"""Making business papers and numbering them without gaps."""

from datetime import datetime
from decimal import Decimal

from django.db import connection

from deskops.core.statements import prepared
from deskops.org.models import Staff, Store

from .kinds import document_kinds
from .models import Document

SEQUENCE = "documents_document_id_seq"
FILE = """
WITH counted AS (
    INSERT INTO documents_counter (store_id, kind, day, last)
    VALUES (%(store)s, %(kind)s, %(day)s, 1)
    ON CONFLICT (store_id, kind, day) DO UPDATE SET last = documents_counter.last + 1
    RETURNING last::text AS last
)
INSERT INTO documents_document
    (id, kind, number, store_id, member_id, business_date, amount, state, maker_id, made_at, origin_id)
SELECT %(pk)s, %(kind)s, %(start)s || lpad(last, greatest(4, length(last)), '0'), %(store)s, %(member)s,
       %(day)s, %(amount)s, %(state)s, %(maker)s, %(made_at)s, %(origin)s
FROM counted RETURNING number
"""


def begin_document(
    *,
    kind: str,
    store: Store,
    by: Staff,
    now: datetime,
    member_id: int | None = None,
    amount: Decimal | None = None,
    state: str = "",
    origin: Document | None = None,
    pk: int | None = None,
) -> Document:
    """A paper with its key but no number yet, for rows and transfers that name it.

    Its row is written by ``file_document``, last in the transaction: foreign keys are deferred,
    and the number's counter is the last lock taken. ``pk`` is what the act reserved of ``SEQUENCE``;
    without it the key costs a query of its own.
    """
    return Document(
        pk=pk or _next_key(),
        kind=document_kinds.get(kind).code,
        store=store,
        member_id=member_id,
        business_date=store.business_date(now),
        amount=amount,
        state=state,
        maker=by,
        made_at=now,
        origin=origin,
    )


def _next_key() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(%s)", [SEQUENCE])
        key: int = cursor.fetchone()[0]
    return key


def file_document(document: Document) -> Document:
    """Give the paper the next number of its store, kind and day, and store it. The last write of an act.

    A number as printed is, for example, SV-S00381-261122-0001: letters, store, day, running number.
    """
    prefix = document_kinds.get(document.kind).prefix
    with prepared() as cursor:
        cursor.execute(
            FILE,
            {
                "pk": document.pk,
                "kind": document.kind,
                "start": f"{prefix}-{document.store.code}-{document.business_date:%y%m%d}-",
                "store": document.store_id,
                "member": document.member_id,
                "day": document.business_date,
                "amount": document.amount,
                "state": document.state,
                "maker": document.maker_id,
                "made_at": document.made_at,
                "origin": document.origin_id,
            },
        )
        document.number = cursor.fetchone()[0]
    document._state.adding, document._state.db = False, connection.alias
    return document


def set_state(document: Document, state: str) -> None:
    """Record the state that the workflow has moved its paper to."""
    document.state = state
    document.save(update_fields=["state"])
