"""`manage.py erase_member CARD`: forget a person who asked for it."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from deskops.core.refusals import Refused
from deskops.org.clock import SHANGHAI
from deskops.org.models import Staff
from members.models import MemberCard
from members.services.erasing import erase_member


class Command(BaseCommand):
    help = "End a membership and forget the person, unless the law makes us keep the data."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("card", help="number of any card of the member")

    def handle(self, *_args: Any, card: str, **_options: Any) -> None:
        found = MemberCard.objects.filter(number=card).first()
        if found is None:
            raise CommandError(f"No member card has the number {card}.")
        now = timezone.now()
        try:
            erase_member(
                member_id=found.member_id,
                by=Staff.objects.system(),
                now=now,
                day=now.astimezone(SHANGHAI).date(),
            )
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(f"Forgotten: the member of card {card}.")
