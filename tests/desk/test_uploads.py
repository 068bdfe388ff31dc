import pytest
from sqlalchemy import func, select

from bot.desk.conversations import hand_off
from bot.desk.messages import Author, Message
from bot.desk.photos import Photo
from bot.desk.uploads import Upload, check_allowance, find_upload, keep, reference, upload_in
from bot.errors import NotInCharge, TooManyPhotos
from tests.echo_bot import PACKET

PHOTO = Photo(b"pixels", 120, 80)


@pytest.fixture
def stored(reception):
    """How many pictures are kept."""

    async def counted():
        return await reception.ledger.run(lambda session: session.execute(select(func.count(Upload.id))).scalar_one())

    return counted


@pytest.fixture
def show(reception, chat):
    """Send a photo."""

    async def shown(client_id=None, **more):
        return await reception.receive(chat, photo=PHOTO, client_id=client_id, **more)

    return shown


def test_a_picture_is_kept_with_its_conversation(session, conversation, now):
    upload = keep(session, conversation, PHOTO, now)

    found = find_upload(session, upload.id)
    assert (found.content, found.width, found.height) == (b"pixels", 120, 80)
    assert (found.media_type, found.conversation_id, found.at) == ("image/jpeg", conversation.id, now)
    assert find_upload(session, "nothing") is None


def test_a_reference_is_told_from_an_address(session, conversation, now):
    upload = keep(session, conversation, PHOTO, now)

    assert upload_in(reference(upload)) == upload.id
    assert [upload_in(image) for image in (None, "", "https://shop.example/upload:1.jpg")] == [None] * 3


def test_an_hour_has_so_many_pictures(session, begin, conversation, clock):
    keep(session, conversation, PHOTO, clock.now)
    clock.move(minutes=59)
    keep(session, conversation, PHOTO, clock.now)

    with pytest.raises(TooManyPhotos):
        check_allowance(session, conversation, 2, clock.now)
    check_allowance(session, begin(), 2, clock.now)
    clock.move(minutes=2)
    check_allowance(session, conversation, 2, clock.now)


async def test_a_photo_is_a_message_and_a_turn_of_its_own(reception, bot, show, wording):
    message = await show(product="P1001")
    await reception.answered(message)

    [turn] = bot.turns
    assert (message.author, message.kind, message.text) == (Author.SHOPPER, "image", wording.photo)
    assert (turn.click.intent, turn.click.entities, turn.text) == ("send_photo", {}, wording.photo)
    assert turn.metadata["images"] == [upload_in(message.image)]
    assert turn.metadata["product"] == "P1001"


async def test_photos_join_the_words_of_their_moment(open_reception, bot, silence):
    reception = open_reception(window=1, pause=silence)
    chat = (await reception.open("v-1")).id
    before = await reception.receive(chat, photo=PHOTO)
    await reception.receive(chat, text="鞋子开胶了")
    after = await reception.receive(chat, photo=PHOTO)
    last = await reception.receive(chat, text="能退吗")
    await silence.over(begun=4)
    await reception.answered(last)

    [turn] = bot.turns
    assert (turn.text, turn.click) == ("鞋子开胶了，能退吗", None)
    assert turn.metadata["images"] == [upload_in(before.image), upload_in(after.image)]


async def test_several_photos_without_a_word_are_one_turn(open_reception, bot, silence, wording):
    reception = open_reception(window=1, pause=silence)
    chat = (await reception.open("v-1")).id
    await reception.receive(chat, photo=PHOTO)
    last = await reception.receive(chat, photo=PHOTO)
    await silence.over(begun=2)
    await reception.answered(last)

    [turn] = bot.turns
    assert (turn.click.intent, turn.text, len(turn.metadata["images"])) == ("send_photo", wording.photo, 2)


async def test_a_photo_before_a_click_does_not_change_what_was_clicked(open_reception, bot, silence):
    reception = open_reception(window=1, pause=silence)
    chat = (await reception.open("v-1")).id
    asked = await reception.receive(chat, text="在吗")
    await silence.over()
    [offer] = await reception.answered(asked)
    await reception.receive(chat, photo=PHOTO)
    await reception.answered(await reception.receive(chat, button=(offer.id, "b1")))

    assert [turn.click and turn.click.intent for turn in bot.turns] == [None, "send_photo", "track_parcel"]
    assert "images" not in bot.turns[-1].metadata


async def test_after_a_photo_the_bot_waits_longer_for_what_comes_with_it(open_reception, bot):
    pauses = []

    async def pause(seconds):
        pauses.append(seconds)

    reception = open_reception(window=1, pause=pause)
    chat = (await reception.open("v-1")).id
    await reception.answered(await reception.receive(chat, text="在吗"))
    await reception.answered(await reception.receive(chat, photo=PHOTO))

    assert pauses == [1, 4]


async def test_a_photo_that_is_sent_again_is_kept_once(show, stored):
    first, again = await show("c1"), await show("c1")

    assert first.id == again.id
    assert await stored() == 1


async def test_one_photo_too_many_leaves_nothing_behind(open_reception, clock):
    reception = open_reception(photos_an_hour=1)
    chat = (await reception.open("v-1")).id
    await reception.receive(chat, photo=PHOTO, client_id="c1")

    with pytest.raises(TooManyPhotos):
        await reception.receive(chat, photo=PHOTO, client_id="c2")
    again = await reception.receive(chat, photo=PHOTO, client_id="c1")

    count = await reception.ledger.run(lambda session: session.execute(select(func.count(Upload.id))).scalar_one())
    said = await reception.ledger.run(lambda session: list(session.execute(select(Message)).scalars()))
    assert (count, [message.client_id for message in said if message.author is Author.SHOPPER]) == (1, ["c1"])
    assert again.client_id == "c1"


async def test_a_photo_that_a_crash_left_unanswered_is_answered_later(open_reception, bot, silence):
    crashed = open_reception(window=1, pause=silence)
    chat = (await crashed.open("v-1")).id
    photo = await crashed.receive(chat, photo=PHOTO)
    await crashed.close()

    started = open_reception()
    await started.recover(all_of_them=True)
    await started.answered(photo)

    assert [turn.metadata["images"] for turn in bot.turns] == [[upload_in(photo.image)]]


async def test_a_person_in_charge_gets_the_photo_and_the_bot_does_not(reception, chat, bot, show, assign, hire):
    agent = hire()

    def take_over(session, conversation, now):
        hand_off(session, conversation, PACKET, now)
        assign(session, conversation, agent)

    await reception.ledger.write(chat, take_over)
    message = await show()

    assert message.answered
    assert (await reception.answered(message), bot.turns) == ([], [])


async def test_an_agent_shows_a_picture(reception, attending, chat, wording, assign, hire):
    agent = hire()

    def take_over(session, conversation, now):
        hand_off(session, conversation, PACKET, now)
        assign(session, conversation, agent)

    await reception.ledger.write(chat, take_over)
    message = await attending.show(chat, agent.id, PHOTO)

    assert (message.author, message.agent, message.kind, message.text) == (Author.AGENT, "小林", "image", wording.photo)
    assert (
        await reception.ledger.run(lambda session: find_upload(session, upload_in(message.image)).content) == b"pixels"
    )


async def test_an_agent_who_does_not_have_the_word_shows_nothing(attending, chat, stored, hire):
    agent = hire()

    with pytest.raises(NotInCharge):
        await attending.show(chat, agent.id, PHOTO)

    assert await stored() == 0
