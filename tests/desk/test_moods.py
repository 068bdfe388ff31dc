import pytest
import yaml

from bot.desk.moods import Mood, load_moods, moods_of, said_lately
from bot.errors import BadPolicy
from bot.settings import ROOT
from tests.echo_bot import says

FILE = ROOT / "data" / "policy" / "moods.yml"
C, I, A = Mood.CALM, Mood.IMPATIENT, Mood.ANGRY  # noqa: E741


@pytest.fixture
def rules():
    """What the file says, to be changed."""
    return yaml.safe_load(FILE.read_text(encoding="utf-8"))


@pytest.fixture
def write(tmp_path):
    def written(rules):
        file = tmp_path / "moods.yml"
        file.write_text(yaml.safe_dump(rules, allow_unicode=True), encoding="utf-8")
        return file

    return written


@pytest.mark.parametrize(
    ("said", "mood"),
    [
        (["你好，这件有货吗"], C),
        (["能便宜点吗", "包邮吗？"], C),
        (["不着急，慢慢来"], C),
        (["看到差评说掉毛，是真的吗"], C),
        (["有没有垃圾袋一样轻的外套"], C),
        (["给他妈妈买的，我妈的生日"], C),
        (["怎么还没发货"], I),
        (["快点啊", "在吗"], C),  # half of two points, below two
        (["在吗", "在吗"], I),  # the very same again
        (["发货！！！"], I),
        (["？？？"], I),
        (["你们是骗子吧"], A),
        (["垃 圾 店"], A),
        (["骗子！！！", "在吗"], I),  # (3 + 2) / 2, which is anger no longer
        (["什么破店，骗子！！！", "在吗"], A),  # (6 + 2) / 2
        (["什么破店，骗子！！！", "在吗", "有人吗", "算了", "衣服多少钱"], C),  # beyond the last four
        ([], C),
    ],
)
def test_a_mood_is_reckoned_from_the_last_messages(moods, said, mood):
    assert moods.mood(said) is mood


@pytest.mark.parametrize(
    ("said", "upset"),
    [
        (["骗子", "什么破店"], True),
        (["你好", "骗子", "什么破店"], True),
        (["骗子", "我要退货"], False),
        (["骗子"], False),
        (["快点", "怎么还没发货"], False),
        ([], False),
    ],
)
def test_two_angry_messages_in_a_row_want_a_person(moods, said, upset):
    assert moods.is_upset(said) is upset


def test_trainers_decide_what_is_angry(rules, write):
    rules["angry"]["words"].append("呵呵")

    assert load_moods(write(rules)).mood(["呵呵"]) is A
    assert load_moods(FILE).mood(["呵呵"]) is C


def test_an_edit_holds_at_once(rules, write, tmp_path):
    write(rules)
    moods = moods_of(tmp_path)
    assert moods().mood(["呵呵"]) is C

    rules["angry"]["words"].append("呵呵")
    write(rules)

    assert moods().mood(["呵呵"]) is A


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"angry": {"points": 3, "words": ["骗"]}}, "two characters"),
        ({"angry": {"points": 3, "words": []}}, "two characters"),
        ({"angry": {"points": 0, "words": ["骗子"]}}, "greater than 0"),
        ({"angry": {"points": 3, "words": ["骗子", "骗子"]}}, "骗子 twice"),
        ({"impatient": {"points": 2, "words": ["骗子"]}}, "both name 骗子"),
        ({"keeps": 1}, "less than 1"),
        ({"loud": 3}, "extra fields"),
        ({"marks": [{"characters": "!", "at_least": 1, "points": 1}]}, "greater than 1"),
    ],
)
def test_a_bad_edit_is_named(rules, write, change, fault):
    file = write({**rules, **change})

    with pytest.raises(BadPolicy, match=fault) as refused:
        load_moods(file)

    assert str(file) in str(refused.value)


def test_a_missing_threshold_is_named(rules, write):
    del rules["angry_from"]

    with pytest.raises(BadPolicy, match="angry_from"):
        load_moods(write(rules))


# ---- at the desk


async def test_the_bot_hears_of_a_mood_and_of_no_calm_one(say, bot):
    for text in ("在吗", "快点啊", "骗子", "什么破店"):
        await say(text)

    told = [{name: turn.metadata.get(name) for name in ("mood", "upset")} for turn in bot.turns]
    assert told == [
        {"mood": None, "upset": None},
        {"mood": "impatient", "upset": None},
        {"mood": "angry", "upset": None},
        {"mood": "angry", "upset": True},
    ]


async def test_the_agent_sees_the_mood_and_the_angry_go_first(say, bot, chat, attending):
    bot.script.append(says("好的", hand_off={"reason": "rule"}))
    await say("骗子，我要退货")

    case = await attending.case(chat)

    assert (case.hand_off.mood, case.conversation.priority) == ("angry", 10)


async def test_what_was_said_to_a_person_does_not_count_any_more(say, chat, attending, hire, bot):
    agent = hire("小林")
    await say("转人工")
    await say("骗子")
    await attending.return_to_bot(chat, agent.id)
    await say("什么破店")

    assert "upset" not in bot.turns[-1].metadata


async def test_a_click_is_no_outburst(say, bot):
    await say("骗子")
    [offer] = await say("什么破店")

    await say(button=(offer.id, "b1"))

    assert "upset" not in bot.turns[-1].metadata


def test_only_words_count_and_the_latest_comes_last(session, conversation, now):
    from bot.desk.messages import append_shopper_message

    for text, image in (("一", None), ("[图片]", "upload:1"), ("二", None)):
        last = append_shopper_message(session, conversation, text=text, image=image, now=now)

    assert said_lately(session, conversation) == ["一", "二"]
    assert said_lately(session, conversation, until=last.id - 1) == ["一"]
