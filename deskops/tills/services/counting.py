"""Writing a count down, once."""

from datetime import datetime
from decimal import Decimal

from django.db import connection

from deskops.org.models import Staff

from ..models import Count, CountLine, Shift
from ..rules import Pieces, total


def write_count(*, shift: Shift, purpose: Count.Purpose, pieces: Pieces, by: Staff, now: datetime) -> Decimal:
    """Store what was counted, and return its amount in yuan.

    The lines go first: when the count itself is stored, the database compares it with them and
    takes no further line.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('tills_count_id_seq')")
        pk: int = cursor.fetchone()[0]
    CountLine.objects.bulk_create(
        CountLine(count_id=pk, face=face, pieces=number) for face, number in pieces.items()
    )
    amount = total(pieces)
    Count(pk=pk, shift=shift, purpose=purpose, amount=amount, by=by, at=now).save(force_insert=True)
    return amount


def counted_pieces(shift: Shift, purpose: Count.Purpose) -> dict[Decimal, int]:
    """The pieces of one count of a shift by face, largest first."""
    lines = CountLine.objects.filter(count__shift=shift, count__purpose=purpose).order_by("-face")
    return dict(lines.values_list("face", "pieces"))


def as_asked(pieces: Pieces) -> dict[str, int]:
    """Pieces as plain values for a request's digest."""
    return {str(face): number for face, number in pieces.items()}
