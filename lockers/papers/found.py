"""失物登记单, 认领单, 失物移交清单."""

from django.utils.translation import gettext as _

from deskops.approvals.models import Approval, Decision
from deskops.documents.models import Document
from deskops.papers.models import Signature
from deskops.papers.paper import Column, Field, Kind, Paper, Sign, Size, Table
from deskops.papers.queries import sign_places

from ..models import CustodyStep, FoundItem
from ..queries.found import chain
from ..services.handing import handing_of
from ..services.items import item_of, items
from ..services.losses import claims
from .deposits import letterhead


def item_paper(document: Document) -> Paper:
    """What was found, and everybody who has had it. The marks only the owner knows don't go on paper."""
    item = item_of(document.pk)
    return Paper(
        title=_("Found item receipt"),
        number=document.number,
        store=letterhead(document),
        on=document.business_date,
        maker=str(document.maker),
        fields=[
            Field(_("Kind of thing"), str(item.get_category_display())),
            Field(_("Kept as"), str(item.get_handling_display())),
            Field(_("What it is"), item.description, wide=True),
            Field(_("Colour"), item.colour or "–"),
            Field(_("Cash in it"), item.cash if item.cash is not None else "–"),
            Field(_("Found where"), " ".join(part for part in (item.where, str(item.floor or "")) if part)),
            Field(_("Found at"), item.found_at),
            Field(_("Finder"), _finder(item)),
            Field(_("Kept until"), item.keep_until),
        ],
        tables=[_chain(item)],
        notes=[item.rule],
        sign=[Sign(_("Handed in by")), Sign(_("Desk"), str(document.maker))],
        size=Size.A4,
    )


def _finder(item: FoundItem) -> str:
    if item.finder:
        return f"{item.finder} {item.finder.masked}".strip()
    return str(item.get_source_display()) if item.source != FoundItem.Source.FOUND else "–"


def _chain(item: FoundItem) -> Table:
    return Table(
        [
            Column(_("No."), Kind.COUNT),
            Column(_("Step")),
            Column(_("Time"), Kind.CODE),
            Column(_("Given by")),
            Column(_("Taken by")),
            Column(_("Place")),
            Column(_("Seal number"), Kind.CODE),
        ],
        [
            (
                step.position,
                str(step.get_kind_display()),
                step.at,
                _giver(step),
                step.taker_name,
                f"{step.get_place_display() if step.place else ''} {step.spot}".strip(),
                step.seal,
            )
            for step in chain(item)
        ],
        heading=_("Chain of custody"),
    )


def _giver(step: CustodyStep) -> str:
    if not step.vouched_by:
        return step.giver_name
    return _("%(giver)s (absent; %(by)s signed)") % {"giver": step.giver_name, "by": step.vouched_by.name}


def claim_paper(document: Document) -> Paper:
    """Who fetched it, what they told, what they showed."""
    claim = claims().get(document=document)
    item, claimant = claim.item, claim.claimant
    second = [Sign(_("Second signature"), str(claim.second), at=document.made_at)] if claim.second else []
    return Paper(
        title=_("Receipt for a found item"),
        number=document.number,
        store=letterhead(document),
        on=document.business_date,
        maker=str(document.maker),
        fields=[
            Field(_("Found item"), item.document.number),
            Field(_("Report of loss"), claim.report.document.number if claim.report else "–"),
            Field(_("What it is"), item.description, wide=True),
            Field(_("Cash in it"), item.cash if item.cash is not None else "–"),
            Field(_("Claimed at"), document.made_at),
            Field(_("What the claimant told of it"), claim.told, wide=True),
            Field(_("Claimant"), f"{claimant} {claimant.masked}".strip()),
            Field(_("Paper seen"), claimant.identity),
        ],
        notes=[_("It is mine; I have received it whole. If it isn't, I answer for it.")],
        sign=[
            *sign_places(document, {Signature.Role.CUSTOMER: _("Claimant's signature")}),
            Sign(_("Desk"), str(document.maker), at=document.made_at),
            *second,
        ],
        size=Size.A4,
    )


def handing_paper(document: Document) -> Paper:
    """What was handed on, to whom, by whose approval."""
    handing = handing_of(document.pk)
    rows = items().filter(handing=handing).order_by("pk")
    approvals = Approval.objects.filter(document=document, decision=Decision.APPROVED)
    approved = approvals.select_related("decided_by").order_by("pk")
    return Paper(
        title=_("List of found items handed on"),
        number=document.number,
        store=letterhead(document),
        on=document.business_date,
        maker=str(document.maker),
        subtitle=str(handing.get_way_display()),
        fields=[
            Field(_("Reason"), handing.reason, wide=True),
            Field(_("Taken by"), handing.taken_by or "–"),
            Field(_("Their paper or number"), handing.reference or "–"),
            Field(_("Handed over at"), handing.done_at or ""),
            Field(_("State"), str(handing.get_state_display())),
        ],
        tables=[
            Table(
                [
                    Column(_("No."), Kind.COUNT),
                    Column(_("Number"), Kind.CODE),
                    Column(_("What it is"), weight=3),
                    Column(_("Found on"), Kind.CODE),
                    Column(_("Kept until"), Kind.CODE),
                    Column(_("Seal number"), Kind.CODE),
                    Column(_("Cash in it"), Kind.MONEY, summed=True),
                ],
                [
                    (
                        at,
                        row.document.number,
                        row.description,
                        row.found_on,
                        row.keep_until,
                        row.seal,
                        row.cash,
                    )
                    for at, row in enumerate(rows, start=1)
                ],
                total=True,
            )
        ],
        sign=[
            Sign(_("Handed over by"), str(handing.done_by or ""), at=handing.done_at),
            *sign_places(document, {Signature.Role.RECEIVER: _("Signature of who takes them")}),
            *(Sign(str(one.get_role_display()), str(one.decided_by), at=one.decided_at) for one in approved),
        ],
        size=Size.A4,
    )
