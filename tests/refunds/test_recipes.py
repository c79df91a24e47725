"""The recipes of every store: the keys of the company's own paper, as rows."""

import pytest
from django.utils import translation

from deskops.tills.models import Tender
from refunds.models import RecipeStep, RefundTender
from refunds.recipes import RECIPES
from refunds.seeds import seed_recipes

pytestmark = pytest.mark.django_db


def keys_of(code: str, way: str, device: str) -> list[list[str]]:
    steps = RecipeStep.objects.filter(tender__code=code, way=way, device=device).order_by("position")
    return [step.keys for step in steps]


def yields_of(code: str, way: str) -> list[str]:
    steps = RecipeStep.objects.filter(tender__code=code, way=way).order_by("position")
    return [step.yields for step in steps if step.yields]


@pytest.mark.parametrize(
    ("code", "way", "keys"),
    [
        ("cash", "counter", [[], [], ["ESC"], ["L", "ENTER"], ["ENTER"], ["F8"], ["ENTER"], []]),
        ("stored_value", "counter", [[], [], ["ESC"], ["P", "ENTER"], ["ENTER"], ["P", "A"], ["ENTER"], []]),
        (
            "bank_card",
            "refund",
            [[], [], ["ESC"], ["L", "ENTER"], ["ENTER"], ["F4", "A", "ENTER"], ["ENTER"], []],
        ),
    ],
)
def test_the_keys_of_the_pos_are_those_of_the_paper(code, way, keys):
    assert keys_of(code, way, "pos") == keys


def test_the_terminal_comes_before_the_pos():
    assert keys_of("bank_card", "refund", "unionpay") == [
        [],
        ["3"],
        ["确认"],
        ["确认"],
        [],
        [],
        ["确认"],
        [],
    ]
    devices = list(
        RecipeStep.objects.filter(tender__code="bank_card", way="refund").values_list("device", flat=True)
    )
    assert devices == ["unionpay"] * 8 + ["desk"] + ["pos"] * 8


@pytest.mark.parametrize(
    ("code", "way", "yields"),
    [
        ("cash", "counter", ["slip"]),
        ("stored_value", "counter", ["slip"]),
        ("bank_card", "refund", ["reference", "trade_date", "terminal_slip", "slip"]),
        ("bank_card", "void", ["terminal_slip", "reference", "slip"]),
        ("wechat", "online", ["reference", "slip"]),
        ("alipay", "online", ["reference", "slip"]),
        ("bank_transfer", "transfer", ["slip", "reference"]),
    ],
)
def test_each_tender_yields_its_slips(code, way, yields):
    assert yields_of(code, way) == yields


def test_money_leaves_by_one_step_only_and_never_before_the_amount():
    for code, way in RECIPES:
        steps = RecipeStep.objects.filter(tender__code=code, way=way)
        paying = list(steps.filter(pays=True).values_list("position", "yields"))
        assert len(paying) == (0 if way == "counter" else 1)


def test_words_follow_the_reader():
    step = RecipeStep.objects.get(tender__code="cash", way="counter", position=1)
    with translation.override("zh-hans"):
        assert str(step) == "签入 POS 系统"
    with translation.override("en"):
        assert str(step) == "Sign on to the POS"


def test_what_a_store_changed_stays_and_what_is_missing_comes():
    RecipeStep.objects.filter(tender__code="cash").update(words_en="Ours")
    RecipeStep.objects.filter(tender__code="wechat").delete()
    seed_recipes()
    seed_recipes()
    assert set(RecipeStep.objects.filter(tender__code="cash").values_list("words_en", flat=True)) == {"Ours"}
    assert RecipeStep.objects.filter(tender__code="wechat").count() == len(
        RECIPES["wechat", RefundTender.Way.ONLINE]
    )
    assert Tender.objects.filter(refund_steps__isnull=True).count() == 0
