"""Sizes: what is asked for, what is advised, what is said of the item."""

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher
from sqlalchemy import update

from actions.base import Call
from bot.db import session_on
from bot.shop.catalogue import Sku
from bot.shop.profiles import profile_of, remember_body, saved_body
from bot.shop.sizing import Body
from tests.actions.conftest import NOW, Done

JACKET = {"metadata": {"product": "P1001"}}  # women's, S to 4XL
CHILD = {"metadata": {"product": "P1021"}}  # by height
SHOES = {"metadata": {"product": "P1029"}}  # by foot length
SOCKS = {"metadata": {"product": "P1027"}}  # one size
MEASURES = {"height": 165, "weight": 55.0}


@pytest.fixture
def validate(database, executor, domain):
    """Run the form's validation: ``told`` are the slots that Rasa takes this message to fill."""

    async def running(
        told=(), slots=(), text="", intent="ask_size", entities=(), requested=None, product="P1001", **ends
    ):
        ends = {name: len(text) for name in dict(entities)} | ends
        given = [{"entity": n, "value": value, "start": 0, "end": ends[n]} for n, value in dict(entities).items()]
        state = {name: None for name in domain["slots"]} | dict(slots) | dict(told) | {"requested_slot": requested}
        metadata = {"visitor": "v-1", "product": product}
        tracker = {
            "sender_id": "c-1",
            "slots": state,
            "latest_message": {"text": text, "intent": {"name": intent}, "entities": given, "metadata": metadata},
            "events": [{"event": "action", "name": "size_form"}]
            + [{"event": "slot", "name": name, "value": value} for name, value in dict(told).items()],
            "active_loop": {"name": "size_form"},
        }
        dispatcher = CollectingDispatcher()
        call = Call(dispatcher, Tracker.from_dict(tracker), NOW, domain)
        return Done(executor.actions["validate_size_form"].__self__.act(call), dispatcher.messages)

    return running


async def test_height_and_weight_are_needed_for_clothes(validate):
    done = await validate()

    assert done.slots == {"requested_slot": "height"}


async def test_both_measures_in_one_message_complete_the_form(validate):
    done = await validate(told=MEASURES, requested="height")

    assert done.slots == {**MEASURES, "requested_slot": None}


@pytest.mark.parametrize(("product", "asked"), [("P1021", "height"), ("P1029", "foot_length"), ("P1025", "weight")])
async def test_the_chart_decides_what_is_asked_for(validate, product, asked):
    done = await validate(product=product)

    assert done.slots["requested_slot"] == asked


async def test_a_childs_height_is_enough(validate):
    done = await validate(told={"height": 112}, requested="height", product="P1021")

    assert done.slots["requested_slot"] is None


async def test_the_usual_size_is_enough(validate):
    done = await validate(told={"usual_size": "L"}, requested="height")

    assert done.slots == {"usual_size": "L", "requested_slot": None}


async def test_a_usual_size_that_the_chart_does_not_know_is_not_enough(validate):
    done = await validate(told={"usual_size": "L"}, requested="foot_length", product="P1029")

    assert done.slots["requested_slot"] == "foot_length"


async def test_a_product_without_sizes_needs_nothing(validate):
    done = await validate(product="P1027")

    assert done.slots["requested_slot"] is None


async def test_without_a_product_it_is_asked_for(validate):
    done = await validate(product=None)

    assert done.slots["requested_slot"] == "product"


async def test_a_kind_of_goods_with_one_chart_needs_no_product(validate):
    done = await validate(product=None, slots={"category": "羽绒服女"}, text="雪地靴", entities={"category": "雪地靴"})

    assert done.slots["requested_slot"] == "foot_length"


