"""Reading the tables of a page of docs/, so that a row that isn't true fails."""

from pathlib import Path


def tables(page: Path) -> dict[tuple[str, ...], list[tuple[str, ...]]]:
    """The page's tables: their headings as key, their rows."""
    found: dict[tuple[str, ...], list[tuple[str, ...]]] = {}
    rows = None
    for line in page.read_text(encoding="utf-8").splitlines():
        if not line.startswith("|"):
            rows = None
        elif rows is None:
            rows = found.setdefault(tuple(_cells(line)), [])
        elif not line.startswith("| ---"):
            rows.append(tuple(_cells(line)))
    return found


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip("|").split("|")]
