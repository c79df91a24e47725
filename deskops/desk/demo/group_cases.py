"""The group orders of the demo: who buys what, when, and how far each has come."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from cards.group.services import Buying, Shown

D = Decimal
RESIDENT = "resident_id"


class Ending(StrEnum):
    """How far an order has come; each has gone through those before it, but for the last three."""

    ASKED = "asked"
    SIGNED = "signed"
    PAID = "paid"
    ACTIVE = "active"
    GRANTED = "granted"
    REJECTED = "rejected"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class Case:
    """An order: how many business dates ago, at what time, and what becomes of it.

    ``signs`` are the departments that have signed one that is still asked; ``reason`` says why it was
    rejected or cancelled.
    """

    back: int
    at: tuple[int, int]
    ends: Ending
    buying: Buying
    licence: str = ""
    buyer_id: str = ""
    agent_id: str = ""
    cash: bool = False
    signs: Sequence[str] = ()
    reason: str = ""

    @property
    def buyer_paper(self) -> Shown | None:
        """The buyer's paper, where one was asked for."""
        return (
            Shown("licence", self.licence)
            if self.licence
            else Shown(RESIDENT, self.buyer_id)
            if self.buyer_id
            else None
        )

    @property
    def agent_paper(self) -> Shown | None:
        """The agent's paper, where one was asked for."""
        return Shown(RESIDENT, self.agent_id) if self.agent_id else None


def unit(
    buyer: str, agent: str, phone: str, *lines: tuple[int, int], value: bool = False, note: str
) -> Buying:
    """What a unit buys: (face, cards)."""
    return Buying(
        buyer_kind="unit",
        buyer=buyer,
        agent=agent,
        phone=phone,
        lines=[(D(face), cards) for face, cards in lines],
        bonus_as="value" if value else "cards",
        bonus_face=None if value else D(100),
        note=note,
    )


CASES = (
    Case(
        12,
        (10, 5),
        Ending.GRANTED,
        unit("德州市第二实验小学", "单㛃", "0534-2618801", (500, 60), (200, 20), note="教职工冬季慰问"),
        licence="12371402495240118A",
        agent_id="371402198603124527",
    ),
    Case(
        9,
        (10, 40),
        Ending.ACTIVE,
        unit("德州凯元热力有限公司", "赵𠅤朤", "0534-2326677", (500, 100), (100, 40), note="职工生日卡"),
        licence="91371400613628849L",
        agent_id="371402197911056031",
    ),
    Case(
        7,
        (11, 15),
        Ending.GRANTED,
        Buying("person", "陈䶮", "13853412076", [(D(100), 20)], bonus_face=D(100), note="婚礼回礼"),
        cash=True,
    ),
    Case(
        6,
        (10, 30),
        Ending.CANCELLED,
        unit("德城区社区卫生服务中心", "李海霞", "0534-2620120", (300, 30), note="重阳节活动"),
        reason="单位改由工会统一采购，来电取消",
    ),
    Case(
        5,
        (11, 40),
        Ending.ACTIVE,
        unit(
            "山东朤泰食品股份有限公司",
            "王建军",
            "0534-2758899",
            (700, 40),
            (300, 60),
            value=True,
            note="经销商年会，奖金加到卡内",
        ),
        licence="91371403MA94XJ7R2G",
        agent_id="371403198105227714",
    ),
    Case(
        4,
        (10, 50),
        Ending.REJECTED,
        unit("德州恒丰纺织有限公司", "孙志强", "13905348817", (1000, 120), note="全员年终福利"),
        licence="9137140007130088PY",
        agent_id="371428197203080018",
        reason="当月面值1000元空白卡不足，请改为500元面值后重报",
    ),
    Case(
        3,
        (9, 50),
        Ending.ASKED,
        unit("禹城市中医院", "张丽", "0534-7368120", (500, 30), note="护士节慰问补发"),
        licence="12371400MB2857461A",
        agent_id="371482198812301261",
        signs=("finance",),
    ),
    Case(
        2,
        (10, 20),
        Ending.SIGNED,
        unit("德州市夕阳红志愿者协会", "刘桂英", "13455400912", (200, 22), note="志愿者慰问"),
    ),
    Case(
        1,
        (10, 10),
        Ending.PAID,
        unit("德城区凯悦幼儿园", "尉迟静", "0534-2661556", (500, 12), (100, 30), note="教师新年慰问"),
    ),
    Case(
        1,
        (11, 5),
        Ending.ASKED,
        Buying("person", "诸葛青云", "13791322806", [(D(500), 24)], bonus_face=D(200), note="答谢亲友"),
        buyer_id="371402196805173010",
    ),
)
LONG_AGO = Case(
    0,
    (10, 30),
    Ending.ACTIVE,
    Buying("person", "查秀英", "13869201543", [(D(200), 6)], bonus_face=D(100)),
)
"""Cards that have expired since; one still has its money."""