@pytest.mark.parametrize(
    ("requested", "text", "slots", "heard"),
    [
        ("height", "165", {}, {"height": 165.0}),
        ("height", "1.65", {}, {"height": 165.0}),
        ("weight", "110", {"height": 165}, {"weight": 55.0}),
        ("weight", "60吧", {"height": 165}, {"weight": 60.0}),
        ("weight", "130", {}, {"weight": 65.0}),
        ("weight", "60", {}, {"weight": 60.0}),
        ("foot_length", "240", {}, {"foot_length": 24.0}),
        ("foot_length", "24", {}, {"foot_length": 24.0}),
        ("foot_length", "38", {}, {"usual_size": "38"}),
        ("waist", "72", {}, {"waist": 72.0}),
        ("waist", "28", {}, {"waist": 71}),  # inches: 28 × 2.54 = 71.1
        ("waist", "72 96", {}, {"waist": 72.0, "hip": 96.0}),
        ("foot_length", "99", {}, {}),
        ("height", "打错了 是160", {}, {"height": 160.0}),
        ("height", "3天", {}, {}),
        ("height", "不知道呀", {}, {}),
    ],
)
async def test_a_bare_answer_is_understood_by_what_was_asked(validate, requested, text, slots, heard):
    product = {"foot_length": "P1029", "waist": "P1009"}.get(requested, "P1001")

    done = await validate(text=text, slots=slots, requested=requested, intent="inform", product=product)

    assert {name: value for name, value in done.slots.items() if name != "requested_slot"} == heard


async def test_a_bare_size_is_the_usual_one(validate):
    done = await validate(text="L", entities={"size": "L"}, requested="height", intent="inform")

    assert done.slots == {"usual_size": "L", "requested_slot": None}


async def test_a_size_that_is_asked_about_is_not_the_usual_one(validate):
    done = await validate(text="L码多少斤穿", entities={"size": "L"}, requested="height", size=2)

    assert done.slots == {"requested_slot": "height"}


async def test_a_kind_of_goods_answers_which_product(validate):
    done = await validate(text="大衣", entities={"category": "大衣"}, requested="product", product=None)

    assert done.slots == {"product": "P1003", "requested_slot": "height"}


async def test_a_kind_of_goods_with_several_products_is_asked_for_again(validate):
    done = await validate(text="裤子", entities={"category": "裤子"}, requested="product", product=None)

    assert done.slots == {"category": "裤子", "requested_slot": "product"}


@pytest.mark.parametrize("told", [{"height": 17}, {"height": 165, "weight": 650.0}, {"foot_length": 99.0}])
async def test_a_measure_that_nobody_has_is_asked_for_again(validate, told):
    done = await validate(told=told, requested="height")

    assert done.said == ["utter_error_implausible_measure"]
    assert None in [done.slots[name] for name in told]


async def test_another_question_with_a_product_in_it_is_no_answer(validate):
    text, told = "羊毛大衣多少钱啊", {"product": "P1003"}

    done = await validate(told=told, text=text, intent="ask_price", requested="height")

    assert done.events == [
        {
            "event": "action_execution_rejected",
            "name": "size_form",
            "policy": None,
            "confidence": None,
            "timestamp": None,
        }
    ]


async def test_the_bare_name_of_a_product_is_an_answer_whatever_it_was_taken_for(validate):
    done = await validate(
        told={"product": "P1003"},
        text="羊毛大衣",
        intent="ask_stock",
        entities={"product": "P1003"},
        requested="product",
        product=None,
    )

    assert done.slots == {"product": "P1003", "requested_slot": "height"}


@pytest.mark.parametrize(
    ("slots", "product", "response"),
    [
        ({}, JACKET, "utter_ask_size_form_body"),
        ({"weight": 55.0}, JACKET, "utter_ask_size_form_height"),
        ({}, CHILD, "utter_ask_size_form_height"),
    ],
)
async def test_all_that_is_missing_is_asked_for_at_once(run, slots, product, response):
    done = await run("action_ask_size_form_height", "ask_size", slots=slots, **product)

    assert done.said == [response]


async def test_the_form_asks_for_the_product_by_buttons(run):
    done = await run(
        "action_ask_size_form_product", "ask_size", "毛衣偏大吗", entities={"category": "毛衣"}, shopper=None
    )

    assert done.said == ["utter_ask_product"]
    assert done.buttons[0] == '/choose_product{"product": "P1005"}'


async def test_a_size_is_advised_with_its_reason(run):
    done = await run("action_ask_size", "ask_size", slots=MEASURES, **JACKET)

    assert done.said == ["utter_size_fits"]
    assert done.slots["size"] == "L"
    card = done.cards[0]
    assert (card["type"], card["size"], card["other_size"]) == ("size", "L", None)
    assert card["rows"] == [["身高", "165 cm"], ["体重", "55 kg（110 斤）"]]
    assert card["reason"]


