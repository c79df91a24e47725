"""The table of docs/access.md: every URL, who may open it, who may act on it, whose store it belongs to.

``python -m tests.support.access`` prints it anew from the views' declarations; the matrix test compares.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

PUBLIC = {"sign_in", "sign_out", "session", "language", "pos:docs", "pos:openapi"}
GROUPS = {"desk": {"clerk", "desk_supervisor", "service_manager"}}


@dataclass(frozen=True)
class Url:
    """One URL: its name, its pattern, and its view."""

    name: str
    pattern: str
    view: Any

    @property
    def by_key(self) -> bool:
        """Whether a till's key opens it, and no session whatever its roles."""
        return getattr(self.view, "by_key", False)

    @property
    def row(self) -> str:
        if self.by_key:
            return f"| `/{self.pattern}` | a till's key | a till's key |  |"
        rules = self.view.rules
        step_up = "yes" if rules.step_up else ""
        return f"| `/{self.pattern}` | {worded(rules.reads)} | {worded(rules.acts)} | {step_up} |"


def urls() -> Iterator[Url]:
    """Every URL but the back office's, in order."""
    from django.urls import get_resolver

    yield from sorted(_walk(get_resolver()), key=lambda url: url.pattern)


def _walk(resolver: Any, prefix: str = "", names: tuple[str, ...] = ()) -> Iterator[Url]:
    from django.urls.resolvers import URLResolver

    for part in resolver.url_patterns:
        if isinstance(part, URLResolver):
            inside = (*names, part.namespace) if part.namespace else names
            yield from _walk(part, prefix + str(part.pattern), inside)
        else:
            name, pattern = ":".join((*names, part.name or "")), prefix + str(part.pattern)
            if not pattern.startswith("office/"):
                yield Url(name, pattern, part.callback)


def worded(roles: frozenset[str]) -> str:
    """Roles in few words: everyone, the desk, or their names."""
    from deskops.org.models import Role

    left = {str(role) for role in roles}
    everyone = {str(role) for role in Role}
    if left == everyone:
        return "everyone"
    if left == everyone - {"auditor"}:
        return "everyone but the auditor"
    words = [name for name, group in GROUPS.items() if group <= left]
    for name in words:
        left -= GROUPS[name]
    return ", ".join([*words, *sorted(left)])


def table() -> str:
    """The rows of docs/access.md."""
    return "\n".join(url.row for url in urls() if url.by_key or getattr(url.view, "rules", None))


if __name__ == "__main__":
    import django

    django.setup()
    print(table())  # noqa: T201 - a command
