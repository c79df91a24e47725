"""Filling sheets: nothing torn, headings repeated, page totals where a table is broken."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from .bands import Band


@dataclass(slots=True)
class _Sheet:
    bands: list[Band]
    begun: int
    """How many strips belong to the head: a sheet with no more takes any strip, however tall."""
    heading: Band | None = None
    lines: list[Band] = field(default_factory=list)
    """The strips of the table that is under way, for its page total."""

    @property
    def height(self) -> float:
        return sum(band.height for band in self.bands)


def filled(head: Sequence[Band], running: Band, bands: Iterable[Band], high: float) -> list[list[Band]]:
    """Sheets of at most `high` points: the first begins with `head`, the others with `running`."""
    filling = _Filling(_Sheet(list(head), len(head)), running, high)
    for band in bands:
        filling.place(band)
    filling.leave_table(None)
    return [sheet.bands for sheet in filling.sheets]


class _Filling:
    def __init__(self, first: _Sheet, running: Band, high: float) -> None:
        self.sheets = [first]
        self.running = running
        self.high = high
        self.foot: Callable[[Sequence[Band]], Band] | None = None
        self.broken = False

    def place(self, band: Band) -> None:
        """Put a strip on this sheet, or on the next when it doesn't fit."""
        if band.foot is not self.foot:
            self.leave_table(band)
        if self._needs(band) > self.high - self.sheets[-1].height and self._is_begun():
            self._break()
        sheet = self.sheets[-1]
        if band.heading and sheet.heading is not band.heading:
            sheet.bands.append(band.heading)
        sheet.heading = band.heading
        sheet.bands.append(band)
        if band.foot:
            sheet.lines.append(band)

    def leave_table(self, band: Band | None) -> None:
        """Another table begins, or none: a table that was broken shows its last page total too."""
        if self.broken:
            self._add_foot()
        self.sheets[-1].lines = []
        self.foot, self.broken = band.foot if band else None, False

    def _needs(self, band: Band) -> float:
        heading = band.heading if band.heading is not self.sheets[-1].heading else None
        foot = band.foot([]) if band.foot else None
        return band.height + sum(extra.height for extra in (heading, foot) if extra)

    def _is_begun(self) -> bool:
        sheet = self.sheets[-1]
        return len(sheet.bands) > sheet.begun

    def _break(self) -> None:
        if self.sheets[-1].lines:
            self._add_foot()
            self.broken = True
        self.sheets.append(_Sheet([self.running], 1))

    def _add_foot(self) -> None:
        sheet = self.sheets[-1]
        if self.foot and sheet.lines:
            sheet.bands.append(self.foot(sheet.lines))
