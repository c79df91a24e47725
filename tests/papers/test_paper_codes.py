"""Codes for the scanner: the number, nothing else, in bars a slip printer can print."""

from typing import ClassVar

import pytest
from reportlab.graphics.barcode import code128
from reportlab.lib.units import mm

from deskops.papers.pen import MODULE, bar_modules

NUMBER = "SV-S00381-261122-0001"


class Drawn(code128.Code128):  # type: ignore[misc]  # reportlab has no types
    """The library's own drawing, written down instead of drawn."""

    bars: ClassVar[list[tuple[float, float]]] = []

    def rect(self, x, y, w, h):
        self.bars.append((round(x), round(w)))


@pytest.mark.parametrize("value", [NUMBER, "1234567890", "A", "AB12cd-/ ~"])
def test_bars_are_those_of_the_library(value):
    Drawn.bars.clear()
    Drawn(value, barWidth=1, quiet=0).draw()
    at, ours = 0, []
    for dark, width in bar_modules(value):
        if dark:
            ours.append((at, width))
        at += width
    assert ours == Drawn.bars


def test_the_code_of_a_number_fits_a_slip_with_its_quiet_zones():
    modules = sum(width for _dark, width in bar_modules(NUMBER))
    assert (modules + 20) * MODULE <= 80 * mm
