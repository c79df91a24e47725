"""What wraps every request: its id, its line in the log, and where it came from, for history."""

import logging
import re
import time
from collections.abc import Callable
from uuid import uuid4

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from .acts import origin
from .health import answer_health
from .logs import current

type Answer = Callable[[HttpRequest], HttpResponse]

log = logging.getLogger("deskops.requests")
GIVEN_ID = re.compile(r"[A-Za-z0-9-]{8,64}")


def health(get_response: Answer) -> Answer:
    """Answer `/healthz` before anything that needs the database, a known host or HTTPS."""

    def answer(request: HttpRequest) -> HttpResponse:
        return answer_health() if request.path == "/healthz" else get_response(request)

    return answer


def request_log(get_response: Answer) -> Answer:
    """Give the request an id, log its answer, tell history where it came from."""

    def answer(request: HttpRequest) -> HttpResponse:
        request_id = request_id_of(request)
        setattr(request, "request_id", request_id)  # noqa: B010 - not declared on HttpRequest
        began = time.perf_counter()
        marks = (current.set(request), origin.set({"address": address_of(request), "request": request_id}))
        try:
            response = get_response(request)
            fields = {
                "method": request.method,
                "path": request.path,
                "status": response.status_code,
                "ms": round((time.perf_counter() - began) * 1000, 1),
            }
            log.info("request", extra={"fields": fields})
        finally:
            current.reset(marks[0])
            origin.reset(marks[1])
        response["X-Request-ID"] = request_id
        return response

    return answer


def request_id_of(request: HttpRequest) -> str:
    """The id that the proxy gave, when it looks like one, else a new one."""
    given = request.headers.get("X-Request-ID", "")
    return given if GIVEN_ID.fullmatch(given) else uuid4().hex


def address_of(request: HttpRequest) -> str:
    """The client's address, behind as many trusted proxies as `DESKOPS_PROXIES` says.

    Each proxy adds the address that it saw to X-Forwarded-For, so only that many from the right count.
    """
    seen = [one.strip() for one in request.headers.get("X-Forwarded-For", "").split(",") if one.strip()]
    if 0 < settings.PROXIES <= len(seen):
        return str(seen[-settings.PROXIES])
    return str(request.META.get("REMOTE_ADDR", ""))
