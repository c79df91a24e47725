"""Signatures drawn on screen: whole points within the pad, or nothing."""

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskops.core.refusals import Refused
from deskops.papers.strokes import MAX_BYTES, MAX_POINTS, Strokes, read
from tests.papers.samples import waves

GOOD = {"width": 600, "height": 200, "paths": [[[0, 0], [300, 100]]]}


def test_strokes_read_back_as_written():
    assert read(waves().body) == waves()


def test_equal_strokes_have_one_digest():
    assert read(json.dumps(GOOD, indent=3)).digest == read(json.dumps(GOOD)).digest


@pytest.mark.parametrize(
    "body",
    [
        "",
        "null",
        "[]",
        "{}",
        "nonsense",
        "[" * 100_000,
        json.dumps({**GOOD, "script": "alert(1)"}),
        json.dumps({**GOOD, "width": 0}),
        json.dumps({**GOOD, "width": True}),
        json.dumps({**GOOD, "height": 99_999}),
        json.dumps({**GOOD, "paths": [[[0, 0], [601, 0]]]}),
        json.dumps({**GOOD, "paths": [[[0, 0], [-1, 0]]]}),
        json.dumps({**GOOD, "paths": [[[0, 0], [1.5, 0]]]}),
        json.dumps({**GOOD, "paths": [[[0, 0], ["1", 0]]]}),
        json.dumps({**GOOD, "paths": [[[0, 0, 0]]]}),
        json.dumps({**GOOD, "paths": 7}),
        json.dumps({**GOOD, "paths": [[[0, n % 200] for n in range(MAX_POINTS + 1)]]}),
        '{"width": NaN, "height": 1, "paths": []}',
        " " * (MAX_BYTES + 1),
    ],
)
def test_anything_else_is_refused(body):
    with pytest.raises(Refused) as refused:
        read(body)
    assert refused.value.code == "signature_unreadable"


@pytest.mark.parametrize("paths", [[], [[]], [[[5, 5]]], [[[5, 5], [9, 9]]]])
def test_a_slip_of_the_finger_is_no_signature(paths):
    with pytest.raises(Refused) as refused:
        read(json.dumps({**GOOD, "paths": paths}))
    assert refused.value.code == "signature_empty"


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda x: st.lists(x) | st.dictionaries(st.text(), x),
    )
)
def test_no_value_breaks_the_reader(value):
    with suppress(Refused):
        assert isinstance(read(json.dumps({**GOOD, "paths": value})), Strokes)
