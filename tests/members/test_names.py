"""Finding people by what a clerk types on a Latin keyboard."""

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from members.rules.names import MOST, SURNAMES, NameKeys, name_keys, typed_key


@pytest.mark.parametrize(
    ("name", "pinyin", "initials"),
    [
        ("张三", "zhangsan", "zs"),
        ("单雄信", "shanxiongxin", "sxx"),
        ("曾国藩", "zengguofan", "zgf"),
        ("仇英", "qiuying", "qy"),
        ("区大海", "oudahai", "odh"),
        ("朴树", "piaoshu", "ps"),
        ("尉迟恭", "yuchigong", "ycg"),
        ("万俟咏", "moqiyong", "mqy"),
        ("长孙无忌", "zhangsunwuji", "zswj"),
        ("令狐冲", "linghuchong", "lhc"),
        ("澹台灭明", "tantaimieming", "ttmm"),
        ("单于丹", "chanyudan", "cyd"),
        ("吕布", "lvbu", "lb"),
        ("刘䶮", "liuyan", "ly"),
        ("王㛃", "wangjie", "wj"),
        ("李𠅤", "lixi", "lx"),
        ("赵朤", "zhaolang", "zl"),
        ("John Smith", "johnsmith", "js"),
        ("Müller", "muller", "m"),
        ("Renée 王", "wangrenee", "wr"),
        ("阿依古丽·买买提", "ayigulimaimaiti", "ayglmmt"),
        ("张 三", "zhangsan", "zs"),
    ],
)
def test_the_likeliest_spelling_comes_first(name, pinyin, initials):
    keys = name_keys(name)
    assert (keys.pinyin[0], keys.initials[0]) == (pinyin, initials)


@pytest.mark.parametrize(
    ("name", "also"),
    [
        ("单雄信", "danxiongxin"),
        ("吕布", "lubu"),
        ("尉迟恭", "weichigong"),
        ("覃辉", "tanhui"),
        ("张乐", "zhangyue"),
        ("张乐", "zhangle"),
        ("重阳", "zhongyang"),
        ("史略", "shilue"),
    ],
)
def test_other_readings_are_found_too(name, also):
    assert also in name_keys(name).pinyin


def test_all_keys_of_a_name():
    assert name_keys("解乐") == NameKeys(("xiele", "jiele", "xieyue", "jieyue"), ("xl", "jl", "xy", "jy"))


@pytest.mark.parametrize("surname", SURNAMES)
def test_every_surname_of_the_table_reads_as_the_table_says(surname):
    assert name_keys(surname + "明").pinyin[0] == SURNAMES[surname].replace(" ", "") + "ming"


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("ZhangSan", "zhangsan"),
        ("zhang san", "zhangsan"),
        ("lü bu", "lvbu"),
        ("Lǚ Bù", "lvbu"),
        ("ｚｓ", "zs"),
        ("zs1!", "zs"),
        ("", ""),
    ],
)
def test_what_a_clerk_types(typed, key):
    assert typed_key(typed) == key


@pytest.mark.parametrize("name", ["", "·", "123", "？"])
def test_no_letters_no_keys(name):
    assert name_keys(name) == NameKeys((), ())


@given(st.text(max_size=60) | st.text(alphabet="单曾解乐重行长会朝都给还没便落着了和传降藏调", max_size=60))
def test_keys_are_few_distinct_and_typable(name):
    keys = name_keys(name)
    for kind in (keys.pinyin, keys.initials):
        assert len(kind) <= MOST
        assert len(set(kind)) == len(kind)
        assert all(key == typed_key(key) != "" for key in kind)
    assert bool(keys.pinyin) == bool(keys.initials)


@given(st.text(alphabet="单曾解乐重行长会朝都赵钱孙李", min_size=1, max_size=8))
def test_initials_are_the_first_letters_of_some_spelling(name):
    keys = name_keys(name)
    assert {key[0] for key in keys.initials} == {key[0] for key in keys.pinyin}
    assert all(len(initials) == len(name) for initials in keys.initials)


def test_the_dictionary_of_phrases_is_not_loaded_and_nothing_before_it_is_needed():
    code = (
        "import sys; from members.rules import names; assert 'pypinyin' not in sys.modules;"
        "names.name_keys('王'); assert 'pypinyin.phrases_dict' not in sys.modules or"
        " not sys.modules['pypinyin.constants'].PHRASES_DICT; print('ok')"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (run.stdout, run.stderr) == ("ok\n", "")
