"""Lockers of the demo: cabinets, boxes, deposits, sweeps and found items in every state."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from deskops.approvals.models import Approval, Decision
from deskops.approvals.services import decide
from deskops.org.models import Staff
from lockers.models import Box, Cabinet, FoundItem, LossReport, SweepLine
from lockers.services.boxes import Setup, give_box, make_cabinet
from lockers.services.custody import Keeping, Thing, pass_on, record_found
from lockers.services.deposits import Goods, give_back, take_deposit
from lockers.services.faults import record_answer, report_fault, solve_fault, tell_maker
from lockers.services.handing import ask_handing, carry_out
from lockers.services.losses import Loss, claim_item, close_loss, report_loss
from lockers.services.openings import ask_opening, cancel_opening, finish_opening
from lockers.services.people import Who
from lockers.services.sweeps import mark_boxes, record_left, sign_sweep, start_sweep

from .membership import signature
from .world import World

MANUAL = (
    "一、总控钥匙插入柜体右侧锁孔，右转到底。\n二、管理键盘输入管理密码，选择“应急开箱”。\n"
    "三、输入箱号，按确认；柜门弹开后核对箱号。\n四、断电时用机械钥匙逐箱开启。\n五、开箱后按“打印”，小票附在开柜登记表后。"
)
CABINETS = (
    ("A", Cabinet.Kind.SLIP, "负一层超市入口左侧", 24, 8),
    ("B", Cabinet.Kind.SLIP, "负一层超市入口右侧", 24, 8),
    ("C", Cabinet.Kind.KEY, "一层客服台旁", 12, 6),
)
SAFE = Keeping("safe", "上层", "F260018")


class Scene:
    """Who stands at the lockers, and when."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.clerk, self.second = world.staff["1001"], world.staff["1003"]
        self.guard = world.staff["6001"]

    def at(self, back: int, hour: int, minute: int = 0) -> datetime:
        """A time some business dates ago, never later than now."""
        return min(self.world.at(self.world.today - timedelta(days=back), hour, minute), self.world.now)

    def told(self, now: datetime, by: Staff | None = None) -> dict[str, Any]:
        """What every act is told."""
        return {"request_key": self.world.key(), "by": by or self.clerk, "now": now}

    def who(self, *, shown: bool = False) -> Who:
        """Somebody who doesn't exist."""
        person = self.world.people.one()
        return Who(person.name, person.mobile, *(("resident", person.id_number[-4:]) if shown else ()))


def fill(world: World) -> None:
    """Everything at the lockers of the first store; the second has one small cabinet."""
    scene = Scene(world)
    boxes = _cabinets(scene)
    _openings(scene, boxes)
    _faults(scene, boxes)
    _deposits(scene)
    _sweeps(scene)
    _found(scene)
    _keys(scene, boxes)


def _cabinets(scene: Scene) -> dict[str, list[Box]]:
    world, boxes = scene.world, {}
    for code, kind, where, number, columns in CABINETS:
        setup = Setup(code, kind, where, "德州柜易电子有限公司", "400-618-7700", columns, MANUAL)
        cabinet = make_cabinet(
            request_key=world.key(),
            by=world.staff["1101"],
            store=world.first,
            setup=setup,
            boxes=number,
        )
        boxes[code] = list(cabinet.boxes.order_by("number"))
    small = Setup("A", Cabinet.Kind.SLIP, "一层北门", "德州柜易电子有限公司", "400-618-7700", 6, MANUAL)
    make_cabinet(request_key=world.key(), by=world.staff["1102"], store=world.second, setup=small, boxes=12)
    return boxes


def _openings(scene: Scene, boxes: dict[str, list[Box]]) -> None:
    """The commonest job: given, empty, kept, found again, and one that waits for security."""
    cases = (
        (6, "A", 4, "slip_lost", "一件羽绒服和一袋水果", "handed", "羽绒服一件、苹果一袋"),
        (4, "B", 11, "jammed", "双肩书包，里面有课本", "handed", "蓝色双肩包，内有课本四本"),
        (3, "A", 17, "code", "一把雨伞", "empty", ""),
        (2, "B", 2, "slip_lost", "两瓶白酒", "kept", "女士挎包一个"),
        (1, "A", 9, "slip_lost", "电动车头盔", "", ""),
        (0, "B", 20, "slip_lost", "婴儿推车雨罩和奶瓶包", "asked", ""),
    )
    for back, code, number, cause, said, outcome, inside in cases:
        now = scene.at(back, 15, number)
        opening = ask_opening(
            **scene.told(now),
            box_id=boxes[code][number].pk,
            cause=cause,
            said=said,
            who=scene.who(shown=True),
        )
        told: dict[str, Any] = {**scene.told(now), "opening_id": opening.pk}
        if not outcome:
            cancel_opening(**told, why="顾客在口袋里找到小票")
        elif outcome != "asked":
            finish_opening(
                **told,
                outcome=outcome,
                inside=inside,
                guard=scene.guard,
                signed=signature(scene.world) if outcome == "handed" else None,
                keeping=Keeping("store_room", "失物架 2"),
                category="bag",
            )


