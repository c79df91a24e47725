"""Identity papers: is this number possible, and what does it say.

Source: GB 11643-1999 (18 digits, check digit MOD 11-2); residence permits of Hong Kong, Macau and
Taiwan people (81, 82, 83) and the foreigner's permanent residence card since 2023-12-01 (9…) follow
it. The six-digit district is never judged: districts are renamed and split, and people born before
1983 carry codes that came later than their birth.
"""

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deskops.core.refusals import Refused

from .masks import mask_id

PROVINCES = {
    "11": "北京", "12": "天津", "13": "河北", "14": "山西", "15": "内蒙古",
    "21": "辽宁", "22": "吉林", "23": "黑龙江",
    "31": "上海", "32": "江苏", "33": "浙江", "34": "安徽", "35": "福建", "36": "江西", "37": "山东",
    "41": "河南", "42": "湖北", "43": "湖南", "44": "广东", "45": "广西", "46": "海南",
    "50": "重庆", "51": "四川", "52": "贵州", "53": "云南", "54": "西藏",
    "61": "陕西", "62": "甘肃", "63": "青海", "64": "宁夏", "65": "新疆",
    "71": "台湾", "81": "香港", "82": "澳门", "83": "台湾",
}  # fmt: skip
OLDEST = 130
"""Years: nobody alive was born longer ago."""

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_DIGITS = "10X98765432"


class PaperKind(models.TextChoices):
    """The paper that a member showed. Only the first three have a number that can be checked."""

    RESIDENT_ID = "resident_id", gettext_lazy("resident identity card")
    HMT_RESIDENCE = (
        "hmt_residence",
        gettext_lazy("residence permit for Hong Kong, Macau and Taiwan residents"),
    )
    FOREIGN_RESIDENCE = "foreign_residence", gettext_lazy("foreigner's permanent residence card")
    PASSPORT = "passport", gettext_lazy("passport")
    HM_PERMIT = "hm_permit", gettext_lazy("mainland travel permit for Hong Kong and Macau residents")
    TAIWAN_PERMIT = "taiwan_permit", gettext_lazy("mainland travel permit for Taiwan residents")


class Sex(models.TextChoices):
    MALE = "male", gettext_lazy("male")
    FEMALE = "female", gettext_lazy("female")


@dataclass(frozen=True)
class IdNumber:
    """A number that was checked. Its repr shows neither the number nor the birth date."""

    normalised: str = field(repr=False)
    kind: PaperKind
    birth_date: date | None = field(default=None, repr=False)
    sex: Sex | None = None
    province: str | None = None

    @property
    def masked(self) -> str:
        return mask_id(self.normalised)

    @property
    def tail4(self) -> str:
        return self.normalised[-4:]


def normalise_id(raw: str) -> str:
    """Half-width capitals without spaces, hyphens and what copying leaves behind: one form to compare."""
    plain = unicodedata.normalize("NFKC", raw).upper()
    return "".join(sign for sign in plain if unicodedata.category(sign)[0] not in "ZC" and sign != "-")


def check_id_number(raw: str, today: date) -> IdNumber:
    """An 18-character number and what it says; its kind follows from its beginning.

    Raises Refused naming what is wrong: ``id_length``, ``id_characters``, ``id_province``, ``id_date``,
    ``id_date_future`` or ``id_check_digit``. The refusal shows the number masked only.
    """
    number = normalise_id(raw)
    _check_shape(number)
    kind = _kind_of(number)
    birth_date = _birth_date(number, today)
    if number[17] != _check_digit(number):
        raise _wrong("id_check_digit", _("The number's check digit is wrong: one of its digits is."), number)
    sex = Sex.MALE if int(number[16]) % 2 else Sex.FEMALE
    province = PROVINCES.get(number[1:3] if kind == PaperKind.FOREIGN_RESIDENCE else number[:2])
    return IdNumber(number, kind, birth_date, sex, province)


def check_paper(raw: str, kind: PaperKind, today: date) -> IdNumber:
    """The number of a paper of a named kind; passports and travel permits only by their shape.

    Raises Refused as `check_id_number` does, ``id_kind`` when the number belongs to another kind of
    paper, ``id_characters`` for a passport or permit that isn't 6 to 20 letters and digits.
    """
    number = normalise_id(raw)
    if kind == PaperKind.FOREIGN_RESIDENCE and re.fullmatch(r"[A-Z]{3}[0-9]{12}", number):
        return IdNumber(number, kind)  # the card before 2023-12-01, valid until it expires
    if kind in (PaperKind.RESIDENT_ID, PaperKind.HMT_RESIDENCE, PaperKind.FOREIGN_RESIDENCE):
        checked = check_id_number(raw, today)
        if checked.kind == kind:
            return checked
        message = _("This is the number of another paper: %(kind)s.") % {"kind": checked.kind.label}
        raise _wrong("id_kind", message, number, _("Choose that kind of paper."))
    if not re.fullmatch(r"[A-Z0-9]{6,20}", number):
        raise _wrong("id_characters", _("The number has 6 to 20 letters and digits."), number)
    return IdNumber(number, kind)


def _check_shape(number: str) -> None:
    if len(number) == 15:
        message = _("The number has 15 characters; numbers of 15 are void since 2013.")
        raise _wrong("id_length", message, number, _("Ask for the present card, its number has 18."))
    if len(number) != 18:
        message = _("The number has %(count)s characters instead of 18.") % {"count": len(number)}
        raise _wrong("id_length", message, number)
    if not re.fullmatch(r"[0-9]{17}[0-9X]", number):
        raise _wrong("id_characters", _("The number is 17 digits and then a digit or X."), number)


def _kind_of(number: str) -> PaperKind:
    if number[0] == "9":
        return PaperKind.FOREIGN_RESIDENCE
    if number[:2] not in PROVINCES:
        raise _wrong("id_province", _("No province begins with these two digits."), number)
    return PaperKind.HMT_RESIDENCE if number[0] == "8" else PaperKind.RESIDENT_ID


def _birth_date(number: str, today: date) -> date:
    try:
        day = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        day = date.min
    if day.year < today.year - OLDEST:
        raise _wrong("id_date", _("Digits 7 to 14 are no possible date of birth."), number)
    if day > today:
        raise _wrong("id_date_future", _("Digits 7 to 14 are a date of birth in the future."), number)
    return day


def _check_digit(number: str) -> str:
    total = sum(int(digit) * weight for digit, weight in zip(number, _WEIGHTS, strict=False))
    return _CHECK_DIGITS[total % 11]


def _wrong(code: str, message: str, number: str, remedy: str = "") -> Refused:
    remedy = remedy or _("Read the number from the paper again.")
    return Refused(code, message, field="id_number", value=mask_id(number), remedy=remedy)
