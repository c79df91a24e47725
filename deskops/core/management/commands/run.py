"""`manage.py run`: the whole desk on one machine."""

import json
import os
import sys
import threading
import time
from collections.abc import Mapping
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.db import connections

from deskops.core.preparing import check_port, demo_marker, prepare
from deskops.core.supervisor import Program, Supervisor

READY_WITHIN = 120.0  # seconds


class Command(BaseCommand):
    help = "Prepare and serve the desk: database, web server and background worker, until Ctrl+C."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
        parser.add_argument("--port", type=int, default=8000, help="port to listen on (default: %(default)s)")
        parser.add_argument("--workers", type=int, default=2, help="web processes (default: %(default)s)")

    def handle(self, *_args: Any, host: str, port: int, workers: int, **_options: Any) -> None:
        check_port(host, port)
        prepare(self.say)
        connections.close_all()
        threading.Thread(target=self.announce, args=(host, port), daemon=True).start()
        env = environment_of_servers(os.environ)
        programs = [
            Program("web", web_command(host, port, workers), env),
            Program("worker", [sys.executable, str(settings.BASE_DIR / "manage.py"), "worker"], env),
        ]
        sys.exit(Supervisor(programs, say=self.say).run())

    def say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()

    def announce(self, host: str, port: int) -> None:
        """Say when the desk can be opened."""
        shown = "127.0.0.1" if host in ("0.0.0.0", "::", "localhost") else host  # noqa: S104 - only compared
        address = f"http://[{shown}]:{port}" if ":" in shown else f"http://{shown}:{port}"
        deadline = time.monotonic() + READY_WITHIN
        while time.monotonic() < deadline:
            try:
                with urlopen(f"{address}/healthz", timeout=5) as answer:  # noqa: S310 - our own address
                    if json.load(answer)["database"] == "ok":
                        self.say(f"The desk is open: {address}/   (Ctrl+C stops it)")
                        return
            except (URLError, OSError, ValueError):
                time.sleep(0.1)


def web_command(host: str, port: int, workers: int) -> list[str]:
    """The web server's command line."""
    granian = [sys.executable, "-m", "granian", "deskops.wsgi:application", "--interface", "wsgi"]
    listen = ["--host", host, "--port", str(port), "--http", "1", "--no-ws", "--log-level", "warning"]
    # a thread is a database connection at most; what comes above that waits its turn
    capacity = ["--workers", str(workers), "--blocking-threads", "4", "--backpressure", "64"]
    ends = ["--respawn-failed-workers", "--respawn-interval", "0.5", "--workers-kill-timeout", "15"]
    return granian + listen + capacity + ends


def environment_of_servers(ours: Mapping[str, str]) -> dict[str, str]:
    """What web and worker know: they are the web's role, and never learn the owner's password."""
    env = {name: value for name, value in ours.items() if not name.startswith("DATABASE_OWNER_URL")}
    env |= {"DESKOPS_DB_ROLE": "web", "DJANGO_SETTINGS_MODULE": "deskops.settings"}
    if demo_marker().exists():
        env.setdefault("DESKOPS_SECOND_FACTOR", "false")
    return env
