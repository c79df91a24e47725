"""Prove the books and say every difference."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from deskops.core.money import format_money
from deskops.ledger.proofs import Line, prove_books


class Command(BaseCommand):
    """One line per kind of account and per proof; non-zero exit on any difference."""

    help = "Prove that every balance is explained by its entries."

    def handle(self, *args: Any, **options: Any) -> None:
        lines = prove_books()
        for line in lines:
            self._print(line)
        wrong = sum(line.wrong for line in lines)
        if wrong:
            raise CommandError(_("The books differ in %d places.") % wrong)

    def _print(self, line: Line) -> None:
        verdict = _("proved") if not line.wrong else _("%d differ") % line.wrong
        figures = f"{line.accounts:>9} {line.entries:>10} {format_money(line.balance):>20}"
        self.stdout.write(f"{line.code:<18} {figures}  {verdict}  {line.label}")
        for difference in line.differences:
            self.stdout.write(f"    {difference}")
