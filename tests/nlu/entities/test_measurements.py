"""Measures of a body in the many ways in which shoppers write them."""

import pytest

from bot.nlu.entities.measurements import find_measurements


def measures(text):
    return {entity.entity: entity.value for entity in find_measurements(text)}


@pytest.mark.parametrize(
    ("text", "height", "weight"),
    [
        ("我178/65kg选什么号", 178, 65.0),
        ("178 130斤", 178, 65.0),
        ("一米七 一百二", 170, 60.0),
        ("1米65，98斤", 165, 49.0),
        ("1.65m 50kg", 165, 50.0),
        ("1.62 46", 162, 46.0),
        ("158 48", 158, 48.0),
        ("163 52拍哪个号好", 163, 52.0),
        ("身高158体重48", 158, 48.0),
        ("身高:165 体重:110", 165, 55.0),
        ("170,120斤/60公斤", 170, 60.0),
        ("165cm 110", 165, 55.0),
        ("165cm110斤", 165, 55.0),
        ("男 175 70", 175, 70.0),
        ("65kg 178", 178, 65.0),
        ("110斤 165", 165, 55.0),
        ("165，女，110斤", 165, 55.0),
        ("身高体重分别是165 105", 165, 52.5),
        ("身高一米六八，体重一百一十斤", 168, 55.0),
        ("体重 五十公斤 身高 一米六", 160, 50.0),
        ("我老公一米七八一百六十斤", 178, 80.0),
        ("163 105 M还是L", 163, 52.5),
        ("163高 100重", 163, 50.0),
    ],
)
def test_height_and_weight_together(text, height, weight):
    assert measures(text) == {"height": height, "weight": weight}


@pytest.mark.parametrize(
    ("text", "kilograms"),
    [
        ("165 110", 55.0),  # 110 kg would be a BMI of 40
        ("178 75", 75.0),  # 75 斤 would be a BMI of 12
        ("178 140", 70.0),
        ("160 90", 45.0),  # 35 or 18: at this height the lighter is the likelier
        ("180 90", 90.0),  # 28 or 14
        ("男 170 90", 90.0),
        ("女 170 98", 49.0),
    ],
)
def test_a_weight_without_unit_makes_the_likelier_body(text, kilograms):
    assert measures(text)["weight"] == kilograms


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("宝宝身高95体重28斤", {"height": 95, "weight": 14.0}),
        ("95cm 14kg", {"height": 95, "weight": 14.0}),
        ("孩子110 36斤要哪个码", {"height": 110, "weight": 18.0}),
        ("女儿115cm", {"height": 115}),
        ("宝宝8个月 70cm 18斤", {"height": 70, "weight": 9.0}),
    ],
)
def test_children_are_smaller(text, expected):
    assert measures(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("我165穿哪个", {"height": 165}),
        ("165的个子会不会拖地", {"height": 165}),
        ("135斤左右拍啥码", {"weight": 67.5}),
        ("我体重130", {"weight": 65.0}),
        ("体重98", {"weight": 49.0}),
        ("身高17", {"height": 17}),
        ("体重650", {"weight": 325.0}),
        ("身高170体重20", {"height": 170, "weight": 20.0}),
    ],
)
def test_one_of_both_and_the_implausible_when_it_is_named(text, expected):
    assert measures(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("脚长24.5cm", {"foot_length": 24.5}),
        ("脚长24", {"foot_length": 24.0}),
        ("245", {"foot_length": 24.5}),
        ("24.5cm", {"foot_length": 24.5}),
        ("我脚245mm", {"foot_length": 24.5}),
        ("250码的还有吗", {"foot_length": 25.0}),
        ("25.5的脚要拍多大", {"foot_length": 25.5}),
        ("脚长26厘米，脚宽10cm", {"foot_length": 26.0}),
        ("腰围二尺二", {"waist": 73}),  # 2.2 尺 of 33.3 cm
        ("2尺3穿几号", {"waist": 77}),
        ("腰围29", {"waist": 74}),  # inches
        ("胸围92腰围75臀围95", {"bust": 92, "waist": 75, "hip": 95}),
        ("三围88 66 90", {"bust": 88, "waist": 66, "hip": 90}),
        ("下胸围75", {}),
    ],
)
def test_feet_and_girths(text, expected):
    assert measures(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("平时穿L", {"usual_size": "L"}),
        ("一直穿38码", {"usual_size": "38"}),
        ("我穿42", {"usual_size": "42"}),
        ("平常都是穿xxl码", {"usual_size": "2XL"}),
        ("平时穿38.5的鞋", {"usual_size": "38.5"}),
        ("鞋码42", {"usual_size": "42"}),
        ("42的脚", {"usual_size": "42"}),
        ("165 110斤平时穿M", {"height": 165, "weight": 55.0, "usual_size": "M"}),
        ("我买42的鞋盒子里是44", {}),
        ("我穿L会不会大", {}),
        ("能穿L吗", {}),
        ("该穿38码吗", {}),
    ],
)
def test_the_size_that_one_usually_wears(text, expected):
    assert measures(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "满199减100",
        "499和569有什么区别",
        "158元 48元",
        "160 165哪个好",
        "160/84A有货吗",
        "订单号202611180000123",
        "13812345678",
        "11月20号发的",
        "我买了2件38码的",
        "1.8米的床用多大被子",
        "桌子长120cm宽60cm",
        "衣长65cm",
        "这个120*60cm",
        "5斤核桃多少钱",
        "给孩子买5斤苹果",
        "承重100kg吗",
        "这个158能便宜吗",
        "身高0体重0",
        "床是1.5米的",
        "两个号 1米8的那种",
        "这跑步机两百多斤",
        "脚围23cm",
    ],
)
def test_what_is_no_measure_of_a_body(text):
    assert measures(text) == {}


def test_a_childs_height_stands_behind_its_age():
    found = [(entity.entity, entity.value) for entity in find_measurements("女儿8岁130穿几码")]

    assert ("height", 130) in found
