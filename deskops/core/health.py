"""Whether the desk can work: the database answers, the worker lives."""

import logging
import time
from dataclasses import dataclass

from django.db import Error, connection
from django.http import HttpResponse, JsonResponse

from deskops import __version__

LOST_AFTER = 60.0  # seconds; a worker's heart beats every ten
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Health:
    """What `/healthz` says. `worker_age` is the seconds since the worker's last heartbeat."""

    database: bool
    database_ms: float | None
    worker_age: float | None

    @property
    def worker(self) -> str:
        """`ok`, `lost` (its heart stopped) or `none` (no worker was started)."""
        if self.worker_age is None:
            return "none"
        return "ok" if self.worker_age <= LOST_AFTER else "lost"


def health() -> Health:
    """Ask the database, in one query, whether it is there and when a worker was last alive."""
    began = time.perf_counter()
    try:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT extract(epoch FROM now() - max(last_heartbeat))::float8 FROM procrastinate_workers"
            )
            age = cursor.fetchone()[0]
    except Error as error:
        log.warning("The database does not answer: %s", error)
        connection.close()
        return Health(database=False, database_ms=None, worker_age=None)
    return Health(database=True, database_ms=round((time.perf_counter() - began) * 1000, 1), worker_age=age)


def answer_health() -> HttpResponse:
    """The state as JSON: 503 when the database is down; without a worker the desk works and jobs wait."""
    state = health()
    works = "ok" if state.worker == "ok" else "degraded"
    body = {
        "status": works if state.database else "down",
        "version": __version__,
        "database": "ok" if state.database else "down",
        "database_ms": state.database_ms,
        "worker": state.worker if state.database else "unknown",
        "worker_age": state.worker_age,
    }
    response = JsonResponse(body, status=200 if state.database else 503)
    response["Cache-Control"] = "no-store"
    return response
