"""Promises of dispatch, delivery and fee, asked on a Sunday afternoon, when nothing is sent."""

from datetime import datetime

import pytest

from bot.shop.units import SHANGHAI

XINJIANG = {"province": "新疆维吾尔自治区", "city": None, "district": None}
SHENZHEN = {"province": "广东省", "city": "深圳市", "district": None}
TAIWAN = {"province": "台湾省", "city": None, "district": None}
COAT = {"metadata": {"product": "P1003"}}
SOCKS = {"metadata": {"product": "P1027"}}


async def test_what_is_paid_now_goes_out_on_the_next_shipping_day(run):
    done = await run("action_ask_ship_time", "ask_ship_time", shopper=None)

    assert done.said == ["utter_ask_ship_time"]
    assert done.messages[0]["day"] == "明天"


async def test_an_order_that_waits_has_a_promise_of_its_own(run):
    done = await run("action_ask_ship_time", "ask_ship_time")

    assert done.said == ["utter_ship_time_of_order"]
    # paid on Saturday at 16:54, after four
    assert done.messages[0]["promised"] == "明天"


async def test_a_promise_that_was_not_kept_is_admitted(run):
    done = await run("action_ask_ship_time", "ask_ship_time", now=datetime(2026, 11, 25, 9, 0, tzinfo=SHANGHAI))

    assert done.said == ["utter_ship_time_late"]


async def test_a_day_without_dispatch_is_answered_with_the_next(run):
    done = await run("action_ask_ship_time", "ask_ship_time", entities={"date": "2026-11-29"})

    assert done.said == ["utter_ship_time_rest"]
    assert done.messages[0]["next"] == "11月30日"


@pytest.mark.parametrize(
    ("day", "response"),
    [
        ("2026-11-23", "utter_ship_time_yes"),  # what is paid on Sunday leaves on Monday
        ("2026-11-24", "utter_ship_time_works"),
        ("2026-11-01", "utter_ask_ship_time"),  # long ago
    ],
)
async def test_a_shipping_day_is_held_against_the_day_of_dispatch(run, day, response):
    done = await run("action_ask_ship_time", "ask_ship_time", entities={"date": day}, shopper=None)

    assert done.said == [response]


async def test_after_the_cut_off_today_is_closed(run):
    evening = datetime(2026, 11, 24, 16, 0, tzinfo=SHANGHAI)

    done = await run(
        "action_ask_ship_time", "ask_ship_time", entities={"date": "2026-11-24"}, shopper=None, now=evening
    )

    assert done.said == ["utter_ship_time_closed"]
    assert (done.messages[0]["asked"], done.messages[0]["day"]) == ("今天", "明天")


@pytest.mark.parametrize(
    ("text", "now", "response"),
    [
        ("过年发货吗", datetime(2026, 11, 22, 15, tzinfo=SHANGHAI), "utter_ship_time_holiday"),
        ("春节发货吗", datetime(2027, 2, 2, 15, 59, tzinfo=SHANGHAI), "utter_ship_time_holiday"),
        ("春节发货吗", datetime(2027, 2, 2, 16, 0, tzinfo=SHANGHAI), "utter_ship_time_in_holiday"),
        ("春节发货吗", datetime(2027, 2, 5, 10, 0, tzinfo=SHANGHAI), "utter_ship_time_in_holiday"),
        ("春节发货吗", datetime(2027, 2, 12, 10, 0, tzinfo=SHANGHAI), "utter_ask_ship_time"),  # over
    ],
)
async def test_a_holiday_is_told_with_the_days_around_it(run, text, now, response):
    done = await run("action_ask_ship_time", "ask_ship_time", text, now=now, shopper=None)

    assert done.said == [response]


async def test_a_holiday_names_the_last_and_the_first_day_of_dispatch(run):
    told = (await run("action_ask_ship_time", "ask_ship_time", "春节发货吗")).messages[0]

    assert (told["rest"], told["last"], told["next"]) == ("2月3日到2月11日", "2月2日", "2月12日")


@pytest.mark.parametrize(
    ("day", "response"),
    [
        ("2026-11-26", "utter_delivery_time_yes"),  # sent on the 23rd, 2–3 days
        ("2026-11-25", "utter_delivery_time_perhaps"),
        ("2026-11-24", "utter_delivery_time_no"),
    ],
)
async def test_the_day_asked_for_is_held_against_the_arrival(run, day, response):
    done = await run("action_ask_delivery_time", "ask_delivery_time", entities={"region": SHENZHEN, "date": day})

    assert done.said == [response]
    assert done.messages[0]["sent"] == "明天"


async def test_a_faster_carrier_comes_with_its_surcharge(run):
    entities = {"region": SHENZHEN, "date": "2026-11-25", "carrier": "顺丰速运"}

    done = await run("action_ask_delivery_time", "ask_delivery_time", entities=entities)

    assert done.said == ["utter_delivery_time_yes", "utter_delivery_time_with"]
    assert (done.messages[0]["days"], done.messages[1]["surcharge"]) == ("1–2 天", "12 元")


