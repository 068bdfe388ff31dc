"""When a shopper may be reminded of an unpaid order, and what they mean by a time."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.settings import ROOT
from bot.shop.orders import OrderStatus
from bot.shop.policy import load_policy
from bot.shop.prompts import DAY, Situation, awake, earliest, is_quiet, judge, next_due, said_time, time_of
from bot.shop.rules import LaterTime, Unpaid
from bot.shop.units import SHANGHAI

RULES = load_policy(ROOT / "data" / "policy").unpaid


def at(day, clock="12:00"):
    return datetime.fromisoformat(f"2026-11-{day:02d} {clock}").replace(tzinfo=SHANGHAI)


def situation(**facts):
    return Situation(**{"status": OrderStatus.PENDING_PAYMENT, "pay_before": at(19), **facts})


@pytest.mark.parametrize(
    ("sent", "due"),
    [
        ([], at(18, "10:20")),  # ordered at ten, twenty minutes
        ([at(18, "10:21")], at(18, "12:21")),  # two hours after the first
        ([at(18, "10:21"), at(18, "12:30")], at(18, "20:30")),  # eight hours after the second
        ([at(18, "10:21"), at(18, "12:30"), at(18, "20:30")], None),
    ],
)
def test_the_gaps_grow_and_end(sent, due):
    assert next_due(at(18, "10:00"), sent, RULES) == due


@pytest.mark.parametrize(
    ("moment", "moved"),
    [
        (at(18, "21:59"), at(18, "21:59")),
        (at(18, "22:00"), at(19, "08:00")),
        (at(18, "23:59"), at(19, "08:00")),
        (at(19, "00:00"), at(19, "08:00")),
        (at(19, "07:59"), at(19, "08:00")),
        (at(19, "08:00"), at(19, "08:00")),
    ],
)
def test_the_night_is_moved_to_the_morning(moment, moved):
    assert awake(moment, RULES) == moved
    assert is_quiet(moment, RULES) == (moment != moved)


@pytest.mark.parametrize(
    ("begins", "ends", "moment", "moved"),
    [
        ("00:00", "09:00", at(18, "08:00"), at(18, "09:00")),
        ("13:00", "14:00", at(18, "13:30"), at(18, "14:00")),
        ("12:00", "12:00", at(18, "12:00"), at(18, "12:00")),  # no quiet hours at all
    ],
)
def test_quiet_hours_may_lie_within_a_day(begins, ends, moment, moved):
    rules = Unpaid.parse_obj({**RULES.dict(), "quiet_from": begins, "quiet_until": ends})

    assert awake(moment, rules) == moved


def test_what_is_due_is_sent():
    assert judge(situation(), at(18, "10:20"), RULES, at(18, "10:20")).kind == "send"


def test_what_is_not_due_waits():
    verdict = judge(situation(), at(18, "10:20"), RULES, at(18, "10:19"))

    assert (verdict.kind, verdict.at) == ("wait", at(18, "10:20"))


@pytest.mark.parametrize("status", [status for status in OrderStatus if status is not OrderStatus.PENDING_PAYMENT])
def test_nothing_is_sent_for_an_order_that_is_not_unpaid(status):
    verdict = judge(situation(status=status), at(18, "10:20"), RULES, at(18, "10:20"))

    assert (verdict.kind, verdict.why) == ("drop", status.value)


def test_who_refused_hears_nothing():
    assert judge(situation(refused=True), at(18), RULES, at(18)).why == "refused"


def test_a_cap_of_none_switches_prompts_off():
    rules = RULES.copy(update={"reminders_per_day": 0})

    assert judge(situation(), at(18), rules, at(18)).why == "switched_off"


def test_an_order_that_closes_first_is_not_prompted():
    night = at(18, "23:00")

    assert judge(situation(pay_before=at(19, "07:00")), night, RULES, night).why == "closes_before"
    assert judge(situation(pay_before=at(19, "09:00")), night, RULES, night).at == at(19, "08:00")


def test_a_person_is_not_talked_over():
    verdict = judge(situation(with_person=True), at(18), RULES, at(18))

    assert (verdict.kind, verdict.at) == ("wait", at(18, "12:30"))


def test_nobody_is_interrupted():
    assert judge(situation(spoken_at=at(18, "11:57")), at(18), RULES, at(18)).at == at(18, "12:02")
    assert judge(situation(spoken_at=at(18, "11:55")), at(18), RULES, at(18)).kind == "send"


def test_two_orders_of_a_shopper_do_not_prompt_together():
    assert judge(situation(sent=(at(18, "11:50"),)), at(18), RULES, at(18)).at == at(18, "12:20")


def test_a_fourth_prompt_waits_until_the_first_is_a_day_old():
    sent = (at(18, "10:00"), at(18, "12:00"), at(18, "20:00"))

    verdict = judge(situation(sent=sent, pay_before=at(20)), at(19, "09:00"), RULES, at(19, "09:00"))

    assert verdict.at == at(19, "10:00") + timedelta(seconds=1)


moments = st.datetimes(datetime(2026, 11, 1), datetime(2026, 11, 30)).map(
    lambda moment: moment.replace(tzinfo=SHANGHAI)
)


@given(moments, st.lists(moments, max_size=8))
def test_the_earliest_moment_breaks_no_rule(moment, sent):
    found = earliest(moment, sent, RULES)

    assert found >= moment
    assert not is_quiet(found, RULES)
    assert sum(found - DAY <= one for one in sent) < RULES.reminders_per_day
    assert all(found - one >= timedelta(minutes=RULES.apart_minutes) for one in sent)


@given(moments, moments, st.lists(moments, max_size=8), st.booleans(), st.booleans())
def test_judging_again_at_the_named_time_sends(now, due, sent, refused, with_person):
    facts = situation(sent=tuple(sent), refused=refused, with_person=with_person, pay_before=at(30) + DAY * 30)
    verdict = judge(facts, due, RULES, now)

    later = verdict.at or now
    free = situation(sent=tuple(sent), refused=refused, pay_before=facts.pay_before)
    assert judge(free, due, RULES, later).kind == ("drop" if refused else "send")


@pytest.mark.parametrize(
    ("said", "meant"),
    [  # on a Wednesday at two in the afternoon
        ("晚上提醒我", at(18, "20:00")),
        ("今晚9点", at(18, "21:00")),
        ("今晚八点半再提醒我", at(18, "20:30")),
        ("明早提醒我付款", at(19, "09:00")),
        ("明天上午十点一刻", at(19, "10:15")),
        ("明天下午三点", at(19, "15:00")),
        ("后天中午叫我", at(20, "12:00")),
        ("明天再提醒我吧", at(19, "10:00")),
        ("半小时后提醒我", at(18, "14:30")),
        ("一个半小时后", at(18, "15:30")),
        ("两个小时之后叫我", at(18, "16:00")),
        ("20分钟后", at(18, "14:20")),
        ("8点提醒我", at(18, "20:00")),
        ("3点吧", at(18, "15:00")),
        ("早上提醒", at(19, "09:00")),
        ("下班后再提醒我", at(18, "18:00")),
        ("晚上12点", at(19, "00:00")),
        ("中午11点半", at(19, "11:30")),
        ("晚点提醒我", at(18, "15:00")),
        ("晚一点再说", at(18, "15:00")),
        ("等会提醒我", at(18, "15:00")),
        ("提醒我一下", None),
        ("有一点贵", None),
    ],
)
def test_times_as_shoppers_say_them(said, meant):
    assert said_time(said, at(18, "14:00")) == meant


def test_an_offered_time_is_on_the_shops_clock():
    evening = LaterTime(title="今晚", clock="20:00")
    morning = LaterTime(title="明早", clock="9:00", days=1)
    hour = LaterTime(title="一小时后", minutes=60)

    assert time_of(evening, at(18)) == at(18, "20:00")
    assert time_of(evening, at(18, "20:00")) is None
    assert time_of(morning, at(18)) == at(19, "09:00")
    assert time_of(hour, at(18)) == at(18, "13:00")


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"further_reminder_minutes": [120, 120]}, "longer than the one before"),
        ({"further_reminder_minutes": [10]}, "longer than the one before"),
        ({"first_reminder_minutes": 14}, "greater than or equal to 15"),
        ({"first_reminder_minutes": 31}, "less than or equal to 30"),
        ({"reminders_per_day": 4}, "less than or equal to 3"),
        ({"reasons": {"price": "价格"}}, "lacks size"),
        ({"later": []}, "is empty"),
        ({"later": [{"title": "好"}]}, "either minutes or clock"),
        ({"later": [{"title": "好", "minutes": 5, "clock": "09:00"}]}, "either minutes or clock"),
    ],
)
def test_a_policy_that_makes_no_sense_is_refused(change, fault):
    with pytest.raises(ValidationError, match=fault):
        Unpaid.parse_obj({**RULES.dict(), **change})
