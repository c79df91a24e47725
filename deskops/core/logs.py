"""Logs: one JSON object a line on stderr, with the request and the person, without query strings."""

import json
import logging
import re
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest

current: ContextVar[HttpRequest | None] = ContextVar("current", default=None)
"""The request that is being answered in this thread or task."""

DETAIL = re.compile(r"^(DETAIL|CONTEXT): .*$", re.MULTILINE)
"""Where PostgreSQL repeats the values of a row; they stay out of the logs."""


class JsonFormatter(logging.Formatter):
    """A record as JSON: time, level, logger, message, what was given as `extra={"fields": …}`, the error."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": DETAIL.sub("", record.getMessage()).rstrip(),
            **who_asks(getattr(record, "request", None) or current.get()),
            **getattr(record, "fields", {}),
        }
        if record.exc_info and record.exc_info[1]:
            line["error"] = DETAIL.sub("", "".join(traceback.format_exception(record.exc_info[1]))).rstrip()
        return json.dumps(line, ensure_ascii=False, default=str)


def who_asks(request: object) -> dict[str, object]:
    """The request's id and, once it is known without a query, the employee number and the store."""
    if not isinstance(request, HttpRequest):
        return {}
    person = getattr(request, "_cached_user", None)
    known = {
        "request": getattr(request, "request_id", None),
        "staff": getattr(person, "number", None),
        "store": getattr(getattr(request, "desk_store", None), "code", None),
    }
    return {name: value for name, value in known.items() if value is not None}


def configuration(level: str) -> dict[str, Any]:
    """Django's LOGGING: everything to stderr as JSON."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": {"()": JsonFormatter}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "django": {"handlers": [], "level": level, "propagate": True},
            "django.server": {"handlers": [], "level": level, "propagate": True},
            "django.request": {"level": "ERROR"},  # what is refused is in the line of the request
            "procrastinate.blueprints": {"level": "WARNING"},
            "procrastinate.periodic": {"level": "WARNING"},
            "axes": {"level": "ERROR"},
            "fontTools": {"level": "ERROR"},
        },
    }
