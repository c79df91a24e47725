"""A complaint is registered (客户投诉登记表): what the customer says, the way it came, whom it is about."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from deskops.clocks.services import Job, start
from deskops.core.acts import act
from deskops.core.calendar import end_of, local_date
from deskops.core.models import StoredFile
from deskops.core.refusals import Refused
from deskops.documents.models import Document
from deskops.documents.services import SEQUENCE, begin_document, file_document
from deskops.org.access import held_by
from deskops.org.models import Floor, Role, Staff, Store
from members.rules.phones import read_phone

from ..models import Complaint, Step
from ..models.words import Channel
from ..promises import ANSWER, LAW, LAW_DAYS, PLAN
from ..roles import CLERKS
from .base import digests, fresh, job_of, keep_due, record, told

KIND = "complaint"
Kind, State = Complaint.Kind, Complaint.State


@dataclass(frozen=True)
class Said:
    """What is registered: the customer's words stay as they are. ``person_id`` is one of our staff."""

    kind: Complaint.Kind
    channel: Channel
    name: str
    telephone: str
    what: str
    demand: str = ""
    receipt: str = ""
    department: str = ""
    shop: str = ""
    floor_id: int | None = None
    person_id: int | None = None
    person_name: str = ""
    member_id: int | None = None
    store_part: str = ""
    evidence: Sequence[StoredFile] = field(default=())

    @property
    def asked(self) -> dict[str, object]:
        """What of it makes a request another one."""
        return {**asdict(self), "evidence": digests(self.evidence)}


def register(
    *, request_key: UUID, by: Staff, store: Store, now: datetime, said: Said, handler: Staff | None = None
) -> Complaint:
    """Register a complaint or a suggestion; its clocks start. ``handler`` is the registrar when None.

    With ``store_part`` the store has settled it already: the area manager's part and head office's call
    follow. Raises Refused: no name or words, no telephone (an opinion box may have none), no demand of a
    complaint, a floor of another store, a handler who is not of the desk or whom it is about.
    """
    asked = {**said.asked, "store": store.pk, "handler": handler.pk if handler else None}
    name = "complaints.register"
    with act(request_key=request_key, by=by, name=name, asked=asked, reserves=SEQUENCE) as running:
        if running.replayed:
            return fresh(Complaint.objects.get(document=running.reserved).pk)
        _check(said, store)
        who = handler or by
        require_handler(who, store, now)
        _refuse_themself(said, who)
        state = State.AREA if said.store_part.strip() else State.REGISTERED
        document = begin_document(
            pk=running.reserved,
            kind=KIND,
            store=store,
            by=by,
            now=now,
            member_id=said.member_id,
            state=state,
        )
        case = _create(document, said, who, state)
        record(document, Step.Kind.REGISTERED, by=by, now=now, words=said.what, evidence=said.evidence)
        _promise(case, said, by, now)
        keep_due(case)
        file_document(document)
    return fresh(case.pk)


def _check(said: Said, store: Store) -> None:
    told(said.name, "name")
    told(said.what, "what")
    if said.kind != Kind.SUGGESTION:
        told(said.demand, "demand")
    if said.telephone.strip() or said.channel != Channel.BOX:
        telephone(said.telephone)
    if said.floor_id and not Floor.objects.filter(pk=said.floor_id, store=store).exists():
        raise Refused("floor_elsewhere", _("This floor is not of this store."), field="floor")
    if said.store_part.strip() and said.kind == Kind.SUGGESTION:
        raise Refused("nothing_to_settle", _("A suggestion is not settled by a store."), field="store_part")


def telephone(typed: str) -> str:
    """As the customer gave it, without spaces; refused when nobody can be reached there."""
    try:
        read_phone(typed)
    except Refused as refused:
        refused.field = "telephone"
        raise
    return "".join(typed.split())


def require_handler(staff: Staff, store: Store, now: datetime) -> None:
    """Raises Refused unless the person stands behind the store's desk today."""
    held = held_by(staff, local_date(now))
    if not any(one.role in CLERKS and one.reaches(store) for one in held):
        raise Refused(
            "not_of_the_desk",
            _("%(name)s is not of this store's desk.") % {"name": staff},
            field="handler",
            value=staff.number,
        )


def _refuse_themself(said: Said, handler: Staff) -> None:
    if said.person_id == handler.pk:
        raise Refused(
            "own_complaint",
            _("Nobody handles a complaint about themself."),
            field="handler",
            value=handler.number,
            remedy=_("Choose a colleague as the handler."),
        )


def _create(document: Document, said: Said, handler: Staff, state: Complaint.State) -> Complaint:
    return Complaint.objects.create(
        document=document,
        store=document.store,
        on=document.business_date,
        registered_at=document.made_at,
        kind=said.kind,
        channel=said.channel,
        state=state,
        name=said.name.strip(),
        telephone="".join(said.telephone.split()),
        what=said.what.strip(),
        demand=said.demand.strip(),
        receipt=said.receipt.strip(),
        department=said.department,
        shop=said.shop.strip(),
        floor_id=said.floor_id,
        person_id=said.person_id,
        person_name=said.person_name.strip(),
        handler=handler,
        by_store=bool(said.store_part.strip()),
    )


def _promise(case: Complaint, said: Said, by: Staff, now: datetime) -> None:
    """Start the clocks: of a case that the store settled only head office's call is waited for."""
    if case.by_store:
        record(case.document, Step.Kind.STORE, by=by, now=now, words=said.store_part)
        start(document=case.document, policy=PLAN, job=Job(Role.AREA_MANAGER, case.store), at=now)
        return
    start_clocks(case, now)


def start_clocks(case: Complaint, now: datetime) -> None:
    """First answer, plan, and the law's fifteen days where goods are faulty; anew when reopened."""
    if case.telephone:
        start(document=case.document, policy=ANSWER, job=job_of(case), at=now)
    if case.is_suggestion:
        return
    start(document=case.document, policy=PLAN, job=job_of(case), at=now)
    if case.kind == Kind.QUALITY:
        last = end_of(local_date(now) + timedelta(days=LAW_DAYS))
        start(document=case.document, policy=LAW, job=job_of(case), at=now, until=last)
