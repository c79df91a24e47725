"""Text that may never change once somebody signed it: canonical JSON and its fingerprint."""

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import CharField, CheckConstraint, F, Func, Q, Value


def canonical(body: Mapping[str, object]) -> str:
    """JSON with sorted keys and no spaces; amounts and dates as text, so that one body has one text."""
    return json.dumps(body, cls=DjangoJSONEncoder, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def fingerprint(text: str) -> str:
    """SHA-256 of the text in UTF-8, 64 hexadecimal digits."""
    return sha256(text.encode()).hexdigest()


class Fingerprint(Func):
    """``fingerprint`` of a text column, computed by the database."""

    template = "encode(sha256(convert_to(%(expressions)s)), 'hex')"
    output_field = CharField()

    def __init__(self, column: Any) -> None:
        super().__init__(F(column) if isinstance(column, str) else column, Value("UTF8"))


def frozen_text(*, body: str, digest: str, name: str) -> CheckConstraint:
    """A constraint: the digest column is the fingerprint of the body column."""
    return CheckConstraint(condition=Q(**{digest: Fingerprint(body)}), name=name)
