"""The lists: cases by what is due next, enquiries, the directory, frequent questions."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Right

from deskops.documents.models import Document
from deskops.org.access import Access
from deskops.org.models import Posting, Role, Staff, Store

from ..models import Complaint, Enquiry
from ..roles import CLERKS, READERS, WHOLE_STORE
from ..statistics import taken

State = Complaint.State
PAGE = 30
SHOWN = ("document", "handler", "floor", "person", "responsible", "store")
FILTERS = (
    "kind",
    "channel",
    "department",
    "floor",
    "shop",
    "cause",
    "result",
    "satisfaction",
    "state",
    "taken",
)


@dataclass(frozen=True)
class Wanted:
    """Which cases: a named box, days (both included), and values by field."""

    box: str = ""
    first: date | None = None
    last: date | None = None
    values: Mapping[str, str] = field(default_factory=dict)


def visible(access: Access) -> QuerySet[Complaint]:
    """The cases of the store that the person may see: not those about themself, floors only their own."""
    rows = Complaint.objects.filter(store=access.store)
    rows = rows.exclude(person=access.staff).exclude(responsible=access.staff)
    if access.may(*WHOLE_STORE):
        return rows
    floors = access.floors()
    return rows if floors is None else rows.filter(floor__in=floors)


def opens(document: Document, access: Access) -> bool:
    """Whether a case's paper may be opened by the person: never one about themself, floors their own."""
    case = Complaint.objects.filter(document=document).first()
    return case is not None and may_see(case, access)


def may_see(case: Complaint, access: Access) -> bool:
    """Whether somebody who may read complaints may read this one."""
    if access.staff.pk in (case.person_id, case.responsible_id):
        return False
    roles = access.roles_at(case.store)
    if not roles.isdisjoint(WHOLE_STORE):
        return True
    floors = access.floors()
    return not roles.isdisjoint(READERS) and (floors is None or case.floor_id in floors)


def listed(access: Access, wanted: Wanted, now: datetime) -> QuerySet[Complaint]:
    """Cases as the list shows them: open ones by what is due next, others the latest first."""
    rows = visible(access).select_related(*SHOWN)
    if wanted.first:
        rows = rows.filter(on__gte=wanted.first)
    if wanted.last:
        rows = rows.filter(on__lte=wanted.last)
    for name, value in wanted.values.items():
        rows = rows.filter(**_condition(name, value))
    if "taken" in wanted.values:
        rows = rows.annotate(taken=taken()).filter(taken=wanted.values["taken"])
    boxes = {
        "": ~Q(state=State.CLOSED),
        "mine": ~Q(state=State.CLOSED) & Q(handler=access.staff),
        "late": ~Q(state=State.CLOSED) & Q(due_at__lt=now),
        "follow": Q(state=State.ACCEPTED),
        "closed": Q(state=State.CLOSED),
    }
    rows = rows.filter(boxes.get(wanted.box, Q()))
    if wanted.box in ("", "mine", "late", "follow"):
        return rows.order_by(F("due_at").asc(nulls_last=True), "pk")
    return rows.order_by("-pk")


def _condition(name: str, value: str) -> dict[str, object]:
    """A filter of the list; “-” finds what was not entered."""
    if name == "taken":
        return {}
    if value == "-":
        return {"floor__isnull": True} if name == "floor" else {name: ""}
    return {name: value}


def open_cases(access: Access, _now: datetime) -> QuerySet[Complaint]:
    """What is open in the store, for the navigation's count."""
    return visible(access).exclude(state=State.CLOSED)


def open_enquiries(access: Access, _now: datetime) -> QuerySet[Enquiry]:
    """Enquiries of the store that wait for their answer."""
    return Enquiry.objects.filter(store=access.store).exclude(state=Enquiry.State.ANSWERED)


def enquiries(access: Access, box: str, now: datetime) -> QuerySet[Enquiry]:
    """Open ones by what is due next, late ones, or those that were answered, the latest first."""
    rows = Enquiry.objects.filter(store=access.store).select_related("document__maker", "answered_by")
    if box == "answered":
        return rows.filter(state=Enquiry.State.ANSWERED).order_by("-pk")
    rows = rows.exclude(state=Enquiry.State.ANSWERED)
    if box == "late":
        rows = rows.filter(due_at__lt=now)
    return rows.order_by(F("due_at").asc(nulls_last=True), "pk")


def desk_staff(store: Store, on: date, *roles: Role) -> list[Staff]:
    """Who stands behind the store's desk on a day (or holds one of ``roles`` there), by number."""
    held = Posting.objects.filter(Q(ends__isnull=True) | Q(ends__gte=on), starts__lte=on)
    reach = Q(store=store) | Q(region=store.region_id) | Q(store=None, region=None, floor=None)
    people = held.filter(reach, role__in=roles or tuple(CLERKS)).values("staff")
    return list(Staff.objects.filter(pk__in=people, is_active=True).order_by("number"))


def of_member(member_id: int) -> QuerySet[Complaint]:
    """A member's cases in any store, the latest first."""
    rows = Complaint.objects.filter(document__member_id=member_id)
    return rows.select_related("document", "store").order_by("-pk")


def repeated(case: Complaint) -> QuerySet[Complaint]:
    """Other cases of the same telephone in the store, to link: the latest first."""
    rows = Complaint.objects.annotate(tail=Right("telephone", 4)).filter(
        store=case.store, tail=case.telephone[-4:], telephone=case.telephone
    )
    return rows.exclude(telephone="").exclude(pk=case.pk).select_related("document").order_by("-pk")
