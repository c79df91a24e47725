"""Registers of the lockers as files."""

from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import redirect

from deskops.core.pages import page
from deskops.ledger.reports.exporting import Format
from deskops.org.access import DeskRequest, desk_view

from ..forms.registers import RegisterForm
from ..registers import ask_register
from ..roles import EXPORTERS


@desk_view(acts=EXPORTERS)
def register(request: DeskRequest) -> HttpResponse:
    """Which register of one's own store, between which days."""
    today = request.access.store.business_date(request.now)
    form = RegisterForm(request.POST or None, initial={"first": today - timedelta(days=30), "last": today})
    job = form.attempt(
        lambda: ask_register(
            request_key=form.cleaned_data["request_key"],
            which=form.cleaned_data["which"],
            first=form.cleaned_data["first"],
            last=form.cleaned_data["last"],
            form=Format(form.cleaned_data["form"]),
            by=request.user,
            store=request.access.store,
        )
    )
    if job:
        return redirect("job", job.pk)
    return page(request, "lockers/registers.html", {"form": form})
