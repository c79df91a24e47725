"""Make the font of the papers before anybody waits for it."""

from typing import Any

from django.core.management.base import BaseCommand

from deskops.papers import fonts


class Command(BaseCommand):
    help = "Make the fonts that papers are printed with (about 15 seconds, once)."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(str(fonts.prepare()))
