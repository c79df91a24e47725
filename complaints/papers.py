"""客户投诉登记表 and 顾客投诉意见处理表: what was registered, and what came of it."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from deskops.core.calendar import SHANGHAI
from deskops.documents.models import Document
from deskops.papers.models import Signature
from deskops.papers.paper import Column, Field, Kind, Letterhead, Paper, Sign, Table
from deskops.papers.queries import sign_places
from members.rules.masks import mask_phone

from .models import Complaint, Step
from .queries.page import plans_of
from .services.base import WHOLE


def _case(document: Document) -> Complaint:
    return Complaint.objects.select_related(*WHOLE).get(document=document)


def _head(case: Complaint) -> list[Field]:
    """Who says what, about whom; a telephone is masked on paper."""
    concerned = " · ".join(
        part
        for part in (
            str(case.get_department_display()),
            case.floor.name if case.floor else "",
            case.shop,
            case.person.name if case.person else case.person_name,
        )
        if part
    )
    return [
        Field(_("Kind"), case.get_kind_display()),
        Field(_("Channel"), case.get_channel_display()),
        Field(_("Complainant"), case.name),
        Field(_("Telephone"), mask_phone(case.telephone) if case.telephone else ""),
        Field(_("Registered at"), case.document.made_at),
        Field(_("Receipt number"), case.receipt),
        Field(pgettext("complaint", "About"), concerned, wide=True),
        Field(_("What happened"), case.what, wide=True),
        Field(_("What is demanded"), case.demand, wide=True),
    ]


def register_form(document: Document) -> Paper:
    """The registration as it was taken down, for the customer to look at and sign."""
    case = _case(document)
    return Paper(
        title=_("Registration of a complaint"),
        number=document.number,
        store=Letterhead(document.store.company, document.store.name),
        on=document.business_date,
        maker=str(document.maker),
        fields=[*_head(case), Field(_("Handler"), str(case.handler))],
        notes=[_("A first answer follows within 24 hours, the plan within 48 hours.")],
        sign=[Sign(_("Customer's signature"), case.name), Sign(_("Desk"), str(document.maker))],
    )


def settlement_form(document: Document) -> Paper:
    """The whole case with every step, its person and time, the plan agreed to and how it ended."""
    case = _case(document)
    steps = Step.objects.filter(document=document).select_related("by").order_by("at", "pk")
    rows = [
        (
            f"{step.at.astimezone(SHANGHAI):%m-%d %H:%M}",
            step.get_kind_display(),
            " · ".join(
                part for part in (step.words, step.get_way_display(), step.get_outcome_display()) if part
            ),
            step.by.name,
        )
        for step in steps
    ]
    plans = [
        (
            plan.position,
            plan.get_result_display(),
            plan.words,
            plan.amount,
            _("chosen") if plan == case.plan else "",
        )
        for plan in plans_of(case)
    ]
    tables = [
        Table(
            [Column(_("Time"), Kind.CODE), Column(_("Step")), Column(_("What"), weight=4), Column(_("By"))],
            rows,
            heading=_("Steps"),
        )
    ]
    if plans:
        columns = [
            Column(_("No."), Kind.COUNT),
            Column(_("Settlement")),
            Column(_("Plan"), weight=3),
            Column(_("Cost"), Kind.MONEY),
            Column("", weight=0.6),
        ]
        tables.insert(0, Table(columns, plans, heading=_("Plans")))
    return Paper(
        title=_("Settlement of a complaint"),
        number=document.number,
        store=Letterhead(document.store.company, document.store.name),
        on=document.business_date,
        maker=str(document.maker),
        fields=[*_head(case), *_outcome(case)],
        tables=tables,
        sign=[
            *sign_places(document, {Signature.Role.CUSTOMER: _("Customer's signature")}),
            Sign(_("Handler"), str(case.handler)),
            Sign(_("Service manager")),
        ],
    )


def _outcome(case: Complaint) -> list[Field]:
    """What was judged, found and done; what is still to come is left out."""
    yes, no = _("yes"), _("no")
    fields = [
        (_("Grounds sufficient"), None if case.grounds is None else yes if case.grounds else no),
        (_("Demand reasonable"), None if case.reasonable is None else yes if case.reasonable else no),
        (_("Cause"), case.get_cause_display()),
        (_("Person responsible"), str(case.responsible or "") or case.person_name),
        (_("Agreed at"), case.agreed_at),
        (_("Promised by"), case.promised_on),
        (_("Carried out at"), case.carried_at),
        (_("Satisfaction"), case.get_satisfaction_display()),
        (_("Result"), case.get_result_display()),
    ]
    found = [Field(label, value) for label, value in fields if value not in (None, "")]
    return [*found, Field(_("Summary"), case.summary, wide=True)] if case.summary else found
