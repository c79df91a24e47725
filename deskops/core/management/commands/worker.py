"""`manage.py worker`: background work."""

import asyncio
import signal
from typing import Any, cast

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector

QUEUES = {"short": (["short", "default", "builtin"], 2), "long": (["long"], 1)}
"""Each queue's names and how many of its jobs run at once: a long export never keeps a short task waiting."""


class Command(BaseCommand):
    requires_system_checks = []
    help = "Do background work until SIGTERM; any number of workers may run, on any machine."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--queue", choices=sorted(QUEUES), help="only this queue (default: both)")

    def handle(self, *_args: Any, queue: str | None, **_options: Any) -> None:
        if not settings.PGBOUNCER:
            connection_created.connect(unbounded)
        connector = cast(DjangoConnector, app.connector).get_worker_connector()
        with app.replace_connector(connector):
            if not asyncio.run(work([queue] if queue else list(QUEUES))):
                raise CommandError("A worker stopped by itself; its log says why.")


def unbounded(connection: BaseDatabaseWrapper, **_kwargs: Any) -> None:
    """Lift the limits that the web's role has for people who wait; a job's work may take minutes."""
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0")


async def work(queues: list[str]) -> bool:
    """Work on the queues until a signal; False when a worker ended without one."""
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopped.set)
    async with app.open_async():
        workers = [asyncio.create_task(_worker(name), name=name) for name in queues]
        signalled = asyncio.create_task(stopped.wait())
        await asyncio.wait([*workers, signalled], return_when=asyncio.FIRST_COMPLETED)
        for one in [*workers, signalled]:
            one.cancel()  # a worker finishes its jobs first
        await asyncio.gather(*workers, signalled, return_exceptions=True)
    return stopped.is_set()


async def _worker(name: str) -> None:
    queues, concurrency = QUEUES[name]
    await app.run_worker_async(
        queues=queues, concurrency=concurrency, name=name, install_signal_handlers=False
    )