def _faults(scene: Scene, boxes: dict[str, list[Box]]) -> None:
    cases = (
        (12, "A", 2, "柜门弹不开，电磁锁无动作", "solved"),
        (5, "B", 7, "关门后反复弹开", "answered"),
        (3, "A", 21, "小票打印不清，条码扫不出", "told"),
        (0, "B", 15, "箱门铰链松动", "open"),
    )
    for back, code, number, what, state in cases:
        box = boxes[code][number]
        fault = report_fault(**scene.told(scene.at(back, 10, 5)), box_id=box.pk, what=what)
        if state == "open":
            continue
        told: dict[str, Any] = {"fault_id": fault.pk}
        tell_maker(**scene.told(scene.at(back, 10, 20)), **told, told_whom="400 热线，接线员小周，工单已开")
        if state != "told":
            answer = "两日内派人上门，请先停用该箱"
            record_answer(**scene.told(scene.at(back - 1, 9, 30)), **told, answer=answer)
        if state == "solved":
            done = "更换电磁锁，开关十次正常"
            solve_fault(**scene.told(scene.at(back - 2, 14)), **told, solution=done)


def _deposits(scene: Scene) -> None:
    """Given back with and without the tag, waiting since today, overnight and overdue; one with valuables."""
    shelf = ("银色拉杆箱", "rack", "A-03", "右轮磨损，贴有航空标签", 1)
    cases: tuple[tuple[int, Goods, str], ...] = (
        (8, Goods(*shelf), "tag"),
        (7, Goods("儿童自行车", "store_room", "靠墙", "粉色，带辅轮", tag="T-007"), "identity"),
        (5, Goods("折叠购物车", "rack", "B-01", "蓝色格子布面"), ""),
        (1, Goods("行李袋", "rack", "A-01", "墨绿色，系红绳", pieces=2), ""),
        (0, Goods("木匣", "safe", "下层", "红木色", valuables="玉镯一只", seal="F260021"), ""),
        (0, Goods("滑板车", "rack", "B-04", "黑黄色", tag="T-012"), ""),
        (0, Goods("纸箱装空气炸锅", "store_room", "货架 3", "外箱完好"), "tag"),
    )
    for back, goods, how in cases:
        deposit = take_deposit(
            **scene.told(scene.at(back, 10, 10)),
            store=scene.world.first,
            goods=goods,
            who=scene.who(),
            signed=signature(scene.world),
        )
        if how:
            lost = how == "identity"
            give_back(
                **scene.told(scene.at(back, 18, 40), scene.second),
                deposit_id=deposit.pk,
                how=how,
                who=Who("", "", "resident", "0417") if lost else Who(),
                signed=signature(scene.world),
                scanned=deposit.document.number,
                reason="购物时小票遗失，说明特征相符" if lost else "",
            )


def _sweeps(scene: Scene) -> None:
    """The last nights were swept; two things were left."""
    left = {
        (2, 13): Thing("umbrella", "黑色折叠伞，天堂牌", "", scene.world.now, "黑", "伞柄刻“林”字"),
        (1, 30): Thing("bag", "蓝色帆布袋，内有两本书", "", scene.world.now, "蓝"),
    }
    for back in (3, 2, 1):
        now = scene.at(back, 22, 10)
        sweep = start_sweep(**scene.told(now), store=scene.world.first)
        lines = SweepLine.objects.filter(sweep=sweep).values_list("position", flat=True)
        marks = {at: "empty" for at in lines if (back, at) not in left}
        mark_boxes(**scene.told(now), sweep_id=sweep.pk, marks=marks | {8: "stuck"})
        for (night, position), thing in left.items():
            if night == back:
                record_left(
                    **scene.told(now),
                    sweep_id=sweep.pk,
                    position=position,
                    thing=Thing(thing.category, thing.description, "寄存柜", now, thing.colour, thing.marks),
                    keeping=Keeping("store_room", "失物架 1"),
                    guard=scene.guard,
                )
        sign_sweep(**scene.told(scene.at(back, 22, 35)), sweep_id=sweep.pk, guard=scene.guard)


