"""The list of members as a file: masked, asked for with a reason, made in the background and kept."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from tempfile import TemporaryFile
from typing import Any, BinaryIO, cast
from uuid import UUID

from django.conf import settings
from django.core.files import File
from django.db.models import CharField, F, Func, OuterRef, QuerySet, Subquery, Value
from django.db.models.expressions import Case, When
from django.db.models.functions import Coalesce, NullIf, Replace
from django.db.models.lookups import Regex
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deskops.core.exports import Column, Kind, Table
from deskops.core.files import store_file
from deskops.core.jobs import JobKind, Outcome, Progress, start_job
from deskops.core.models import Job
from deskops.core.refusals import Refused
from deskops.ledger.reports.exporting import TYPES, Format, write_table
from deskops.ledger.reports.expressions import worded
from deskops.org.access import held_by
from deskops.org.clock import SHANGHAI
from deskops.org.models import Role, Staff, Store

from .models import Member, MemberCard, Tier
from .models.people import Missing
from .queries.search import find_members
from .rules.masks import STARS

KIND = "members.export"
EXPORTERS = frozenset({Role.INFORMATION, Role.SERVICE_MANAGER, Role.STORE_MANAGER, Role.ADMINISTRATOR})
"""Who may take the list of members out of the desk: who keeps it, and who answers for the desk."""

MOBILE = r"^\+?(?:86)?(1\d\d)\d{4}(\d{4})$"


@dataclass(frozen=True)
class Chosen:
    """Which members: the filters of the back office's list. Empty ones choose everybody."""

    first: date | None = None
    last: date | None = None
    store: int | None = None
    tier: int | None = None
    state: str = ""
    q: str = ""

    def rows(self) -> QuerySet[Member]:
        """The members chosen, in the order in which they came."""
        wanted = {
            "joined_on__gte": self.first,
            "joined_on__lte": self.last,
            "home_store": self.store,
            "tier": self.tier,
            "state": self.state,
        }
        rows = Member.objects.filter(**{path: value for path, value in wanted.items() if value}).order_by(
            "pk"
        )
        if self.q.strip():
            rows = rows.filter(pk__in=[one.id for one in find_members(self.q, by_number=False)])
        return rows.order_by("pk")

    def words(self) -> list[tuple[str, str]]:
        """The filters as a person reads them."""
        days = f"{self.first or ''} – {self.last or ''}" if self.first or self.last else ""
        said = [
            (_("Joined"), days),
            (_("Home store"), str(Store.objects.get(pk=self.store)) if self.store else ""),
            (_("Tier"), str(Tier.objects.get(pk=self.tier)) if self.tier else ""),
            (_("State"), str(Member.State(self.state).label) if self.state else ""),
            (_("Looked for"), self.q.strip()),
        ]
        return [(label, words) for label, words in said if words]


def columns() -> list[Column]:
    """What the file shows of a member: nothing in full that the screens don't show in full."""
    live = MemberCard.objects.filter(member=OuterRef("pk"), state__in=MemberCard.LIVE)
    return [
        Column("card", _("Card number"), cast(Any, Subquery(live.values("number")[:1])), width=14),
        Column("name", _("Name"), "name", width=14),
        Column("number", _("ID number (masked)"), "masked_number", width=22),
        Column("phone", _("Telephone (masked)"), masked_phone(), width=16),
        Column("tier", _("Tier"), "tier__name", width=10),
        Column("store", _("Home store"), "home_store__name", width=24),
        Column("joined", _("Joined"), "joined_on", Kind.DATE),
        Column("state", _("State"), worded("state", Member.State.choices), width=12),
        Column("missing", _("Missing"), _missing(), width=24),
    ]


def masked_phone() -> Any:
    """The number to ring first as ``rules.masks.mask_phone`` shows it, by the database."""
    phone = Coalesce(NullIf(F("mobile"), Value("")), F("home_phone"), output_field=CharField())
    middle = Func(phone, Value(MOBILE), Value(rf"\1{STARS}\2"), function="regexp_replace")
    tail = Func(Value(STARS), Func(phone, Value(4), function="right"), function="concat")
    return Case(
        When(mobile="", home_phone="", then=Value("")),
        When(Regex(phone, MOBILE), then=middle),
        default=tail,
        output_field=CharField(),
    )


def _missing() -> Any:
    """What is missing, in words."""
    found: Any = Func(F("missing"), Value("、"), function="array_to_string", output_field=CharField())
    for one in Missing:
        found = Replace(found, Value(one.value), Value(str(one.label)))
    return found


def ask_export(
    *, request_key: UUID, chosen: Chosen, form: Format, reason: str, by: Staff, store: Store, now: datetime
) -> Job:
    """The job that makes the file; who asked, for what and why stays with it.

    Raises Refused without a reason, for members of stores beyond the asker's reach, and when nobody is
    chosen.
    """
    reason = reason.strip()[:200]
    if not reason:
        raise Refused("reason_missing", _("Say what the list is for."), field="reason")
    if not reaches(by, chosen.store, on=now.astimezone(SHANGHAI).date()):
        raise Refused(
            "beyond_reach",
            _("You may take out the members of your own stores only."),
            field="store",
            remedy=_("Choose the home store."),
        )
    if not chosen.rows().exists():
        raise Refused("nobody_chosen", _("Nobody is chosen."), remedy=_("Take away a filter."))
    days = {
        "first": chosen.first and chosen.first.isoformat(),
        "last": chosen.last and chosen.last.isoformat(),
    }
    return start_job(
        request_key=request_key,
        kind=KIND,
        title=f"{_('Members, masked')} {form.label}",
        by=by,
        store=store,
        params={**asdict(chosen), **days, "form": str(form), "reason": reason},
    )


def reaches(staff: Staff, store_id: int | None, *, on: date) -> bool:
    """Whether a person may take out the members of a store, or of the chain where none is named."""
    held = [one for one in held_by(staff, on) if one.role in EXPORTERS]
    if store_id is None:
        return any(one.store_id is None and one.region_id is None for one in held)
    store = Store.objects.get(pk=store_id)
    return any(one.reaches(store) for one in held)


def asked_again(params: Mapping[str, Any]) -> Chosen:
    """What was chosen, from a job's parameters."""
    days = {name: params[name] and date.fromisoformat(params[name]) for name in ("first", "last")}
    return Chosen(**{**{name: params[name] for name in ("store", "tier", "state", "q")}, **days})


def run(job: Job, progress: Progress) -> Outcome:
    """Write the file, in Chinese, and put it into storage with its SHA-256."""
    form, chosen = Format(job.params["form"]), asked_again(job.params)
    at = job.asked_at.astimezone(SHANGHAI)
    with translation.override(settings.LANGUAGE_CODE), TemporaryFile() as out:
        facts = [
            *chosen.words(),
            (_("Reason"), job.params["reason"]),
            (_("Made by"), str(job.asked_by)),
            (_("Made at"), f"{at:%Y-%m-%d %H:%M:%S}"),
        ]
        table = Table(_("Members, masked"), columns(), chosen.rows(), facts)
        write_table(table, form, cast(BinaryIO, out))
        out.seek(0)
        file = store_file(
            File(cast(Any, out)),
            name=f"{_('Members, masked')}_{at:%Y%m%d%H%M%S}_{job.asked_by.number}.{form}",
            content_type=TYPES[form],
            by=job.asked_by,
        )
        return Outcome(file, {"sha256": file.sha256})


MEMBERS_EXPORT = JobKind(KIND, gettext_lazy("list of members"), run)
