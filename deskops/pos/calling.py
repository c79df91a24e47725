"""One request of a till: who it is, what was answered to it before, and keeping the answer.

Entering is one statement: the key's till with store and staff, its pace, and the operation that has
this idempotency key already.
"""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from django.db import Error as DatabaseError
from django.db import transaction
from django.utils.translation import gettext as _

from deskops.core.frozen import canonical, fingerprint
from deskops.core.refusals import Refused, from_database
from deskops.core.statements import Side, first_row, prepared
from deskops.org.models import Staff, Store

from .errors import PASSING, body_of, status_of
from .models import PosTill
from .services import digest_of

TILL, STORE, STAFF = Side(PosTill, "t"), Side(Store, "s"), Side(Staff, "w")
ENTER = f"""
WITH held AS (
    SELECT id, till_id FROM pos_tillkey WHERE digest = %(digest)s AND revoked_at IS NULL
), counted AS (
    INSERT INTO pos_pace AS p (key_id, minute, asked) SELECT id, %(minute)s, 1 FROM held
    ON CONFLICT (key_id) DO UPDATE
        SET asked = CASE WHEN p.minute = excluded.minute THEN p.asked + 1 ELSE 1 END,
            minute = excluded.minute
    RETURNING asked
)
SELECT held.id, counted.asked, o.name, o.digest, o.status, o.answer, {TILL}, {STORE}, {STAFF}
FROM held CROSS JOIN counted
JOIN pos_postill t ON t.id = held.till_id
JOIN org_store s ON s.id = t.store_id
JOIN org_staff w ON w.id = t.staff_id
LEFT JOIN pos_operation o ON o.till_id = t.id AND o.key = %(key)s
"""  # noqa: S608
KEEP = """
INSERT INTO pos_operation (till_id, key, name, digest, asked, status, answer, document_id, used_id, at)
VALUES (%(till)s, %(key)s, %(name)s, %(digest)s, %(asked)s, %(status)s, %(answer)s, %(document)s,
        %(used)s, %(at)s)
ON CONFLICT (till_id, key) DO NOTHING RETURNING id
"""
STORED = "SELECT name, digest, status, answer FROM pos_operation WHERE till_id = %s AND key = %s"
CANCELLED = "cancelled"
"""The name under which an operation is kept that was taken back before it came."""


@dataclass(frozen=True)
class Kept:
    """What an operation was answered; ``answer`` is the body."""

    name: str
    digest: str
    status: int
    answer: Mapping[str, Any]


@dataclass(frozen=True)
class Caller:
    """The till that asks, by which key, and what its idempotency key was answered before."""

    till: PosTill
    key_id: int
    earlier: Kept | None
    now: datetime

    @property
    def store(self) -> Store:
        return self.till.store

    @property
    def by(self) -> Staff:
        return self.till.staff


@dataclass(frozen=True)
class Call:
    """One operation asked for: by whom, under which idempotency key, with what."""

    caller: Caller
    key: str
    asked: Mapping[str, Any] = field(default_factory=dict)

    @property
    def request_key(self) -> UUID:
        """The key of the act: the till's own space keeps it apart from every other till's."""
        return uuid5(self.caller.till.space, self.key)


@dataclass(frozen=True)
class Done:
    """What an operation answers, and the paper it made."""

    answer: Mapping[str, Any]
    document_id: int | None = None


def enter(secret: str, key: str, now: datetime) -> Caller:
    """The till whose key this is. Raises Refused ``key_unknown``, and ``too_many`` past its pace."""
    minute = int(now.timestamp()) // 60
    row = first_row(ENTER, {"digest": digest_of(secret), "minute": minute, "key": key})
    if row is None:
        raise unknown_key()
    key_id, asked = next(row), next(row)
    name, digest, status, answer = (next(row) for _place in range(4))
    till = TILL.read(row)
    till.store, till.staff = STORE.read(row), STAFF.read(row)
    if asked > till.per_minute:
        raise Refused(
            "too_many",
            _("This key may send %(count)d requests a minute.") % {"count": till.per_minute},
            value=asked,
            remedy=_("Wait until the next minute, then send the same request again."),
        )
    earlier = Kept(name, digest, status, json.loads(answer)) if name else None
    return Caller(till, key_id, earlier, now)


def unknown_key() -> Refused:
    """The refusal of a key that nobody has, or that was revoked."""
    return Refused(
        "key_unknown",
        _("This key is not known, or it was revoked."),
        field="Authorization",
        remedy=_("Ask the administrator for a key; send it as “Authorization: Bearer …”."),
    )


def until_next_minute() -> int:
    """Seconds until the pace is counted anew."""
    return 60 - int(time.time()) % 60


def once(
    call: Call, name: str, body: Mapping[str, Any], kept: Mapping[str, Any], run: Callable[[Call], Done]
) -> tuple[int, Mapping[str, Any], bool]:
    """Do an operation once: its status, its answer, and whether it was done before.

    The answer is stored in the operation's own transaction; what the trade refuses is stored too, so
    that the same request never ends otherwise. Raises Refused ``request_reused`` for another request
    under the same key, and what is passing (``busy``).
    """
    digest = fingerprint(canonical({"operation": name, "body": body}))
    if call.caller.earlier:
        return _again(call.caller.earlier, digest)
    try:
        with transaction.atomic():
            done = run(call)
            answered = Kept(name, digest, 200, done.answer)
            if not keep(call, answered, asked=kept, document_id=done.document_id):
                raise _DoneMeanwhile
    except _DoneMeanwhile:
        return _stored(call, digest)
    except DatabaseError as error:
        raise from_database(error) or error from error
    except Refused as refused:
        if refused.code in PASSING:
            raise
        answered = Kept(name, digest, status_of(refused), body_of(refused))
        if not keep(call, answered, asked=kept):
            return _stored(call, digest)
    return answered.status, answered.answer, False


class _DoneMeanwhile(Exception):  # noqa: N818 - nothing is broken, another request was first
    """The same key was answered by another request at the same moment: this one is undone."""


def keep(call: Call, answered: Kept, *, asked: Mapping[str, Any], document_id: int | None = None) -> bool:
    """Store the answer of an operation's key with what may be kept of the request; False when it has one."""
    with prepared() as cursor:
        cursor.execute(
            KEEP,
            {
                "till": call.caller.till.pk,
                "key": call.key,
                "name": answered.name,
                "digest": answered.digest,
                "asked": json.dumps(asked, ensure_ascii=False),
                "status": answered.status,
                "answer": json.dumps(answered.answer, ensure_ascii=False),
                "document": document_id,
                "used": call.caller.key_id,
                "at": call.caller.now,
            },
        )
        return cursor.fetchone() is not None


def kept_under(till: PosTill, key: str) -> Kept | None:
    """What an operation of this till was answered, read now."""
    row = first_row(STORED, [till.pk, key])
    if row is None:
        return None
    name, digest, status, answer = row
    return Kept(name, digest, status, json.loads(answer))


def _stored(call: Call, digest: str) -> tuple[int, Mapping[str, Any], bool]:
    kept = kept_under(call.caller.till, call.key)
    if kept is None:
        raise RuntimeError("an operation that was there is gone")
    return _again(kept, digest)


def _again(kept: Kept, digest: str) -> tuple[int, Mapping[str, Any], bool]:
    if kept.digest != digest and kept.name != CANCELLED:
        raise Refused(
            "request_reused",
            _("This idempotency key was used for another request."),
            field="Idempotency-Key",
            remedy=_("Give every operation a key of its own; repeat it only with the same content."),
        )
    return kept.status, kept.answer, True
