"""Fuzzed against its own document: whatever is sent, the answer is one that the document names."""

import json
import re
from typing import Any

import pytest
from django.test import Client
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from deskops.pos.document import described
from deskops.pos.models import Operation
from deskops.pos.queries import example_of
from tests.factories.cards import stored_number

pytestmark = pytest.mark.django_db
DOCUMENT = described()
PATHS = {path.removeprefix("/api/v1/"): methods["post"] for path, methods in DOCUMENT["paths"].items()}
KNOWN = st.sampled_from(
    [stored_number(1), "0.00", "0.01", "999999999.99", "TH-S1-261121-0001", "fuzz-00000001"]
)
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | KNOWN,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


def asked(path: str) -> dict:
    return PATHS[path]["requestBody"]["content"]["application/json"]["schema"]


def sound(schema: dict) -> st.SearchStrategy:
    """Values that a schema of the document allows."""
    match schema:
        case {"type": "object"}:
            needs, every = schema["required"], schema["properties"]
            return st.fixed_dictionaries(
                {name: sound(every[name]) for name in needs},
                optional={name: sound(one) for name, one in every.items() if name not in needs},
            )
        case {"type": "array"}:
            return st.lists(sound(schema["items"]), min_size=schema["minItems"], max_size=3)
        case {"enum": words}:
            return st.sampled_from(words)
        case {"type": "integer"}:
            return st.integers(schema["minimum"], schema["maximum"])
        case {"type": "boolean"}:
            return st.booleans()
        case {"pattern": pattern, "example": example}:
            fits = st.sampled_from([*([stored_number(1)] if "A-Z]{6,20}" in pattern else []), example])
            return fits | st.from_regex(re.compile(pattern, re.ASCII), fullmatch=True).filter(
                lambda text: schema.get("minLength", 0) <= len(text) <= schema.get("maxLength", 99)
            )
    return st.text(min_size=schema.get("minLength", 0), max_size=min(schema.get("maxLength", 40), 40))


def spoilt(schema: dict) -> st.SearchStrategy:
    """A sound request with one field spoilt, left out or too many."""
    fields = sorted(schema["properties"])
    return st.builds(
        lambda body, name, value, out: {
            k: v for k, v in (body | {name: value}).items() if not (out and k == name)
        },
        sound(schema),
        st.sampled_from([*fields, "nothing"]),
        ANYTHING,
        st.booleans(),
    )


def fits(value: object, schema: dict) -> bool:
    """Whether an answer is what the document says of it."""
    if "$ref" in schema:
        return fits(value, DOCUMENT["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]])
    match schema:
        case {"type": "object"}:
            return (
                isinstance(value, dict)
                and set(schema["required"]) <= set(value) <= set(schema["properties"])
                and all(fits(one, schema["properties"][name]) for name, one in value.items())
            )
        case {"type": "array"}:
            return isinstance(value, list) and all(fits(one, schema["items"]) for one in value)
        case {"type": "integer"}:
            return isinstance(value, int) and schema["minimum"] <= value <= schema["maximum"]
        case {"type": "boolean"}:
            return isinstance(value, bool)
        case {"enum": words}:
            return value in words
    return (
        isinstance(value, str)
        and bool(re.search(schema.get("pattern", ""), value))
        and len(value) <= schema.get("maxLength", 99)
    )


def check(path: str, status: int, answer: Any) -> None:
    """The status is documented, is no fault, and the body is as documented for it."""
    responses = PATHS[path]["responses"]
    assert status != 500
    assert str(status) in responses, (status, answer)
    assert fits(answer, responses[str(status)]["content"]["application/json"]["schema"]), answer
    if status != 200 and status != 400:
        assert answer["error"]["code"] in responses[str(status)]["description"].split(", "), answer


@pytest.mark.parametrize("path", PATHS)
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(data=st.data())
def test_whatever_is_sent_the_answer_is_a_documented_one(pos, path, data):
    body = data.draw(sound(asked(path)) | spoilt(asked(path)) | ANYTHING)
    check(path, *pos.send(path, json.dumps(body)))


NO_JSON = {
    "half": b"{",
    "no text": b"\xff\xfe",
    "deep": b"[" * 100_000,
    "twice": b'{"card":1,"card":2}',
    "large": b'"' + b"x" * 3_000_000 + b'"',
    "no number": b"NaN",
}


@pytest.mark.parametrize("raw", NO_JSON)
def test_what_is_no_json_is_refused(pos, raw):
    status, answer = pos.send("redeem", NO_JSON[raw])
    check("redeem", status, answer)
    assert status == (413 if raw == "large" else 400)
    assert not Operation.objects.exists()


@pytest.mark.parametrize("key", ["", "short", "x" * 65, "with space", "键键键键键键键键"])
def test_an_operation_without_a_proper_key_is_refused(pos, key):
    body = {"card": stored_number(1), "amount": "1.00", "listed": "1.00", "receipt": "R"}
    sent = {"Idempotency-Key": key} if key else {}
    status, answer = pos.send("redeem", body, key="", **sent)
    assert (status, answer["error"]["field"]) == (400, "Idempotency-Key")


def test_every_example_of_the_document_is_sound():
    for path in PATHS:
        body = example_of(asked(path))
        assert fits(body, asked(path)), body


def test_the_documents_are_open_and_in_the_readers_language():
    page = Client().get("/api/docs").content.decode()
    assert "收银系统接口" in page
    assert all(f"/api/v1/{path}" in page for path in PATHS)
    answer = Client().get("/api/openapi.json").json()
    with translation.override("zh-hans"):
        assert answer == described()


def test_another_address_or_method_is_an_error_of_the_same_shape(pos):
    answers = [Client().get("/api/v2/none"), Client().get("/api/v1/redeem")]
    assert [(one.status_code, one.json()["error"]["code"]) for one in answers] == [
        (404, "not_found"),
        (405, "method_not_allowed"),
    ]
