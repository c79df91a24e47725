"""What the environment says, read in one place; the README has the table of every variable.

`DESKOPS_ENV=production` demands that everything is said. Otherwise (`local`) secrets are made at first
start and kept in the state folder.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured

from deskops.postgres.server import DATABASE, OWNER, WEB, Embedded
from deskops.secret_files import kept_secret

env = environ.FileAwareEnv()  # NAME_FILE may name a file that holds NAME


@dataclass
class Environment:
    """The variables, and a list of what production lacks."""

    production: bool
    var: Path
    missing: list[str] = field(default_factory=list)

    @classmethod
    def read(cls, base: Path) -> "Environment":
        """Read `DESKOPS_ENV` and `DESKOPS_VAR`; raises ImproperlyConfigured on an unknown environment."""
        kind = env.str("DESKOPS_ENV", default="local")
        if kind not in ("local", "production"):
            raise ImproperlyConfigured(f"DESKOPS_ENV is local or production, not {kind!r}.")
        here = cls(kind == "production", Path(env.str("DESKOPS_VAR", default=str(base / "var"))).absolute())
        if here.production and not env.str("DESKOPS_VAR", default=""):
            here.missing.append("DESKOPS_VAR: the folder of the desk's state (files, static files)")
        return here

    def required(self, name: str, meaning: str, *, local: Callable[[], str]) -> str:
        """The variable's value; when it is unset: `local()`, or in production a line in `missing`."""
        if value := env.str(name, default=""):
            return str(value)
        if not self.production:
            return local()
        self.missing.append(f"{name}: {meaning}")
        return ""

    def secret(self, name: str, meaning: str, make: Callable[[], str]) -> str:
        """A secret from the variable, or locally from a file that is made at first start."""
        kept = name.removeprefix("DESKOPS_").lower()
        return self.required(name, meaning, local=lambda: kept_secret(self.var / "secrets", kept, make))

    def databases(self) -> tuple[dict[str, Any], str]:
        """Django's settings of the database for this process's role, and the name of the web role.

        `DESKOPS_DB_ROLE=web` is what serves people: no owner, no superuser. `owner` migrates, manages
        and tests.
        """
        role = env.str("DESKOPS_DB_ROLE", default="owner")
        if role not in ("web", "owner"):
            raise ImproperlyConfigured(f"DESKOPS_DB_ROLE is web or owner, not {role!r}.")
        url = self.required("DATABASE_URL", "the database as the web's role", local=str)
        if not url:
            return ({} if self.production else self._embedded(role)), WEB
        if role == "web":
            return environ.Env.db_url_config(url), environ.Env.db_url_config(url)["USER"]
        owner = self.required(
            "DATABASE_OWNER_URL", "the database as its owner, who migrates", local=lambda: url
        )
        return environ.Env.db_url_config(owner or url), environ.Env.db_url_config(url)["USER"]

    def _embedded(self, role: str) -> dict[str, Any]:
        user = WEB if role == "web" else OWNER
        return {
            "ENGINE": "deskops.postgres",
            "NAME": DATABASE,
            "USER": user,
            "PASSWORD": Embedded(self.var).password(user),
            "EMBEDDED": (str(self.var), True),
        }

    def refuse_if_incomplete(self) -> None:
        """Raise ImproperlyConfigured with everything that is missing, in one message."""
        if self.missing:
            lines = "\n".join(f"  {line}" for line in self.missing)
            raise ImproperlyConfigured(f"DESKOPS_ENV=production needs these variables:\n{lines}")
