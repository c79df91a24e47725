"""A page made of the pieces, for the tests of the desk's scripts; it exists in no other place."""

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.template import RequestContext, Template
from django.urls import path

from deskops.core.forms import ActForm
from deskops.core.money import DENOMINATIONS, MoneyFormField
from deskops.org.access import DeskRequest, desk_view
from deskops.org.models import Role
from deskops.urls import urlpatterns as desk_urls

SENT: list[dict[str, Any]] = []


class KitForm(ActForm):
    amount = MoneyFormField(label="金额")
    scan = forms.CharField(label="条码", required=False)

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        for face in DENOMINATIONS:
            box = forms.TextInput({"inputmode": "numeric"})
            self.fields[f"count_{face}"] = forms.CharField(required=False, widget=box)

    def grid(self) -> list[tuple[Any, Any]]:
        return [(face, self[f"count_{face}"]) for face in DENOMINATIONS]


PAGE = """{% extends "base.html" %}{% load desk %}
{% block heading %}部件{% endblock %}{% block title %}部件{% endblock %}
{% block content %}<form method="post" class="panel stack" id="kit">{% form_start form %}
{% field form.amount %}{% field form.scan %}{% denominations form.grid %}
<div class="actions">{% submit "办理" %}{% back "/" "返回" %}{% button "冻结" "/account/" key="f" %}
{% button "作废" opens="void" key="v" %}</div></form>
{% confirm "void" "作废?" "/kit/" "作废" %}<p id="sent">{{ sent }}</p>{% endblock %}"""


@desk_view(acts=Role.desk())
def kit(request: DeskRequest) -> HttpResponse:
    form = KitForm(request.POST or None)
    if request.method == "POST":
        SENT.append(request.POST.dict())
        if form.is_valid():
            form = KitForm()
    context = {"form": form, "sent": len(SENT), "page": Paginator([], 1)}
    return HttpResponse(Template(PAGE).render(RequestContext(request, context)), status=form.status)


urlpatterns = [path("kit/", kit, name="kit"), *desk_urls]
