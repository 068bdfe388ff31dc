"""Regions and addresses as shoppers write them."""

import pytest

from bot.nlu.entities.places import find_places, gazetteer, region_words
from bot.nlu.files import located


@pytest.fixture(scope="module")
def places():
    return gazetteer(region_words(located("data/lexicon/region.yml")))


@pytest.mark.parametrize(
    ("text", "province", "city", "district"),
    [
        ("到深圳几天", "广东省", "深圳市", None),
        ("新疆包邮吗", "新疆维吾尔自治区", None, None),
        ("内蒙发不发", "内蒙古自治区", None, None),
        ("上海能不能发", "上海市", "上海市", None),
        ("平度市能送到吗", "山东省", "青岛市", "平度市"),
        ("义乌几天到", "浙江省", "金华市", "义乌市"),
        ("浙江义乌", "浙江省", "金华市", "义乌市"),
        ("广东深圳南山区", "广东省", "深圳市", "南山区"),
        ("深圳南山", "广东省", "深圳市", "南山区"),
        ("北京朝阳", "北京市", "北京市", "朝阳区"),
        ("我这边是鼓楼区", None, None, "鼓楼区"),
        ("黔东南几天", "贵州省", "黔东南苗族侗族自治州", None),
        ("海口要多久", "海南省", "海口市", None),
        ("长沙发货吗", "湖南省", "长沙市", None),
        ("吉林", "吉林省", None, None),
        ("香港能寄吗", "香港特别行政区", None, None),
    ],
)
def test_a_region(places, text, province, city, district):
    regions = [entity.value for entity in find_places(text, places) if entity.entity == "region"]

    assert regions == [{"province": province, "city": city, "district": district}]


@pytest.mark.parametrize(
    "text",
    [
        "长沙发好看吗",
        "海口味道",
        "三明治好吃吗",
        "普洱茶",
        "南京路那家店",
        "中山装",
        "江山多娇",
        "日照强的时候",
        "宁夏枸杞",
        "大同小异",
        "能保定吗",
    ],
)
def test_a_word_that_only_looks_like_a_place(places, text):
    assert find_places(text, places) == []


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("广东省深圳市南山区科技园路1号3栋502", "广东省深圳市南山区科技园路1号3栋502"),
        ("地址改成上海市浦东新区张杨路500号谢谢", "上海市浦东新区张杨路500号"),
        ("改到杭州西湖区文三路100号可以吗", "杭州西湖区文三路100号"),
        (
            "浙江省杭州市西湖区文三路 268 号丹枫公寓 3 幢 1202 室",
            "浙江省杭州市西湖区文三路 268 号丹枫公寓 3 幢 1202 室",
        ),
        ("东莞长安镇宏业路12号", "东莞长安镇宏业路12号"),
        ("北京市朝阳区建国路88号5号楼1203 张三 13812345678", "北京市朝阳区建国路88号5号楼1203"),
        ("收货地址是中山路20号3单元502", "中山路20号3单元502"),
    ],
)
def test_a_street_address(places, text, address):
    assert [entity.value for entity in find_places(text, places) if entity.entity == "address"] == [address]


@pytest.mark.parametrize("text", ["北京几号能到", "到上海路上要几天", "上海市浦东新区能送到楼上吗", "38号有吗"])
def test_a_question_is_no_address(places, text):
    assert [entity for entity in find_places(text, places) if entity.entity == "address"] == []
