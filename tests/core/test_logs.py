"""The log: one JSON object a line, who and what, and nothing of what was typed or searched."""

import json
import logging

import pytest
from django.db import IntegrityError, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from pytest_django import Settings

from deskops.core.acts import origin
from deskops.core.logs import JsonFormatter
from deskops.core.middleware import address_of, request_log


def line(record: logging.LogRecord) -> dict[str, object]:
    parsed = json.loads(JsonFormatter().format(record))
    assert isinstance(parsed, dict)
    return parsed


def answered(
    request: HttpRequest, caplog: pytest.LogCaptureFixture
) -> tuple[HttpResponse, dict[str, object]]:
    with caplog.at_level(logging.INFO, logger="deskops.requests"):
        response = request_log(lambda _request: HttpResponse())(request)
    (record,) = caplog.records
    return response, line(record)


def test_a_request_is_one_line_without_its_query(caplog: pytest.LogCaptureFixture) -> None:
    request = RequestFactory().get("/search/?q=13800138000", headers={"x-request-id": "abc-12345"})
    response, logged = answered(request, caplog)
    assert response["X-Request-ID"] == "abc-12345"
    assert isinstance(logged.pop("ms"), float)
    assert isinstance(logged.pop("time"), str)
    assert logged == {
        "level": "info",
        "logger": "deskops.requests",
        "message": "request",
        "method": "GET",
        "path": "/search/",
        "status": 200,
    }


@pytest.mark.parametrize("given", ["", "short", "x" * 65, 'a"}{"forged": 1, "b": "c'])
def test_an_id_that_is_none_is_replaced(given: str, caplog: pytest.LogCaptureFixture) -> None:
    response, _ = answered(RequestFactory().get("/", headers={"x-request-id": given}), caplog)
    assert len(response["X-Request-ID"]) == 32


def test_history_learns_where_an_act_came_from() -> None:
    seen: list[object] = []

    def view(_request: HttpRequest) -> HttpResponse:
        seen.append(origin.get())
        return HttpResponse()

    request_log(view)(RequestFactory().get("/", headers={"x-request-id": "abc-12345"}))
    assert seen == [{"address": "127.0.0.1", "request": "abc-12345"}]
    assert origin.get() is None


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "6.6.6.6", "127.0.0.1"),
        (1, "6.6.6.6, 10.1.1.1", "10.1.1.1"),
        (2, "6.6.6.6, 10.1.1.1, 10.2.2.2", "10.1.1.1"),
        (2, "10.1.1.1", "127.0.0.1"),
        (1, "", "127.0.0.1"),
    ],
)
def test_only_trusted_proxies_say_where_a_request_came_from(
    settings: Settings, proxies: int, forwarded: str, address: str
) -> None:
    settings.PROXIES = proxies
    assert address_of(RequestFactory().get("/", headers={"x-forwarded-for": forwarded})) == address


@pytest.mark.django_db
def test_values_of_rows_stay_out_of_errors() -> None:
    telephone = "".join(["138", "0013", "8000"])  # the log shows lines of code, but no values
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE people (telephone text UNIQUE)")
        cursor.execute("INSERT INTO people VALUES (%s)", [telephone])
    with pytest.raises(IntegrityError) as caught, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("INSERT INTO people VALUES (%s)", [telephone])
    error = caught.value
    record = logging.LogRecord(
        "x", logging.ERROR, "f", 1, "failed: %s", (error,), (type(error), error, error.__traceback__)
    )
    logged = json.dumps(line(record))
    assert "people_telephone_key" in logged
    assert telephone not in logged


@pytest.mark.django_db
def test_every_answer_carries_the_id(client: Client) -> None:
    assert len(client.get("/nowhere")["X-Request-ID"]) == 32