async def test_on_a_border_both_sizes_are_named(run):
    done = await run("action_ask_size", "ask_size", slots={"height": 165, "weight": 57.5}, **JACKET)

    assert done.said[0].startswith("utter_size_border_")
    assert {done.cards[0]["size"], done.cards[0]["other_size"]} == {"L", "XL"}


@pytest.mark.parametrize(
    ("wish", "size", "response"),
    [("loose", "XL", "utter_size_border_smaller"), ("slim", "L", "utter_size_border_larger")],
)
async def test_on_a_border_the_shoppers_taste_decides(run, wish, size, response):
    slots = {"height": 165, "weight": 57.5, "fit_wish": wish}

    done = await run("action_ask_size", "ask_size", slots=slots, **JACKET)

    assert (done.cards[0]["size"], done.said[0]) == (size, response)


async def test_who_likes_it_loose_gets_the_next_size(run):
    done = await run("action_ask_size", "ask_size", entities={"fit_wish": "loose"}, slots=MEASURES, **JACKET)

    assert done.said == ["utter_size_loose"]
    assert done.slots["size"] == "XL"


async def test_the_usual_size_gives_a_weaker_advice(run):
    done = await run("action_ask_size", "ask_size", slots={"usual_size": "38"}, **JACKET)

    assert done.said == ["utter_size_usual"]
    assert done.cards[0]["rows"] == [["平时尺码", "38"]]


@pytest.mark.parametrize(
    ("body", "response"),
    [
        ({"height": 190, "weight": 100.0}, "utter_size_above_chart"),
        ({"height": 140, "weight": 30.0}, "utter_size_below_chart"),
        ({"height": 151, "weight": 80.0}, "utter_size_measures_far_apart"),
    ],
)
async def test_outside_the_chart_a_person_takes_over(run, body, response):
    done = await run("action_ask_size", "ask_size", slots=body, **JACKET)

    assert done.said == [response]
    assert done.hand_off["reason"] == "outside_chart"
    assert "cm" in done.hand_off["summary"]


async def test_sizes_that_the_product_does_not_come_in_are_not_advised(run):
    done = await run(
        "action_ask_size", "ask_size", slots={"height": 170, "weight": 75.0}, metadata={"product": "P1003"}
    )

    assert done.hand_off["reason"] == "outside_chart"


async def test_a_size_that_is_sold_out_is_said_with_the_day_of_its_return(run):
    done = await run(
        "action_ask_size", "ask_size", slots={"height": 160, "weight": 50.0}, metadata={"product": "P1007"}
    )

    assert done.said == ["utter_size_fits", "utter_size_back_on"]


async def test_a_size_that_is_sold_out_for_good_is_said_so(run, database):
    with session_on(database) as session:
        session.execute(update(Sku).where(Sku.product_id == "P1007").values(restock_on=None))

    done = await run(
        "action_ask_size", "ask_size", slots={"height": 160, "weight": 50.0}, metadata={"product": "P1007"}
    )

    assert done.said == ["utter_size_fits", "utter_size_sold_out"]


async def test_sizes_without_a_chart_are_a_persons_matter(run, database):
    with session_on(database) as session:
        session.add(Sku(id="P1027-L", product_id="P1027", size="加大", price_fen=3900, stock=3))

    done = await run("action_ask_size", "ask_size", **SOCKS)

    assert done.said == ["utter_size_no_chart"]
    assert done.hand_off["reason"] == "outside_chart"


async def test_a_product_of_one_size_needs_no_advice(run):
    done = await run("action_ask_size", "ask_size", **SOCKS)

    assert done.said == ["utter_size_only_one"]


async def test_without_a_product_or_chart_the_product_is_asked_for(run):
    done = await run("action_ask_size", "ask_size", "穿多大", slots=MEASURES, shopper=None)

    assert done.said == ["utter_ask_product_name"]


async def test_in_the_middle_of_another_form_what_is_missing_is_asked_for(run):
    done = await run("action_ask_size", "ask_size", loop="order_form", **JACKET)

    assert done.said == ["utter_ask_size_form_body"]


async def test_a_measure_that_nobody_has_is_forgotten(run):
    done = await run("action_ask_size", "ask_size", slots={"height": 165, "weight": 650.0}, **JACKET)

    assert done.said == ["utter_error_implausible_measure"]
    assert done.slots == {"weight": None}


