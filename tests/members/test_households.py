"""One household however its address is written, and never two under one key."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from members.rules.households import AddressKeys, address_keys, mask_address, split_address

HOME = "山东省泰安市泰山区华路锦绣花园7号楼3单元2488室"


@pytest.mark.parametrize(
    "written",
    [
        "泰安市泰山区华路锦绣花园7号楼3单元2488室",
        "泰山区华路锦绣花园7幢3单元2488",
        "山东泰安市泰山区华路锦绣花园7栋3-2488",
        "山东省泰安市泰山区华路锦绣花园七号楼三单元2488室",
        "山东省泰安市泰山区华路锦绣花园第7座3单元2488户",
        "山东省泰安市泰山区华路锦绣花园7#楼3单元2488房",
        "山东省 泰安市 泰山区 华路 锦绣花园 7号楼 3单元 2488室",
        "山东省泰安市泰山区华路锦绣花园７号楼３单元２４８８室",
        "山东省泰安市泰山区华路（锦绣花园）７－３－２４８８",
        "户籍地址：山东省泰安市泰山区华路锦绣花园07号楼3单元2488室",
        "中国山东省泰安市泰山区华路锦绣花园7号楼3单元二四八八室",
    ],
)
def test_the_same_home_however_written(written):
    assert address_keys(written) == address_keys(HOME)


def test_the_three_keys():
    assert address_keys(HOME) == AddressKeys(
        "泰山区|华路锦绣花园7-3-2488", "泰山区|锦绣花园7-2488", "锦绣花园7-2488"
    )
    assert "2488" not in repr(address_keys(HOME))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (HOME, "泰山区锦绣花园7号楼3单元2488室"),  # street left out
        (HOME, "泰山区华路锦绣花园7号楼2488室"),  # unit left out
        (HOME, "泰山区华路锦绣花园7号楼C单元2488室"),
        ("浙江省义乌市稠城街道江滨小区3幢2单元101室", "浙江省金华市义乌市江滨小区3幢101室"),
    ],
)
def test_street_or_unit_written_otherwise_is_a_hint_only(first, second):
    one, other = address_keys(first), address_keys(second)
    assert one.household != other.household
    assert (one.building, one.tail) == (other.building, other.tail)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("浙江杭州余杭区南苑街道江滨小区3幢101", "浙江省杭州市余杭区江滨小区3幢101"),
        ("杭州市余杭区江滨小区3幢101", "杭州市临平区江滨小区3幢101"),  # the district was divided
    ],
)
def test_a_district_written_otherwise_still_shares_the_tail(first, second):
    one, other = address_keys(first), address_keys(second)
    assert one.building != other.building
    assert one.tail == other.tail


@pytest.mark.parametrize(
    "other",
    [
        "山东省泰安市泰山区华路锦绣花园7号楼3单元2489室",
        "山东省泰安市泰山区华路锦绣花园8号楼3单元2488室",
        "山东省泰安市泰山区华路翡翠湾7号楼3单元2488室",
        "山东省泰安市岱岳区华路翡翠湾7号楼3单元2488室",
        "山东省泰安市泰山区华路锦绣花园7号楼32488室",
    ],
)
def test_another_home_shares_no_key(other):
    one, two = address_keys(HOME), address_keys(other)
    assert {one.household, one.building, one.tail}.isdisjoint({two.household, two.building, two.tail})


@pytest.mark.parametrize(
    ("address", "district", "rest"),
    [
        ("浙江省杭州市西湖区文三路18弄5号302室", "西湖区", "文三路18弄5-302"),
        ("上海市浦东新区张杨路500弄12号602室", "浦东新区", "张杨路500弄12-602"),
        ("北京市海淀区中关村南大街5号院3号楼2单元501号", "海淀区", "中关村南大街5院3-2-501"),
        ("河南省商水县张庄镇李庄村3组12号", "商水县", "张庄镇李庄村3组12"),
        ("山东省济南市市中区陈路锦绣花园40号楼", "市中区", "陈路锦绣花园40"),
        ("江西省景德镇市珠山区瓷都大道8号", "珠山区", "瓷都大道8"),
        ("河南省新乡市红旗区和平路3号", "红旗区", "和平路3"),
        ("浙江省桐乡市梧桐街道校场路10号", "桐乡市", "梧桐街道校场路10"),
        ("河南省南阳市镇平县石佛寺镇5号", "镇平县", "石佛寺镇5"),
        ("唐山市路南区新华道3号", "路南区", "新华道3"),
        ("吉林市船营区北京路12号", "船营区", "北京路12"),
        ("河北区光复道1号", "河北区", "光复道1"),
        ("江苏省盐城市亭湖区城市花园3幢101", "亭湖区", "城市花园3-101"),
        ("内蒙古自治区呼和浩特市土默特左旗团结街12号", "土默特左旗", "团结街12"),
        ("重庆市酉阳土家族苗族自治县桃花源街道1号", "酉阳土家族苗族自治县", "桃花源街道1"),
        ("广东省东莞市东城街道育华路12号", "东莞市", "东城街道育华路12"),
        ("义乌市江滨小区3幢101", "义乌市", "江滨小区3-101"),
        ("北京市东城区地安门东大街3号", "东城区", "地安门东大街3"),
        ("上海路12号", "", "上海路12"),
        ("福建省福州市鼓楼区五一路三十二号院六座1001", "鼓楼区", "五一路32院6-1001"),
        ("广东省中山市小榄镇民安南路一百二十号B幢0201", "中山市", "小榄镇民安南路120-B-201"),
        ("", "", ""),
    ],
)
def test_where_the_district_ends(address, district, rest):
    assert split_address(address) == (district, rest)


@pytest.mark.parametrize(
    "address",
    [
        "上海市杨浦区邯郸路220号复旦大学集体户",
        "上海市杨浦区邯郸路220号集体户口",
        "浙江省杭州市西湖区人才市场集体户3号",
        "西湖区文三路9号公共户",
    ],
)
def test_a_collective_household_never_matches(address):
    assert address_keys(address) == AddressKeys(collective=True)


def test_the_desk_names_more_collective_households():
    address = "浦东新区张江路1号某某有限公司宿舍2室"
    assert address_keys(address).household
    assert address_keys(address, collective=["有限公司"]) == AddressKeys(collective=True)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "泰山区",
        "河南省商水县张庄镇李庄村",
        "河南省商水县张庄镇李庄村3组",
        "泰山区7号楼3单元2488室",
        "7-3-2488",
        "！？",
    ],
)
def test_what_is_not_one_home_has_no_keys(address):
    assert address_keys(address) == AddressKeys()


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        (HOME, "山东省泰安市泰山区****"),
        ("浦东新区张杨路500弄12号602室", "浦东新区****"),
        ("上海路12号", "****"),
        ("", "****"),
    ],
)
def test_a_masked_address_ends_with_the_district(address, shown):
    assert mask_address(address) == shown


regions = st.sampled_from(
    [
        ("山东省", "泰安市", "泰山区"),
        ("浙江省", "金华市", "义乌市"),
        ("上海市", "", "浦东新区"),
        ("河北省", "石家庄市", "正定县"),
    ]
)
names = st.builds(
    "{}{}".format,
    st.sampled_from(["华路", "解放街", "稠城街道", "石佛镇", ""]),
    st.sampled_from(["锦绣花园", "和平里", "翡翠湾", "学府嘉园", "大学城"]),
)
numbers = st.integers(1, 3000)
homes = st.tuples(regions, names, st.tuples(st.integers(1, 60), st.integers(1, 9), numbers))


def chinese(number: int) -> str:
    return "".join("零一二三四五六七八九"[int(digit)] for digit in str(number))


def write(home: Any, data: st.DataObject) -> str:
    """One of the ways in which people write a home."""
    name: str
    (province, city, district), name, (building, unit, room) = home
    region: str = data.draw(
        st.sampled_from(
            [province + city + district, city + district, district, f"{province} {city} {district} "]
        )
    )
    numeral: Callable[[int], str] = chinese if data.draw(st.booleans()) else str
    numbers: str = data.draw(
        st.sampled_from([
            f"{numeral(building)}号楼{numeral(unit)}单元{numeral(room)}室",
            f"{numeral(building)}幢{unit}单元{room}",
            f"{building}栋{unit}-{room}",
            f"{building}-{unit}-{room}",
            f"{building:02d}座{unit}单元{room:04d}户",
            f"{building}#{unit}单元{room}号",
        ])
    )  # fmt: skip
    return region + name + numbers


@given(homes, st.data())
def test_every_way_of_writing_a_home_has_one_key(home, data):
    assert address_keys(write(home, data)) == address_keys(write(home, data))


@given(homes, homes, st.data())
def test_two_homes_never_share_the_household_key(one, other, data):
    same = address_keys(write(one, data)).household == address_keys(write(other, data)).household
    assert same == (one == other)


@given(st.text(max_size=60))
def test_any_text_at_all_has_keys_or_none(text):
    keys = address_keys(text)
    assert bool(keys.household) == bool(keys.building) == bool(keys.tail)
    assert not (keys.collective and keys.household)
    assert mask_address(text).endswith("****")
