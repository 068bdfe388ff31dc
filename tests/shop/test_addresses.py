"""A new destination, read and completed part by part."""

import pytest

from bot.shop.addresses import Destination, completed, missing_part, receiver_in


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("收件人改成王小明", "王小明"),
        ("收货人：欧阳若兰，电话13911112222", "欧阳若兰"),
        ("姓名 阿依古丽·买买提 13911112222", "阿依古丽·买买提"),
        ("王小明 13911112222 浙江省宁波市海曙区", "王小明"),
        ("王小明，13911112222，浙江省宁波市海曙区", "王小明"),
        ("地址改成浙江省宁波市海曙区南门街108号", None),
        ("收货地址 13911112222", None),
        ("收件人电话改一下", None),
    ],
)
def test_a_receiver_is_who_is_called_one(text, name):
    assert receiver_in(text) == name


@pytest.mark.parametrize(
    ("told", "part"),
    [
        ({}, "anything"),
        ({"phone": "13911112222"}, None),
        ({"street": "文三路1号"}, None),  # in the same district
        ({"province": "浙江省"}, "city"),
        ({"city": "宁波市"}, "district"),
        ({"city": "宁波市", "district": "海曙区"}, "street"),
        ({"city": "东莞市"}, "street"),  # which has no districts
        ({"province": "上海市"}, "district"),
        ({"city": "宁波市", "district": "海曙区", "street": "南门街108号"}, None),
    ],
)
def test_what_is_missing_of_an_address_is_named(told, part):
    assert missing_part(completed(told)) == part


def test_a_new_place_takes_nothing_from_the_old_one(place):
    new = Destination.of(place()).with_told({"province": "广东省", "city": "东莞市", "street": "莞太路9号"})

    assert new.place == "广东省东莞市莞太路9号"
    assert (new.receiver, new.phone) == ("林小姐", "13800006612")


def test_a_street_alone_stays_in_the_district(place):
    new = Destination.of(place()).with_told({"street": "文二路1号"})

    assert new.place == "浙江省杭州市文二路1号"


def test_a_city_that_is_a_province_is_said_once():
    assert Destination("a", "1", "上海市", "上海市", "徐汇区", "漕溪北路1号").place == "上海市徐汇区漕溪北路1号"
