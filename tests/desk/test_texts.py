import pytest

from bot.desk.texts import clean
from bot.errors import EmptyMessage, MessageTooLong


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  在吗 ", "在吗"),
        ("第一行\r\n第二行\r第三行", "第一行\n第二行\n第三行"),
        ("有\x00货\x1b[31m吗\x7f", "有货[31m吗"),
        ("身高\t178", "身高 178"),
        ("\u202e反过来\u200b的字", "反过来的字"),
        ("\ud800半个表情", "半个表情"),
        ("👨\u200d👩\u200d👧", "👨\u200d👩\u200d👧"),
        ("😊😊", "😊😊"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("'; DROP TABLE messages; --", "'; DROP TABLE messages; --"),
    ],
)
def test_what_cannot_be_read_goes_and_everything_else_stays_as_it_is(typed, kept):
    assert clean(typed, 500) == kept


@pytest.mark.parametrize("typed", ["", "   ", "\n\t", "\u3000", "\x00\x01\x1f", "\u200b\u200d\ufeff", "\ud800"])
def test_nothing_readable_is_refused(typed):
    with pytest.raises(EmptyMessage):
        clean(typed, 500)


def test_the_limit_counts_what_is_left():
    assert clean(" " + "好" * 500 + "\x00", 500) == "好" * 500
    with pytest.raises(MessageTooLong) as refused:
        clean("好" * 501, 500)
    assert refused.value.limit == 500
