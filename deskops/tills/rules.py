"""The arithmetic of a drawer."""

from collections.abc import Mapping
from decimal import Decimal

from django.utils.translation import gettext as _

from deskops.core.money import DENOMINATIONS, JIAO, ZERO, yuan
from deskops.core.refusals import Refused

type Pieces = Mapping[Decimal, int]
"""Pieces by face, faces as in ``DENOMINATIONS``; a face that is absent was counted as none."""

MOST_PIECES = 100_000


def counted(pieces: Pieces) -> dict[Decimal, int]:
    """The same pieces without zeros, largest face first.

    Raises Refused for a face that isn't counted here and for a number of pieces below zero or above
    100,000 (a slip of the finger).
    """
    for face, number in pieces.items():
        if face not in DENOMINATIONS or not 0 <= number <= MOST_PIECES:
            raise Refused(
                "count_impossible",
                _("%(number)s pieces of %(face)s yuan can't be in the drawer.")
                % {"number": number, "face": face},
                field=face_field(face),
                value=number,
                remedy=_("Count this face again."),
            )
    return {face: pieces[face] for face in DENOMINATIONS if pieces.get(face)}


def face_field(face: Decimal) -> str:
    """The name of the form's field for a face: 0.5 → face_0_5."""
    return f"face_{face:f}".replace(".", "_")


def total(pieces: Pieces) -> Decimal:
    """Yuan that the pieces make."""
    return yuan(sum((face * number for face, number in pieces.items()), ZERO))


def expected(*, books: Decimal, pos_own: Decimal, pos_booked: Decimal) -> Decimal:
    """What the drawer should hold (spec 1, tills): its account's balance and the POS cash not yet booked.

    ``books`` already holds the opening float and every cash movement named on this till, and of the
    POS's own cash what was booked by readings during the shift. The POS's own cash is its total
    without papers of this shift that were rung up there too, such as cash refunds: those are in the
    books by themselves.
    """
    return books + pos_own - pos_booked


def pick(pieces: Pieces, amount: Decimal) -> dict[Decimal, int] | None:
    """Pieces out of the drawer that make ``amount`` exactly, large ones first; None when there are none.

    Tried by taking as many of the largest face as fit, and fewer where the rest can't be made.
    """
    if amount < ZERO or amount % JIAO:
        return None
    return _pick([(face, pieces.get(face, 0)) for face in DENOMINATIONS], amount)


def _pick(faces: list[tuple[Decimal, int]], amount: Decimal) -> dict[Decimal, int] | None:
    if not amount:
        return {}
    if not faces or sum((face * number for face, number in faces), ZERO) < amount:
        return None
    (face, number), *smaller = faces
    most = min(number, int(amount / face))
    for taken in range(most, max(-1, most - 5), -1):
        rest = _pick(smaller, amount - taken * face)
        if rest is not None:
            return {face: taken, **rest} if taken else rest
    return None


def suggest_takings(pieces: Pieces, float_amount: Decimal) -> dict[Decimal, int]:
    """What to take out of a counted drawer so that about ``float_amount`` stays, small change first.

    Where the float can't be left to the jiao, the next amount above it stays, never less, in steps
    of the smallest faces; a drawer at or below its float gives nothing.
    """
    surplus = total(pieces) - float_amount
    for short in range(1001):
        amount = surplus - short * JIAO
        if amount <= ZERO:
            return {}
        found = pick(pieces, amount)
        if found is not None:
            return found
    return {}


def without(pieces: Pieces, taken: Pieces) -> dict[Decimal, int]:
    """What stays of ``pieces``; raises Refused when more of a face is taken than was counted."""
    for face, number in taken.items():
        if number > pieces.get(face, 0):
            raise Refused(
                "takings_above_count",
                _("Only %(number)s pieces of %(face)s yuan were counted.")
                % {"number": pieces.get(face, 0), "face": face},
                field=face_field(face),
                value=number,
                remedy=_("Take out what was counted, or less."),
            )
    return {face: rest for face in DENOMINATIONS if (rest := pieces.get(face, 0) - taken.get(face, 0))}