async def test_a_carrier_on_request_adds_to_the_fee(run):
    done = await run("action_ask_shipping_fee", "ask_shipping_fee", entities={"carrier": "EMS"}, shopper=None)

    assert done.said == ["utter_ask_shipping_fee", "utter_shipping_surcharge"]
    assert done.messages[1]["surcharge"] == "15 元"


async def test_the_days_to_a_city(run):
    done = await run("action_ask_delivery_time", "ask_delivery_time", entities={"region": SHENZHEN})

    assert done.said == ["utter_delivery_time_to"]
    assert (done.messages[0]["place"], done.messages[0]["days"]) == ("深圳市", "2–3 天")
    # sent on Monday the 23rd
    assert done.messages[0]["arrival"] == "11月25日到11月26日"


async def test_the_city_told_before_counts(run):
    done = await run("action_ask_delivery_time", "ask_delivery_time", slots={"region": XINJIANG}, shopper=None)

    assert done.messages[0]["place"] == "新疆维吾尔自治区"


async def test_without_a_place_the_usual_days_are_told(run):
    done = await run("action_ask_delivery_time", "ask_delivery_time", shopper=None)

    assert done.said == ["utter_ask_delivery_time"]


async def test_a_parcel_that_takes_longer_than_usual_is_admitted(run):
    done = await run("action_ask_delivery_time", "ask_delivery_time")

    assert done.said == ["utter_delivery_time_late"]


async def test_a_parcel_on_its_way_is_counted_from_its_dispatch(run):
    done = await run("action_ask_delivery_time", "ask_delivery_time", now=datetime(2026, 11, 20, 9, 0, tzinfo=SHANGHAI))

    assert done.said == ["utter_delivery_time_of_order"]
    # sent on the 19th to Hangzhou, one or two days
    assert done.messages[0]["arrival"] == "今天到明天"


async def test_on_the_last_day_of_its_promise_a_parcel_comes_today(run):
    done = await run("action_ask_delivery_time", "ask_delivery_time", now=datetime(2026, 11, 21, 9, 0, tzinfo=SHANGHAI))

    assert done.messages[0]["arrival"] == "今天"


@pytest.mark.parametrize("action", ["action_ask_delivery_time", "action_ask_delivery_area", "action_ask_shipping_fee"])
async def test_a_place_where_nothing_is_sent_is_refused_with_the_reason(run, action):
    done = await run(action, entities={"region": TAIWAN})

    assert done.said == ["utter_delivery_refused"]
    assert done.messages[0]["place"] == "台湾"


async def test_a_place_is_delivered_to(run):
    done = await run("action_ask_delivery_area", "ask_delivery_area", entities={"region": XINJIANG})

    assert done.said == ["utter_delivery_area_yes"]


async def test_the_area_in_general(run):
    done = await run("action_ask_delivery_area", "ask_delivery_area", slots={"region": XINJIANG})

    assert done.said == ["utter_ask_delivery_area"]


@pytest.mark.parametrize(
    ("region", "response"),
    [(None, "utter_ask_shipping_fee"), (SHENZHEN, "utter_shipping_fee_to"), (XINJIANG, "utter_shipping_fee_remote")],
)
async def test_the_fee_in_general_and_to_a_place(run, region, response):
    entities = {"region": region} if region else {}

    done = await run("action_ask_shipping_fee", "ask_shipping_fee", entities=entities, shopper=None)

    assert done.said == [response]


@pytest.mark.parametrize(
    ("product", "region", "response"),
    [
        (COAT, None, "utter_shipping_free"),
        (COAT, XINJIANG, "utter_shipping_free_to"),  # 839 is more than 299
        (SOCKS, None, "utter_shipping_charged"),
        (SOCKS, SHENZHEN, "utter_shipping_charged_to"),
    ],
)
async def test_the_fee_of_the_goods_in_question(run, product, region, response):
    entities = {"region": region} if region else {}

    done = await run("action_ask_shipping_fee", "ask_shipping_fee", entities=entities, **product)

    assert done.said == [response]


async def test_what_is_missing_for_free_shipping_counts_the_pieces(run):
    done = await run("action_ask_shipping_fee", "ask_shipping_fee", entities={"quantity": 2}, **SOCKS)

    # 99 - 2 × 39
    assert done.messages[0]["missing"] == "21 元"


async def test_where_shipping_is_never_free_it_is_said(run, tmp_path, monkeypatch):
    from shutil import copytree

    from actions.base import settings
    from bot.settings import ROOT

    copytree(ROOT / "data" / "policy", tmp_path / "data" / "policy")
    file = tmp_path / "data" / "policy" / "shop.yml"
    file.write_text(file.read_text(encoding="utf-8").replace("free_over: 299", "free_over: null"), encoding="utf-8")
    monkeypatch.setenv("XIAOER_DATA_DIR", str(tmp_path / "data"))
    settings.cache_clear()

    done = await run("action_ask_shipping_fee", "ask_shipping_fee", entities={"region": XINJIANG}, **COAT)

    assert done.said == ["utter_shipping_never_free"]
