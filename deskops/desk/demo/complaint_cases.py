"""The customers who complain or ask in the weeks of the demo, the directory, the frequent questions."""

from collections.abc import Sequence
from dataclasses import dataclass

from complaints.models import Complaint
from complaints.models.words import Cause, Channel, Department, Result, Satisfaction
from complaints.services.base import State

Kind = Complaint.Kind


@dataclass(frozen=True)
class Case:
    """One customer of the weeks: days ago, what they say, what was found and how far it came."""

    back: int
    kind: Complaint.Kind
    channel: Channel
    what: str
    demand: str
    until: Complaint.State
    floor: str = "1F"
    shop: str = ""
    cause: Cause = Cause.QUALITY
    found: str = ""
    plans: Sequence[tuple[Result, str, str]] = ()
    satisfaction: Satisfaction = Satisfaction.SATISFIED
    hours: int = 3
    person: str = ""
    more: str = ""
    summary: str = ""
    name: str = ""


REFUND = (Result.REFUND, "凭小票原路退货", "0")
CASES = (
    Case(
        26,
        Kind.QUALITY,
        Channel.COUNTER,
        "买的电饭煲第二天就不通电，专柜让自己送修",
        "换新",
        State.CLOSED,
        "B1",
        "美的",
        Cause.GUARANTEE,
        "三包期内，专柜应予更换",
        ((Result.EXCHANGE, "当场更换同型号新机", "0"), REFUND),
        Satisfaction.VERY,
        summary="专柜晨会重申三包期七日内可退换，柜组扣分一次",
        more="penalty",
    ),
    Case(
        24,
        Kind.SERVICE,
        Channel.TELEPHONE,
        "收银员把满减券漏扣还说是我没出示，态度生硬",
        "补差价并道歉",
        State.CLOSED,
        "B1",
        "",
        Cause.ATTITUDE,
        "监控显示顾客已出示，收银员未扫描",
        (
            (Result.APOLOGY, "当面道歉并补退差额 30 元", "30"),
            (Result.COMPENSATION, "补退差额并赠购物券 50 元", "80"),
        ),
        Satisfaction.SATISFIED,
        person="收银组 8 号台",
        summary="收银组补训满减券核销流程",
    ),
    Case(
        20,
        Kind.QUALITY,
        Channel.MESSENGER,
        "羊毛衫洗一次就缩水，吊牌写可机洗",
        "退货",
        State.CLOSED,
        "2F",
        "恒源祥",
        Cause.QUALITY,
        "送检结论：缩水率超标",
        (REFUND, (Result.COMPENSATION, "退货并补偿洗涤费 20 元", "20")),
        Satisfaction.SO_SO,
        hours=60,
        summary="通知供应商同批次下架",
        more="reopened",
    ),
    Case(
        18,
        Kind.SERVICE,
        Channel.COUNTER,
        "试衣间外等了半小时没人理，叫了两次都说等会儿",
        "要个说法",
        State.CLOSED,
        "3F",
        "太平鸟",
        Cause.SKILL,
        "当班仅一人，未按规定补位",
        ((Result.APOLOGY, "专柜长致歉并赠小礼品", "15"),),
        Satisfaction.SATISFIED,
        person="太平鸟当班导购",
        summary="楼层调整高峰排班",
    ),
    Case(
        15,
        Kind.QUALITY,
        Channel.COUNTER,
        "说手机壳掉色要求十倍赔偿",
        "十倍赔偿",
        State.REFUSED,
        "1F",
        "数码配件",
        more="closed",
    ),
    Case(
        12,
        Kind.QUALITY,
        Channel.AUTHORITY,
        "12315 转：购买的牛奶已过保质期",
        "退款并赔偿 1000 元",
        State.CLOSED,
        "B1",
        "乳品区",
        Cause.EXPIRED,
        "日配验货遗漏，货架上另有两盒临期",
        ((Result.COMPENSATION, "退款并按食品安全法赔偿 1000 元", "1058"), REFUND),
        Satisfaction.SATISFIED,
        hours=20,
        summary="乳品区每日两次查效期，责任柜组扣罚",
        more="penalty",
    ),
    Case(10, Kind.QUALITY, Channel.STORE, "床垫有异响", "换货", State.HEAD, "4F", "慕思", more="store"),
    Case(
        9,
        Kind.QUALITY,
        Channel.COUNTER,
        "行李箱轮子用一次就掉",
        "换货或退货",
        State.ACCEPTED,
        "1F",
        "爱华仕",
        Cause.QUALITY,
        "轮轴铆接不良",
        ((Result.EXCHANGE, "更换同款新箱", "0"), REFUND),
    ),
    Case(
        6,
        Kind.SERVICE,
        Channel.BOX,
        "停车场出口只开一个，周末排队四十分钟",
        "",
        State.CLOSED,
        more="suggestion",
        name="意见箱",
        summary="周末加开南侧出口，已在公告栏答复",
    ),
    Case(
        5,
        Kind.QUALITY,
        Channel.TELEPHONE,
        "空调装好漏水，把地板泡了",
        "维修并赔地板",
        State.AGREED,
        "4F",
        "格力",
        Cause.DELIVERY,
        "安装排水管坡度不足",
        ((Result.REPAIR, "重装排水并赔付地板修复 600 元", "600"), (Result.REPAIR, "仅重装排水", "0")),
        more="paused",
    ),
    Case(
        4,
        Kind.SUGGESTION,
        Channel.COUNTER,
        "希望三楼母婴室加温奶器和挂钩",
        "",
        State.PASSED,
        "3F",
    ),
    Case(
        3,
        Kind.SERVICE,
        Channel.TELEPHONE,
        "保安让推婴儿车的走楼梯，不让乘货梯也不指路",
        "道歉并改进",
        State.APPROVED,
        "1F",
        "",
        Cause.ATTITUDE,
        "新到岗保安不熟悉路线",
        ((Result.APOLOGY, "安保部电话致歉，增设指引牌", "0"),),
        person="南门保安",
    ),
    Case(
        2,
        Kind.QUALITY,
        Channel.COUNTER,
        "羽绒服跑绒，衬衫上都是毛",
        "退货",
        State.ASKED,
        "2F",
        "波司登",
        Cause.QUALITY,
        "针脚处可见钻绒",
        (REFUND, (Result.EXCHANGE, "换同价位其他款", "0")),
    ),
    Case(
        2,
        Kind.QUALITY,
        Channel.EMAIL,
        "网上留言：儿童餐椅螺丝断裂，孩子差点摔下",
        "退货并说明",
        State.INVESTIGATING,
        "3F",
        "好孩子",
        more="late",
    ),
    Case(
        1,
        Kind.QUALITY,
        Channel.COUNTER,
        "金项链回家称重少 0.3 克",
        "复秤并补差",
        State.PLANNING,
        "1F",
        "周大福",
        Cause.PRICE,
        "复秤相符，标签重量与克重单位印错",
        ((Result.REFUND, "退还差价 210 元", "210"), (Result.EXPLAINED, "出具检测证书说明", "0")),
    ),
    Case(
        1,
        Kind.SERVICE,
        Channel.COUNTER,
        "满额赠品说发完了，第二天看到别人还在领",
        "补发赠品",
        State.AGREED,
        "1F",
        "",
        Cause.PROMOTION,
        "当班未查仓库存货，误告已发完",
        ((Result.GIFT, "致歉并补赠同款赠品", "100"), (Result.APOLOGY, "当面致歉", "0")),
        name="孙㛃",
    ),
    Case(
        1,
        Kind.SERVICE,
        Channel.TELEPHONE,
        "客服台说会回电话，两天没人回",
        "给个答复",
        State.REGISTERED,
        more="escalated",
    ),
    Case(
        0,
        Kind.QUALITY,
        Channel.COUNTER,
        "刚买的运动鞋开胶，试穿时就有胶印",
        "换货",
        State.REGISTERED,
        "3F",
        "安踏",
    ),
    Case(
        0,
        Kind.SUGGESTION,
        Channel.MESSENGER,
        "公众号里查不到会员返现日期，建议推送提醒",
        "",
        State.REGISTERED,
    ),
)


