"""The registers of lockers as files: deposits, boxes opened, sweeps, found items, losses; masked."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from tempfile import TemporaryFile
from typing import Any, BinaryIO, cast
from uuid import UUID

from django.conf import settings
from django.core.files import File
from django.db.models import CharField, Count, F, Func, Q, QuerySet, Value
from django.db.models.expressions import Case, When
from django.db.models.functions import Coalesce, Concat
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from deskops.core.exports import Column, Kind, Table
from deskops.core.files import store_file
from deskops.core.jobs import JobKind, Outcome, Progress, start_job
from deskops.core.models import Job
from deskops.core.refusals import Refused, Text
from deskops.ledger.reports.exporting import TYPES, Format, write_table
from deskops.ledger.reports.expressions import person, worded
from deskops.org.clock import SHANGHAI
from deskops.org.models import Staff, Store
from deskops.papers.models import Proxy
from members.rules.masks import STARS

from .models import Category, Deposit, FoundItem, Handling, LossReport, Opening, Place, Sweep

KIND = "lockers.register"
MOST_DAYS = 366
MOBILE = r"^\+86(1\d\d)\d{4}(\d{4})$"


def masked(path: str) -> Any:
    """A telephone as lists show it, by the database."""
    middle = Func(
        F(path), Value(MOBILE), Value(rf"\1{STARS}\2"), function="regexp_replace", output_field=CharField()
    )
    tail = Concat(
        Value(STARS),
        Func(F(path), Value(4), function="right", output_field=CharField()),
        output_field=CharField(),
    )
    return Case(
        When(Q(**{f"{path}__isnull": True}) | Q(**{path: ""}), then=Value("")),
        When(**{f"{path}__regex": MOBILE}, then=middle),
        default=tail,
        output_field=CharField(),
    )


def _box(prefix: str) -> Any:
    """A-07, nothing where there is no box."""
    number = Func(F(f"{prefix}__number"), Value("FM00"), function="to_char", output_field=CharField())
    return Case(
        When(Q(**{f"{prefix}__isnull": True}), then=Value("")),
        default=Concat(F(f"{prefix}__cabinet__code"), Value("-"), number, output_field=CharField()),
    )


def _head() -> list[Column]:
    return [
        Column("day", _("Business date"), "document__business_date", Kind.DATE),
        Column("number", _("Number"), "document__number", width=24),
    ]


def _deposits() -> list[Column]:
    return [
        *_head(),
        Column("tag", _("Tag"), "tag", width=12),
        Column("what", _("What it is"), "description", width=28),
        Column("pieces", pgettext_lazy("deposit", "Pieces"), "pieces", Kind.INT, total=True),
        Column("valuables", _("Valuables declared"), "valuables", width=20),
        Column("seal", _("Seal number"), "seal", width=14),
        Column("owner", _("Owner"), "owner__name", width=12),
        Column("phone", _("Telephone (masked)"), masked("owner__phone"), width=16),
        Column("place", _("Place"), worded("place", Place.choices), width=12),
        Column("clerk", _("Taken in by"), person("document__maker"), width=16),
        Column("at", _("Taken in at"), "document__made_at", Kind.TIME),
        Column("state", _("State"), worded("state", Deposit.State.choices), width=14),
        Column("how", _("How given back"), worded("how", Deposit.How.choices), width=22),
        Column("returned", _("Given back at"), "returned_at", Kind.TIME),
        Column("by", _("Given back by"), person("returned_by"), width=16),
        Column("taker", _("Taken by"), Coalesce("taker__name", Value("")), width=12),
        Column("reason", _("Why without the tag"), "reason", width=24),
    ]


def _openings() -> list[Column]:
    return [
        *_head(),
        Column("box", _("Locker box"), _box("box"), width=10),
        Column("cause", _("Cause"), worded("cause", Opening.Cause.choices), width=16),
        Column("said", _("What the customer says is inside"), "said", width=30),
        Column("inside", _("What was inside"), "inside", width=30),
        Column("outcome", _("Outcome"), worded("outcome", Opening.Outcome.choices), width=20),
        Column("customer", _("Customer"), "customer__name", width=12),
        Column("phone", _("Telephone (masked)"), masked("customer__phone"), width=16),
        Column("paper", _("Paper seen"), worded("customer__paper", Proxy.Seen.choices), width=16),
        Column("last4", _("Its last four"), "customer__last4", width=8),
        Column("guard", _("Security as witness"), person("guard"), width=16),
        Column("clerk", _("Opened by"), person("opened_by"), width=16),
        Column("at", _("Opened at"), "opened_at", Kind.TIME),
        Column("state", _("State"), worded("state", Opening.State.choices), width=12),
    ]


def _swept() -> QuerySet[Sweep]:
    return Sweep.objects.annotate(
        boxes=Count("lines"),
        left_behind=Count("lines", filter=Q(lines__result="left")),
        stuck=Count("lines", filter=Q(lines__result="stuck")),
    )


def _sweeps() -> list[Column]:
    return [
        *_head(),
        Column("boxes", _("Boxes"), "boxes", Kind.INT),
        Column("left", _("With something left"), "left_behind", Kind.INT),
        Column("stuck", _("Couldn't be opened"), "stuck", Kind.INT),
        Column("clerk", _("Desk"), person("signed_by"), width=16),
        Column("guard", _("Security"), person("guard"), width=16),
        Column("at", _("Signed at"), "signed_at", Kind.TIME),
        Column("state", _("State"), worded("state", Sweep.State.choices), width=12),
        Column("note", _("Note"), "note", width=24),
    ]


def _found() -> list[Column]:
    return [
        *_head(),
        Column("kind", _("Kind of thing"), worded("category", Category.choices), width=14),
        Column("handling", _("Kept as"), worded("handling", Handling.choices), width=10),
        Column("what", _("What it is"), "description", width=28),
        Column("colour", _("Colour"), "colour", width=8),
        Column("cash", _("Cash in it"), "cash", Kind.MONEY, total=True),
        Column("source", _("Where it comes from"), worded("source", FoundItem.Source.choices), width=22),
        Column("where", _("Found where"), "where", width=20),
        Column("box", _("Locker box"), _box("box"), width=10),
        Column("found", _("Found at"), "found_at", Kind.TIME),
        Column("finder", _("Finder"), Coalesce("finder__name", Value("")), width=12),
        Column("holder", _("Who has it"), person("holder"), width=16),
        Column("place", _("Place"), worded("place", Place.choices), width=12),
        Column("seal", _("Seal number"), "seal", width=14),
        Column("until", _("Kept until"), "keep_until", Kind.DATE),
        Column("state", _("State"), worded("state", FoundItem.State.choices), width=12),
        Column("claimant", _("Claimant"), Coalesce("claim__claimant__name", Value("")), width=12),
        Column("claimed", _("Claimed at"), "claim__document__made_at", Kind.TIME),
        Column("list", _("Handed on by list"), Coalesce("handing__document__number", Value("")), width=24),
    ]


def _losses() -> list[Column]:
    return [
        *_head(),
        Column("kind", _("Kind of thing"), worded("category", Category.choices), width=14),
        Column("what", _("What it is"), "description", width=28),
        Column("where", _("Lost where"), "where", width=20),
        Column("from", _("Last seen on"), "lost_from", Kind.DATE),
        Column("to", _("Missed on"), "lost_to", Kind.DATE),
        Column("owner", _("Owner"), "owner__name", width=12),
        Column("phone", _("Telephone (masked)"), masked("owner__phone"), width=16),
        Column("state", _("State"), worded("state", LossReport.State.choices), width=14),
        Column("item", _("Found item"), Coalesce("claim__item__document__number", Value("")), width=24),
        Column("why", _("Why closed"), "why", width=24),
        Column("clerk", _("Clerk"), person("document__maker"), width=16),
    ]


@dataclass(frozen=True)
class Register:
    """One register: its name, its rows, its columns."""

    label: Text
    rows: Callable[[], QuerySet[Any]]
    columns: Callable[[], Sequence[Column]]


REGISTERS = {
    "deposits": Register(gettext_lazy("Deposits"), Deposit.objects.all, _deposits),
    "openings": Register(gettext_lazy("Boxes opened by hand"), Opening.objects.all, _openings),
    "sweeps": Register(gettext_lazy("Sweeps"), _swept, _sweeps),
    "found": Register(gettext_lazy("Found items"), FoundItem.objects.all, _found),
    "losses": Register(gettext_lazy("Reports of loss"), LossReport.objects.all, _losses),
}


def table_of(
    which: str, store: Store, first: date, last: date, facts: Sequence[tuple[str, str]] = ()
) -> Table:
    """A register of a store between two business dates, both included."""
    register = REGISTERS[which]
    rows = register.rows().filter(document__store=store, document__business_date__range=(first, last))
    return Table(str(register.label), register.columns(), rows.order_by("document_id"), facts)


def ask_register(
    *,
    request_key: UUID,
    which: str,
    first: date,
    last: date,
    form: Format,
    by: Staff,
    store: Store,
) -> Job:
    """The job that makes the file. Raises Refused for days turned round or more than a year."""
    if last < first or (last - first).days >= MOST_DAYS:
        raise Refused(
            "days_wrong",
            _("From the first day to the last, at most a year."),
            field="last",
            value=f"{first} – {last}",
        )
    params = {"which": which, "first": first.isoformat(), "last": last.isoformat(), "form": str(form)}
    return start_job(
        request_key=request_key,
        kind=KIND,
        title=f"{REGISTERS[which].label} {first} – {last}",
        by=by,
        store=store,
        params=params,
    )


def run(job: Job, progress: Progress) -> Outcome:
    """Write the register, in Chinese, and put it into storage."""
    which, form = job.params["which"], Format(job.params["form"])
    first, last = (date.fromisoformat(job.params[name]) for name in ("first", "last"))
    at: datetime = job.asked_at.astimezone(SHANGHAI)
    store = job.store
    assert store is not None
    with translation.override(settings.LANGUAGE_CODE), TemporaryFile() as out:
        facts = [
            (_("Store"), str(store)),
            (_("Business dates"), f"{first} – {last}"),
            (_("Made by"), str(job.asked_by)),
            (_("Made at"), f"{at:%Y-%m-%d %H:%M:%S}"),
        ]
        table = table_of(which, store, first, last, facts)
        write_table(table, form, cast(BinaryIO, out))
        out.seek(0)
        file = store_file(
            File(cast(Any, out)),
            name=f"{table.title}_{store.code}_{first}_{last}.{form}",
            content_type=TYPES[form],
            by=job.asked_by,
        )
        return Outcome(file, {"sha256": file.sha256})


REGISTER_JOB = JobKind(KIND, gettext_lazy("register of the lockers"), run)
