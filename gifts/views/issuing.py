"""Issuing gifts at the counter: scan, choose, sign, next."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from deskops.core.frozen import fingerprint
from deskops.core.pages import page
from deskops.core.refusals import Refused
from deskops.documents.queries import origin_of
from deskops.org.access import DeskRequest, desk_view
from members.rules.phones import shown_phone

from ..forms.issuing import IssueForm, PaperForm, ScanForm, WordsForm
from ..models import GiftIssue
from ..queries.issuing import Offer, Scanned, elsewhere, find, issued_today, member_of, offers, scanned
from ..queries.stock import BLIND_FOR
from ..roles import CLERKS, READERS
from ..services.issuing import Wanted, issue_gifts, judge, undo_issue
from ..services.purchases import Typed, type_in
from ..wording import receiving_text
from .reach import ISSUE_TONES, issue_in_reach

MOST = 20
"""Receipts that a page takes at most."""


@desk_view(acts=CLERKS)
def issue(request: DeskRequest) -> HttpResponse:
    """One page that stays open: receipts scanned, gifts chosen, the text read and signed, the next."""
    store, today = request.access.store, request.access.store.business_date(request.now)
    keys = request.GET.getlist("of")[:MOST]
    number = request.GET.get("number", "").strip()
    found = find(store, number) if number else []
    if len(found) == 1:
        return redirect(_here([*keys, found[0][0]], request.GET.get("in", "")))
    rows = scanned(store, keys)
    offered = offers(store, rows, today)
    offer = _chosen(offered, request.GET.get("in", ""))
    form = _form(request, rows, offer) if offer else None
    text = ""
    if form and request.method == "POST":
        text, made = _try(request, form, rows)
        if made:
            messages.success(request, _("Issued: %(number)s.") % {"number": made.document.number})
            return redirect(f"{reverse('gifts:issue')}?done={made.pk}")
    context = {
        "form": form,
        "scan": _scan(number, bool(rows)),
        "number": number,
        "found": found,
        "elsewhere": elsewhere(store, number) if number and not found else [],
        "rows": [(row, _here([key for key in keys if key != row.key], "")) for row in rows],
        "offers": [(one, _here(keys, str(one.campaign.pk))) for one in offered],
        "offer": offer,
        "keys": keys,
        "paper": f"{reverse('gifts:paper')}?{urlencode([('number', number), *(('of', k) for k in keys)])}",
        "text": text,
        "again": request.get_full_path(),
        "hidden": bool(offer and offer.counted and request.access.may(*BLIND_FOR)),
        "today": issued_today(store, today),
        "done": _done(request),
    }
    return page(request, "gifts/issue.html", context)


def _here(keys: list[str], campaign: str) -> str:
    asked = [("of", key) for key in dict.fromkeys(keys)] + ([("in", campaign)] if campaign else [])
    return f"{reverse('gifts:issue')}?{urlencode(asked)}" if asked else reverse("gifts:issue")


def _scan(number: str, further: bool) -> ScanForm:
    form = ScanForm(initial={"number": number})
    if further:
        form.fields["number"].label = _("Another receipt")
    else:
        form.fields["number"].widget.attrs["autofocus"] = True
    return form


def _chosen(offered: list[Offer], wanted: str) -> Offer | None:
    """The campaign that was picked, or the first that gives something."""
    giving = [one for one in offered if one.gives]
    return next((one for one in giving if str(one.campaign.pk) == wanted), giving[0] if giving else None)


def _form(request: DeskRequest, rows: list[Scanned], offer: Offer) -> IssueForm:
    member = member_of(rows)
    initial = {"name": member.name, "telephone": shown_phone(member.telephone)} if member else {}
    return IssueForm(request.POST or None, offer=offer, initial=initial)


def _try(request: DeskRequest, form: IssueForm, rows: list[Scanned]) -> tuple[str, GiftIssue | None]:
    """The text to be signed and, once it was read and signed, what was issued."""
    if not form.is_valid():
        return "", None
    wanted = Wanted(
        campaign_id=form.offer.campaign.pk,
        receipts=[int(row.key[1:]) for row in rows if row.key[0] == "r"],
        purchases=[int(row.key[1:]) for row in rows if row.key[0] == "p"],
        pieces=form.pieces,
        name=form.cleaned_data["name"],
        telephone=form.cleaned_data["telephone"],
    )
    store, purchases = request.access.store, [row.purchase for row in rows]
    try:
        text = receiving_text(judge(wanted, purchases, store=store, now=request.now).receiving)
    except Refused as refused:
        form.refuse(refused)
        return "", None
    signed = form.cleaned_data["signed"]
    if form.cleaned_data["seen"] != fingerprint(text) or signed is None:
        _show(form, fingerprint(text), signed is None and form.cleaned_data["seen"] == fingerprint(text))
        return text, None
    made = form.attempt(
        lambda: issue_gifts(
            request_key=form.cleaned_data["request_key"],
            by=request.user,
            store=store,
            now=request.now,
            wanted=wanted,
            seen=fingerprint(text),
            signed=signed,
        )
    )
    return text, made


def _show(form: IssueForm, seen: str, unsigned: bool) -> None:
    """The text is shown with its pad; what was sent before is kept in the boxes."""
    form.fields["signed"].required = True
    form.data = {**form.data.dict(), "seen": seen}  # type: ignore[attr-defined]
    if unsigned:
        form.add_error("signed", form.fields["signed"].error_messages["required"])


def _done(request: DeskRequest) -> GiftIssue | None:
    """What was issued just now, for its slip."""
    wanted = request.GET.get("done", "")
    rows = GiftIssue.objects.filter(document__store=request.access.store).select_related("document")
    return rows.filter(pk=int(wanted)).first() if wanted.isdecimal() and len(wanted) < 19 else None


@desk_view(acts=CLERKS)
def paper(request: DeskRequest) -> HttpResponse:
    """Type a receipt from its paper: the POS's file hasn't come yet (未核)."""
    store = request.access.store
    initial = {"number": request.GET.get("number", ""), "bought_on": store.business_date(request.now)}
    form = PaperForm(request.POST or None, initial=initial)
    made = form.attempt(
        lambda: type_in(
            request_key=form.cleaned_data["request_key"],
            typed=Typed(
                pos=form.cleaned_data["pos"],
                number=form.cleaned_data["number"],
                bought_on=form.cleaned_data["bought_on"],
                amount=form.cleaned_data["amount"],
                card_number=form.cleaned_data["card_number"],
            ),
            store=store,
            by=request.user,
            now=request.now,
        )
    )
    keys = request.GET.getlist("of")[:MOST]
    if made:
        return redirect(_here([*keys, f"p{made.pk}"], ""))
    context = {
        "form": form,
        "title": _("Type the receipt in (not verified)"),
        "submit_label": _("On to the gifts"),
        "back_url": _here(keys, ""),
    }
    return page(request, "pages/form.html", context)


@desk_view(reads=READERS)
def given(request: DeskRequest, pk: int) -> HttpResponse:
    """What was issued: receipts, gifts, what was signed, and what became of it."""
    found = issue_in_reach(request, pk, acts=CLERKS)
    signature = found.document.signatures.select_related("witness").order_by("pk").first()
    reclaims = [row for line in found.lines.all() for row in line.reclaims.select_related("document", "by")]
    today = found.document.store.business_date(request.now)
    context = {
        "issue": found,
        "tone": ISSUE_TONES[GiftIssue.State(found.state)],
        "signature": signature,
        "origin": origin_of(found.document),
        "reclaims": [row for row in reclaims if row.state != "dropped"],
        "may_undo": request.access.may(*CLERKS)
        and found.state == GiftIssue.State.GIVEN
        and found.document.business_date == today,
        "undo": WordsForm(label=_("Why it is undone"), auto_id="id_undo_%s"),
    }
    return page(request, "gifts/given.html", context)


@desk_view(acts=CLERKS)
def undo(request: DeskRequest, pk: int) -> HttpResponse:
    """Take back what was handed over by mistake today."""
    found = issue_in_reach(request, pk, acts=CLERKS)
    form = WordsForm(request.POST or None, label=_("Why it is undone"))
    done = form.attempt(
        lambda: undo_issue(
            request_key=form.cleaned_data["request_key"],
            issue_id=found.pk,
            why=form.cleaned_data["words"],
            by=request.user,
            now=request.now,
        )
    )
    if done:
        messages.success(request, _("Undone: the gifts are at the desk again, the receipts are free."))
        return redirect("gifts:given", pk)
    context = {
        "form": form,
        "title": _("Undo %(number)s") % {"number": found.document.number},
        "submit_label": _("Undo; all pieces are back"),
        "back_url": reverse("gifts:given", args=[pk]),
    }
    return page(request, "pages/form.html", context)
