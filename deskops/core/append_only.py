"""Tables that only grow: rows are added by the web's role, never changed or removed."""

from django.apps import apps
from pghistory.models import Event

append_only: set[str] = set()
"""Names of tables; a models module adds its own beside the model. Tables of history are counted in."""

written_by_functions: set[str] = set()
"""Names of tables that only functions of the database write: the web's role may just read them."""


def append_only_tables() -> set[str]:
    """Every table that only grows: those named, and those that keep history."""
    return append_only | {
        model._meta.db_table
        for model in apps.get_models()
        if issubclass(model, Event) and model._meta.managed
    }
