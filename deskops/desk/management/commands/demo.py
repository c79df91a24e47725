"""Fill an empty database with the demo."""

from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from deskops.desk.demo.load import load
from deskops.org.models import Store


class Command(BaseCommand):
    help = "Fill an empty database with a chain of malls, its people and some weeks of work."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--now", type=datetime.fromisoformat, help="the moment that the demo ends at")

    def handle(self, *args: Any, **options: Any) -> None:
        if Store.objects.exists():
            raise CommandError("This database is in use: the demo goes into an empty one only.")
        load(options["now"] or timezone.now())
        self.stdout.write("The demo is there: sign in as 1001 with deskops-demo.")
