"""One message of a conversation at a time."""

import asyncio

from bot.engine.locks import ConversationLocks


async def test_two_messages_of_one_conversation_follow_each_other_at_once():
    locks, order = ConversationLocks(), []

    async def handle(name):
        async with locks.lock("c1"):
            order.append(f"{name} begins")
            await asyncio.sleep(0)
            order.append(f"{name} ends")

    await asyncio.gather(handle("a"), handle("b"))

    assert order == ["a begins", "a ends", "b begins", "b ends"]


async def test_other_conversations_do_not_wait():
    locks = ConversationLocks()

    async with locks.lock("c1"), locks.lock("c2") as other:
        assert other.locked()


async def test_a_failed_message_releases_its_conversation():
    locks = ConversationLocks()
    try:
        async with locks.lock("c1"):
            raise RuntimeError
    except RuntimeError:
        pass

    async with locks.lock("c1") as held:
        assert held.locked()