FOUND: tuple[tuple[int, str, str, str, str, Keeping, str], ...] = (
    (0, "phone", "华为手机，透明壳", "黑", "二层女装试衣间", SAFE, ""),
    (
        1,
        "wallet",
        "棕色短款钱包，内有公交卡",
        "棕",
        "一层收银台",
        Keeping("safe", "上层", "F260019"),
        "328.50",
    ),
    (2, "keys", "一串钥匙，挂小熊挂件", "银", "三层卫生间", Keeping("counter", "抽屉 2"), ""),
    (2, "food", "鲜奶一箱", "白", "负一层出口", Keeping("fridge", "下格"), ""),
    (4, "papers", "老年证", "红", "一层服务台旁", Keeping("counter", "抽屉 1"), ""),
    (9, "jewellery", "女式手表，表带磨损", "银", "四层影院门口", Keeping("safe", "上层", "F260011"), ""),
    (190, "clothes", "灰色针织围巾", "灰", "二层休息区", Keeping("store_room", "失物架 3"), ""),
    (195, "umbrella", "蓝色长柄伞", "蓝", "一层东门", Keeping("store_room", "失物架 3"), ""),
)


def _found(scene: Scene) -> None:
    """Kept, claimed, waiting for approval, handed on; reports of loss that fit and that don't."""
    items = [_found_one(scene, row) for row in FOUND]
    world = scene.world
    _loss(scene, 0, "phone", what="华为手机，透明手机壳，屏幕有裂纹", colour="黑色", where="二层试衣间")
    _loss(scene, 2, "umbrella", what="折叠伞，天堂牌的", colour="黑", where="超市门口寄存柜")
    gone = _loss(scene, 5, "glasses", what="近视眼镜，黑框", colour="黑", where="三层书店")
    close_loss(**scene.told(scene.at(1, 11)), report_id=gone.pk, why="本人在家中找到")
    report = _loss(scene, 2, "keys", what="一串钥匙带小熊", colour="银色", where="三层洗手间")
    claim_item(
        **scene.told(scene.at(1, 16)),
        item_id=items[2].pk,
        who=scene.who(shown=True),
        told="小熊挂件背面有缝补痕迹，共五把钥匙",
        signed=signature(world),
        report_id=report.pk,
    )
    pass_on(
        **scene.told(scene.at(0, 9), scene.second),
        item_ids=[items[4].pk],
        giver=scene.clerk,
        note="交班",
    )
    old: dict[str, Any] = {"store": world.first, "reason": "保管期满，公告后无人认领"}
    done = ask_handing(**scene.told(scene.at(3, 10)), **old, item_ids=[items[6].pk], way="charity")
    _agree(scene, done.document_id, "1201", scene.at(3, 15))
    carry_out(
        **scene.told(scene.at(2, 10)),
        handing_id=done.pk,
        taken_by="市慈善总会 邵主任",
        reference="捐赠收据 20261126",
        signed=signature(world),
    )
    ask_handing(**scene.told(scene.at(0, 10)), **old, item_ids=[items[7].pk], way="charity")
    food: dict[str, Any] = {"store": world.first, "reason": "鲜奶已过保质时间", "way": "destroyed"}
    thrown = ask_handing(**scene.told(scene.at(0, 11)), **food, item_ids=[items[3].pk])
    _agree(scene, thrown.document_id, "1101", scene.at(0, 11, 30))


def _found_one(scene: Scene, row: tuple[int, str, str, str, str, Keeping, str]) -> FoundItem:
    back, category, what, colour, where, keeping, cash = row
    now = scene.at(back, 12, 30)
    thing = Thing(
        category,
        what,
        where,
        now - timedelta(minutes=15),
        colour,
        cash=Decimal(cash) if cash else None,
    )
    finder = scene.who() if back % 2 else Who()
    return record_found(
        **scene.told(now), store=scene.world.first, thing=thing, keeping=keeping, finder=finder
    )


def _loss(scene: Scene, back: int, category: str, *, what: str, colour: str, where: str) -> LossReport:
    day = scene.world.today - timedelta(days=back)
    loss = Loss(category, what, day, day, colour, where=where)
    return report_loss(**scene.told(scene.at(back, 17)), store=scene.world.first, loss=loss, who=scene.who())


def _agree(scene: Scene, document: int, number: str, now: datetime) -> None:
    approval = Approval.objects.get(document=document, decision=Decision.PENDING)
    decide(**scene.told(now, scene.world.staff[number]), approval_id=approval.pk, decision=Decision.APPROVED)


def _keys(scene: Scene, boxes: dict[str, list[Box]]) -> None:
    """Some boxes are given out now."""
    for number in (0, 3, 4, 9):
        who = scene.who() if number else Who()
        give_box(**scene.told(scene.at(0, 10, 30 + number)), box_id=boxes["C"][number].pk, who=who)
