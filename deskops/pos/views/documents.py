"""The interface's document, for programs and for people: open to whoever builds a POS."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from deskops.org.access import anyone

from ..document import described
from ..queries import pages_of


@anyone
@require_safe
def openapi(request: HttpRequest) -> HttpResponse:
    """The OpenAPI document."""
    return JsonResponse(described(), json_dumps_params={"ensure_ascii": False, "indent": 1})


@anyone
@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """The document as a page: every operation with its fields, answers, errors and a call to copy."""
    origin = f"{request.scheme}://{request.get_host()}"
    return render(request, "pos/docs.html", {"pages": pages_of(origin), "info": described()["info"]})
