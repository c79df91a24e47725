"""Migrating quickly: a state of the models that draws anew only what an operation changed.

Django draws a changed model anew together with everything that points to it, and here everything points
to everything over staff and documents: some 1,800 operations of an empty database took four minutes of a
processor, 15 seconds as below. What is left out never reaches PostgreSQL: a new model's neighbours, and
options that the statements get from the operation itself. See docs/decisions/migrating.md.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from django.db.migrations.state import ModelState, ProjectState
from django.db.models import NOT_PROVIDED, Field
from pgtrigger.migrations import AddTrigger


@contextmanager
def quick_states() -> Iterator[None]:
    """Migrate forwards inside, with models drawn once; going backwards, and all else, are Django's own."""
    before = [(owner, name, getattr(owner, name)) for owner, name, _quick in QUICK]
    try:
        for owner, name, quick in QUICK:
            setattr(owner, name, quick)
        yield
    finally:
        for owner, name, own in before:
            setattr(owner, name, own)


def _drawn(state: ProjectState) -> bool:
    return "apps" in state.__dict__  # hasattr would draw them


def _add_model(state: Any, model: ModelState) -> None:
    key = model.app_label, model.name_lower
    state.models[key] = model
    if state._relations is not None:
        state.resolve_model_relations(key)
    if _drawn(state):
        state.apps.render_multiple([model])


def _add_field(  # noqa: PLR0917 - as Django calls it
    state: Any, app_label: str, model_name: str, name: str, field: Field[Any, Any], preserve_default: bool
) -> None:
    if not preserve_default:
        field = field.clone()
        field.default = NOT_PROVIDED
    key = app_label, model_name
    state.models[key].fields[name] = field
    if state._relations is not None:
        state.resolve_model_field_relations(key, name, field)
    if _drawn(state):
        state.apps.get_model(*key).add_to_class(name, field.clone())


def _alter_options(
    state: Any,
    app_label: str,
    model_name: str,
    options: Mapping[str, Any],
    option_keys: Sequence[str] | None = None,
) -> None:
    model = state.models[app_label, model_name]
    kept = {key: value for key, value in model.options.items() if key not in (option_keys or ())}
    model.options = {**kept, **options}


def _append_option(state: Any, app_label: str, model_name: str, option_name: str, value: object) -> None:
    options = state.models[app_label, model_name].options
    options[option_name] = [*options.get(option_name, []), value]


def _add_trigger(operation: Any, app_label: str, state: ProjectState) -> None:
    _append_option(state, app_label, operation.model_name, "triggers", operation.trigger)


QUICK: tuple[tuple[type, str, Callable[..., None]], ...] = (
    (ProjectState, "add_model", _add_model),
    (ProjectState, "add_field", _add_field),
    (ProjectState, "alter_model_options", _alter_options),
    (ProjectState, "_append_option", _append_option),
    (AddTrigger, "state_forwards", _add_trigger),
)
