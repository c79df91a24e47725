"""Connect a till of the POS from the command line, and print its key."""

from argparse import ArgumentParser
from typing import Any
from uuid import uuid4

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from deskops.core.refusals import Refused
from deskops.org.models import Staff, Store
from deskops.pos.models import PosTill
from deskops.pos.services import connect_till, make_key


class Command(BaseCommand):
    help = "Make a key for a till of the POS, connecting the till first when it isn't; prints the key, once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("store", help="the store's code")
        parser.add_argument("pos", help="the till's number as its receipts print it")
        parser.add_argument("--name", help="what stands on papers; the number when left out")

    def handle(self, *args: Any, **options: Any) -> None:
        store = Store.objects.filter(code=options["store"]).first()
        if store is None:
            raise CommandError(f"no store has the code {options['store']}")
        by, now, code = Staff.objects.system(), timezone.now(), options["pos"]
        try:
            till = PosTill.objects.filter(store=store, code=code).first() or connect_till(
                request_key=uuid4(),
                by=by,
                store=store,
                now=now,
                code=code,
                name=options["name"] or f"收银机 {code}",
            )
            made = make_key(request_key=uuid4(), by=by, now=now, till_id=till.pk)
        except Refused as refused:
            raise CommandError(str(refused)) from None
        self.stdout.write(made.secret)
