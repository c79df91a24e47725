"""Django's PostgreSQL backend over the embedded server: it runs as soon as somebody connects."""

from pathlib import Path
from typing import Any

from django.db import OperationalError
from django.db.backends.postgresql import base

from deskops.postgres.programs import CannotRunError
from deskops.postgres.server import Embedded, use


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection whose settings name in `EMBEDDED` the folder of the server, and whether it is durable."""

    def get_connection_params(self) -> dict[str, Any]:
        var, durable = self.settings_dict["EMBEDDED"]
        try:
            self.settings_dict["HOST"] = str(use(Embedded(Path(var), durable=durable)))
        except CannotRunError as problem:
            raise OperationalError(str(problem)) from problem
        return super().get_connection_params()
