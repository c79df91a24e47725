"""The counter's pages about members."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from deskops.core.forms import ActForm
from deskops.org.access import DeskRequest
from deskops.org.models import Role

READERS = Role.desk() | {
    Role.STORE_MANAGER,
    Role.INFORMATION,
    Role.FINANCE,
    Role.FLOOR_SUPERVISOR,
    Role.AREA_MANAGER,
    Role.GENERAL_MANAGER,
}
"""Who may open a member's page; it shows nothing in full."""

PAPER_READERS = Role.desk() | {Role.STORE_MANAGER, Role.INFORMATION}
"""Who may open the papers about members."""


def back(request: DeskRequest, form: ActForm, to: str, pk: int) -> HttpResponse:
    """Back to the record's page, where a refusal of a small form stands at the top."""
    if form.refused:
        messages.error(request, str(form.refused))
    elif form.errors:
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
    return redirect(to, pk)
