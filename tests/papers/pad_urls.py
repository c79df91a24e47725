"""A page with nothing on it but a pad to sign on."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

from deskops.papers.forms import SignatureField
from deskops.urls import urlpatterns as desk

PAGE = """{% load desk static %}<!doctype html><html lang="en"><head><title>Pad</title>
<link rel="stylesheet" href="{% static "desk/palette.css" %}">
<link rel="stylesheet" href="{% static "desk/frame.css" %}">
<link rel="stylesheet" href="{% static "desk/desk.css" %}">
</head><body><main class="main"><h1>Pad</h1><form method="post" class="panel stack">{% csrf_token %}
{% field form.signature "wide" %}<button class="button primary">Send</button></form>
<output>{{ answer }}</output></main></body></html>"""


class PadForm(forms.Form):
    signature = SignatureField(label="Signature")


def pad(request: HttpRequest) -> HttpResponse:
    form = PadForm(request.POST or None)
    answer = ""
    if request.method == "POST" and form.is_valid():
        strokes = form.cleaned_data["signature"].strokes
        answer = f"{len(strokes.paths)} strokes" if strokes else "on paper"
    page = engines["django"].from_string(PAGE)
    return HttpResponse(page.render({"form": form, "answer": answer}, request))


urlpatterns = [*desk, path("pad/", pad)]
