import pytest
from sqlalchemy import select

from bot.desk.conversations import Owner, get_conversation
from bot.desk.journal import JournalEntry
from bot.desk.presence import set_presence
from bot.desk.ratings import WORD_LIMIT, Rating, rate
from bot.desk.staff import Presence, get_agent
from bot.errors import AlreadyRated, NothingToRate


@pytest.fixture
def lin(hire):
    return hire("小林").id


@pytest.fixture
async def served(chat, say, attending, lin):
    """A conversation whose person has answered and is done."""
    await say("转人工")
    await attending.reply(chat, lin, "查好了")
    await attending.resolve(chat, lin)
    return chat


@pytest.fixture
def ratings(reception):
    async def stored():
        return await reception.ledger.run(lambda session: session.execute(select(Rating)).scalars().all())

    return stored


@pytest.fixture
def stored(reception, chat):
    async def read():
        return (await reception.ledger.snapshot(chat))["data"]["messages"]

    return read


async def question(stored):
    return [message for message in await stored() if (message["card"] or {}).get("type") == "rating"][-1]


async def test_the_end_asks_for_a_score_under_the_closing_notice(served, stored, wording):
    closing, asked = (await stored())[-2:]

    assert closing["text"] == wording.say("closed")
    assert (asked["from"], asked["kind"], asked["text"]) == ("system", "card", wording.say("rating_ask", agent="小林"))
    assert (asked["card"]["title"], asked["card"]["score"]) == ("客服小林这次的服务怎么样？", None)


async def test_a_score_and_a_word_are_kept_with_who_served(served, reception, stored, ratings, lin):
    asked = await question(stored)

    await reception.rate(served, asked["id"], 4, "  回复很快\n谢谢 ")

    [rating] = await ratings()
    assert (rating.score, rating.word, rating.agent_id, rating.conversation_id) == (4, "回复很快 谢谢", lin, served)
    card = (await question(stored))["card"]
    assert (card["score"], card["word"]) == (4, "回复很快 谢谢")


async def test_once_is_all_that_counts(served, reception, stored, ratings):
    asked = await question(stored)
    await reception.rate(served, asked["id"], 4)

    with pytest.raises(AlreadyRated):
        await reception.rate(served, asked["id"], 1)

    assert [rating.score for rating in await ratings()] == [4]


async def test_a_score_is_written_down_for_the_reports(served, reception, stored, lin):
    await reception.rate(served, (await question(stored))["id"], 2)

    def lines(session):
        query = select(JournalEntry).where(JournalEntry.kind == "conversation.rated")
        return [(line.agent_id, line.data) for line in session.execute(query).scalars()]

    assert await reception.ledger.run(lines) == [(lin, {"score": 2})]


async def test_everybody_in_the_conversation_hears_of_it(served, reception, stored):
    asked = await question(stored)

    with reception.ledger.subscribe(served) as events:
        await reception.rate(served, asked["id"], 5, "好")
        event = await events.__anext__()

    assert event == {"type": "rated", "data": {"id": asked["id"], "score": 5, "word": "好"}}


@pytest.mark.parametrize("score", [0, 6, -1])
async def test_other_scores_are_none(served, reception, stored, ratings, score):
    with pytest.raises(NothingToRate):
        await reception.rate(served, (await question(stored))["id"], score)

    assert await ratings() == []


async def test_nothing_can_be_rated_where_nobody_asked(chat, say, reception):
    [reply] = await say("在吗")

    with pytest.raises(NothingToRate):
        await reception.rate(chat, reply.id, 5)


async def test_another_conversations_question_cannot_be_answered(served, reception, stored):
    asked, other = await question(stored), (await reception.open("v-2")).id

    with pytest.raises(NothingToRate):
        await reception.rate(other, asked["id"], 1)


async def test_a_word_is_cut_where_it_is_a_story(session, served, reception, stored, ratings):
    await reception.rate(served, (await question(stored))["id"], 3, "好" * 999)

    assert len((await ratings())[0].word) == WORD_LIMIT


async def test_who_was_never_answered_is_not_asked(chat, say, attending, lin, stored, wording):
    await say("转人工")
    await attending.resolve(chat, lin)

    assert (await stored())[-1]["text"] == wording.say("closed")


# ---- in words, for channels that cannot draw stars


@pytest.mark.parametrize("text", ["5", "５", "5分", "5 分。", "五星"])
async def test_a_bare_number_right_after_the_end_is_the_score(served, say, ratings, reception, wording, bot, text):
    replies = await say(text)

    assert [reply.text for reply in replies] == [wording.say("rating_thanks")]
    assert [rating.score for rating in await ratings()] == [5]
    assert (await reception.ledger.standing(served))["owner"] == Owner.CLOSED
    assert bot.heard == ["转人工"]


@pytest.mark.parametrize("text", ["6", "0", "5件", "4 5", "在吗"])
async def test_anything_else_goes_on_with_the_bot(served, say, ratings, text):
    assert [reply.text for reply in await say(text)] == [f"您说：{text}"]
    assert await ratings() == []


async def test_a_second_number_is_meant_for_the_bot(served, say, ratings):
    await say("5")

    assert [reply.text for reply in await say("3")] == ["您说：3"]
    assert [rating.score for rating in await ratings()] == [5]


async def test_a_number_after_the_talk_went_on_is_meant_for_the_bot(served, say, ratings):
    await say("在吗")

    assert [reply.text for reply in await say("5")] == ["您说：5"]
    assert await ratings() == []


async def test_each_service_is_rated_once_of_its_own(served, say, attending, reception, lin, stored, ratings, clock):
    first = await question(stored)
    await say("转人工")
    await attending.reply(served, lin, "又见面了")
    await attending.resolve(served, lin)

    await reception.rate(served, first["id"], 2)
    await reception.rate(served, (await question(stored))["id"], 5)

    assert [rating.score for rating in await ratings()] == [2, 5]


async def test_without_a_place_the_last_question_is_meant(session, served):
    conversation = get_conversation(session, served)

    assert rate(session, conversation, 3, "", conversation.updated_at).score == 3


async def test_who_has_gone_away_is_rated_for_what_they_did(served, session, say, ratings, lin, clock):
    set_presence(session, get_agent(session, lin), Presence.OFFLINE, clock.now)
    session.commit()
    await say("1")

    assert [rating.agent_id for rating in await ratings()] == [lin]
