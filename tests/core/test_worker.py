"""The worker: what is asked for is done, and what a killed worker left is done by another."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from django.db import connection, transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob, ProcrastinateWorker

from tests.support import database

pytestmark = pytest.mark.django_db(transaction=True)


def until(condition: Callable[[], object], seconds: float = 180.0) -> bool:
    """Whether the condition came true in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


@pytest.fixture
def start_worker() -> Iterator[Callable[[], subprocess.Popen[bytes]]]:
    """Start workers on the test's database; they end with the test."""
    urls = dict.fromkeys(["DATABASE_URL", "DATABASE_OWNER_URL"], database.url())
    env = os.environ | urls | {"DJANGO_SETTINGS_MODULE": "deskops.settings"}
    started: list[subprocess.Popen[bytes]] = []

    def start() -> subprocess.Popen[bytes]:
        command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "worker"]
        started.append(subprocess.Popen(command, env=env, stderr=subprocess.DEVNULL))
        return started[-1]

    yield start
    for worker in started:
        worker.kill()
        worker.wait()


def ask() -> None:
    """Ask for a job, as a service does inside its transaction."""
    app.configure_task("core.tidy", queue="short").defer(timestamp=0)


def states() -> list[str]:
    return list(ProcrastinateJob.objects.filter(task_name="core.tidy").values_list("status", flat=True))


def test_a_job_of_a_transaction_that_rolls_back_was_never_asked_for() -> None:
    with transaction.atomic():
        ask()
        assert states() == ["todo"]
        transaction.set_rollback(True)
    assert states() == []


def test_jobs_are_done_and_a_killed_workers_jobs_are_given_to_another(
    start_worker: Callable[[], subprocess.Popen[bytes]],
) -> None:
    # the job of a worker whose heart stopped: taken, never finished
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers DEFAULT VALUES RETURNING id")
        worker_id = cursor.fetchone()[0]
        ask()
        cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '2 minutes'")
        cursor.execute(
            "SELECT id FROM procrastinate_fetch_job_v2(ARRAY['short']::varchar[], %s)", [worker_id]
        )
        assert cursor.fetchone() is not None
    assert states() == ["doing"]
    worker = start_worker()
    app.configure_task("core.retry_stalled").defer(timestamp=0)
    assert until(lambda: states() == ["succeeded"])
    assert not ProcrastinateWorker.objects.filter(pk=worker_id).exists()
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(timeout=30) == 0
    assert not ProcrastinateWorker.objects.exists()
