"""Making business papers and numbering them without gaps."""

from datetime import date, datetime
from decimal import Decimal

from django.db import connection

from deskops.org.models import Staff, Store

from .kinds import document_kinds
from .models import Document

NUMBER = """
INSERT INTO documents_counter (store_id, kind, day, last) VALUES (%s, %s, %s, 1)
ON CONFLICT (store_id, kind, day) DO UPDATE SET last = documents_counter.last + 1
RETURNING last
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
) -> Document:
    """A paper with its key but no number yet, for rows and transfers that name it.

    Its row is written by ``file_document``, last in the transaction: foreign keys are deferred,
    and the number's counter is the last lock taken.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('documents_document_id_seq')")
        pk = cursor.fetchone()[0]
    return Document(
        pk=pk,
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


def file_document(document: Document) -> Document:
    """Give the paper the next number of its store, kind and day, and store it. The last write of an act."""
    with connection.cursor() as cursor:
        cursor.execute(NUMBER, [document.store_id, document.kind, document.business_date])
        last: int = cursor.fetchone()[0]
    document.number = number_of(document.kind, document.store.code, document.business_date, last)
    document.save(force_insert=True)
    return document


def number_of(kind: str, store_code: str, day: date, last: int) -> str:
    """The number as printed, for example SV-S00381-261122-0001: letters, store, day, running number."""
    return f"{document_kinds.get(kind).prefix}-{store_code}-{day:%y%m%d}-{last:04d}"


def set_state(document: Document, state: str) -> None:
    """Record the state that the workflow has moved its paper to."""
    document.state = state
    document.save(update_fields=["state"])