ASKED = (
    ("儿童乐园几点关门，会员有没有优惠", 1, "21:30 关门，会员周一至周四八折"),
    ("银卡返现哪天开始领", 1, "每月 15 日至 30 日，本人带卡和身份证"),
    ("上月买的冰箱什么时候送货", 2, "passed"),
    ("想包场做公司年会，六楼多功能厅多少钱一天", 3, "twice"),
    ("有没有无障碍停车位，轮椅能否借用", 0, "B1 电梯口有两个，服务台可免费借轮椅"),
    ("发票抬头开错了能不能重开", 0, ""),
    ("团购卡能不能拆成小面额", 1, "late"),
)


NUMBERS = (
    (Department.DESK, "客服台", "8000", "总服务台", False),
    (Department.DESK, "孙倩", "8066", "客服经理", True),
    (Department.FLOORS, "负一层楼层办", "8101", "超市", False),
    (Department.FLOORS, "二层楼层办", "8102", "服装", False),
    (Department.CASHIERS, "收银室", "8110", "收银、找零", False),
    (Department.FINANCE, "财务室", "8120", "发票、对账", False),
    (Department.SECURITY, "监控室", "8130", "失物、走失", False),
    (Department.PROPERTY, "物业值班", "8140", "电梯、空调", False),
    (Department.WAREHOUSE, "配送组", "8150", "送货安装", False),
    (Department.MARKETING, "企划部", "8160", "活动咨询", False),
    (Department.OTHER, "宋建国", "8001", "店长", True),
)
QUESTIONS = (
    ("停车怎么收费", "首小时免费，之后每小时 5 元；当日消费满 100 元凭小票免两小时。", "车位 停车场"),
    ("营业时间是几点到几点", "每天 9:00 至 22:00，负一层超市 8:30 开门。", "开门 关门 几点"),
    ("银卡返现什么时候领", "每月 15 日至 30 日，本人持银卡和身份证到客服台领取。", "返现 现金"),
    (
        "买的东西不满意能退吗",
        "未拆封、不影响二次销售的凭小票七日内可退；质量问题按三包规定。",
        "退货 换货 退换",
    ),
    ("会员卡怎么办理", "年满 18 周岁，本人带身份证到客服台填写申请表，一户一卡。", "办卡"),
    ("发票怎么开", "购物 60 日内凭小票到客服台开具，专票须当月办理，不跨年。", "开票"),
    ("有没有寄存柜", "一层东西门各有一组，清柜时间为每晚闭店后；大件可寄存客服台。", "存包 行李"),
    ("丢了东西怎么找", "请到客服台登记，监控室分机 8130 可协助查找。", "失物 招领"),
)
