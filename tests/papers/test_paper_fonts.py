"""The font: made once, every character shown or reported, searchable beyond U+FFFF, safe in threads."""

import logging
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from deskops.papers import fonts
from deskops.papers.layout import render, rendered
from deskops.papers.paper import Field
from tests.papers.reading import text
from tests.papers.samples import MARK, RARE, refund

LOST = "\U0001f600"


def test_rare_characters_of_names_have_glyphs():
    assert fonts.missing(RARE) == set()


@pytest.mark.parametrize("char", RARE)
def test_each_rare_character_is_found_in_the_file(char):
    assert char in text(render(replace(refund(), fields=[Field("顾客", f"王{char}")]), printed=MARK))


def test_a_character_no_font_has_is_shown_and_reported(caplog):
    paper = replace(refund(), fields=[Field("顾客", f"王{LOST}明")])
    with caplog.at_level(logging.WARNING, logger="deskops.papers.pen"):
        result = rendered(paper, printed=MARK)
    assert "王〓明" in text(result.pdf)
    assert result.missing == {LOST}
    assert [record.getMessage() for record in caplog.records] == ["no glyph on paper for U+1F600"]


def test_a_name_is_never_logged(caplog):
    with caplog.at_level(logging.DEBUG):
        render(replace(refund(), fields=[Field("顾客", f"王秘密{LOST}")]), printed=MARK)
    assert "王" not in caplog.text


def test_invisible_characters_take_no_place():
    assert fonts.shown("王\u200b\ufe0f\U000e0100小\t明\x00") == "王小 明"


def test_width_of_missing_characters_is_that_of_the_mark():
    assert fonts.width(LOST, 10) == fonts.width(fonts.MISSING, 10) == 10


def test_figures_are_all_of_one_width():
    assert len({fonts.width(figure, 10) for figure in "0123456789"}) == 1


def test_codes_of_the_unicode_map_come_in_blocks_of_a_hundred():
    cmap = fonts.to_unicode("F", [0x4E00 + n for n in range(250)] + [0x20164])
    assert [line for line in cmap.splitlines() if line.endswith("beginbfchar")] == [
        "100 beginbfchar",
        "100 beginbfchar",
        "51 beginbfchar",
    ]
    assert cmap.splitlines()[-6] == "<FA> <d840dd64>"


def test_runs_of_one_font_join_to_the_whole_text():
    runs = list(fonts.runs(f"王{LOST}{LOST}明"))
    assert [stretch for _font, stretch in runs] == ["王", "〓〓", "明"]


def test_every_common_character_has_a_glyph():
    """GB 2312, level 1 and 2: what Chinese names are mostly made of."""
    common = {
        bytes((row, cell)).decode("gb2312", "ignore")
        for row in range(0xB0, 0xF8)
        for cell in range(0xA1, 0xFF)
    }
    assert {char for char in fonts.missing("".join(common)) if unicodedata.category(char) == "Lo"} == set()


def test_threads_get_the_bytes_that_one_gets():
    papers = [replace(refund(), fields=[Field("顾客", f"{RARE}{n}")]) for n in range(16)]
    alone = [render(paper, printed=MARK) for paper in papers]
    with ThreadPoolExecutor(16) as threads:
        together = list(threads.map(lambda paper: render(paper, printed=MARK), papers * 4))
    assert together == alone * 4


def test_preparing_again_changes_nothing():
    made = fonts.prepare()
    before = made.stat().st_mtime_ns
    assert fonts.prepare() == made
    assert made.stat().st_mtime_ns == before
