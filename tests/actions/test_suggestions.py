"""Two products side by side, what else would suit, and what goes with it."""

JACKET = {"metadata": {"product": "P1001"}}


async def test_two_products_are_compared_by_what_differs(run):
    done = await run("action_compare_products", "compare_products", entities={"product": "P1002"}, **JACKET)

    assert done.said == ["utter_compare_products"]
    assert "699 元" in done.messages[0]["lines"]
    assert "产地" not in done.messages[0]["lines"]


async def test_the_product_named_first_stands_first(run):
    message = [{"entity": "product", "value": "P1002"}, {"entity": "product", "value": "P1001"}]
    slots = {"product": ["P1002", "P1001"]}

    done = await run("action_compare_products", "compare_products", "长款和短款什么区别", slots=slots, found=message)

    assert (done.messages[0]["first"], done.messages[0]["second"]) == ("长款连帽羽绒服", "云朵轻暖短款羽绒服")


async def test_this_one_stands_before_the_one_it_is_compared_with(run):
    done = await run(
        "action_compare_products",
        "compare_products",
        "这款和长款哪里不一样",
        entities={"product": "P1002"},
        slots={"product": "P1002"},
        **JACKET,
    )

    assert done.messages[0]["first"] == "云朵轻暖短款羽绒服"


async def test_a_comparison_ends_with_a_word_on_how_to_choose(run):
    done = await run("action_compare_products", "compare_products", entities={"product": "P1002"}, **JACKET)

    assert "便宜 200 元" in done.messages[0]["lines"].splitlines()[-1]
    assert "过膝长款" in done.messages[0]["lines"].splitlines()[-1]


async def test_a_material_is_labelled_once(run):
    done = await run("action_compare_products", "compare_products", entities={"product": "P1002"}, **JACKET)

    assert "面料：面料" not in done.messages[0]["lines"]


async def test_a_product_named_before_is_the_other_one(run):
    before = [{"event": "slot", "name": "product", "value": "P1002"}]

    done = await run("action_compare_products", "compare_products", "这两个什么区别", events=before, **JACKET)

    assert (done.messages[0]["first"], done.messages[0]["second"]) == ("云朵轻暖短款羽绒服", "长款连帽羽绒服")


async def test_a_single_product_is_compared_with_one_of_its_kind(run):
    done = await run("action_compare_products", "compare_products", "有什么区别", **JACKET)

    assert done.said == ["utter_compare_with"]
    assert done.buttons == ['/compare_products{"product": "P1002"}']


async def test_a_comparison_without_any_product_asks_for_one(run):
    done = await run("action_compare_products", "compare_products", "有什么区别", shopper=None)

    assert done.said == ["utter_ask_product_name"]


async def test_products_of_the_named_kind_within_the_budget_are_recommended(run):
    wish = {"category": "裤子", "money": 15000}

    done = await run("action_recommend_product", "recommend_product", "150以内的裤子", entities=wish)

    assert done.said == ["utter_recommend_product"]
    assert done.cards
    assert max(int(card["price"].strip("¥ 起")) for card in done.cards) <= 150


async def test_the_season_counts(run):
    wish = {"category": "裙子", "season": "夏天"}

    done = await run("action_recommend_product", "recommend_product", "夏天的裙子", entities=wish, **JACKET)

    assert [card["title"] for card in done.cards] == ["法式碎花连衣裙"]


async def test_the_gender_that_is_named_counts(run):
    done = await run(
        "action_recommend_product", "recommend_product", "男士毛衣", entities={"category": "毛衣"}, **JACKET
    )

    assert [card["title"] for card in done.cards] == ["男士羊毛圆领毛衣"]


async def test_beside_a_product_others_for_the_same_people_are_recommended(run):
    done = await run("action_recommend_product", "recommend_product", "还有别的吗", **JACKET)

    assert next(card["title"] for card in done.cards) == "长款连帽羽绒服"
    assert len(done.cards) == 3


async def test_beside_a_product_named_in_the_message_it_is_left_out(run):
    done = await run("action_recommend_product", "recommend_product", entities={"product": "P1002"})

    assert "长款连帽羽绒服" not in [card["title"] for card in done.cards]


async def test_the_wish_that_nothing_meets_is_named(run):
    wish = {"category": "大衣", "color": "绿色"}

    done = await run("action_recommend_product", "recommend_product", "推荐绿色大衣", entities=wish)

    assert done.said == ["utter_recommend_nearest"]
    assert (done.messages[0]["goods"], done.messages[0]["missed"]) == ("大衣", "绿色")
    assert [card["title"] for card in done.cards] == ["双面羊毛呢大衣"]


async def test_goods_that_the_shop_does_not_have_are_said_so(run):
    done = await run("action_recommend_product", "recommend_product", "推荐破壁机", entities={"category": "破壁机"})

    assert done.said == ["utter_not_sold"]
    assert len(done.buttons) == 3


def category(word, text, value=None):
    return {
        "entity": "category",
        "value": value or word,
        "start": text.index(word),
        "end": text.index(word) + len(word),
    }


async def test_what_goes_with_a_pullover_is_of_the_kind_that_is_asked_for(run):
    text = "这件毛衣配什么裤子好看"

    done = await run(
        "action_recommend_product",
        "recommend_product",
        text,
        found=[category("毛衣", text), category("裤子", text)],
        metadata={"product": "P1005"},
    )

    assert done.said == ["utter_recommend_partners"]
    assert [card["title"] for card in done.cards] == ["高腰直筒牛仔裤", "垂感阔腿西装裤"]


async def test_what_goes_with_it_comes_from_several_kinds(run):
    done = await run("action_recommend_product", "recommend_product", "怎么搭配好看", **JACKET)

    assert done.messages[0]["title"] == "云朵轻暖短款羽绒服"
    assert len(done.cards) == 3
    assert "羽绒服" not in "".join(card["title"] for card in done.cards)


async def test_every_recommendation_says_why(run):
    text = "推荐上班穿的黑色裤子"

    done = await run(
        "action_recommend_product",
        "recommend_product",
        text,
        found=[category("裤子", text)],
        entities={"color": "黑色"},
    )

    assert done.messages[0]["lines"] == "· 垂感阔腿西装裤：有黑色、适合通勤、149 元"


async def test_beyond_the_budget_the_cheapest_are_named_as_such(run):
    text = "给老公推荐外套"
    wish = {"money": 30000, "season": "冬天"}

    done = await run(
        "action_recommend_product", "recommend_product", text, found=[category("外套", text)], entities=wish
    )

    assert done.said == ["utter_recommend_nearest"]
    assert (done.messages[0]["goods"], done.messages[0]["missed"]) == ("男款外套", " 300 元以内")
    assert [card["title"] for card in done.cards] == ["男士工装棉服", "男士轻薄羽绒服"]


async def test_cheaper_ones_stay_below_what_was_shown(run):
    first = await run("action_recommend_product", "recommend_product", "推荐裤子", entities={"category": "裤子"})
    cheapest = min(int(card["price"].strip("¥ 起")) for card in first.cards)

    done = await run("action_recommend_product", "recommend_product", "便宜点的", slots=first.slots)

    assert done.cards
    assert max(int(card["price"].strip("¥ 起")) for card in done.cards) < cheapest


async def test_others_are_not_those_already_shown(run):
    first = await run("action_recommend_product", "recommend_product", "推荐鞋子", entities={"category": "鞋子"})

    done = await run("action_recommend_product", "recommend_product", "还有别的吗", slots=first.slots)

    assert done.cards
    assert not {card["title"] for card in done.cards} & {card["title"] for card in first.cards}
