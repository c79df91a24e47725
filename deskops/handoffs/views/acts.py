"""What each side does: bring up to date, sign and send, compare, receive, dispute, settle."""

from collections.abc import Callable

from django.contrib import messages
from django.core.files.base import File
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRedirect

from deskops.approvals.counter import identify
from deskops.core.files import store_upload
from deskops.core.forms import ActForm
from deskops.core.models import StoredFile
from deskops.org.access import DeskRequest, desk_view

from .. import queries, services
from ..forms import LineForm, ReceiveForm, ReceiveHereForm, SendForm, SettleForm
from ..layout import sections_of, shown
from ..models import Handoff, HandoffLine
from ..queries import Show
from .common import EVERYONE, Sides, find
from .paper import base, show, tabs

IMAGES = ("image/png", "image/jpeg", "application/pdf")


def _done(
    request: DeskRequest, handoff: Handoff, form: ActForm, act: Callable[[], Handoff], said: str
) -> HttpResponse:
    """Do the act and come back to the page; a refusal comes back with the form."""
    done = form.attempt(act)
    if done is None:
        return show(request, handoff, form)
    messages.success(request, said % {"number": handoff.document.number})
    return redirect("handoffs:page", handoff.pk)


@desk_view(acts=EVERYONE)
@require_POST
def refresh(request: DeskRequest, pk: int) -> HttpResponse:
    """Bring a draft's lines up to date with the books."""
    return _plain(request, pk, services.refresh, _("%(number)s is up to date."))


@desk_view(acts=EVERYONE)
@require_POST
def withdraw(request: DeskRequest, pk: int) -> HttpResponse:
    """Take a draft back."""
    return _plain(request, pk, services.withdraw, _("%(number)s is withdrawn."))


@desk_view(acts=EVERYONE)
@require_POST
def rest_same(request: DeskRequest, pk: int) -> HttpResponse:
    """Enter all lines not looked at as given."""
    return _plain(request, pk, services.find_rest_same, _("%(number)s: the rest is entered as given."))


@desk_view(acts=EVERYONE)
@require_POST
def dispute(request: DeskRequest, pk: int) -> HttpResponse:
    """Send it back for settling."""
    return _plain(request, pk, services.dispute, _("%(number)s is disputed; the giver settles it."))


def _plain(request: DeskRequest, pk: int, act: Callable[..., Handoff], said: str) -> HttpResponse:
    handoff = find(request, pk)
    form = ActForm(request.POST)
    return _done(
        request,
        handoff,
        form,
        lambda: act(
            request_key=form.cleaned_data["request_key"], handoff_id=pk, by=request.user, now=request.now
        ),
        said,
    )


@desk_view(acts=EVERYONE)
@require_POST
def send(request: DeskRequest, pk: int) -> HttpResponse:
    """Sign for the giver and send."""
    handoff = find(request, pk)
    form = SendForm(request.POST)
    return _done(
        request,
        handoff,
        form,
        lambda: services.send(handoff_id=pk, by=request.user, now=request.now, **form.cleaned_data),
        _("%(number)s is signed and sent."),
    )


@desk_view(acts=EVERYONE)
@require_POST
def receive(request: DeskRequest, pk: int) -> HttpResponse:
    """Sign for the receiver."""
    handoff = find(request, pk)
    form = ReceiveForm(request.POST, request.FILES)
    return _done(
        request,
        handoff,
        form,
        lambda: _receive(request, pk, form),
        _("%(number)s is received."),
    )


def _receive(request: DeskRequest, pk: int, form: ReceiveForm) -> Handoff:
    """In one transaction with its image, so that a refusal leaves no file behind."""
    with transaction.atomic():
        return services.receive(
            request_key=form.cleaned_data["request_key"],
            handoff_id=pk,
            by=request.user,
            now=request.now,
            receipt_number=form.cleaned_data["receipt_number"],
            receipt_image=_stored(request, form.cleaned_data["receipt_image"]),
        )


def _stored(request: DeskRequest, upload: File[bytes] | None) -> StoredFile | None:
    return store_upload(upload, accepts=IMAGES, by=request.user) if upload else None


@desk_view(acts=EVERYONE)
@require_POST
def receive_here(request: DeskRequest, pk: int) -> HttpResponse:
    """The receiver signs on the giver's screen with number and password."""
    handoff = find(request, pk)
    form = ReceiveHereForm(request.POST, auto_id="id_here_%s")
    done = form.attempt(lambda: _receive_as_other(request, handoff, form))
    if done is None:
        context = {"form": form, "handoff": handoff}
        return render(request, "handoffs/here_form.html", context, status=form.status)
    messages.success(request, _("%(number)s is received.") % {"number": handoff.document.number})
    if request.headers.get("HX-Request"):
        return HttpResponseClientRedirect(reverse("handoffs:page", args=[pk]))
    return redirect("handoffs:page", pk)


def _receive_as_other(request: DeskRequest, handoff: Handoff, form: ReceiveHereForm) -> Handoff:
    filled = form.cleaned_data
    receiver = identify(request, number=filled["number"], password=filled["password"], code=filled["code"])
    return services.receive(
        request_key=filled["request_key"],
        handoff_id=handoff.pk,
        by=receiver,
        now=request.now,
        counter_of=request.user,
    )


@desk_view(acts=EVERYONE)
@require_POST
def settle(request: DeskRequest, pk: int) -> HttpResponse:
    """Write the agreed figures."""
    handoff = find(request, pk)
    form = SettleForm(request.POST, lines=queries.lines(handoff, Show.DIFFERING))
    return _done(
        request,
        handoff,
        form,
        lambda: services.settle(
            request_key=form.cleaned_data["request_key"],
            handoff_id=pk,
            agreed=form.agreed,
            by=request.user,
            now=request.now,
        ),
        _("%(number)s is settled; the receiver signs it now."),
    )


@desk_view(acts=EVERYONE)
@require_POST
def line(request: DeskRequest, pk: int, position: int) -> HttpResponse:
    """Enter what was found at one line; answers the line and the foot anew.

    A line that agrees folds away where only open ones are shown.
    """
    handoff = find(request, pk)
    before = get_object_or_404(HandoffLine, handoff=handoff, position=position)
    form = LineForm(request.POST)
    done = form.attempt(
        lambda: services.find(
            request_key=form.cleaned_data["request_key"],
            handoff_id=pk,
            found={position: form.found(before)},
            by=request.user,
            now=request.now,
        )
    )
    row = HandoffLine.objects.get(handoff=handoff, position=position)
    section = next(s for s in sections_of(handoff) if s.code == row.section)
    showing = request.GET.get("show", Show.OPEN)
    context = base(request, handoff, Sides.of(request, handoff)) | {
        "form": form,
        "section": section,
        "row": shown(section, row),
        "show": showing,
        "folded": done is not None and row.differs is False and showing in (Show.OPEN, Show.DIFFERING),
        "typed": request.POST if done is None else None,
    }
    context |= {
        "tabs": tabs(handoff, context["figures"], showing),
        "receiving": ReceiveForm(receipt=handoff.spec.receipt),
        "plain": ActForm(),
    }
    return render(request, "handoffs/line_answer.html", context, status=form.status)
