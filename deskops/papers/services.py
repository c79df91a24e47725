"""Printing and signing."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from django.db.models import Max, Q
from django.utils import translation
from django.utils.translation import gettext as _

from deskops.core.acts import act
from deskops.core.files import store_file
from deskops.core.frozen import fingerprint
from deskops.core.refusals import Refused
from deskops.documents.models import Document
from deskops.org.models import Staff

from .fonts import chain
from .kinds import PaperKind, papers_of
from .layout import rendered
from .models import Print, Proxy, Signature
from .paper import PrintMark, Rendered, Size
from .strokes import Strokes


@dataclass(frozen=True)
class Printed:
    """A file and the record of its printing."""

    pdf: bytes
    record: Print


def print_paper(
    *,
    document: Document,
    by: Staff,
    now: datetime,
    request_key: UUID,
    paper: str = "",
    copy: int | None = None,
    size: Size | None = None,
    language: str = "",
) -> Printed:
    """Print a paper of a document and record it; from the second time on it says 补打 with its count.

    ``paper`` is the code of a plugged PaperKind, the document's first when empty; ``copy`` counts from 1.
    The same request again answers the same record. Raises Refused (`paper_unknown`, `paper_size`,
    `paper_copy`).
    """
    kind = _kind(document, paper)
    chain()  # loaded before the document is locked
    language = language or translation.get_language()
    asked = {"document": document.pk, "paper": kind.code, "copy": copy, "size": size, "language": language}
    with act(request_key=request_key, by=by, name="papers.print", asked=asked) as this:
        locked = Document.objects.select_for_update(no_key=True, of=("self",)).get(pk=document.pk)
        if this.replayed:
            return _again(locked, kind, Print.objects.select_related("by").get(pk=this.result["print"]))
        count = _next_count(locked, kind, copy)
        mark = PrintMark(str(by), now, count)
        done, used = _draw(locked, kind, mark, copy=copy, size=size, language=language)
        record = Print.objects.create(
            document=locked,
            paper=kind.code,
            copy=copy or 0,
            count=count,
            size=used,
            language=language,
            pages=done.pages,
            missing=" ".join(f"U+{ord(char):04X}" for char in sorted(done.missing))[:400],
            by=by,
            at=now,
            sha256=sha256(done.pdf).hexdigest(),
        )
        this.result = {"print": record.pk}
    return Printed(done.pdf, record)


def _kind(document: Document, code: str) -> PaperKind:
    for kind in papers_of(document):
        if code in ("", kind.code):
            return kind
    raise Refused("paper_unknown", _("This document has no such paper."), field="paper", value=code)


def _next_count(document: Document, kind: PaperKind, copy: int | None) -> int:
    """One more than the printings that held any of the copies asked for."""
    held = Q() if copy is None else Q(copy__in=(0, copy))
    before = Print.objects.filter(held, document=document, paper=kind.code).aggregate(last=Max("count"))
    return (before["last"] or 0) + 1


def _draw(
    document: Document,
    kind: PaperKind,
    mark: PrintMark,
    *,
    copy: int | None,
    size: Size | None,
    language: str,
) -> tuple[Rendered, Size]:
    with translation.override(language):
        paper = kind.build(document)
        if size and size not in kind.sizes | {paper.size}:
            raise Refused(
                "paper_size", _("This paper is not printed on that size."), field="size", value=size
            )
        return rendered(paper, printed=mark, copy=copy, size=size), size or paper.size


def _again(document: Document, kind: PaperKind, record: Print) -> Printed:
    """The paper of an earlier request, with the mark it had then."""
    mark = PrintMark(str(record.by), record.at, record.count)
    done, _size = _draw(
        document, kind, mark, copy=record.copy or None, size=Size(record.size), language=record.language
    )
    return Printed(done.pdf, record)


@dataclass(frozen=True)
class ActsFor:
    """What the desk asks of somebody who acts for another: whom, the paper seen, and who rang when."""

    name: str
    seen: Proxy.Seen
    last4: str
    rung_by: Staff
    rung_at: datetime


def sign(
    *,
    document: Document,
    role: Signature.Role,
    name: str,
    body: str,
    strokes: Strokes | None,
    by: Staff,
    now: datetime,
    staff: Staff | None = None,
    acts_for: ActsFor | None = None,
) -> Signature:
    """Record that somebody signed ``body``: with ``strokes`` on screen, without on paper.

    Part of the act that asks for the signature: to be called in its transaction. ``by`` is who took
    the signature, ``staff`` who signed when it is one of us. Raises Refused (`proxy_incomplete`).
    """
    if (acts_for is not None) != (role == Signature.Role.PROXY):
        raise Refused(
            "proxy_incomplete",
            _("Somebody who acts for another is named with the paper seen and the call that confirmed it."),
            field="acts_for",
        )
    signature = Signature.objects.create(
        document=document,
        role=role,
        name=name,
        staff=staff,
        body=body,
        digest=fingerprint(body),
        witness=by,
        at=now,
        **_drawn(strokes, by),
    )
    if acts_for:
        _name_proxy(signature, acts_for)
    return signature


def _drawn(strokes: Strokes | None, by: Staff) -> dict[str, object]:
    if strokes is None:
        return {"how": Signature.How.PAPER}
    file = store_file(strokes.body, name="signature.json", content_type="application/json", by=by)
    return {"how": Signature.How.SCREEN, "strokes": file, "strokes_digest": file.sha256}


def _name_proxy(signature: Signature, acts_for: ActsFor) -> None:
    Proxy.objects.create(
        signature=signature,
        acts_for=acts_for.name,
        seen=acts_for.seen,
        last4=acts_for.last4.upper(),
        rung_by=acts_for.rung_by,
        rung_at=acts_for.rung_at,
    )
