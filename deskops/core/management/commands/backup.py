"""`manage.py backup FOLDER`: a copy of database and files."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from deskops.core.backup import BackupError, make_backup, read_manifest


class Command(BaseCommand):
    help = "Copy database and files into a new folder below FOLDER, with a manifest of digests."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path)

    def handle(self, *_args: Any, folder: Path, **_options: Any) -> None:
        try:
            made = make_backup(folder, now=timezone.localtime())
            manifest = read_manifest(made)
        except BackupError as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(
            f"{made}\n{manifest.files} files. The master key is not in it: keep that elsewhere."
        )
