"""History that the database keeps: one decorator for every model that matters."""

from collections.abc import Callable
from typing import Any

import pghistory
from django.db import models


def tracked[M: type[models.Model]](*, exclude: tuple[str, ...] = ()) -> Callable[[M], M]:
    """Keep each inserted and changed row of the model, with who and from where, by triggers.

    ``exclude`` names fields that must not be copied (passwords, secrets).
    """
    options: dict[str, Any] = {"exclude": list(exclude)} if exclude else {}

    def decorate(model: M) -> M:
        return pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), **options)(model)  # type: ignore[no-any-return]

    return decorate
