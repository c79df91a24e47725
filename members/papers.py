"""What members print: the application, the form for changes, the list of incomplete members."""

from django.utils.translation import gettext as _

from deskops.documents.models import Document
from deskops.papers.models import Signature
from deskops.papers.paper import Column, Field, Kind, Letterhead, Paper, Sign, Table
from deskops.papers.queries import sign_places

from .models import Application, Change, CompletenessList, Consent
from .models.consents import ConsentKind
from .rules.changes import resets_pin
from .rules.masks import mask_phone


def application_paper(document: Document) -> Paper:
    """会员卡申请表, with the member's secrets masked."""
    application = Application.objects.select_related("member__identity", "member__tier", "first_card").get(
        pk=document.pk
    )
    member = application.member
    consents = Consent.objects.filter(member=member, at=document.made_at).select_related("text")
    return Paper(
        title=_("Member card application"),
        number=document.number,
        store=letterhead(document),
        on=document.business_date,
        maker=str(document.maker),
        subtitle=application.get_state_display(),
        fields=[
            Field(_("Name"), member.name),
            Field(_("Card number"), application.card_number),
            Field(_("Identity paper"), member.identity.get_paper_kind_display()),
            Field(_("ID number"), member.masked_number),
            Field(_("Mobile"), mask_phone(member.mobile) if member.mobile else ""),
            Field(_("Home telephone"), mask_phone(member.home_phone) if member.home_phone else ""),
            Field(_("Tier"), member.tier.name),
            Field(_("Date on the form"), application.form_date),
            *_proxy(application),
            *_second(application),
        ],
        notes=[_consent(consent) for consent in consents],
        sign=sign_places(document, {Signature.Role.CUSTOMER: _("Applicant")}),
    )


def _proxy(application: Application) -> list[Field]:
    if not application.proxy_name:
        return []
    paper = f"{application.get_proxy_paper_display()} ****{application.proxy_tail}"
    return [Field(_("Applied for by"), application.proxy_name), Field(_("Their paper"), paper)]


def _second(paper: Application | Change) -> list[Field]:
    if paper.first_card is None:
        return []
    return [
        Field(_("First card of the household"), paper.first_card.number),
        Field(_("Reason for a second card"), paper.reason, wide=True),
    ]


def _consent(consent: Consent) -> str:
    kind = ConsentKind(consent.kind).label
    return f"{kind} ({consent.text.version}): {consent.text.body}"


def change_paper(document: Document) -> Paper:
    """基础信息更改申请表: before and after as a paper may show them, and the calls; for a new PIN too."""
    change = Change.objects.select_related("member", "decided_by", "first_card").get(pk=document.pk)
    calls = [
        (f"{call.at:%m-%d %H:%M}", call.get_number_display(), call.get_outcome_display(), str(call.by))
        for call in change.calls.select_related("by")
    ]
    lines = list(change.lines.order_by("pk"))
    pin = resets_pin(line.field for line in lines)
    return Paper(
        title=_("PIN reset") if pin else _("Change of details"),
        number=document.number,
        store=letterhead(document),
        on=document.business_date,
        maker=str(document.maker),
        subtitle=change.get_state_display(),
        fields=[
            Field(_("Member"), change.member.name),
            Field(_("ID number"), change.member.masked_number),
            Field(_("Papers seen"), _("yes") if change.papers_seen else _("no")),
            Field(_("Decided by"), str(change.decided_by or "")),
            *_second(change),
        ],
        tables=[
            Table(
                [Column(_("Detail")), Column(_("Before"), weight=2), Column(_("After"), weight=2)],
                [(line.get_field_display(), line.before, line.outcome) for line in lines],
            ),
            Table(
                [
                    Column(_("At"), Kind.CODE),
                    Column(_("Number rung")),
                    Column(_("Outcome"), weight=2),
                    Column(_("By")),
                ],
                calls,
                heading=_("Verification calls"),
            ),
        ],
        notes=[change.note] if change.note else [],
        sign=[*sign_places(document, {Signature.Role.CUSTOMER: _("Member")}), Sign(_("Clerk"))],
    )


def completeness_paper(document: Document) -> Paper:
    """The list of a day's new members who owed something."""
    sent = CompletenessList.objects.get(pk=document.pk)
    rows = [
        (line.member.name, mask_phone(line.member.telephone), "、".join(line.missing_labels), "")
        for line in sent.lines.select_related("member").order_by("pk")
    ]
    return Paper(
        title=_("Completeness of new members"),
        number=document.number,
        store=letterhead(document),
        on=document.business_date,
        maker=str(document.maker),
        fields=[Field(_("Joined on"), sent.day), Field(_("New members"), sent.joined)],
        tables=[
            Table(
                [
                    Column(_("Member")),
                    Column(_("Telephone"), Kind.CODE),
                    Column(_("Missing"), weight=2),
                    Column(_("Supplied on")),
                ],
                rows,
            )
        ],
    )


def letterhead(document: Document) -> Letterhead:
    """The company and store that answer for a paper."""
    return Letterhead(document.store.company, document.store.name)
