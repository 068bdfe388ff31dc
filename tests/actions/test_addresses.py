"""What a message says of a new address: its region from the left, and all that stands behind it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.addresses import place_in
from bot.nlu.entities.places import find_places, gazetteer, region_words
from bot.nlu.files import located
from bot.shop.regions import districts_of

PLACES = gazetteer(region_words(located("data/lexicon/region.yml")))
CITIES = [
    ("浙江省", "杭州市"),
    ("广东省", "深圳市"),
    ("上海市", "上海市"),
    ("四川省", "成都市"),
    ("新疆维吾尔自治区", "乌鲁木齐市"),
]
WHERE = [(*city, district) for city in CITIES for district in districts_of(*city)]
# Names of places that streets, firms and estates are called after.
NAMED = ("阿里", "北京", "南京", "中山", "上海", "长春", "西藏", "余杭", "朝阳", "吉林", "海南", "太原", "金华")


def read(text, asked=None):
    found = [{"entity": e.entity, "start": e.start, "end": e.end, "value": e.value} for e in find_places(text, PLACES)]
    return {name: value for name, value in place_in(text, found, asked).items() if value}


@given(
    where=st.sampled_from(WHERE),
    road=st.sampled_from(NAMED),
    name=st.sampled_from(NAMED),
    number=st.integers(1, 2000),
    ending=st.sampled_from(["", "5号楼", "3幢1202室", "A座8层", "驿站"]),
    kind=st.sampled_from(["小区", "大厦", "科技园区", "花园", "广场"]),
    lead=st.sampled_from(["", "改到", "寄到", "地址改成", "新地址是"]),
)
def test_an_address_with_names_of_places_in_its_street_comes_back_whole(where, road, name, number, ending, kind, lead):
    province, city, district = where
    street = f"{road}路{number}号{name}{kind}{ending}"

    told = read(f"{lead}{province if province != city else ''}{city}{district}{street}")

    assert told == {"province": province, "city": city, "district": district, "street": street}


@pytest.mark.parametrize(
    ("text", "asked", "district", "street"),
    [
        ("浙江省杭州市余杭区阿里巴巴西溪园区", None, "余杭区", "阿里巴巴西溪园区"),
        ("浙江省杭州市余杭区文一西路969号阿里巴巴西溪园区，谢谢", None, "余杭区", "文一西路969号阿里巴巴西溪园区"),
        ("文一西路969号北京小区", "street", None, "文一西路969号北京小区"),
        ("阿里巴巴西溪园区5号楼", "street", None, "阿里巴巴西溪园区5号楼"),
        (
            "不要寄杭州市余杭区了，改寄宁波市海曙区南门街108号 3幢 502 王强 13712345678",
            None,
            "海曙区",
            "南门街108号 3幢 502",
        ),
        ("深圳市南山大厦3号", None, None, "南山大厦3号"),
        ("杭州市余杭区能送到吗", None, "余杭区", None),
        ("改成杭州市余杭区吧", None, "余杭区", None),
    ],
)
def test_a_street_ends_where_the_address_does(text, asked, district, street):
    told = read(text, asked)

    assert (told.get("district"), told.get("street")) == (district, street)
