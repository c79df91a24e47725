"""The interface over HTTP: a key instead of a session, JSON in, JSON out, errors in one shape."""

import json
import logging
import time
from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from deskops.core.refusals import Refused

from ..calling import Call, enter, once, unknown_key, until_next_minute
from ..errors import body_of, status_of, tail
from ..operations import KEY, OPERATIONS, Spec
from ..schema import Str, invalid

log = logging.getLogger("deskops.pos")
SCHEME = "Bearer "
LONGEST_SECRET = 200
IDEMPOTENCY_KEY = Str("", KEY, 8, 64)

type View = Callable[[HttpRequest], HttpResponse]


def by_key(view: View) -> View:
    """Declare a view that a till's key opens and no session: no cookie is read, so no forgery either."""
    declared: Any = csrf_exempt(view)
    declared.rules, declared.by_key = None, True
    return declared  # type: ignore[no-any-return]


def operation_view(spec: Spec) -> View:
    """The view of one operation."""

    def answer(request: HttpRequest) -> HttpResponse:
        return _answered(request, spec)

    answer.__name__ = answer.__qualname__ = spec.name
    answer.__doc__ = f"The operation “{spec.name}” of a till."
    return by_key(answer)


@by_key
def unknown(request: HttpRequest, rest: str = "") -> HttpResponse:
    """Any other address below /api/: an error in the documented shape."""
    refused = Refused("not_found", _("There is nothing at this address."), remedy=_("See /api/docs."))
    return _json(status_of(refused), body_of(refused))


def _answered(request: HttpRequest, spec: Spec) -> HttpResponse:
    began = time.perf_counter()
    noted: dict[str, Any] = {"operation": spec.name}
    try:
        status, answer, again = _perform(request, spec, noted)
    except Refused as refused:
        status, answer, again = status_of(refused), body_of(refused), False
    except Exception:
        log.exception("operation failed", extra={"fields": noted})
        fault = Refused(
            "fault",
            _("Something went wrong at the desk's side."),
            remedy=_("Send the same request again with the same key."),
        )
        status, answer, again = status_of(fault), body_of(fault), False
    noted |= {"status": status, "code": answer.get("error", {}).get("code", ""), "again": again}
    noted["ms"] = round((time.perf_counter() - began) * 1000, 1)
    log.info("operation", extra={"fields": noted})
    return _json(status, answer, again=again)


def _perform(request: HttpRequest, spec: Spec, noted: dict[str, Any]) -> tuple[int, Mapping[str, Any], bool]:
    """Everything that an operation is but its HTTP answer; ``noted`` gathers what the log may say."""
    if request.method != "POST":
        raise Refused("method_not_allowed", _("Operations are sent by POST."), value=request.method)
    key = request.headers.get("Idempotency-Key", "")
    sound = len(key) <= IDEMPOTENCY_KEY.most and key.isascii() and key.isprintable()
    caller = enter(_secret(request), key if sound else "", timezone.now())
    noted |= {"till": caller.till.code, "at_store": caller.store.code, "key": key if sound else ""}
    body = _body(request)
    asked = spec.asks.read(body)
    noted |= {"card": tail(str(asked.get("card", ""))), "amount": str(asked.get("amount", ""))}
    if not spec.keyed:
        return 200, spec.run(Call(caller, "", asked)).answer, False
    try:
        IDEMPOTENCY_KEY.read(key, "Idempotency-Key")
    except Refused:
        raise invalid(
            "Idempotency-Key", _("Each operation needs a key of its own, 8 to 64 letters and digits."), key
        ) from None
    return once(Call(caller, key, asked), spec.name, body, spec.keeps(body), spec.run)


def _secret(request: HttpRequest) -> str:
    """The key that was sent. Raises Refused ``key_unknown`` when none was."""
    given = request.headers.get("Authorization", "")
    if not given.startswith(SCHEME) or len(given) > LONGEST_SECRET or not given.isascii():
        raise unknown_key()
    return given.removeprefix(SCHEME).strip()


def _body(request: HttpRequest) -> Any:
    """The request's JSON. Raises Refused ``not_json``, ``too_large`` or ``invalid``."""
    if request.content_type != "application/json":
        raise Refused(
            "not_json",
            _("The request is JSON in UTF-8."),
            field="Content-Type",
            value=request.content_type,
            remedy=_("Send it as application/json."),
        )
    try:
        return json.loads(request.body.decode(), object_pairs_hook=_each_once)
    except RequestDataTooBig:
        raise Refused(
            "too_large", _("The request is too large."), remedy=_("Send fewer receipts at once.")
        ) from None
    except (ValueError, RecursionError, UnreadablePostError):
        raise invalid("", _("The request can't be read as JSON.")) from None


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a field stands twice")
    return found


def _json(status: int, answer: Mapping[str, Any], *, again: bool = False) -> HttpResponse:
    """The answer; fields are sorted, so that the same answer is the same bytes."""
    text = json.dumps(answer, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    response = HttpResponse(text, content_type="application/json", status=status)
    response["Cache-Control"] = "no-store"
    if again:
        response["Idempotent-Replayed"] = "true"
    if status == 401:
        response["WWW-Authenticate"] = SCHEME.strip()
    if status == 405:
        response["Allow"] = "POST"
    if status in (429, 503):
        response["Retry-After"] = str(until_next_minute() if status == 429 else 1)
    return response


operations: Mapping[str, View] = {spec.name: operation_view(spec) for spec in OPERATIONS}


__all__ = ["by_key", "operations", "unknown"]
