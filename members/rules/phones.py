"""Telephone numbers as people write them on a form, made into numbers that can be rung and found.

Stored as E.164. Which numbers exist is the business of the phonenumbers library; new mobile segments
come before the library knows them, so those are accepted with a warning and nothing is guessed.
"""

import re
import unicodedata
from dataclasses import dataclass, field

import phonenumbers
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from phonenumbers import PhoneNumber, PhoneNumberFormat, PhoneNumberType

from deskops.core.refusals import Refused

from .masks import mask_phone

_SEVERAL = re.compile(r"[/、,;\n]|或")
_EXTENSION = re.compile(r"^(.*?\d)\s*(?:转|分机|#|ext\.?|(?<=\d{7})-)\s*(\d{1,6})$", re.IGNORECASE)
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−－"), "-")
_HOME = re.compile(r"^(?:(?:\+|00)?86|0)(?=1\d{10}$)")
_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_NEIGHBOURS = ("852", "853", "886")


class PhoneKind(models.TextChoices):
    MOBILE = "mobile", gettext_lazy("mobile")
    LANDLINE = "landline", gettext_lazy("landline")
    SERVICE = "service", gettext_lazy("service number (400, 800)")


_KINDS = {
    PhoneNumberType.MOBILE: PhoneKind.MOBILE,
    PhoneNumberType.FIXED_LINE_OR_MOBILE: PhoneKind.MOBILE,
    PhoneNumberType.FIXED_LINE: PhoneKind.LANDLINE,
    PhoneNumberType.VOIP: PhoneKind.LANDLINE,
    PhoneNumberType.SHARED_COST: PhoneKind.SERVICE,
    PhoneNumberType.TOLL_FREE: PhoneKind.SERVICE,
}


@dataclass(frozen=True)
class Phone:
    """One number: ``e164`` to store and compare, ``display`` to read out, ``warning`` for the clerk."""

    e164: str = field(repr=False)
    kind: PhoneKind
    display: str = field(repr=False)
    extension: str = ""
    warning: str = ""

    @property
    def tail4(self) -> str:
        return self.e164[-4:]

    @property
    def masked(self) -> str:
        return mask_phone(self.e164)


def read_phones(raw: str) -> tuple[Phone, ...]:
    """All numbers in a field such as 13800138000/021-52345678转801, in their order, each once.

    Raises Refused: ``phone_missing``, ``phone_short``, ``phone_area_code``, ``phone_invalid`` or
    ``phone_extension``; one unreadable number refuses the field.
    """
    plain = unicodedata.normalize("NFKC", raw).translate(_DASHES)
    phones = tuple(dict.fromkeys(_read(piece) for piece in _pieces(plain)))
    if not phones:
        raise Refused("phone_missing", _("There is no telephone number."), field="phone")
    return phones


def read_phone(raw: str) -> Phone:
    """The one number in a field. Raises Refused as `read_phones` does, and ``phone_several``."""
    phones = read_phones(raw)
    if len(phones) > 1:
        remedy = _("Put the other one into the field of the second telephone.")
        raise _refused("phone_several", _("These are several telephone numbers."), raw, remedy)
    return phones[0]


def _pieces(plain: str) -> list[str]:
    """The numbers written side by side; by spaces only when together they are too long for one."""
    pieces: list[str] = []
    for piece in _SEVERAL.split(plain):
        several = sum(sign.isdecimal() for sign in piece) > 20
        pieces += piece.split() if several else [piece.strip()]
    return [piece for piece in pieces if piece]


def _read(piece: str) -> Phone:
    number, warning, main, extension = _parse(piece), "", piece, ""
    if number is None:
        main, extension = _split_extension(piece)
        number = _parse(main)
    if number is None:
        digits = _HOME.sub("", re.sub(r"[\s()-]", "", main))
        if not _MOBILE.fullmatch(digits):
            raise _why_not(digits, piece)
        number = PhoneNumber(country_code=86, national_number=int(digits))
        warning = _("A new or unknown mobile segment: ring it to be sure.")
        return _phone(number, PhoneKind.MOBILE, extension, warning, piece)
    kind = _KINDS.get(phonenumbers.number_type(number))
    if kind is None:
        raise _refused("phone_invalid", _("This isn't the telephone of a person."), piece)
    return _phone(number, kind, extension, warning, piece)


def _split_extension(piece: str) -> tuple[str, str]:
    match = _EXTENSION.match(piece)
    return (match[1], match[2]) if match else (piece, "")


def _parse(main: str) -> PhoneNumber | None:
    """The number, if it exists: as dialled from mainland China, or of a neighbour without its +."""
    digits = re.sub(r"\D", "", main)
    for text in (main, "+" + digits if digits.startswith(_NEIGHBOURS) else ""):
        try:
            number = phonenumbers.parse(text, "CN")
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(number) and not re.search(r"[^\d\s()+-]", main):
            return number
    return None


def _phone(number: PhoneNumber, kind: PhoneKind, extension: str, warning: str, piece: str) -> Phone:
    if extension and kind != PhoneKind.LANDLINE:
        raise _refused("phone_extension", _("Only a landline has an extension."), piece)
    home = number.country_code == 86
    style = PhoneNumberFormat.NATIONAL if home else PhoneNumberFormat.INTERNATIONAL
    display = phonenumbers.format_number(number, style)
    if warning:
        display = f"{display[:3]} {display[3:7]} {display[7:]}"
    e164 = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    return Phone(e164, kind, f"{display}-{extension}" if extension else display, extension, warning)


def _why_not(digits: str, piece: str) -> Refused:
    if not digits.isdecimal() or len(digits) < 7:
        return _refused("phone_short", _("This is no whole telephone number."), piece)
    if len(digits) in (7, 8):
        remedy = _("Put the area code before it, for example 021.")
        return _refused("phone_area_code", _("The area code is missing."), piece, remedy)
    return _refused("phone_invalid", _("There is no such telephone number."), piece)


def _refused(code: str, message: str, piece: str, remedy: str = "") -> Refused:
    remedy = remedy or _("Ask for the number again.")
    return Refused(code, message, field="phone", value=mask_phone(piece), remedy=remedy)


def shown_phone(e164: str) -> str:
    """A stored number as it is read out and dialled from here; nothing for none."""
    if not e164:
        return ""
    number = phonenumbers.parse(e164)
    national = str(number.national_number)
    if number.country_code == 86 and _MOBILE.fullmatch(national):
        return f"{national[:3]} {national[3:7]} {national[7:]}"
    style = PhoneNumberFormat.NATIONAL if number.country_code == 86 else PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(number, style)
