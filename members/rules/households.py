"""Registered addresses (户籍地址) as keys: which members may live in one household.

People and forms write one address in many ways. Two addresses match only when everything that was
written agrees after tidying; what agrees but for street or unit is a hint for a person to judge. No
list of districts or streets is needed, so none can be out of date. Rule: one household, one card
(一户一卡, spec 2); a collective household (集体户) is no household and never matches.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field

from .masks import STARS

COLLECTIVE = ("集体户", "公共户", "挂靠户", "人才市场", "人才交流中心", "人才服务中心")
"""Words of collective households; the desk's setting may name more."""

_PROVINCES = (
    "河北 山西 辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 山东 河南 "
    "湖北 湖南 广东 海南 四川 贵州 云南 陕西 甘肃 青海 台湾"
)
_AUTONOMOUS = "内蒙古 广西壮族 宁夏回族 新疆维吾尔 西藏 广西 宁夏 新疆"
_MUNICIPAL = "北京 天津 上海 重庆"


def _any(*names: str) -> str:
    return "|".join(" ".join(names).split())


_PREFIX = re.compile(r"^(?:(?:户籍|户口|居住|常住)(?:所在地|地址|地)|(?:家庭)?住址|地址):?")
_PROVINCE = re.compile(
    rf"^.{{0,8}}?(?:(?:{_any(_PROVINCES)})省|(?:{_any(_AUTONOMOUS)})自治区|(?:{_any(_MUNICIPAL)})市)"
    rf"|^(?:{_any(_PROVINCES, _AUTONOMOUS, _MUNICIPAL)})(?![市区]|[东西南北中]?[路街]|大[道街]|巷)"
)
_DISTRICT = re.compile(
    r"^(?:[^\d路街村号区县旗]{1,10}?(?:市|地区|自治州|盟))?"
    r"([镇乡路]?[^\d路街镇乡村号]{1,12}?[镇乡]?"
    r"(?:(?<![小社校厂景园])(?<!生活|家属|住宅|别墅)区|县|旗(?!区)|市))(?=.)"
)
_COUNTED = "号|幢|栋|座|楼|单元|门|室|户|房|组|弄|支弄|层|巷|队|排|院|期"
_CHINESE_NUMBER = re.compile(rf"[零〇一二两三四五六七八九十百千]+(?={_COUNTED})")
_JOINT = re.compile(r"(?<=[\dA-Z])(?:号楼|号院|幢楼?|栋楼?|座|#楼?|楼|单元|门|层|室|户|房间?|号房?(?!线))-?")
_STREET = re.compile(r"^.*?(?:街道|镇|乡)(?=[^\d-]{2})|^[^\d-]{1,8}?(?:路|大道|大街|街|巷|胡同)(?=[^\d-]{2})")
_CHAIN = re.compile(r"[\dA-Z]+(?:-[\dA-Z]+)*$")
_DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}


@dataclass(frozen=True)
class AddressKeys:
    """What an address is compared by; every key is empty where it must not match anything.

    ``household``: district, street, building, unit and room, all that was written. ``building``: the
    same without street and unit (the same building and room, unit spelled otherwise). ``tail``: the end
    of the compound's name with building and room, for a district written otherwise. The last two
    are hints for a person, never a decision.
    """

    household: str = field(default="", repr=False)
    building: str = field(default="", repr=False)
    tail: str = field(default="", repr=False)
    collective: bool = False


def address_keys(address: str, collective: Iterable[str] = COLLECTIVE) -> AddressKeys:
    """The keys of an address, e.g. of 山东省泰安市泰山区华路锦绣花园7号楼3单元2488室:
    泰山区|华路锦绣花园7-3-2488, 泰山区|锦绣花园7-2488 and 锦绣花园7-2488.

    No keys for a collective household and for what is too short to mean one home: no house number,
    or only a village's group (组).
    """
    district, rest = split_address(address)
    if any(word in rest for word in collective):
        return AddressKeys(collective=True)
    chain = _CHAIN.search(rest)
    if not chain or not rest[: chain.start()]:
        return AddressKeys()
    place, numbers = rest[: chain.start()], chain[0].split("-")
    near = _STREET.sub("", place)
    ends = "-".join([numbers[0], numbers[-1]] if len(numbers) > 2 else numbers)
    return AddressKeys(f"{district}|{rest}", f"{district}|{near}{ends}", near[-4:] + ends)


def split_address(address: str) -> tuple[str, str]:
    """District (区, 县, 旗 or county-level city; may be empty) and the tidied rest of an address."""
    plain = _PREFIX.sub("", _plain(address))
    plain = _PROVINCE.sub("", plain)
    found = _DISTRICT.match(plain)
    return (found[1], _tidy(plain[found.end() :])) if found else ("", _tidy(plain))


def mask_address(address: str) -> str:
    """The address down to its district, the rest hidden; nothing where no district is found."""
    plain = _PREFIX.sub("", _plain(address))
    province = _PROVINCE.match(plain)
    start = province.end() if province else 0
    found = _DISTRICT.match(plain[start:])
    return (plain[: start + found.end()] if found else "") + STARS


def _plain(address: str) -> str:
    """Half-width, capitals, without spaces and punctuation; hyphens only between numbers."""
    text = unicodedata.normalize("NFKC", address).upper().replace("号院", "院")
    text = re.sub(r"[‐-―−~]|之(?=\d)", "-", text)
    kept = "".join(sign for sign in text if sign in "#-:" or unicodedata.category(sign)[0] in "LN")
    return re.sub(r"(?<![\dA-Z])-|-(?![\dA-Z])", "", kept)


def _tidy(rest: str) -> str:
    """Every number Arabic without leading zeros, whatever stands between numbers a hyphen."""
    text = _CHINESE_NUMBER.sub(lambda match: str(_number(match[0])), rest.replace(":", ""))
    text = re.sub(r"第(?=\d)|(?<!\d)0+(?=\d)", "", text)
    return _JOINT.sub("-", text).strip("-")


def _number(text: str) -> int:
    """三十二 → 32, 二〇一 → 201, 十二 → 12."""
    if not any(sign in _UNITS for sign in text):
        return int("".join(str(_DIGITS[sign]) for sign in text))
    total, digit = 0, None
    for sign in text:
        if sign in _UNITS:
            total += (1 if digit is None else digit) * _UNITS[sign]
            digit = None
        else:
            digit = _DIGITS[sign]
    return total + (digit or 0)
