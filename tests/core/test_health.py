"""`/healthz`: open to anybody, honest about database and worker."""

import pytest
from django.db import OperationalError, connection
from django.test import Client

from deskops import __version__
from deskops.core.health import LOST_AFTER

pytestmark = pytest.mark.django_db


def beat(seconds_ago: float) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - make_interval(secs => %s))",
            [seconds_ago],
        )


def state(client: Client) -> tuple[int, dict[str, object]]:
    answer = client.get("/healthz", headers={"host": "10.0.0.7"})
    body = answer.json()
    return answer.status_code, {name: body[name] for name in ("status", "version", "database", "worker")}


def test_all_is_well(client: Client) -> None:
    beat(3)
    expected = {"status": "ok", "version": __version__, "database": "ok", "worker": "ok"}
    assert state(client) == (200, expected)


def test_the_age_is_that_of_the_youngest_heartbeat(client: Client) -> None:
    beat(500)
    beat(7)
    assert client.get("/healthz").json()["worker_age"] == 7.0


@pytest.mark.parametrize(("seconds_ago", "worker"), [(None, "none"), (LOST_AFTER + 1, "lost")])
def test_without_a_worker_the_desk_works_and_jobs_wait(
    client: Client, seconds_ago: float | None, worker: str
) -> None:
    if seconds_ago is not None:
        beat(seconds_ago)
    expected = {"status": "degraded", "version": __version__, "database": "ok", "worker": worker}
    assert state(client) == (200, expected)


def test_without_a_database_it_says_so(client: Client) -> None:
    def unreachable(*_args: object) -> None:
        raise OperationalError("connection refused")

    expected = {"status": "down", "version": __version__, "database": "down", "worker": "unknown"}
    with connection.execute_wrapper(unreachable):
        assert state(client) == (503, expected)


def test_it_costs_one_query_and_no_session(client: Client, django_assert_num_queries) -> None:
    client.cookies["sessionid"] = "anything"
    with django_assert_num_queries(1):
        client.get("/healthz")
