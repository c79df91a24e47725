"""Every business act: one transaction, done once, by somebody, and the database knows who."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db import Error as DatabaseError
from django.db import connection, transaction
from django.utils.translation import gettext as _

from deskops.org.models import Staff

from .models import Request
from .refusals import Refused, from_database
from .statements import prepared

# Where the request came from (address, request id); the middleware sets it, history keeps it.
origin: ContextVar[dict[str, str] | None] = ContextVar("origin", default=None)

CLAIM = """
WITH who AS MATERIALIZED (SELECT set_config('pghistory.context_id', %(key)s, true),
                                 set_config('pghistory.context_metadata', %(who)s, true))
INSERT INTO core_request (key, staff_id, name, digest, result)
SELECT %(key)s::uuid, %(staff)s, %(name)s, %(digest)s,
       CASE WHEN %(reserves)s = '' THEN '{}'::jsonb
            ELSE jsonb_build_object('reserved', nextval(nullif(%(reserves)s, '')::regclass)) END
FROM who ON CONFLICT (key) DO NOTHING RETURNING result
"""


@dataclass
class Act:
    """An act under way. When ``replayed``, it happened before and ``result`` says how it ended."""

    key: UUID
    replayed: bool = False
    result: dict[str, Any] = field(default_factory=dict)

    @property
    def reserved(self) -> int:
        """The value that was taken from the sequence the act named; the same when replayed."""
        return int(self.result["reserved"])


@contextmanager
def act(
    *, request_key: UUID, by: Staff, name: str, asked: Mapping[str, object], reserves: str = ""
) -> Iterator[Act]:
    """Run one business act in one transaction.

    ``request_key`` is made when the form opens. The first run claims it, stores ``act.result`` (plain
    JSON values, usually ids) and commits; the same request again yields a replayed act with that
    result; a request that differs in person, name or ``asked`` is refused. What the database
    refuses is raised as ``Refused`` in a clerk's words.

    ``reserves`` names a sequence whose next value the act needs: it comes with the claim, as
    ``act.reserved``, and an act that ends with nothing else to remember writes no result.
    """
    try:
        with transaction.atomic(), prepared() as cursor:
            digest = _digest(name, by, asked)
            cursor.execute(
                CLAIM,
                {
                    "key": str(request_key),
                    "who": json.dumps(
                        {"staff": by.pk, "number": by.number, "act": name, **(origin.get() or {})}
                    ),
                    "staff": by.pk,
                    "name": name,
                    "digest": digest,
                    "reserves": reserves,
                },
            )
            claimed = cursor.fetchone()
            if claimed is None:
                yield _replay(request_key, digest)
                return
            running = Act(request_key, result=json.loads(claimed[0]))
            yield running
            _remember(running, claimed[0], cursor)
    except DatabaseError as error:
        refusal = from_database(error)
        if refusal is None:
            raise
        raise refusal from error


def _remember(running: Act, claimed: str, cursor: Any) -> None:
    if running.result != json.loads(claimed):
        cursor.execute(
            "UPDATE core_request SET result = %s WHERE key = %s",
            [json.dumps(running.result, cls=DjangoJSONEncoder), str(running.key)],
        )


@contextmanager
def background(*, by: Staff, name: str) -> Iterator[None]:
    """One transaction of a task or command that repeats safely by itself, with its name in history."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('pghistory.context_id', gen_random_uuid()::text, true),"
            " set_config('pghistory.context_metadata', %s, true)",
            [json.dumps({"staff": by.pk, "number": by.number, "act": name})],
        )
        yield


def _digest(name: str, by: Staff, asked: Mapping[str, object]) -> str:
    text = json.dumps([name, by.pk, asked], cls=DjangoJSONEncoder, sort_keys=True, ensure_ascii=False)
    return sha256(text.encode()).hexdigest()


def _replay(key: UUID, digest: str) -> Act:
    earlier = Request.objects.values("digest", "result").get(pk=key)
    if earlier["digest"] != digest:
        raise Refused(
            "request_reused",
            _("This form was already used for something else."),
            remedy=_("Open the page again and look whether the first entry is there."),
        )
    return Act(key, replayed=True, result=earlier["result"])
