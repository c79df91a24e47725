"""From a paper to a file: the same paper and the same mark give the same bytes."""

from dataclasses import replace

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from deskops.core.refusals import Refused
from deskops.papers.paper import Paper, PrintMark, Rendered, Size
from deskops.papers.pen import Pen

from .sheets import draw_forms, draw_triplicate, paper_size
from .slip import draw_slip


def render(paper: Paper, *, printed: PrintMark, copy: int | None = None, size: Size | None = None) -> bytes:
    """The PDF of a paper, or of one of its copies (counted from 1), on its own or another size of sheet.

    In the language that is active. Raises Refused (`paper_copy`) for a copy that the paper hasn't.
    """
    return rendered(paper, printed=printed, copy=copy, size=size).pdf


def rendered(
    paper: Paper, *, printed: PrintMark, copy: int | None = None, size: Size | None = None
) -> Rendered:
    """As `render`, with the number of pages and the characters that no font has."""
    if size:
        paper = replace(paper, size=size)
    copies = _copies(paper, copy)
    pen = Pen(
        paper_size(paper.size),
        title=f"{paper.title} {paper.number}",
        author=str(paper.store.company),
        language=get_language(),
    )
    match paper.size:
        case Size.SLIP:
            draw_slip(pen, paper, copies, printed)
        case Size.TRIPLICATE:
            draw_triplicate(pen, paper, copies, printed)
        case _:
            draw_forms(pen, paper, copies, printed, paper.size)
    return Rendered(pen.finish(), pen.pages, frozenset(pen.missing))


def _copies(paper: Paper, copy: int | None) -> list[str]:
    """The names under the title: 第一联 存根联; one without a name where a paper has no copies."""
    ordinals = (_("Copy one"), _("Copy two"), _("Copy three"), _("Copy four"), _("Copy five"), _("Copy six"))
    names = [f"{ordinal} {name}" for ordinal, name in zip(ordinals, paper.copies, strict=False)] or [""]
    if copy is None:
        return names
    if not 1 <= copy <= len(names):
        raise Refused("paper_copy", _("This paper has no such copy."), field="copy", value=copy)
    return [names[copy - 1]]
