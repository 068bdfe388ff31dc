"""Which of two overlapping finds stands."""

from bot.nlu.entities.spans import blank, found, resolve


def kinds(*entities):
    return [entity.entity for entity in resolve(entities)]


def test_the_longer_find_stands():
    assert kinds(found("size", 0, 2, "XL"), found("size", 0, 3, "2XL"), found("quantity", 0, 1, 2)) == ["size"]


def test_of_equal_finds_the_one_of_higher_priority_stands():
    assert kinds(found("size", 2, 4, "38"), found("usual_size", 2, 4, "38")) == ["usual_size"]


def test_a_region_stays_within_its_address():
    region = found("region", 0, 3, {"province": "上海市", "city": "上海市", "district": None})

    assert kinds(region, found("address", 0, 12, "上海市张杨路500号")) == ["region", "address"]


def test_a_word_without_meaning_hides_what_lies_in_it():
    assert kinds(found("", 0, 4, "途中通知"), found("carrier", 1, 3, "中通快递")) == []


def test_a_word_listed_with_and_without_meaning_keeps_its_meaning():
    assert kinds(found("", 0, 3, "大红袍"), found("category", 0, 3, "茶叶")) == ["category"]


def test_crossing_out_keeps_positions():
    assert blank("要2件黑色", [found("quantity", 1, 3, 2)]) == "要□□黑色"
