"""Gifts, lockers and complaints of a desk after some years, against the same desk after some weeks.

At scale 1: a million movements of gifts, 50,000 open cases, 2,000 boxes (at any scale). Without members.
"""

from collections.abc import Iterator

from django.utils import timezone

from tests.bench.harness import Row
from tests.bench.opened import copied, opened

SMALLEST = 6_000
"""Movements from which every list has a page full, so that both desks show as much."""


def rows(scale: float) -> Iterator[Row]:
    """The data are made once: the small desk is copied and grows into the large one."""
    from . import data, pages

    many = max(2 * SMALLEST, int(1_000_000 * scale))
    desk = data.make_service(timezone.now())
    data.grow(desk, max(SMALLEST, many // 100))
    with copied() as (small, large):
        data.grow(desk, many)
        yield from opened(
            small, large, pages.pages(desk), lambda: pages.people(desk), alone=pages.figures(desk)
        )
