"""The letters of every paper: one Chinese font, made once, registered once per process.

Noto Sans SC (SIL Open Font License) comes as a variable font; PDF needs a static one. Its weight 400 is
instanced into `var/fonts/`, which takes some 15 seconds and is done by `manage.py prepare_fonts`, or on
first need. More TrueType fonts laid into `var/fonts/more/` are asked, in order of name, for characters
that Noto Sans SC lacks.
"""

import fcntl
import os
import re
import threading
from collections.abc import Iterator
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from itertools import groupby
from pathlib import Path
from typing import Any

from django.conf import settings
from reportlab.pdfbase import pdfmetrics, ttfonts

PACKAGE = "justmytype-intl-cjk"
WEIGHT = 400
MISSING = "〓"
"""What stands for a character that no font has (the printer's geta mark): visible, never a blank."""

_chain: list["Font"] = []
_making = threading.Lock()
_subsetting = threading.Lock()


def folder() -> Path:
    """Where the made fonts are kept."""
    return Path(settings.VAR) / "fonts"


def prepare() -> Path:
    """Make the static font if it isn't there yet, and name its file. Safe in many processes at once."""
    target = folder() / f"NotoSansSC-{WEIGHT}-{version(PACKAGE)}.ttf"
    if target.exists():
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    with _making, (target.parent / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not target.exists():
            _instance(target)
    return target


def _instance(target: Path) -> None:
    """Write weight 400 beside the target, then rename: a reader never sees half a font."""
    from fontTools.ttLib import TTFont
    from fontTools.varLib import instancer

    source = files("justmytype_intl_cjk") / "fonts/ofl/notosanssc/NotoSansSC[wght].ttf"
    draft = target.with_suffix(f".{os.getpid()}")
    with TTFont(str(source), lazy=True, recalcTimestamp=False, recalcBBoxes=False) as font:
        for layout in ("GSUB", "GPOS", "GDEF", "BASE", "vhea", "vmtx"):
            del font[layout]
        instancer.instantiateVariableFont(
            font, {"wght": WEIGHT}, inplace=True, optimize=False, updateFontNames=True
        )
        font.save(draft)
    draft.replace(target)


class Font(ttfonts.TTFont):  # type: ignore[misc]  # reportlab has no types
    """A TrueType font whose text can be searched and copied, and that two threads may embed at once."""

    def __init__(self, name: str, path: Path) -> None:
        super().__init__(name, str(path), asciiReadable=0)
        self.widths: dict[int, float] = self.face.charWidths
        self.glyphs: dict[int, int] = self.face.charToGlyph

    def addObjects(self, doc: Any) -> None:  # noqa: N802 - reportlab's name
        """Embed the subsets. The face reads its file through one cursor, hence the lock.

        reportlab writes a character beyond U+FFFF as five hex digits, which no reader understands:
        the map from codes to text is written anew, in UTF-16.
        """
        with _subsetting:
            subsets = self.state[doc].subsets
            super().addObjects(doc)
        for number, subset in enumerate(subsets):
            base = b"".join((ttfonts.SUBSETN(number), b"+", self.face.name, self.face.subfontNameX))
            name = base.decode("pdfdoc")
            doc.idToObject[f"toUnicodeCMap:{name}"].content = to_unicode(name, subset)


def to_unicode(name: str, subset: list[int]) -> str:
    """The CMap that turns a subset's codes into text: UTF-16BE, blocks of at most 100 (PDF 32000, 9.10.3)."""
    pairs = [f"<{code:02X}> <{chr(char).encode('utf-16-be').hex()}>" for code, char in enumerate(subset)]
    blocks = [pairs[start : start + 100] for start in range(0, len(pairs), 100)]
    return "\n".join(
        [
            "/CIDInit /ProcSet findresource begin",
            "12 dict begin",
            "begincmap",
            f"/CIDSystemInfo << /Registry ({name}) /Ordering ({name}) /Supplement 0 >> def",
            f"/CMapName /{name} def",
            "/CMapType 2 def",
            "1 begincodespacerange",
            "<00> <FF>",
            "endcodespacerange",
            *(line for block in blocks for line in (f"{len(block)} beginbfchar", *block, "endbfchar")),
            "endcmap",
            "CMapName currentdict /CMap defineresource pop",
            "end",
            "end",
        ]
    )


def chain() -> list[Font]:
    """The fonts in the order in which they are asked for a glyph, registered with reportlab."""
    if not _chain:
        path = prepare()
        with _making:
            if not _chain:
                _chain.extend(_registered([path, *sorted((folder() / "more").glob("*.ttf"))]))
    return _chain


def _registered(paths: list[Path]) -> list[Font]:
    fonts = [Font(f"deskops-{number}", path) for number, path in enumerate(paths)]
    for font in fonts:
        pdfmetrics.registerFont(font)
    return fonts


_INVISIBLE = re.compile(
    "[\x00-\x08\x0a-\x1f\x7f-\x9f\xad\u061c\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\ufe00-\ufe0f\ufeff\ufff9-\ufffb\U000e0000-\U000e0fff]"
)
"""Control characters, joiners, direction marks, variation selectors, tags."""


def shown(text: str) -> str:
    """The text without what has no shape of its own; a tab is a space."""
    return _INVISIBLE.sub("", text).replace("\t", " ")


@cache
def font_of(char: str) -> Font | None:
    """The first font that has the character, None if none has."""
    return next((font for font in chain() if ord(char) in font.glyphs), None)


def covered(text: str) -> bool:
    """Whether the first font has every character of the text, as nearly always."""
    return chain()[0].glyphs.keys() >= set(map(ord, text))


def runs(text: str) -> Iterator[tuple[Font, str]]:
    """Split a text into stretches of one font; what no font has becomes 〓."""
    main = chain()[0]
    if covered(text):
        yield main, text
        return
    for font, chars in groupby(text, font_of):
        stretch = "".join(chars)
        yield (font, stretch) if font else (main, MISSING * len(stretch))


def missing(text: str) -> set[str]:
    """The characters of the text that no font can show."""
    return {char for char in set(shown(text)) if font_of(char) is None}


def width(text: str, size: float) -> float:
    """How wide the text is, in points."""
    main = chain()[0].widths
    try:
        return sum([main[ord(char)] for char in text]) * size / 1000
    except KeyError:
        return sum(_char_width(char) for char in text) * size / 1000


def _char_width(char: str) -> float:
    font = font_of(char)
    return font.widths[ord(char)] if font else 1000.0
