import pytest

from bot.desk.bursts import AT_MOST, is_complete, joined, turn_size
from bot.desk.messages import Message

CLICK = {"intent": "greet", "entities": {}}


def texts(*words):
    return [Message(text=word) for word in words]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (["在吗"], "在吗"),
        (["在吗", "我的快递", "怎么还没到"], "在吗，我的快递，怎么还没到"),
        (["在吗？", "我的快递"], "在吗？我的快递"),
        (["亲~", "在"], "亲~在"),
    ],
)
def test_short_messages_become_one_text(said, expected):
    assert joined(said) == expected


def test_a_click_is_a_turn_of_its_own():
    click = Message(text="查物流", click=CLICK)

    assert turn_size([click, *texts("在吗")], 500) == 1
    assert turn_size([*texts("在吗", "亲"), click], 500) == 2


def test_a_turn_keeps_to_the_limit_of_one_message():
    assert turn_size(texts("一" * 300, "二" * 199, "三"), 500) == 2  # 300 + 1 + 199 = 500
    assert turn_size(texts("一" * 300, "二" * 200), 500) == 1  # 501
    assert turn_size(texts("一" * 900), 500) == 1


def test_who_never_pauses_is_answered_all_the_same():
    assert turn_size(texts(*"一二三四五六七八"), 500) == AT_MOST
    assert is_complete(texts(*"一二三四五六"), 500)


def test_a_turn_that_something_could_join_is_not_complete():
    click = Message(text="查物流", click=CLICK)

    assert not is_complete(texts("在吗"), 500)
    assert is_complete([*texts("在吗"), click], 500)
    assert is_complete([click], 500)
