"""Reading a table that a person brings: CSV in UTF-8 or GB18030, or XLSX; nothing is guessed silently."""

import csv
import io
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import python_calamine
from django.utils.translation import gettext as _

from .refusals import Refused

LARGEST_UNPACKED = 2 * 1024**3  # bytes; a workbook that unpacks to more is refused unopened
LARGEST_RATIO = 200  # unpacked over packed; real workbooks stay below 60


def encoding_of(path: Path) -> str:
    """ "utf-8-sig" or "gb18030", by reading the whole file.

    Raises Refused when it is neither, and for UTF-16 and binary files.
    """
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            with path.open(encoding=encoding, newline="") as file:
                while block := file.read(1 << 20):
                    if "\x00" in block:
                        raise _unreadable(path)
        except UnicodeDecodeError:
            continue
        return encoding
    raise _unreadable(path)


def rows_of(path: Path) -> Iterator[list[str]]:
    """The rows of a table as text, header first, blank rows left out."""
    rows = _xlsx_rows(path) if is_xlsx(path) else _csv_rows(path)
    return (row for row in rows if any(row))


def is_xlsx(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(4) == b"PK\x03\x04"


def columns_of(header: Sequence[str], *, known: Sequence[str], required: Sequence[str]) -> list[str]:
    """The header's columns, stripped.

    Raises Refused naming a missing, unknown or repeated column.
    """
    columns = [name.strip().lstrip("\ufeff") for name in header]
    missing = [name for name in required if name not in columns]
    strange = [name for name in columns if name not in known]
    if missing or strange or len(set(columns)) != len(columns):
        raise Refused(
            "wrong_columns",
            _("The columns don't match. Missing: %(missing)s. Unknown: %(strange)s.")
            % {"missing": "、".join(missing) or "–", "strange": "、".join(strange) or "–"},
            field="file",
            value="、".join(columns)[:200],
            remedy=_("The file needs these columns: %s.") % "、".join(known),
        )
    return columns


def _csv_rows(path: Path) -> Iterator[list[str]]:
    with path.open(encoding=encoding_of(path), newline="") as file:
        yield from csv.reader(file)


def _xlsx_rows(path: Path) -> Iterator[list[str]]:
    refuse_bomb(path)
    try:
        sheet = python_calamine.CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0)
    except (python_calamine.CalamineError, IndexError) as error:
        raise _unreadable(path) from error
    for row in sheet.iter_rows():
        yield [_as_text(cell) for cell in row]


def refuse_bomb(path: Path) -> None:
    """Raises Refused for a workbook that would unpack to far more than it weighs."""
    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(item.file_size for item in archive.infolist())
    except zipfile.BadZipFile as error:
        raise _unreadable(path) from error
    if unpacked > LARGEST_UNPACKED or unpacked > path.stat().st_size * LARGEST_RATIO:
        raise Refused("file_bomb", _("The workbook unpacks to far more than a real one."), field="file")


def _as_text(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell)


def _unreadable(path: Path) -> Refused:
    return Refused(
        "file_unreadable",
        _("The file is neither CSV (UTF-8, GB18030) nor XLSX, or it is damaged."),
        field="file",
        value=path.name,
        remedy=_("Save it again as CSV or XLSX."),
    )


def write_csv(rows: Iterator[list[str]]) -> Iterator[bytes]:
    """Rows as CSV in UTF-8, some 64 KiB at a time."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    for row in rows:
        writer.writerow(row)
        if buffer.tell() > 1 << 16:
            yield buffer.getvalue().encode()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue().encode()
