"""The plan of the house, kept: foreign keys point the way imports do."""

import tomllib
from pathlib import Path

from django.apps import apps
from django.conf import settings

ROOT = Path(settings.BASE_DIR)


def layers() -> list[set[str]]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    contract = project["tool"]["importlinter"]["contracts"][0]
    return [{name.strip() for name in layer.split("|")} for layer in contract["layers"]]


def height_of(module: str) -> int | None:
    for height, names in enumerate(reversed(layers())):
        if any(module == name or module.startswith(f"{name}.") for name in names):
            return height
    return None


def test_foreign_keys_never_point_to_a_room_above():
    upward = [
        f"{model._meta.label}.{field.name} -> {field.related_model._meta.label}"
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if field.many_to_one or (field.one_to_one and not field.auto_created)
        if (mine := height_of(model.__module__)) is not None
        and (theirs := height_of(field.related_model.__module__)) is not None
        and theirs > mine
    ]
    assert upward == []


def test_every_room_has_its_place_in_the_contract():
    rooms = {
        c.name for c in apps.get_app_configs() if Path(c.path).is_relative_to(ROOT) and ".venv" not in c.path
    }
    assert {room for room in rooms if height_of(room) is None} == set()


def test_no_python_file_outgrows_four_hundred_lines():
    long = {
        str(path.relative_to(ROOT)): lines
        for folder in (
            "deskops",
            "members",
            "cards",
            "refunds",
            "cashback",
            "gifts",
            "lockers",
            "complaints",
            "tests",
        )
        for path in (ROOT / folder).rglob("*.py")
        if "migrations" not in path.parts and (lines := len(path.read_text().splitlines())) > 400
    }
    assert long == {}
