"""Provinces, cities and districts by the official table."""

import pytest

from bot.shop.regions import districts_of, province_of


@pytest.mark.parametrize(
    ("province", "city", "district"),
    [("浙江省", "宁波市", "海曙区"), ("上海市", "上海市", "徐汇区"), ("四川", "凉山彝族自治州", "西昌市")],
)
def test_a_city_has_its_districts(province, city, district):
    assert district in districts_of(province, city)


@pytest.mark.parametrize(("province", "city"), [("广东省", "东莞市"), ("浙江省", "亚特兰蒂斯市")])
def test_a_city_without_districts_or_none_at_all_has_none(province, city):
    assert districts_of(province, city) == ()


@pytest.mark.parametrize(("city", "province"), [("宁波市", "浙江省"), ("重庆市", "重庆市"), ("蓬莱仙岛", None)])
def test_a_city_tells_its_province_where_there_is_no_doubt(city, province):
    assert province_of(city) == province
