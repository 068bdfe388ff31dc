import pytest

from bot.shop.geography import distance_km, locate


@pytest.mark.parametrize(
    ("text", "city"),
    [
        ("杭州余杭", "杭州市"),
        ("深圳市南山区", "深圳市"),
        ("浙江杭州", "杭州市"),
        ("呼和浩特转运中心", "呼和浩特市"),
        ("【上海市】上海浦东集散点", "上海市"),
        ("重庆市渝中区", "重庆市"),
        ("义乌转运中心", "金华市"),  # a county-level city counts as the city around it
        ("青秀区营业部", "南宁市"),  # only one city has a district of this name
        ("大理", "大理白族自治州"),
        ("吉林省吉林市", "吉林市"),  # the province of the same name is passed over
        ("仙桃市", "仙桃市"),  # directly under its province
    ],
)
def test_the_city_of_a_place_is_found(text, city):
    assert locate(text).name == city


@pytest.mark.parametrize(
    "text",
    [
        "浙江省",  # a province is no city
        "海南",  # rather the province than the prefecture in 青海
        "文三路网点",
        "中山路网点",  # a street, not the city
        "朝阳区网点",  # a district of Beijing, among others, not the city 朝阳
        "鼓楼区",  # in four cities
        "县",
        "",
    ],
)
def test_what_names_no_certain_city_is_left_open(text):
    assert locate(text) is None


def test_the_province_of_a_city_is_known():
    assert (locate("义乌").province, locate("北京").province) == ("浙江省", "北京市")


@pytest.mark.parametrize(
    ("one", "other", "km"), [("杭州", "上海", 160), ("杭州", "乌鲁木齐", 3230), ("北京", "北京", 0)]
)
def test_distances_are_those_of_the_map(one, other, km):
    assert distance_km(locate(one), locate(other)) == pytest.approx(km, abs=10)
