"""Saying no to a clerk: what, which value, what to do; and the database's no in the same words."""

from collections.abc import Callable
from dataclasses import dataclass

import psycopg
from django.db import Error as DatabaseError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from psycopg import errors

type Text = str | Promise


class Refused(Exception):  # noqa: N818 - the desk refuses, nothing is broken
    """A business act that may not happen.

    ``code`` is for programs and tests, ``message`` says what is wrong, ``field`` and ``value`` which
    entry it is about, ``remedy`` what to do. Never holds a full ID number.
    """

    def __init__(
        self, code: str, message: Text, *, field: str | None = None, value: object = None, remedy: Text = ""
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.field = field
        self.value = value
        self.remedy = remedy

    def __str__(self) -> str:
        return " ".join(str(part) for part in (self.message, self.remedy) if part)


type Explain = Callable[[psycopg.errors.Diagnostic], Refused]


@dataclass(frozen=True)
class _Words:
    code: str
    message: Text
    remedy: Text
    field: str | None

    def __call__(self, diagnostic: psycopg.errors.Diagnostic) -> Refused:
        return Refused(self.code, self.message, field=self.field, remedy=self.remedy)


_constraints: dict[str, Explain] = {}


def refuses(
    constraint: str, code: str, message: Text, *, remedy: Text = "", field: str | None = None
) -> None:
    """Name the words for a constraint of the database; a constraint has one set of words."""
    explains(constraint, _Words(code, message, remedy, field))


def explains(constraint: str, explain: Explain) -> None:
    """As ``refuses``, for a constraint whose message is made from the database's own detail."""
    if constraint in _constraints:
        raise ValueError(f"{constraint} has words already")
    _constraints[constraint] = explain


def from_database(error: DatabaseError) -> Refused | None:
    """The refusal that an error of the database means, or None when it is a fault of ours."""
    cause = error.__cause__
    if isinstance(cause, errors.DeadlockDetected | errors.LockNotAvailable | errors.SerializationFailure):
        return Refused("busy", _("Another desk is working on this."), remedy=_("Try again in a moment."))
    if isinstance(cause, psycopg.Error) and cause.diag.constraint_name in _constraints:
        return _constraints[cause.diag.constraint_name](cause.diag)
    return None
