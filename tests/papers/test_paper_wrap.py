"""Lines: as wide as allowed, nothing lost, marks where Chinese puts them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskops.papers.fonts import width
from deskops.papers.wrap import lines

chinese = st.text("欧阳𠅤（）《》，。：abcXYZ 0189.-/", max_size=60)


@given(chinese, st.floats(12, 200))
def test_nothing_is_lost_or_doubled(text, room):
    assert "".join("".join(lines(text, room, 10)).split()) == "".join(text.split())


@given(chinese, st.floats(12, 200))
def test_no_line_is_wider_than_the_room(text, room):
    assert all(width(line, 10) <= room for line in lines(text, room, 10))


@pytest.mark.parametrize(
    ("text", "room", "expected"),
    [
        ("", 50, [""]),
        ("顾客", 50, ["顾客"]),
        ("一二三四五", 30, ["一二三", "四五"]),
        ("一二三，四", 30, ["一二", "三，四"]),
        ("一二（三四", 30, ["一二", "（三四"]),
        ("ab cde", 18, ["ab", "cde"]),
        ("一\n二", 50, ["一", "二"]),
        ("ABCDEFGH", 20, ["ABC", "DEF", "GH"]),
    ],
)
def test_where_lines_break(text, room, expected):
    assert lines(text, room, 10) == expected
