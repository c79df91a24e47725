"""The frozen lines as a workbook or CSV: exactly what was signed, made once and kept."""

import io
from typing import Any

from django.db.models import Case, DateField, DecimalField, F, IntegerField, Value, When
from django.db.models.fields.json import KT
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from deskops.core.acts import background
from deskops.core.exports import Column, Kind, Table, write_csv, write_xlsx
from deskops.core.files import store_file
from deskops.core.models import StoredFile
from deskops.core.refusals import Refused
from deskops.documents.models import Document
from deskops.org.models import Staff

from .kinds import Cell
from .layout import sections_of
from .models import Export, Handoff, HandoffLine, State

TYPES = {
    Export.Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Export.Format.CSV: "text/csv; charset=utf-8",
}
KINDS = {Cell.TEXT: Kind.TEXT, Cell.MONEY: Kind.MONEY, Cell.INT: Kind.INT, Cell.DATE: Kind.DATE}


def table_of(handoff: Handoff) -> Table:
    """The lines as they were sent, every section's columns side by side."""
    sections = sections_of(handoff)
    named = Case(*(When(section=s.code, then=Value(str(s.title))) for s in sections), default=F("section"))
    columns = [Column("position", _("No."), "position", Kind.INT)]
    if len(sections) > 1:
        columns.append(Column("section", _("Part"), named))
    columns += [Column("key", _("Key"), "key", width=24), Column("label", _("Item"), "label", width=28)]
    further = {(c.key, c.kind): str(c.title) for section in sections for c in section.columns}
    columns += [
        Column(f"{key}_{kind}", title, _value(key, kind), KINDS[kind])
        for (key, kind), title in further.items()
    ]
    columns += [
        Column("quantity", _("Quantity"), "quantity", Kind.INT, total=True),
        Column("amount", _("Amount"), "amount", Kind.MONEY, total=True),
    ]
    return Table(
        f"{handoff.spec.label} {handoff.business_date}",
        _distinct(columns),
        HandoffLine.objects.filter(handoff=handoff).order_by("position"),
        facts(handoff),
    )


def _distinct(columns: list[Column]) -> list[Column]:
    """A workbook's titles must differ: the second of a name brings its key."""
    seen: set[str] = set()
    found = []
    for column in columns:
        title = str(column.title)
        named = title if title not in seen else f"{title} ({column.key})"
        seen.add(named)
        found.append(Column(column.key, named, column.of, column.kind, column.total, column.width))
    return found


def _value(key: str, kind: Cell) -> Any:
    text = KT(f"values__{key}")
    if kind == Cell.MONEY:
        return Cast(text, DecimalField(max_digits=14, decimal_places=2))
    if kind == Cell.DATE:
        return Cast(text, DateField())
    return Cast(text, IntegerField()) if kind == Cell.INT else text


def facts(handoff: Handoff) -> list[tuple[str, str]]:
    """What the second sheet says about the paper."""
    return [
        (_("Number"), handoff.document.number),
        (_("Kind"), str(handoff.spec.label)),
        (_("Store"), f"{handoff.store.code} {handoff.store.name}"),
        (_("Business date"), handoff.business_date.isoformat()),
        (_("Given by"), f"{handoff.sent_by} {handoff.sent_at:%Y-%m-%d %H:%M:%S} UTC"),
        ("SHA-256", handoff.digest),
    ]


def export(*, handoff: Handoff, form: Export.Format, by: Staff) -> StoredFile:
    """The file of a handoff's frozen lines; the first ask makes it, later ones get the same.

    Refuses a draft: nothing is frozen yet.
    """
    if handoff.state in (State.DRAFT, State.WITHDRAWN):
        raise Refused("not_sent", _("Only what was sent is exported."), remedy=_("Sign and send it first."))
    with background(by=by, name="handoffs.export"):
        Document.objects.select_for_update(no_key=True, of=("self",)).get(pk=handoff.pk)
        made = Export.objects.filter(handoff=handoff, format=form).select_related("file").first()
        if made:
            return made.file
        file = store_file(
            _bytes(handoff, form),
            name=f"{handoff.document.number}.{form}",
            content_type=TYPES[form],
            by=by,
        )
        Export.objects.create(handoff=handoff, format=form, file=file)
        return file


def _bytes(handoff: Handoff, form: Export.Format) -> bytes:
    out = io.BytesIO()
    table = table_of(handoff)
    if form == Export.Format.CSV:
        write_csv(table, out)
    else:
        write_xlsx(table, out)
    return out.getvalue()