@pytest.mark.parametrize(
    ("product", "response"),
    [("P1001", "utter_fit_regular"), ("P1004", "utter_fit_slim"), ("P1005", "utter_fit_loose")],
)
async def test_how_an_item_fits_is_said_before_measures_are_asked_for(run, product, response):
    done = await run("action_explain_fit", "ask_size", "偏大吗", metadata={"product": product})

    assert done.said == [response]


async def test_what_the_seller_says_of_the_size_is_told(run):
    done = await run("action_explain_fit", "ask_size", "偏码吗", **SHOES)

    assert done.messages[0]["hint"] == "脚背高、脚宽的建议拍大一码。"


async def test_for_whom_a_size_is_made_is_read_from_the_chart(run):
    done = await run("action_explain_fit", "ask_size", "L码多少斤穿", entities={"size": "L"}, **JACKET)

    assert done.said == ["utter_size_row"]
    assert done.messages[0]["limits"] == "身高 156–170 cm、体重 105–115 斤、胸围 86–90 cm"


@pytest.mark.parametrize("entities", [{"height": 165}, {"usual_size": "L"}, {"fit_wish": "loose"}])
async def test_who_tells_of_the_body_is_not_lectured_on_the_item(run, entities):
    done = await run("action_explain_fit", "ask_size", entities=entities, **JACKET)

    assert done.said == []


async def test_an_item_without_a_chart_is_not_explained(run):
    done = await run("action_explain_fit", "ask_size", "均码吗", **SOCKS)

    assert (done.said, done.events) == ([], [])


async def test_a_mothers_measures_are_not_her_childs(run):
    done = await run("action_explain_fit", "ask_size", "穿多大", slots=MEASURES, **CHILD)

    assert done.slots == {"height": None, "weight": None, "measures_of": "孩子"}


@pytest.mark.parametrize(
    ("known", "product"),
    [
        ({"height": 190, "weight": 100.0}, JACKET),  # too large for the chart
        ({"height": 95, "weight": 120.0}, JACKET),  # of two people
    ],
)
async def test_measures_of_somebody_else_are_forgotten(run, known, product):
    done = await run("action_explain_fit", "ask_size", "穿多大", slots=known, **product)

    assert done.slots == {"height": None, "weight": None}


async def test_measures_that_fit_are_kept(run):
    done = await run("action_explain_fit", "ask_size", "这件呢", slots=MEASURES, **JACKET)

    assert done.slots == {}


async def test_trousers_that_go_by_the_tape_ask_for_the_waist(validate):
    assert (await validate(product="P1009")).slots["requested_slot"] == "waist"
    assert (await validate(product="P1009", told={"waist": 72}, requested="waist")).slots["requested_slot"] is None


async def test_girths_are_enough_where_the_chart_has_both(run):
    done = await run("action_ask_size", "ask_size", slots={"bust": 88, "waist": 70}, metadata={"product": "P1006"})

    assert done.said == ["utter_size_fits"]
    assert done.cards[0]["rows"] == [["胸围", "88 cm"], ["腰围", "70 cm"]]


async def test_where_measures_disagree_the_deciding_one_is_named(run):
    slots = {"waist": 72, "hip": 99}  # L and XL

    done = await run("action_ask_size", "ask_size", slots=slots, metadata={"product": "P1009"})

    assert done.messages[0]["deciding"] == "腰围"


@pytest.mark.parametrize(
    ("size", "response"),
    [
        ("175/92A", "utter_size_national"),
        ("170/92A", "utter_size_national_between"),
        ("48", "utter_size_same"),
        ("XL", "utter_size_row"),
        ("8XL", "utter_size_not_in_chart"),
    ],
)
async def test_what_a_size_stands_for_is_read_from_the_chart(run, size, response):
    done = await run("action_explain_fit", "ask_size", entities={"size": size}, metadata={"product": "P1014"})

    assert done.said == [response]


async def test_a_question_for_a_size_needs_no_measures(validate):
    done = await validate(text="XL是多少码", entities={"size": "XL"})

    assert done.slots["requested_slot"] is None


