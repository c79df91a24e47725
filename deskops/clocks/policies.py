"""The promises that exist: each workflow plugs its own, the database keeps every version."""

from dataclasses import asdict, dataclass

from django.db.models import Max
from django.utils.functional import Promise

from deskops.core.plugs import Plugs

from .models import Policy


@dataclass(frozen=True)
class PolicyKind:
    """A promise: its code, its name for people, and the terms of its first version.

    ``hours`` run day and night, or on working days only; see ``Policy`` for the others.
    """

    code: str
    label: str | Promise
    hours: int
    source: str
    working_days: bool = False
    warn_hours: int = 0
    pause_hours: int = 0


policy_kinds: Plugs[PolicyKind] = Plugs(key="code")


def seed_policies() -> None:
    """Store the first version of every promise that has none yet."""
    present = set(Policy.objects.values_list("code", flat=True))
    for kind in policy_kinds:
        if kind.code not in present:
            terms = asdict(kind)
            del terms["label"]
            Policy.objects.create(version=1, **terms)


def current(code: str) -> Policy:
    """The newest version of a promise. Raises KeyError for a code nobody plugged in."""
    kind = policy_kinds.get(code)
    return Policy.objects.filter(code=kind.code).latest("version")


def add_version(code: str, *, hours: int, source: str, **terms: int | bool) -> Policy:
    """Promise differently from now on; promises already given keep their version."""
    last = Policy.objects.filter(code=code).aggregate(last=Max("version"))["last"] or 0
    return Policy.objects.create(code=code, version=last + 1, hours=hours, source=source, **terms)
