"""The pieces every page of the counter is made of: `{% load desk %}`; docs/pages.md shows each."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms, template
from django.core.paginator import Page
from django.forms.boundfield import BoundField
from django.template.context import Context
from django.utils.translation import gettext as _

from deskops.core.models import Job
from deskops.core.pages import Attention, Compared, Event, Step, Tab
from deskops.core.refusals import Refused
from deskops.core.shell import Tone

register = template.Library()

SIGNS = {Tone.PLAIN: "○", Tone.INFO: "●", Tone.DUE: "▲", Tone.LATE: "!", Tone.DONE: "✓"}


@register.inclusion_tag("components/badge.html")
def badge(word: object, tone: str = Tone.PLAIN) -> dict[str, Any]:
    """A state: its word, a sign and a colour (plain, info, due, late, done)."""
    return {"word": word, "tone": Tone(tone), "sign": SIGNS[Tone(tone)]}


@register.inclusion_tag("components/note.html")
def note(text: object, tone: str = Tone.INFO, title: object = "", alert: bool = False) -> dict[str, Any]:
    """A sentence that stands out; `alert` reads it aloud at once."""
    return {"text": text, "title": title, "tone": Tone(tone), "sign": SIGNS[Tone(tone)], "alert": alert}


@register.inclusion_tag("components/refused.html")
def refused(refusal: Refused | None) -> dict[str, Any]:
    """What was refused, with which value, and what to do; nothing when nothing was."""
    return {"refusal": refusal}


@register.inclusion_tag("components/field.html")
def field(bound: BoundField, size: str = "", label: object = "", unit: object = "") -> dict[str, Any]:
    """A field with label, help and error. `size`: wide, third, quarter, or half a row when empty.

    `label` replaces the form's own; `unit` stands behind the box (元, 张).
    """
    group = bound.field.widget.use_fieldset
    check = isinstance(bound.field.widget, forms.CheckboxInput)
    hints = [f"{bound.auto_id}_help"] if bound.help_text else []
    faults = [f"{bound.auto_id}_error"] if bound.errors else []
    attrs: dict[str, Any] = {"aria-describedby": " ".join(hints + faults)} if hints or faults else {}
    if bound.errors:
        attrs["aria-invalid"] = "true"
    return {
        "field": bound,
        "label": label or bound.label,
        "size": size,
        "unit": unit,
        "group": group,
        "check": check,
        "widget": bound.as_widget(attrs=attrs),
    }


@register.inclusion_tag("components/fields.html")
def fields(form: forms.Form) -> dict[str, Any]:
    """All of a form: its refusal or its errors, its hidden fields, its fields two in a row."""
    return {"form": form}


@register.inclusion_tag("components/form_start.html", takes_context=True)
def form_start(context: Context, form: forms.Form) -> dict[str, Any]:
    """The hidden part of a form laid out by hand: CSRF token, request key, refusal, errors of the whole."""
    return {"form": form, "csrf_token": context.get("csrf_token")}


@register.inclusion_tag("components/button.html")
def button(
    label: object, url: str = "", key: str = "", kind: str = "", opens: str = "", **more: str
) -> dict[str, Any]:
    """A link that looks like a button (`url`), or one that opens the dialog `opens`.

    `key` presses it and is shown; `kind` is primary, danger or quiet.
    """
    return {"label": label, "url": url, "key": key, "kind": kind, "opens": opens, "cap": _cap(key)} | more


@register.inclusion_tag("components/submit.html")
def submit(
    label: object, key: str = "Enter", kind: str = "primary", name: str = "", value: str = ""
) -> dict[str, Any]:
    """The button that sends its form; Enter presses it unless `key` is empty or another."""
    return {"label": label, "key": key, "kind": kind, "name": name, "value": value, "cap": _cap(key)}


@register.inclusion_tag("components/button.html")
def back(url: str, label: object = "") -> dict[str, Any]:
    """The way back, on Esc."""
    return {"label": label or _("Back"), "url": url, "key": "Escape", "kind": "", "cap": "Esc"}


@register.inclusion_tag("components/print_button.html")
def print_button(url: str = "", label: object = "", key: str = "p") -> dict[str, Any]:
    """Print with one key: the paper at `url` in a window of its own, or this page."""
    return {"label": label or _("Print"), "url": url, "key": key, "cap": _cap(key)}


@register.inclusion_tag("components/steps.html")
def steps(items: Sequence[Step]) -> dict[str, Any]:
    """The steps of a work, with the one it is at."""
    return {"steps": items}


@register.inclusion_tag("components/strip.html")
def strip(items: Sequence[Attention]) -> dict[str, Any]:
    """What needs attention at a record, nothing when nothing does."""
    return {"items": [(item, SIGNS[Tone(item.tone)]) for item in items]}


@register.inclusion_tag("components/timeline.html")
def timeline(events: Sequence[Event]) -> dict[str, Any]:
    """What happened, newest first."""
    return {"events": events}


@register.inclusion_tag("components/tabs.html")
def tabs(items: Iterable[Tab], label: object = "") -> dict[str, Any]:
    """Tabs or named filters over a list."""
    return {"tabs": items, "label": label or _("Filters")}


@register.inclusion_tag("components/pages.html", takes_context=True)
def pages(context: Context, page: Page[Any]) -> dict[str, Any]:
    """Pages of a list, keeping the other parameters of the address."""
    return {"page": page, "request": context["request"]}


@register.inclusion_tag("components/table.html")
def table(caption: object, columns: Sequence[Any], rows: Sequence[Any], empty: object = "") -> dict[str, Any]:
    """A simple table. A column is a label, or (label, "num"); a row is its cells, or (url, cells)."""
    heads = [column if isinstance(column, tuple) else (column, "") for column in columns]
    body = [
        (url, list(zip(cells, (kind for _label, kind in heads), strict=True)))
        for url, cells in (_linked(row) for row in rows)
    ]
    return {"caption": caption, "columns": heads, "rows": body, "empty": empty}


@register.inclusion_tag("components/empty.html")
def empty(text: object, url: str = "", label: object = "") -> dict[str, Any]:
    """A list with nothing in it, and what to do about it."""
    return {"text": text, "url": url, "label": label}


@register.inclusion_tag("components/denominations.html")
def denominations(rows: Iterable[tuple[object, BoundField]], caption: object = "") -> dict[str, Any]:
    """A grid of (face, field of its count): count × face = amount, Enter moves down, the sum below."""
    return {"rows": rows, "caption": caption or _("Notes and coins")}


@register.inclusion_tag("components/compare.html")
def compare(rows: Sequence[Compared], caption: object = "") -> dict[str, Any]:
    """A report's figures beside the accounts', with every difference."""
    return {"rows": rows, "caption": caption, "agrees": not any(row.difference for row in rows)}


@register.inclusion_tag("components/job.html")
def job(work: Job, url: str, result_url: str = "") -> dict[str, Any]:
    """How far a long work is; `url` answers this piece again and is asked every second until the end."""
    return {"job": work, "url": url, "result_url": result_url}


@register.inclusion_tag("components/confirm.html", takes_context=True)
def confirm(
    context: Context, dialog_id: str, title: object, url: str, label: object, **more: Any
) -> dict[str, Any]:
    """A dialog that asks once, with the number or name in its `text`; opened by `data-opens`.

    `form` puts fields into it (a reason), `kind` is danger unless told otherwise. Enter doesn't fire
    it by accident: the cursor stands on "Cancel".
    """
    known = {
        "id": dialog_id,
        "title": title,
        "url": url,
        "label": label,
        "csrf_token": context.get("csrf_token"),
    }
    return {"kind": "danger", "text": "", "form": None} | known | more


@register.inclusion_tag("components/counter_approval.html", takes_context=True)
def counter_approval(
    context: Context, dialog_id: str, url: str, form: forms.Form, summary: object = ""
) -> dict[str, Any]:
    """A dialog in which another person decides at this screen with their own number and password."""
    return {
        "id": dialog_id,
        "url": url,
        "form": form,
        "summary": summary,
        "csrf_token": context.get("csrf_token"),
    }


@register.filter
def sign(tone: str) -> str:
    """The sign that stands beside a tone's word."""
    return SIGNS[Tone(tone)]


def _cap(key: str) -> str:
    return {"Escape": "Esc"}.get(key, key if len(key) > 1 else key.upper())


def _linked(row: Sequence[Any]) -> tuple[str, Sequence[Any]]:
    if isinstance(row, tuple) and len(row) == 2 and isinstance(row[1], list | tuple):
        return row[0], row[1]
    return "", row
