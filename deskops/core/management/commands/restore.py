"""`manage.py restore BACKUP`: database and files as they were, and the books proved."""

from pathlib import Path
from typing import Any

from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand, CommandError, CommandParser

from deskops.core import backup
from deskops.core.backup import BackupError, Manifest


class Command(BaseCommand):
    help = "Load a backup into an empty database and the file storage, then prove the books."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("backup", type=Path, help="the folder that `manage.py backup` made")
        parser.add_argument("--replace", action="store_true", help="remove what the database holds now")
        parser.add_argument(
            "--other-key", action="store_true", help="go on without the master key it was made with"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        folder: Path = options["backup"]
        try:
            manifest = backup.read_manifest(folder)
            check_keys(manifest, other_key=options["other_key"])
            if options["replace"]:
                backup.empty_database()
            elif not backup.database_is_empty():
                raise CommandError("The database is not empty; --replace removes what it holds.")
            backup.restore_database(folder)
            restored = backup.restore_files(folder)
        except BackupError as problem:
            raise CommandError(str(problem)) from problem
        call_command(
            "migrate", verbosity=0, interactive=False
        )  # newer code's tables, and the web role's rights
        self.stdout.write(f"Restored what was backed up at {manifest.made_at}; {restored} files put back.")
        if "prove_books" in get_commands():
            call_command("prove_books", stdout=self.stdout)


def check_keys(manifest: Manifest, *, other_key: bool) -> None:
    """Raise BackupError when none of our master keys opens the identities of the backup."""
    if not other_key and not set(manifest.keys) & set(backup.key_fingerprints()):
        raise BackupError(
            "The backup was made with another master key: identities could not be read."
            " Set DESKOPS_MASTER_KEY to the key of that time (others after a comma), or give --other-key."
        )
