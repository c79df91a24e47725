"""Thirty clerks at a real server over HTTP, each through the same script, against one alone.

A clerk finds a member, looks, tops a card up, redeems, looks into the inbox, and reads a second before each
step. All of them share a few cards, so that they meet; what was acknowledged has to be in the books
exactly once.
"""

import http.client
import os
import socket
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from urllib.parse import urlencode
from uuid import uuid4

from django.conf import settings
from django.db import connection
from django.middleware.csrf import get_token
from django.test import Client, RequestFactory

from cards.models import CardAct
from deskops.core.management.commands.run import web_command
from deskops.ledger.proofs import prove_books
from deskops.org.models import Staff
from tests.bench.harness import Row, milliseconds
from tests.support import database

from .data import BASE, Mall

SHARED = 5
READS = 1.0
"""Seconds that a clerk looks at a page, on average."""
STARTS_WITHIN = 60.0


@dataclass
class Said:
    """What clerks were told: milliseconds of each answer, acts acknowledged, what went wrong."""

    taken: list[float] = field(default_factory=list)
    topped: int = 0
    redeemed: int = 0
    errors: list[str] = field(default_factory=list)

    def __add__(self, other: "Said") -> "Said":
        return Said(
            self.taken + other.taken,
            self.topped + other.topped,
            self.redeemed + other.redeemed,
            self.errors + other.errors,
        )

    @property
    def p95(self) -> float:
        return sorted(self.taken)[len(self.taken) * 95 // 100]


def measured(name: str, mall: Mall, seconds: int) -> Iterator[Row]:
    """Answers of one clerk, then of all; errors and lost acts are counted and none is allowed."""
    database.use_database(name)
    cookies = [_session(clerk) for clerk in mall.clerks]
    connection.close()
    with server(name) as port:
        _work(port, cookies[:1], mall, 3)  # the first answers load templates
        warm = _acts()
        connection.close()
        alone = _work(port, cookies[:1], mall, seconds)
        together = _work(port, cookies, mall, seconds)
    said = alone + together
    done = {kind: count - warm[kind] for kind, count in _acts().items()}
    lost = abs(done["card_top_up"] - said.topped) + abs(done["card_redeem"] - said.redeemed)
    wrong = sum(bool(line.wrong) for line in prove_books())
    note = f"{len(together.taken) / seconds:.0f} answers a second; one alone {alone.p95:.0f} ms"
    yield Row(f"{len(cookies)} clerks over HTTP, 95th percentile", None, together.p95, 500, "ms", note)
    yield Row("their errors", None, len(said.errors), 0, "", "; ".join(sorted(set(said.errors))[:3]))
    acts = f"of {said.topped + said.redeemed} acts"
    yield Row("acts lost or done twice, books that differ", None, lost + wrong, 0, "", acts)


def _acts() -> dict[str, int]:
    return {kind: CardAct.objects.filter(kind=kind).count() for kind in ("card_top_up", "card_redeem")}


def _session(clerk: Staff) -> str:
    """The cookies of a clerk who has signed in, with the token that forms carry."""
    client, request = Client(), RequestFactory().get("/")
    client.force_login(clerk)
    get_token(request)
    token = request.META["CSRF_COOKIE"]
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    return f"{settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={token}"


@contextmanager
def server(name: str) -> Iterator[int]:
    """The production server on a port of its own, ended at the end."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    command = [
        "tests.bench.served:application" if part == "deskops.wsgi:application" else part
        for part in web_command("127.0.0.1", port, workers=2)
    ]
    own = {"BENCH_DATABASE": name, "DESKOPS_VAR": str(Path(os.environ["DESKOPS_VAR"]).parent)}
    process = subprocess.Popen(
        command, env=os.environ | own, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL
    )
    try:
        _wait_for(port, process)
        yield port
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_for(port: int, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < until and process.poll() is None:
        try:
            asked = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            asked.request("GET", "/sign-in/")
            if asked.getresponse().status == http.client.OK:
                return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError("the server did not start")


def _work(port: int, cookies: list[str], mall: Mall, seconds: int) -> Said:
    end = time.monotonic() + seconds
    with ThreadPoolExecutor(len(cookies)) as pool:
        jobs = [
            pool.submit(_clerk, port, cookie, mall.members, number, end)
            for number, cookie in enumerate(cookies)
        ]
        return sum((job.result() for job in jobs), Said())


def _clerk(port: int, cookie: str, members: int, number: int, end: float) -> Said:
    said, draw = Said(), Random(number)
    at = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    while time.monotonic() < end:
        n = draw.randrange(members)
        card = f"66{5 * draw.randrange(SHARED):010d}"
        steps = (
            ("/search/", {"q": f"139{n:08d}"}, ""),
            (f"/members/{BASE + n}/", None, ""),
            ("/cards/top-up/", None, ""),
            ("/cards/top-up/", {"card_number": card, "amount": "2.00", "tender": "cash"}, "topped"),
            ("/cards/redeem/", None, ""),
            ("/cards/redeem/", {"card_number": card, "amount": "1.00", "listed": "1.00"}, "redeemed"),
            ("/approvals/", None, ""),
        )
        for path, form, counts in steps:
            time.sleep(draw.uniform(0, 2 * READS))
            if time.monotonic() >= end:
                break
            _step(at, cookie, path, form, counts, said)
    at.close()
    return said


def _step(
    at: http.client.HTTPConnection,
    cookie: str,
    path: str,
    form: dict[str, str] | None,
    counts: str,
    said: Said,
) -> None:
    """Ask once; an act is done when its answer leads on to its paper."""
    statuses: list[int] = []
    said.taken.append(milliseconds(lambda: statuses.append(_ask(at, cookie, path, form))))
    wanted = (302,) if counts else (200, 302)
    if statuses[0] not in wanted:
        said.errors.append(f"{path} {statuses[0]}")
    elif counts:
        setattr(said, counts, getattr(said, counts) + 1)


def _ask(at: http.client.HTTPConnection, cookie: str, path: str, form: dict[str, str] | None) -> int:
    headers = {"Cookie": cookie, "Accept-Encoding": "gzip"}
    if form is None:
        at.request("GET", path, headers=headers)
    else:
        token = cookie.rsplit("=", 1)[1]
        body = urlencode(form | {"request_key": str(uuid4()), "csrfmiddlewaretoken": token})
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        at.request("POST", path, body, headers)
    answer = at.getresponse()
    answer.read()
    return answer.status
