"""The interface's own OpenAPI document, made from the same declarations that read the requests."""

from typing import Any

from django.utils.translation import gettext as _

from .errors import ERROR, STATUS
from .operations import KEY, OPERATIONS, Spec

VERSION = "1.0.0"
ALWAYS = {
    "400": ("invalid",),
    "401": ("key_unknown",),
    "413": ("too_large",),
    "415": ("not_json",),
    "429": ("too_many",),
    "500": ("fault",),
    "503": ("busy",),
}


def described() -> dict[str, Any]:
    """The OpenAPI 3.1 document, in the reader's language."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": _("Interface for the POS"),
            "version": VERSION,
            "description": _(
                "JSON over HTTPS with a key per till. Every operation that changes something has an"
                " idempotency key: the same request again answers the same once more, another request"
                " under the same key is refused. Amounts are yuan as text with two decimal places."
            ),
        },
        "security": [{"till": []}],
        "paths": {f"/api/v1/{spec.path}": {"post": _operation(spec)} for spec in OPERATIONS},
        "components": {
            "securitySchemes": {
                "till": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": _("The till's key; the administrator makes, shows once and revokes it."),
                }
            },
            "schemas": {"Error": ERROR.describe()},
        },
    }


def errors_of(spec: Spec) -> dict[str, list[str]]:
    """The codes that an operation may be refused with, by status."""
    found = {status: list(codes) for status, codes in ALWAYS.items()}
    for code in (*spec.refusals, *(("request_reused", "operation_cancelled") if spec.keyed else ())):
        found.setdefault(str(STATUS.get(code, 422)), []).append(code)
    return dict(sorted(found.items()))


def _operation(spec: Spec) -> dict[str, Any]:
    said: dict[str, Any] = {
        "operationId": spec.name,
        "summary": str(spec.title),
        "description": str(spec.help),
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": spec.asks.describe()}},
        },
        "responses": {
            "200": {
                "description": _("Done, now or before"),
                "content": {"application/json": {"schema": spec.answers.describe()}},
            },
            **{status: _error(codes) for status, codes in errors_of(spec).items()},
        },
    }
    if spec.keyed:
        said["parameters"] = [
            {
                "name": "Idempotency-Key",
                "in": "header",
                "required": True,
                "description": _("Made by the till for this one operation, kept until its answer is there"),
                "schema": {"type": "string", "pattern": KEY},
                "example": "01-20261128-000124",
            }
        ]
    return said


def _error(codes: list[str]) -> dict[str, Any]:
    return {
        "description": ", ".join(codes),
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}},
    }
