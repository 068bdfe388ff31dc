"""What shoppers' own words say about goods, cause and wish."""

import pytest

from bot.shop.accounts import account_in, cause_in, is_late_in, merged, wishes_in
from bot.shop.facts import Account, Cause, Told, Wish


@pytest.mark.parametrize(
    ("text", "opened", "worn", "tag_off"),
    [
        ("内裤还没拆封 想退", Told.NO, Told.UNKNOWN, Told.UNKNOWN),
        ("袜子拆开了但没穿过", Told.YES, Told.NO, Told.UNKNOWN),
        ("穿过了还能退吗", Told.UNKNOWN, Told.YES, Told.UNKNOWN),
        ("只试穿了一下 吊牌还在", Told.UNKNOWN, Told.NO, Told.NO),
        ("吊牌剪了能退不", Told.UNKNOWN, Told.UNKNOWN, Told.YES),
        ("洗了一次 吊牌也扔了", Told.UNKNOWN, Told.YES, Told.YES),
        ("试穿了不合适可以退吗", Told.UNKNOWN, Told.NO, Told.UNKNOWN),
        ("不喜欢这个颜色", Told.UNKNOWN, Told.UNKNOWN, Told.UNKNOWN),
    ],
)
def test_the_state_of_the_goods_is_read(policy, text, opened, worn, tag_off):
    assert account_in(text, policy.aftersale) == Account(opened, worn, tag_off)


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("鞋子开胶了", Cause.QUALITY),
        ("收到就破了个洞 盒子压扁了", Cause.DAMAGED),
        ("给我发错颜色了", Cause.WRONG_ITEM),
        ("少发了一双袜子", Cause.MISSING_ITEM),
        ("色差太大 跟图片完全不一样", Cause.NOT_AS_DESCRIBED),
        ("一直没收到货", Cause.NOT_RECEIVED),
        ("买小了 穿不上", Cause.SIZE_UNFIT),
        ("不想要了", Cause.NO_REASON),
        ("我要退货", None),
    ],
)
def test_the_cause_is_read(policy, text, cause):
    assert cause_in(text, policy.aftersale) is cause


@pytest.mark.parametrize(
    ("text", "wishes"),
    [
        ("能不能仅退款", [Wish.REFUND, Wish.RETURN]),
        ("想换38码的", [Wish.EXCHANGE]),
        ("拉链可以修吗", [Wish.REPAIR]),
        ("给我补发一双吧", [Wish.REISSUE]),
        ("我要退货", [Wish.RETURN]),
        ("你好", []),
    ],
)
def test_the_wish_is_read(policy, text, wishes):
    assert wishes_in(text, policy.aftersale) == wishes


@pytest.mark.parametrize(("text", "late"), [("过了七天还能退吗", True), ("超过7天了", True), ("七天内可以退吗", False)])
def test_that_the_days_are_over_is_read(policy, text, late):
    assert is_late_in(text, policy.aftersale) is late


def test_what_is_told_later_counts_and_photos_add_up(policy):
    earlier = account_in("拆开了 没穿", policy.aftersale, photos=1)
    later = account_in("好吧其实穿过", policy.aftersale, photos=2)

    assert merged(earlier, later) == Account(Told.YES, Told.YES, Told.UNKNOWN, photos=3)
