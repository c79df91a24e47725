"""What can be asked about the interface: its operations as a page shows them, tills, what they did."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, QuerySet

from deskops.org.models import Store

from .document import described
from .models import Operation, PosTill, TillKey

LATEST = 12


@dataclass(frozen=True)
class Row:
    """One field of a request or answer: its place, kind, whether it must be there, what it says."""

    name: str
    kind: str
    needed: bool
    words: str


@dataclass(frozen=True)
class OperationPage:
    """One operation as its documentation shows it."""

    name: str
    path: str
    title: str
    help: str
    asks: Sequence[Row]
    answers: Sequence[Row]
    errors: Sequence[tuple[str, str]]
    call: str


def pages_of(origin: str) -> list[OperationPage]:
    """Every operation, with a call of curl that goes to ``origin``."""
    found = []
    for path, methods in described()["paths"].items():
        said = methods["post"]
        asks = said["requestBody"]["content"]["application/json"]["schema"]
        answers = said["responses"]["200"]["content"]["application/json"]["schema"]
        errors = [
            (status, one["description"]) for status, one in said["responses"].items() if status != "200"
        ]
        call = _call(f"{origin}{path}", asks, keyed="parameters" in said)
        page = OperationPage(
            said["operationId"],
            path,
            said["summary"],
            said["description"],
            list(_rows(asks)),
            list(_rows(answers)),
            errors,
            call,
        )
        found.append(page)
    return found


def _rows(schema: dict[str, Any], inside: str = "") -> Iterator[Row]:
    for name, one in schema["properties"].items():
        place = f"{inside}{name}"
        needed = name in schema["required"]
        yield Row(place, _kind(one), needed, one.get("description", ""))
        if one["type"] == "array" and one["items"]["type"] == "object":
            yield from _rows(one["items"], f"{place}[].")


def _kind(schema: dict[str, Any]) -> str:
    words = schema.get("enum")
    return (
        " | ".join(words) if words else str(schema.get("format") or schema.get("pattern") or schema["type"])
    )


def example_of(schema: dict[str, Any]) -> Any:
    """A value that a schema allows, made of its examples."""
    match schema:
        case {"type": "object"}:
            return {name: example_of(one) for name, one in schema["properties"].items()}
        case {"type": "array"}:
            return [example_of(schema["items"])]
        case {"enum": [first, *_rest]}:
            return first
        case {"type": "integer"}:
            return schema["minimum"]
        case {"type": "boolean"}:
            return True
    return schema.get("example", "")


def _call(url: str, asks: dict[str, Any], *, keyed: bool) -> str:
    body = json.dumps(example_of(asks), ensure_ascii=False)
    key = " \\\n  -H 'Idempotency-Key: 01-20261128-000124'" if keyed else ""
    return (
        f'curl {url} \\\n  -H "Authorization: Bearer $POS_KEY" \\\n'
        f"  -H 'Content-Type: application/json'{key} \\\n  -d '{body}'"
    )


def tills_of(store: Store) -> QuerySet[PosTill]:
    """The connected tills of a store with their keys, by number; two queries."""
    keys = TillKey.objects.select_related("made_by", "revoked_by", "pace").order_by("revoked_at", "-pk")
    rows = PosTill.objects.filter(store=store).select_related("store", "staff")
    return rows.prefetch_related(Prefetch("keys", keys)).order_by("code")


def latest_of(till: PosTill) -> Sequence[Operation]:
    """What a till did last."""
    rows = Operation.objects.filter(till=till).select_related("document").order_by("-at", "-pk")
    return list(rows[:LATEST])
