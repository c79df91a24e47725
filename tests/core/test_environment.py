"""Configuration: secrets made at first start, production refusing what is half configured."""

import os
import stat
import subprocess
import sys
from pathlib import Path
from threading import Barrier, Thread

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from deskops import __version__
from deskops.environment import Environment
from deskops.secret_files import kept_secret
from tests.support import database

NEEDED = ["DESKOPS_VAR", "DESKOPS_SECRET_KEY", "DESKOPS_MASTER_KEY", "DESKOPS_ORIGIN", "DATABASE_URL"]


def manage(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run manage.py with these variables and nothing else of ours."""
    ours = ("DESKOPS_", "DATABASE_", "DJANGO_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), *arguments]
    return subprocess.run(command, env=kept | variables, capture_output=True, text=True, check=False)


@pytest.fixture
def production(db: None, tmp_path: Path) -> dict[str, str]:
    """Everything that production asks for, on the test's database."""
    url = database.url()
    return {
        "DESKOPS_ENV": "production",
        "DESKOPS_VAR": str(tmp_path),
        "DESKOPS_SECRET_KEY": "Yb3-k" * 12,
        "DESKOPS_MASTER_KEY": "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",
        "DESKOPS_INDEX_KEY": "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",
        "DESKOPS_ORIGIN": "https://desk.example.com",
        "DATABASE_URL": url,
        "DATABASE_OWNER_URL": url,
    }


def test_production_names_everything_that_is_missing_at_once_and_makes_no_secrets(tmp_path: Path) -> None:
    ended = manage("check", DESKOPS_ENV="production")
    assert ended.returncode == 1
    assert [name for name in NEEDED if f"\n  {name}: " in ended.stderr] == NEEDED
    with_var = Environment(production=True, var=tmp_path / "var")
    assert with_var.secret("DESKOPS_SECRET_KEY", "signs sessions", lambda: "made") == ""
    assert not with_var.var.exists()


def test_a_complete_production_is_clean_for_deployment(production: dict[str, str]) -> None:
    ended = manage("check", "--deploy", "--fail-level", "WARNING", **production)
    assert (ended.returncode, ended.stdout) == (0, "System check identified no issues (2 silenced).\n"), (
        ended.stderr
    )


def test_cookies_and_redirects_follow_the_scheme_of_the_origin(production: dict[str, str]) -> None:
    read = (
        "from django.conf import settings as s; print(s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE,"
        " s.SECURE_SSL_REDIRECT, s.SECURE_HSTS_SECONDS, s.ALLOWED_HOSTS, s.DEBUG)"
    )
    shell = ("shell", "--no-imports", "-c", read)
    https = manage(*shell, **production)
    http = manage(*shell, **production | {"DESKOPS_ORIGIN": "http://desk.internal:8000"})
    assert (https.stdout, https.stderr) == ("True True True 31536000 ['desk.example.com'] False\n", "")
    assert (http.stdout, http.stderr) == ("False False False 0 ['desk.internal'] False\n", "")


@pytest.mark.parametrize(("name", "value"), [("DESKOPS_ENV", "staging"), ("DESKOPS_DB_ROLE", "root")])
def test_an_unknown_choice_is_refused(name: str, value: str) -> None:
    ended = manage("check", **{name: value})
    assert ended.returncode == 1
    assert f"ImproperlyConfigured: {name} is " in ended.stderr


def test_the_web_process_does_not_need_the_owners_password(
    production: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in production.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("DATABASE_OWNER_URL")
    for role, missing in (("web", 0), ("owner", 1)):
        monkeypatch.setenv("DESKOPS_DB_ROLE", role)
        here = Environment.read(Path("/"))
        here.databases()
        assert len(here.missing) == missing
    with pytest.raises(ImproperlyConfigured, match="DATABASE_OWNER_URL"):
        here.refuse_if_incomplete()


def test_a_secret_is_made_once_and_readable_by_its_owner_only(tmp_path: Path) -> None:
    folder = tmp_path / "secrets"
    first = kept_secret(folder, "key")
    assert len(first) >= 50
    assert kept_secret(folder, "key") == first
    assert stat.S_IMODE((folder / "key").stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert [path.name for path in folder.iterdir()] == ["key"]


def test_processes_that_start_at_once_agree_on_a_secret(tmp_path: Path) -> None:
    barrier, seen = Barrier(16), []

    def ask() -> None:
        barrier.wait()
        seen.append(kept_secret(tmp_path / "secrets", "key"))

    threads = [Thread(target=ask) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(seen) == 16
    assert len(set(seen)) == 1


def test_the_version_is_that_of_the_project() -> None:
    assert f'\nversion = "{__version__}"\n' in (settings.BASE_DIR / "pyproject.toml").read_text()
