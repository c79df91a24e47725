"""Finding members among a million: each way is one range of one index, all ways one statement."""

from dataclasses import dataclass

from django.db import connection

from .. import sealing
from ..models import Member
from ..rules.masks import mask_phone
from ..rules.searching import Try, Way, tries

LIMIT = 20
AFTER = "\U0010ffff"  # sorts behind every character of a name, by code point

WAYS = {
    Way.CARD: "SELECT member_id FROM members_membercard WHERE number = %s",
    Way.PHONE: "SELECT id FROM members_member WHERE mobile = %s AND mobile <> '' ORDER BY id LIMIT 20",
    Way.HOME_PHONE: "SELECT id FROM members_member WHERE home_phone = %s AND home_phone <> ''"
    " ORDER BY id LIMIT 20",
    Way.NUMBER: "SELECT member_id FROM members_identity WHERE number_index = %s",
    Way.PHONE_TAIL: "SELECT id FROM members_member WHERE right(mobile, 4) = %s AND mobile <> ''"
    " ORDER BY right(mobile, 4), id LIMIT 20",
    Way.NUMBER_TAIL: "SELECT member_id FROM members_identity WHERE tail_index = %s"
    " ORDER BY tail_index, member_id LIMIT 20",
    Way.NAME: "SELECT member_id FROM members_membername WHERE key >= %s AND key < %s"
    " ORDER BY key, member_id LIMIT 20",
}
EXACT = frozenset({Way.CARD, Way.PHONE, Way.HOME_PHONE, Way.NUMBER})
FOUND = """
SELECT found.way, member.id, member.name, member.masked_number, member.mobile, member.state,
       store.name, card.number
FROM ({ways}) AS found (way, place, member_id)
JOIN members_member member ON member.id = found.member_id AND member.state <> 'erased'
JOIN org_store store ON store.id = member.home_store_id
LEFT JOIN members_membercard card ON card.member_id = member.id
    AND card.state IN ('issued', 'frozen', 'lost')
ORDER BY found.way, found.place
"""


@dataclass(frozen=True)
class Found:
    """A member as a list shows them: telephone and ID number masked."""

    id: int
    name: str
    masked_number: str
    masked_phone: str
    state: str
    store: str
    card: str
    exact: bool


def find_members(typed: str, *, by_number: bool = True) -> list[Found]:
    """Members that what was typed may mean, exact hits first, at most 20 by each way; one query.

    Without ``by_number`` ID numbers are left out: for searches whose words stand in an address.
    """
    ways = [one for one in tries(typed) if by_number or one.way not in (Way.NUMBER, Way.NUMBER_TAIL)]
    if not ways:
        return []
    with connection.cursor() as cursor:
        cursor.execute(statement(ways), parameters(ways))
        rows = cursor.fetchall()
    found: dict[int, Found] = {}
    for way, pk, name, number, mobile, state, store, card in rows:
        hit = Found(
            pk, name, number, mask_phone(mobile) if mobile else "", state, store, card or "", way in EXACT
        )
        found.setdefault(pk, hit)
    return list(found.values())


def statement(ways: list[Try]) -> str:
    """The SQL that looks up these ways together."""
    parts = [
        f"SELECT {one.way.value}, row_number() OVER (), way.* FROM ({WAYS[one.way]}) way"  # noqa: S608 - our own texts
        for one in ways
    ]
    return FOUND.format(ways=" UNION ALL ".join(f"({part})" for part in parts))


def parameters(ways: list[Try]) -> list[str | bytes]:
    """What the statement is asked with; ID numbers only as keyed digests."""
    return [value for one in ways for value in _values(one)]


def _values(one: Try) -> list[str | bytes]:
    match one.way:
        case Way.NUMBER:
            return [sealing.number_indexes(one.key).whole]
        case Way.NUMBER_TAIL:
            return [sealing.tail_index(one.key)]
        case Way.NAME:
            return [one.key, one.key + AFTER]
        case _:
            return [one.key]


def by_phone(e164: str) -> list[Member]:
    """Members with this mobile already, for a hint; at most three."""
    rows = Member.objects.filter(mobile=e164).exclude(mobile="").exclude(state=Member.State.ERASED)
    return list(rows.order_by("pk")[:3])
