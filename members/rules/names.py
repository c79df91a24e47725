"""Names as typed on a keyboard: pinyin in full and its initials (张三: zhangsan, zs).

Surnames keep old readings that dictionaries give second or not at all, so they have a table; every
other character has all its readings, the usual one first. Source of the table: the surnames that
pypinyin reads wrongly by default, and the two-character surnames.
"""

import os
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, islice, product

MOST = 16
"""Keys of one kind a name may have; those with the fewest unusual readings are kept."""

SURNAMES = {
    "单": "shan", "曾": "zeng", "解": "xie", "仇": "qiu", "区": "ou", "朴": "piao", "查": "zha", "盖": "ge",
    "缪": "miao", "种": "chong", "乐": "yue", "覃": "qin", "翟": "zhai", "折": "she", "员": "yun", "繁": "po",
    "召": "shao", "黑": "he", "秘": "bi", "牟": "mu", "郇": "xun", "阚": "kan", "祭": "zhai", "句": "gou",
    "都": "du", "不": "fou", "洗": "xian", "佴": "nai", "重": "chong", "隗": "wei", "乜": "nie", "宓": "mi",
    "任": "ren", "华": "hua", "那": "na", "宁": "ning", "尉": "wei", "石": "shi", "沈": "shen", "冼": "xian",
    "纪": "ji", "盛": "sheng", "车": "che", "葛": "ge", "柏": "bai", "燕": "yan", "应": "ying", "谌": "chen",
    "令狐": "ling hu", "尉迟": "yu chi", "万俟": "mo qi", "长孙": "zhang sun", "澹台": "tan tai",
    "单于": "chan yu", "鲜于": "xian yu", "乐正": "yue zheng", "亓官": "qi guan", "皇甫": "huang fu",
    "呼延": "hu yan", "夏侯": "xia hou", "濮阳": "pu yang", "申屠": "shen tu", "宰父": "zai fu",
    "中行": "zhong hang", "公冶": "gong ye", "谷梁": "gu liang",
}  # fmt: skip


@dataclass(frozen=True)
class NameKeys:
    """Ways of typing a name, the likeliest first: small letters only."""

    pinyin: tuple[str, ...]
    initials: tuple[str, ...]


def name_keys(name: str) -> NameKeys:
    """Pinyin and initials of a name, at most `MOST` of each; ü is both v and u.

    Latin words count as one syllable each (John Smith: johnsmith, js); what has no reading is left
    out, so a name of signs only has no keys.
    """
    spelled = list(islice(_spellings(_syllables(name)), MOST))
    full = dict.fromkeys("".join(syllables) for syllables in spelled)
    initials = dict.fromkeys("".join(syllable[0] for syllable in syllables) for syllables in spelled)
    return NameKeys(tuple(full), tuple(initials)) if any(full) else NameKeys((), ())


def typed_key(typed: str) -> str:
    """What a clerk typed, spelled as the keys are: Lǚ Bù and lü bu are lvbu, Zhang San is zhangsan."""
    plain = unicodedata.normalize("NFC", unicodedata.normalize("NFKC", typed).lower())
    for toned in "üǖǘǚǜ":
        plain = plain.replace(toned, "v")
    return _letters(plain)


def _letters(text: str) -> str:
    """The letters a to z, small and without their accents."""
    return "".join(re.findall("[a-z]", unicodedata.normalize("NFD", text.lower())))


def _distinct(*readings: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(reading for reading in readings if reading))


def _spellings(syllables: list[tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
    """All combinations of readings, those with the fewest unusual ones first."""
    varied = [place for place, readings in enumerate(syllables) if len(readings) > 1]
    for count in range(len(varied) + 1):
        for places in combinations(varied, count):
            for others in product(*(syllables[place][1:] for place in places)):
                chosen = dict(zip(places, others, strict=True))
                yield tuple(chosen.get(place, readings[0]) for place, readings in enumerate(syllables))


def _syllables(name: str) -> list[tuple[str, ...]]:
    """The readings of each character, then of each Latin word."""
    plain = unicodedata.normalize("NFKC", name).strip()
    pieces = re.findall(r"[^\W\d_]", re.sub(r"[A-Za-zÀ-ɏ]+", "", plain))
    surname = _surname(plain)
    known = list(surname) + [_readings(sign) for sign in pieces[len(surname) :]]
    words = [_distinct(_letters(word), typed_key(word)) for word in re.findall(r"[A-Za-zÀ-ɏ]+", plain)]
    return [readings for readings in known + words if readings]


def _surname(plain: str) -> tuple[tuple[str, ...], ...]:
    """The readings of a surname in the table: its own first, then those of the dictionary."""
    for length in (2, 1):
        own = SURNAMES.get(plain[:length], "").split()
        if own:
            pairs = zip(own, plain, strict=False)
            return tuple(_distinct(reading, *_readings(sign)) for reading, sign in pairs)
    return ()


@lru_cache(maxsize=8192)
def _readings(sign: str) -> tuple[str, ...]:
    """All readings of a character, none for one without. The library is loaded when first needed."""
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "1")  # 44 MiB a process for words that names don't have
    from pypinyin import Style, pinyin

    found = pinyin(sign, style=Style.NORMAL, heteronym=True, errors="ignore")
    readings = [typed_key(reading) for reading in found[0]] if found else []
    return _distinct(*(form for reading in readings for form in (reading, reading.replace("v", "u"))))
