"""`manage.py rotate_master_key`: a new master key, in three steps."""

import os
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from deskops.org.models import Staff
from deskops.secret_files import new_master_key
from members.services.erasing import rewrap_keys, versions_in_use
from members.vault import keyring


class Command(BaseCommand):
    help = (
        "Re-wrap every member's key by the first of DESKOPS_MASTER_KEY. With --new a new key is put in front "
        "of the file first: then restart the desk and run this again. With --forget-old the others go."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        steps = parser.add_mutually_exclusive_group()
        steps.add_argument("--new", action="store_true", help="put a new key in front")
        steps.add_argument("--forget-old", action="store_true", help="drop keys that wrap nothing any more")

    def handle(self, *_args: Any, new: bool, forget_old: bool, **_options: Any) -> None:
        if new:
            self._write([new_master_key(), *settings.MASTER_KEYS])
            self.stdout.write("A new key stands in front. Restart the desk, then run rotate_master_key.")
            return
        done = rewrap_keys(by=Staff.objects.system())
        self.stdout.write(f"Re-wrapped: {done}. Wrapping now: {keyring().newest}.")
        if forget_old:
            if versions_in_use() - {keyring().newest}:
                raise CommandError("Some keys are still wrapped by an older master key.")
            self._write(settings.MASTER_KEYS[:1])
            self.stdout.write("Older keys are forgotten. Restart the desk.")

    def _write(self, keys: list[str]) -> None:
        """Replace the file whole, readable by its owner only."""
        if os.environ.get("DESKOPS_MASTER_KEY") or os.environ.get("DESKOPS_MASTER_KEY_FILE"):
            raise CommandError(
                "The master key comes from the environment: change it there, the newest first, with commas."
            )
        path = Path(settings.VAR) / "secrets" / "master_key"
        draft = path.with_suffix(".new")
        draft.touch(mode=0o600)
        draft.write_text(",".join(keys) + "\n")
        draft.replace(path)
