"""What the import commands share: options, running, and the counts they print."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any, ClassVar

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from deskops.core.imports import IncompleteFile, Options, Report, run_import
from deskops.core.refusals import Refused
from deskops.org.models import Staff, Store


class ImportCommand(BaseCommand):
    """Take in a file; prints added, unchanged and refused, exits 1 when a row was refused."""

    kind: ClassVar[str]

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--store", help="store of rows that name none")
        parser.add_argument("--partial", action="store_true", help="take in the sound rows alone")
        parser.add_argument(
            "--create-stores", action="store_true", help="make stores and floors that don't exist"
        )
        parser.add_argument("--dry-run", action="store_true", help="look only")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        if not path.is_file():
            raise CommandError(f"{path}: no such file")
        try:
            report = run_import(self.kind, path, self._options(options), lambda done, total: None)
        except IncompleteFile as incomplete:
            self._show(incomplete.report, taken=False)
            raise CommandError(str(incomplete)) from None
        except Refused as refused:
            raise CommandError(str(refused)) from None
        self._show(report, taken=not options["dry_run"])
        if report.refused:
            raise CommandError(f"{report.refused} rows were refused")

    def _options(self, options: dict[str, Any]) -> Options:
        store = Store.objects.filter(code=options["store"]).first() if options["store"] else None
        if options["store"] and store is None:
            raise CommandError(f"no store has the code {options['store']}")
        return Options(
            by=Staff.objects.system(),
            now=timezone.now(),
            store=store,
            partial=options["partial"],
            create_stores=options["create_stores"],
            dry=options["dry_run"],
        )

    def _show(self, report: Report, *, taken: bool) -> None:
        for error in report.errors:
            self.stderr.write(f"row {error.row}: {error.column}: {error.value}: {error.message}")
        added = f"added {report.added}" if taken else f"added 0 (would add {report.added})"
        self.stdout.write(f"{added} unchanged {report.unchanged} refused {report.refused}")
        for name, value in report.totals.items():
            self.stdout.write(f"{name} {value}")
        for note in report.notes:
            self.stdout.write(note)
