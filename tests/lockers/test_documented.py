"""docs/lockers.md says what the rules do."""

import re
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import translation

from lockers.models import Handling
from lockers.rules import matching
from lockers.rules.deposits import waiting
from lockers.rules.keeping import APPROVERS, WAYS
from lockers.seeds import _LABELS

PAGE = Path(settings.BASE_DIR, "docs", "lockers.md").read_text()


def rows(first: str) -> list[list[str]]:
    table = PAGE.partition(f"| {first} |")[2].partition("\n\n")[0].splitlines()[2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table]


@pytest.mark.parametrize("row", rows("what"), ids=lambda row: row[0])
def test_terms(row):
    handling = Handling(row[0].split(" ")[0])
    assert int(row[1]) == _LABELS[handling][1]
    assert row[2].replace(" ", "_") == APPROVERS[handling]
    assert set(row[3].split(", ")) == WAYS[handling]


@pytest.mark.parametrize("row", rows("left on"), ids=lambda row: row[1])
def test_waiting(row):
    left, today = (date.fromisoformat(day) for day in row[:2])
    with translation.override("en"):
        assert str(waiting(left_on=left, today=today, days=3).label) == row[2]


def test_points():
    points = [int(re.findall(r"\d+", row[1])[0]) for row in rows("what agrees")]
    assert points == [
        matching.KIND,
        matching.COLOUR,
        matching.WORDS,
        matching.FLOOR,
        matching.PLACE,
        matching.TIME,
    ]
    assert sum(points) == 100
    assert f"from {matching.LEAST} on" in PAGE
