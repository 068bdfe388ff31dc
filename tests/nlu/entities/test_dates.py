"""Days and spans of time, seen from Sunday, 22 November 2026."""

from datetime import date

import pytest

from bot.nlu.entities.dates import find_dates

SUNDAY = date(2026, 11, 22)


def values(text, kind):
    return [entity.value for entity in find_dates(text, SUNDAY) if entity.entity == kind]


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("今天能发不", ["2026-11-22"]),
        ("明天到吗", ["2026-11-23"]),
        ("大后天", ["2026-11-25"]),
        ("昨晚拍的", ["2026-11-21"]),
        ("周五之前", ["2026-11-27"]),
        ("这周五", ["2026-11-20"]),
        ("下周一", ["2026-11-23"]),
        ("上星期三", ["2026-11-11"]),
        ("礼拜天", ["2026-11-22"]),
        ("11月20号", ["2026-11-20"]),
        ("十一月二十日", ["2026-11-20"]),
        ("1月5号能到吗", ["2027-01-05"]),
        ("1月12日买的", ["2026-01-12"]),
        ("20号发货", ["2026-11-20"]),
        ("28号买的", ["2026-10-28"]),
        ("2026-11-20", ["2026-11-20"]),
        ("11.20号", ["2026-11-20"]),
        ("双十一买的", ["2026-11-11"]),
        ("月底", ["2026-11-30"]),
        ("鞋子20号能到吗", ["2026-11-20"]),
        ("2月30号", []),
        ("几号发", []),
        ("大一号", []),
        ("3号楼", []),
        ("中山路20号", []),
        ("穿38号", []),
        ("每周一次", []),
        ("12.5元", []),
    ],
)
def test_days_of_a_sentence(text, days):
    assert values(text, "date") == days


@pytest.mark.parametrize(
    ("text", "lengths"),
    [
        ("三天了", [{"days": 3}]),
        ("48小时内", [{"hours": 48}]),
        ("24h发货", [{"hours": 24}]),
        ("等了一周", [{"days": 7}]),
        ("两个星期", [{"days": 14}]),
        ("半个月", [{"days": 15}]),
        ("一个半月", [{"days": 45}]),
        ("半天", [{"hours": 12}]),
        ("半小时", [{"hours": 0.5}]),
        ("两三天", [{"days": 3}]),
        ("3-5天", [{"days": 5}]),
        ("保修一年", [{"days": 365}]),
        ("七天无理由", []),
        ("宝宝6个月", []),
        ("这两天", []),
        ("2026年", []),
        ("11月", []),
    ],
)
def test_spans_of_a_sentence(text, lengths):
    assert values(text, "duration") == lengths
