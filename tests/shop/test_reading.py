import pytest

from bot.shop.reading import phone_in


@pytest.fixture
def reading(policy):
    return policy.logistics.reading


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("快件到达杭州转运中心", "到达杭州转运中心"),
        ("【杭州市】快件已从杭州转运中心发出，下一站 深圳转运中心", "已从杭州转运中心发出，下一站 深圳转运中心"),
        ("快件已签收，签收人：本人签收，感谢使用", "已签收，签收人：本人签收"),
        ("您的快件已签收。感谢您的使用，期待再次为您服务", "已签收"),
        ("快件已到驿站，取件码 6-2-3048，请凭取件码及时领取", "已到驿站，取件码 6-2-3048"),
        ("顺丰已收取快件", "顺丰已收取快件"),
    ],
)
def test_news_are_told_without_the_carriers_courtesies(reading, written, told):
    assert reading.tidy(written) == told


@pytest.mark.parametrize(
    ("text", "stop"),
    [
        ("已从杭州转运中心发出，下一站 深圳转运中心", "深圳转运中心"),
        ("快件发往：成都分拨", "成都分拨"),
        ("到达杭州", ""),
    ],
)
def test_the_next_stop_is_read(reading, text, stop):
    assert reading.first(reading.next_stop, text) == stop


@pytest.mark.parametrize(
    ("text", "code", "station"),
    [
        ("快件已到驿站，取件码 6-2-3048", "6-2-3048", "驿站"),
        ("已存放在丰巢快递柜（东门），取件码：8821", "8821", "丰巢快递柜"),
        ("快件已送到文三路菜鸟驿站，电话0571-88886666", "", "文三路菜鸟驿站"),
        ("正在派送", "", ""),
    ],
)
def test_where_and_with_what_code_to_pick_up(reading, text, code, station):
    assert reading.first(reading.pick_up_code, text) == code
    assert reading.first(reading.station, text) == station


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("收件人电话无法接通，快件暂存网点", "absent"),
        ("客户要求改约派送时间", "absent"),
        ("地址不详，无法派送", "address"),
        ("查无此人", "address"),
        ("收件人拒收", "refused"),
        ("快件暂时无法派送，网点正在核实", "other"),
    ],
)
def test_what_the_carrier_complains_of_is_told_apart(reading, text, kind):
    assert reading.kind(reading.problems, text, "other") == kind


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("签收人：本人签收", "self"),
        ("签收人：菜鸟驿站代收", "station"),
        ("签收人：物业代收", "other"),
        ("签收人：家门口", "other"),
    ],
)
def test_who_signed_is_told_apart(reading, text, who):
    assert reading.kind(reading.signed_by, text, "other") == who


@pytest.mark.parametrize(
    ("text", "phone"),
    [
        ("派件员：张师傅，电话 13712345678，正在派送", "13712345678"),
        ("网点电话0571-88886666", "0571-88886666"),
        ("运单75203042589382已揽收", ""),  # a tracking number is no phone
        ("正在派送", ""),
    ],
)
def test_only_a_phone_is_taken_for_one(text, phone):
    assert phone_in(text) == phone


@pytest.mark.parametrize(
    "text",
    [
        "让快递员给我打电话",
        "叫送快递的联系我",
        "到了打我",
        "请快递员派送前先电话联系我",
        "让他送之前打我手机",
        "你让派件的给我回个电话",
    ],
)
def test_a_shopper_who_wants_to_be_called_is_understood(reading, text):
    assert reading.first(reading.call_me, text)


@pytest.mark.parametrize(
    "text", ["派件员电话给我一个", "快递员电话多少", "放门口就行", "圆通客服电话", "快递小哥一直关机"]
)
def test_a_shopper_who_wants_the_number_is_not_called(reading, text):
    assert not reading.first(reading.call_me, text)


def test_a_courtesy_is_optional(reading):
    assert reading.copy(update={"drop": ()}).tidy("快件到达杭州") == "快件到达杭州"
