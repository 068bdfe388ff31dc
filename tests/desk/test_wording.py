import os
from datetime import timedelta

import pytest

from bot.desk.wording import NAMED_ERRORS, load_wording, wording_for
from bot.errors import BadPolicy, EmptyMessage, MessageTooLong, ServiceError
from bot.settings import ROOT

FILE = ROOT / "data" / "policy" / "desk.yml"


@pytest.fixture
def file(tmp_path):
    copy = tmp_path / "desk.yml"
    copy.write_text(FILE.read_text(encoding="utf-8"), encoding="utf-8")
    return copy


@pytest.fixture
def edit(file):
    """Replace a text of the file, which must be there, once."""

    def replace(old, new):
        text = file.read_text(encoding="utf-8")
        assert old in text
        file.write_text(text.replace(old, new, 1), encoding="utf-8")
        os.utime(file, ns=(0, file.stat().st_mtime_ns + 1))

    return replace


def test_a_sentence_is_filled(wording):
    assert "您前面还有 2 位" in wording.say("queue_position", ahead=2, minutes=6)
    assert "禾木衣橱" in wording.say("greeting", shop="禾木衣橱")


def test_no_sentence_follows_itself(wording):
    first = wording.say("bot_unavailable")
    second = wording.say("bot_unavailable", before=first)

    assert first != second
    assert wording.say("bot_unavailable", before=second) == first


def test_a_sentence_without_a_variant_repeats_itself(wording):
    assert wording.say("closed", before=wording.say("closed")) == wording.say("closed")


@pytest.mark.parametrize(
    ("hours", "expected"), [(1, "今天 11:00"), (23, "明天 09:00"), (24 * 3 - 1, "11 月 21 日 09:00")]
)
def test_the_next_opening_is_named_as_people_do(wording, now, hours, expected):
    assert wording.opens.name(now + timedelta(hours=hours), now) == expected


def test_every_error_of_the_desk_has_its_sentence(wording):
    assert wording.error(MessageTooLong(500)) == "消息太长了，一条最多 500 个字，请分成几条发送。"
    assert wording.error(EmptyMessage()) == wording.sentence("empty_message")
    assert set(NAMED_ERRORS) <= set(wording.errors)


def test_an_error_without_a_sentence_tells_no_details(wording):
    class Odd(ServiceError):
        """Column x of table y is broken."""

        code = "odd"

    assert wording.error(Odd()) == wording.sentence("internal")


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("前面还有 {ahead}", "前面还有 {number}", "queue_position: does not know {number}; lacks {ahead}"),
        ("{limit}", "{limit:d}", "errors: does not know {limit:d}"),
        ("human_button: 转人工", "human_button: ''", "human_button"),
        ("human_button: 转人工", "human_buton: 转人工", "human_button: field required"),
        ("closed: 本次", "closed: [] # 本次", "closed: is neither a sentence nor a list of sentences"),
        ("closed: 本次", "closed: 5 # 本次", "closed: is neither a sentence nor a list of sentences"),
        ("closed: 本次", "closed: ['']  # 本次", "closed: is empty"),
        ("  today: 今天 {time}", "  today: 今天", "opens.today: lacks {time}"),
        ("  price_from: ¥{price} 起", "  price_from: 起", "pages.price_from: lacks {price}"),
        ("  too_long: ", "  too_longer: ", "errors: lacks too_long"),
        ("greeting: ", "greeting: {", "desk.yml"),
    ],
)
def test_a_bad_file_is_refused_with_its_fault(file, edit, old, new, fault):
    edit(old, new)

    with pytest.raises(BadPolicy) as refused:
        load_wording(file)

    assert fault in str(refused.value)


def test_a_missing_or_empty_file_is_refused(tmp_path, file):
    file.write_text("", encoding="utf-8")

    for broken in (file, tmp_path / "none.yml"):
        with pytest.raises(BadPolicy):
            wording_for(broken)


def test_an_edit_takes_effect_at_once(file, edit):
    before = wording_for(file)
    assert wording_for(file) is before

    edit("human_button: 转人工", "human_button: 找真人")

    assert wording_for(file).human_button == "找真人"


def test_a_bad_edit_leaves_the_old_wording_in_force(file, edit, caplog):
    wording_for(file)
    edit("human_button: 转人工", "human_button: ''")

    assert wording_for(file).human_button == wording_for(file).human_button == "转人工"
    assert len(caplog.records) == 1

    file.unlink()
    assert wording_for(file).human_button == "转人工"
