"""Threads that act at the same moment, each on a connection of its own."""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier

from django.db import connection

from deskops.core.refusals import Refused

ROUNDS = int(os.environ.get("DESKOPS_RACE_ROUNDS", "63"))
FEWER = ROUNDS // 4 + 1
"""Rounds of a race whose lock another race has shown already."""
HANDS = 16


class Crowd:
    """``hands`` threads that start each act together and stay for all rounds."""

    def __init__(self, hands: int, pool: ThreadPoolExecutor) -> None:
        self.hands = hands
        self._pool = pool
        self._start = Barrier(hands)

    def __call__[T](self, act: Callable[[int], T]) -> list[T]:
        """What each hand's ``act(number)`` returned; raises what one of them raised."""

        def hand(number: int) -> T:
            self._start.wait(timeout=60)
            return act(number)

        return [done.result() for done in [self._pool.submit(hand, n) for n in range(self.hands)]]

    def codes(self, act: Callable[[int], object]) -> list[str]:
        """Sorted: "" for each hand whose act was done, the code of the refusal for each other."""

        def judged(number: int) -> str:
            try:
                act(number)
            except Refused as no:
                return no.code
            return ""

        return sorted(self(judged))


@contextmanager
def crowd(hands: int = HANDS) -> Iterator[Crowd]:
    """A crowd whose connections are closed when it leaves."""
    with ThreadPoolExecutor(hands) as pool:
        together = Crowd(hands, pool)
        try:
            yield together
        finally:
            together(lambda _number: connection.close())
