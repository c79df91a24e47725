"""Believable people who don't exist: names, valid ID numbers, telephones, addresses, none twice."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

SURNAMES = "王王王李李李张张张刘刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
WOMEN = (
    "芳", "静", "敏", "丽娟", "秀英", "桂兰", "春梅", "雪", "思雨", "佳琪",
    "梦瑶", "欣怡", "晓燕", "海霞", "淑珍", "玉洁", "慧", "倩", "文静", "雨桐",
)  # fmt: skip
MEN = (
    "伟", "强", "磊", "建国", "志刚", "海涛", "明", "浩然", "子轩", "俊杰",
    "鹏飞", "永强", "德胜", "家豪", "文斌", "立新", "学军", "凯", "宇航", "振华",
)  # fmt: skip
RARE = (
    "王䶮", "李㛃", "赵𠅤明", "陈朤", "欧阳雪梅", "司马建国", "诸葛青云", "上官婉晴", "尉迟恭谦", "皇甫秀兰",
    "单玉梅", "仇建军", "解晓东", "朴正焕", "曾国强", "盖文静", "查秀英", "区志强", "任红霞", "华丽君",
    "乐嘉", "覃小红", "翟丽华", "缪国栋", "宁静",
)  # fmt: skip
FOREIGN = (("安德烈·彼得罗夫", "EA4471820"), ("Sarah Miller", "GB5530917"), ("金敏姬", "M62019385"))

DISTRICTS = (
    ("371302", "山东省临沂市兰山区"),
    ("370811", "山东省济宁市任城区"),
    ("371482", "山东省禹城市"),
    ("371423", "山东省德州市庆云县"),
    ("130927", "河北省沧州市南皮县"),
    ("320311", "江苏省徐州市泉山区"),
)
STREETS = ("通达路", "沂蒙路", "开阳路", "琵琶山路", "建设南路", "车站街", "太白楼中路", "古槐路", "金雀山路")
COMPOUNDS = (
    "御景华庭",
    "明湖小区",
    "供销社家属院",
    "水岸新城",
    "银河花苑",
    "棉纺厂宿舍",
    "滨河丽都",
    "凤凰城",
)
PREFIXES = ("131", "135", "136", "138", "139", "150", "152", "157", "158", "159", "177", "186", "187", "188")

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


@dataclass(frozen=True)
class Person:
    """What somebody writes on a form."""

    name: str
    id_number: str
    mobile: str
    address: str
    woman: bool


@dataclass
class People:
    """A source of people; what one of them has, no other has."""

    rng: Random
    used: set[str] = field(default_factory=set)
    rare: list[str] = field(default_factory=lambda: list(RARE))

    def one(self, *, minor: bool = False) -> Person:
        """The next person; every twelfth has one of the rare names until all were given."""
        woman = self.rng.random() < 0.64
        district, place = self.rng.choice(DISTRICTS)
        born = date(1950, 1, 1) + timedelta(days=self.rng.randrange(20_000))
        if minor:
            born = date(2012, 1, 1) + timedelta(days=self.rng.randrange(900))
        return Person(
            name=self._name(woman),
            id_number=self._fresh(lambda: self._id_number(district, born, woman)),
            mobile=self._fresh(self._mobile),
            address=self._fresh(lambda: self._address(place)),
            woman=woman,
        )

    def _name(self, woman: bool) -> str:
        if self.rare and self.rng.random() < 0.12:
            return self.rare.pop(0)
        return self.rng.choice(SURNAMES) + self.rng.choice(WOMEN if woman else MEN)

    def _fresh(self, make: Callable[[], str]) -> str:
        while (made := make()) in self.used:
            pass
        self.used.add(made)
        return made

    def _id_number(self, district: str, born: date, woman: bool) -> str:
        order = self.rng.randrange(1, 499) * 2 + (0 if woman else 1)
        body = f"{district}{born:%Y%m%d}{order:03d}"
        total = sum(int(digit) * weight for digit, weight in zip(body, _WEIGHTS, strict=True))
        return body + "10X98765432"[total % 11]

    def _mobile(self) -> str:
        return f"{self.rng.choice(PREFIXES)}{self.rng.randrange(10_000_000, 99_999_999)}"

    def _address(self, place: str) -> str:
        floor, door = self.rng.randint(1, 18), self.rng.randint(1, 4)
        return (
            f"{place}{self.rng.choice(STREETS)}{self.rng.randint(3, 260)}号{self.rng.choice(COMPOUNDS)}"
            f"{self.rng.randint(1, 24)}号楼{self.rng.randint(1, 4)}单元{floor}0{door}室"
        )
