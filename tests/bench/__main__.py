"""Run every bench and print one table; exit non-zero when a bound is missed."""

import argparse
import logging
import os
import sys
import unicodedata
from collections.abc import Callable, Iterable
from importlib import import_module
from pathlib import Path


def modules() -> list[str]:
    """The benches there are."""
    here = Path(__file__).parent
    found = [*here.glob("*.py"), *(file.parent for file in here.glob("*/__init__.py"))]
    return sorted(
        {file.stem for file in found} - {"__init__", "__main__", "bulk", "harness", "opened", "served"}
    )


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--scale", type=float, default=0.01, help="1 is a million members")
    parser.add_argument("--report", action="store_true", help="a missed bound is printed and is no failure")
    parser.add_argument("only", nargs="*", metavar="module", help=", ".join(modules()))
    asked = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    os.environ.setdefault("DESKOPS_VAR", str(Path(__file__).parents[2] / "var"))  # on disk, as a desk has it
    import django

    django.setup()
    logging.disable(logging.INFO)  # a line for each request that is measured
    missed = measure(asked.only or modules(), asked.scale)
    return 1 if missed and not asked.report else 0


def measure(names: Iterable[str], scale: float) -> int:
    """Print the table and return how many bounds were missed."""
    from tests.bench.harness import Row, fresh_database

    missed = 0
    sys.stdout.write(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} before; scale {scale:g}\n")
    say("measured", "floor", "ours", "unit", "ratio", "bound", "")
    for name in names:
        rows: Callable[[float], Iterable[Row]] = import_module(f"tests.bench.{name}").rows
        with fresh_database():
            for row in rows(scale):
                missed += not row.met
                floor = "–" if row.floor is None else f"{row.floor:.3f}"
                verdict = ("ok" if row.met else "MISSED") + (f"  {row.note}" if row.note else "")
                figures = (floor, f"{row.ours:.3f}", row.unit, f"{row.ratio:.2f}", f"≤ {row.bound:g}")
                say(f"{name}: {row.name}", *figures, verdict)
    return missed


def say(name: str, *cells: str) -> None:
    wide = sum(unicodedata.east_asian_width(char) in "WF" for char in name)
    widths = (11, 11, 5, 8, 8)
    figures = " ".join(f"{cell:>{width}}" for cell, width in zip(cells, widths, strict=False))
    sys.stdout.write(f"{name:<{62 - wide}} {figures}  {cells[-1]}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
