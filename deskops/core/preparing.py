"""What must be in place before the desk is served: tables, reference data, static files, fonts, the demo."""

import shutil
import socket
import subprocess
import sys
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management import call_command, get_commands
from django.core.management.base import CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from deskops.core.migrating import quick_states
from deskops.org.models import Store

WATCHED = ("*.py", "*.html", "*.po", "*.css", "*.js", "*.svg", "uv.lock")


def check_port(host: str, port: int) -> None:
    """Raise CommandError when somebody else listens there."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as problem:
            raise CommandError(
                f"Cannot listen on {host}:{port}: {problem.strerror}."
                f" Choose another port: make run PORT={port + 1}"
            ) from None


def state_of_code() -> str:
    """A digest of the sizes and times of the project's files: what is prepared for it stays good."""
    digest = sha256()
    for pattern in WATCHED:
        for path in sorted(settings.BASE_DIR.rglob(pattern)):
            if not {".venv", ".uv", "var"} & set(path.relative_to(settings.BASE_DIR).parts):
                state = path.stat()
                digest.update(f"{path} {state.st_size} {state.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def prepare(say: Callable[[str], None]) -> None:
    """Bring everything up to the code; quick when nothing changed since the last time."""
    marker, state = settings.VAR / "prepared", state_of_code()
    unchanged = marker.exists() and marker.read_text() == state
    executor = MigrationExecutor(connection)
    if not unchanged or executor.migration_plan(executor.loader.graph.leaf_nodes()):
        fonts = beside("prepare_fonts")
        say("Bringing the database up to date …")
        with quick_states():
            call_command("migrate", verbosity=0, interactive=False)
        compile_messages(say)
        say("Collecting static files …")
        call_command("collectstatic", verbosity=0, interactive=False, clear=True)
        if fonts.wait():
            raise CommandError("manage.py prepare_fonts failed.")
        marker.write_text(state)
    if (
        "EMBEDDED" in settings.DATABASES["default"]
        and "demo" in get_commands()
        and not Store.objects.exists()
    ):
        say("Loading demo data …")
        call_command("demo", verbosity=0)
        demo_marker().touch()


def beside(command: str) -> subprocess.Popen[bytes]:
    """Run a command of manage.py in a process of its own, meanwhile."""
    line = [sys.executable, str(settings.BASE_DIR / "manage.py"), command]
    return subprocess.Popen(line, stdout=subprocess.DEVNULL)  # noqa: S603 - our own command


def demo_marker() -> Path:
    """The file that says that this database holds the demo, where nobody has a second factor."""
    return Path(settings.VAR) / "demo"


def compile_messages(say: Callable[[str], None]) -> None:
    """Compile translations that are newer than what is in git, where gettext is installed."""
    folders = [settings.BASE_DIR / "locale", *(Path(app.path) / "locale" for app in apps.get_app_configs())]
    for po in (po for folder in folders if ".venv" not in folder.parts for po in folder.rglob("*.po")):
        mo, msgfmt = po.with_suffix(".mo"), shutil.which("msgfmt")
        if (
            "LC_MESSAGES" in po.parts
            and msgfmt
            and (not mo.exists() or mo.stat().st_mtime < po.stat().st_mtime)
        ):
            say(f"Compiling {po.relative_to(settings.BASE_DIR)} …")
            subprocess.run([msgfmt, "-o", mo, po], check=True)  # noqa: S603 - gettext, on our own files
