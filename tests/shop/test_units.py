from datetime import date, datetime, time

import pytest

from bot.shop.units import SHANGHAI, Clock, Fen, OpenHours, Province, Weekdays, moment, same_region, yuan


@pytest.mark.parametrize(
    ("written", "fen"),
    [(12, 1200), (12.5, 1250), ("12.50", 1250), (0, 0), (0.1, 10), (19.99, 1999)],  # 19.99 * 100 is 1998.99… in binary
)
def test_yuan_become_fen(written, fen):
    assert Fen.read(written) == fen


@pytest.mark.parametrize("written", ["十二", -1, 1.999, True, None, "inf", ""])
def test_what_is_no_amount_is_refused(written):
    with pytest.raises(ValueError, match="not an amount of yuan"):
        Fen.read(written)


def test_fen_stay_fen():
    assert Fen.read(Fen(1250)) == 1250


@pytest.mark.parametrize(("fen", "shown"), [(1200, "12"), (1250, "12.50"), (5, "0.05"), (-250, "-2.50"), (0, "0")])
def test_an_amount_is_shown_with_fen_only_when_there_are_some(fen, shown):
    assert yuan(fen) == shown


@pytest.mark.parametrize(
    ("written", "shown"), [("16:00", "16:00"), (960, "16:00"), ("9:05", "09:05"), ("00:00", "00:00")]
)
def test_a_time_is_read_quoted_and_as_yaml_mistakes_it(written, shown):
    assert Clock.read(written) == shown  # 16 * 60 + 0 = 960


@pytest.mark.parametrize("written", ["24:00", "16", "16:60", "下午四点", True, 1440])
def test_what_is_no_time_is_refused(written):
    with pytest.raises(ValueError, match="not a time"):
        Clock.read(written)


def test_a_clock_time_is_a_time():
    assert Clock("16:00").time == time(16)


def test_opening_hours_have_two_ends():
    hours = OpenHours.read("9:00 - 22:00")

    assert (hours, hours.begins, hours.ends) == ("09:00-22:00", time(9), time(22))
    assert not hours.is_closed


def test_opening_hours_may_end_at_midnight():
    assert OpenHours.read("09:00-24:00").ends == time.max


def test_a_day_off_is_closed():
    assert OpenHours.read("休息").is_closed


@pytest.mark.parametrize("written", ["22:00-09:00", "09:00", "09:00-09:00", "全天"])
def test_impossible_opening_hours_are_refused(written):
    with pytest.raises(ValueError, match=r"span such as|ends before"):
        OpenHours.read(written)


@pytest.mark.parametrize(
    ("written", "numbers"),
    [("每天", set(range(7))), ("周一至周五", {0, 1, 2, 3, 4}), ("周一、周三", {0, 2}), ("周日", {6})],
)
def test_days_of_the_week_are_read_in_the_owners_words(written, numbers):
    assert Weekdays.read(written).numbers == numbers


@pytest.mark.parametrize("written", ["星期八", "周五至周一", "", "工作日"])
def test_unknown_days_are_refused(written):
    with pytest.raises(ValueError, match=r"not a day|runs backwards"):
        Weekdays.read(written)


@pytest.mark.parametrize(("written", "short"), [("新疆维吾尔自治区", "新疆"), ("广东", "广东"), ("内蒙", "内蒙古")])
def test_a_province_is_known_by_its_short_name(written, short):
    assert Province.read(written) == short


@pytest.mark.parametrize("written", ["新彊", "", "深圳", "江"])
def test_a_misspelt_province_is_refused(written):
    with pytest.raises(ValueError, match="not a province"):
        Province.read(written)


def test_an_empty_name_is_no_region():
    assert not same_region("", "浙江")


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2026-12-10 20:00", datetime(2026, 12, 10, 20, tzinfo=SHANGHAI)),
        (datetime(2026, 12, 10, 20), datetime(2026, 12, 10, 20, tzinfo=SHANGHAI)),
        (date(2026, 12, 12), datetime(2026, 12, 12, tzinfo=SHANGHAI)),
        ("2026-12-12", datetime(2026, 12, 12, tzinfo=SHANGHAI)),
        (None, None),
    ],
)
def test_a_moment_is_on_the_shops_clock(written, read):
    assert moment(written) == read


def test_a_day_as_an_end_includes_the_day():
    assert moment("2026-12-12", end_of_day=True) == datetime(2026, 12, 13, tzinfo=SHANGHAI)


def test_what_is_no_moment_is_refused():
    with pytest.raises(ValueError):
        moment("明天")