async def test_a_question_for_a_size_is_not_answered_twice(run):
    done = await run("action_ask_size", "ask_size", "XL是多少码", entities={"size": "XL"}, **JACKET)

    assert done.said == []


async def test_in_the_middle_of_an_order_a_question_for_a_size_is_answered(run):
    done = await run("action_ask_size", "ask_size", "XL是多少码", entities={"size": "XL"}, loop="order_form", **JACKET)

    assert done.said == ["utter_size_row"]


async def test_an_age_is_a_hint(run):
    done = await run("action_explain_fit", "ask_size", "3岁穿多大", entities={"age": 3.0}, **CHILD)

    assert done.said == ["utter_size_age"]
    assert done.messages[0]["size"] == "100"


@pytest.mark.parametrize(
    ("product", "wish", "response"),
    [
        ("P1002", "loose", "utter_size_loose_in_loose"),
        ("P1002", "slim", "utter_size_slim_in_loose"),
        ("P1004", "loose", "utter_size_loose_in_slim"),
    ],
)
async def test_a_wish_and_the_cut_are_weighed(run, product, wish, response):
    done = await run("action_ask_size", "ask_size", slots={**MEASURES, "fit_wish": wish}, metadata={"product": product})

    assert response in done.said


@pytest.fixture
def saved(database):
    with session_on(database) as session:
        remember_body(session, owner="visitor:v-1", body=Body(165, 55), now=NOW)


async def test_what_a_shopper_tells_is_kept(run, database):
    await run("action_ask_size", "ask_size", slots=MEASURES, **JACKET)

    with session_on(database) as session:
        assert saved_body(profile_of(session, "shopper:demo")) == Body(165, 55)


@pytest.mark.parametrize(("slots", "product"), [({"wearer": "妈妈"}, "P1001"), ({}, "P1021")])
async def test_measures_of_others_are_not_kept(run, database, slots, product):
    await run("action_ask_size", "ask_size", slots={**MEASURES, **slots}, metadata={"product": product})

    with session_on(database) as session:
        assert profile_of(session, "shopper:demo") is None


async def test_last_times_measures_are_offered(validate, saved):
    assert (await validate()).slots == {"requested_slot": "use_saved"}


@pytest.mark.parametrize(
    ("product", "slots"),
    [
        ("P1001", {"wearer": "妈妈"}),  # for somebody else
        ("P1021", {}),  # for a child
        ("P1029", {}),  # of the foot nothing is known
        ("P1001", {"use_saved": False}),  # said no already
    ],
)
async def test_last_times_measures_are_not_offered_where_they_would_not_do(validate, saved, product, slots):
    done = await validate(product=product, slots=slots)

    assert done.slots["requested_slot"] != "use_saved"


async def test_the_offer_names_the_measures(run, saved):
    done = await run("action_ask_size_form_use_saved", "ask_size", shopper=None, **JACKET)

    assert done.said == ["utter_ask_size_form_saved"]
    assert done.messages[0]["measures"] == "身高 165 cm、体重 55 kg（110 斤）"


@pytest.mark.parametrize(
    ("intent", "told", "slots"),
    [
        ("affirm", {}, {"height": 165, "weight": 55, "use_saved": True, "requested_slot": None}),
        ("deny", {}, {"use_saved": False, "requested_slot": "height"}),
        ("nlu_fallback", {"weight": 60.0}, {"height": 165, "weight": 60, "use_saved": True, "requested_slot": None}),
        ("ask_carrier", {}, {"requested_slot": "use_saved"}),
    ],
)
async def test_last_times_measures_are_used_only_after_yes(validate, saved, intent, told, slots):
    done = await validate(intent=intent, told=told, entities=told, requested="use_saved")

    assert done.slots == slots


async def test_when_the_talk_turns_to_somebody_else_the_measures_are_forgotten(run):
    done = await run("action_explain_fit", "ask_size", slots={**MEASURES, "wearer": "妈妈"}, **JACKET)

    assert done.slots == {"measures_of": "妈妈", "height": None, "weight": None}


async def test_what_the_same_message_tells_of_somebody_else_stays(run):
    slots = {"height": 158, "weight": 65.0, "wearer": "妈妈"}

    done = await run("action_explain_fit", "ask_size", entities={"height": 158}, slots=slots, **JACKET)

    assert done.slots == {"measures_of": "妈妈", "weight": None}
