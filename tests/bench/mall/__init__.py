"""A whole mall with its members: opened and served, at scale and at a hundredth of it (or 5,000)."""

from collections.abc import Iterator

from django.utils import timezone

from tests.bench.harness import Row
from tests.bench.opened import copied

SMALLEST = 5_000
"""Members from whom every list has a page full, so that both malls show as much."""


def rows(scale: float) -> Iterator[Row]:
    """The data are made once: the small mall is copied and grows into the large one."""
    from . import clerks, pages
    from .data import grow, make_mall

    now = timezone.now()
    many = max(2 * SMALLEST, int(1_000_000 * scale))
    mall = make_mall(now)
    grow(mall, max(SMALLEST, many // 100), now)
    with copied() as (small, large):
        grow(mall, many, now)
        yield from pages.measured(small, large, mall)
        yield from clerks.measured(large, mall, seconds=60 if scale >= 1 else 10)
