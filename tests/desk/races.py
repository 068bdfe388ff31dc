"""A crowd that does everything at once: shoppers, the bot, agents, a lead, time, and copies of the desk that die."""

import asyncio
import random
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import select, text

from bot.db import engine_for, session_on
from bot.desk import conversations, messages
from bot.desk.attendance import Attendance
from bot.desk.conversations import Conversation, Owner
from bot.desk.groups import Rota, load_groups
from bot.desk.messages import Author, Message
from bot.desk.presence import set_presence
from bot.desk.reception import Reception
from bot.desk.staff import Agent, Presence, Role, get_agent
from bot.desk.turns import Answer
from bot.desk.wording import load_wording
from bot.errors import BotUnavailable, ServiceError
from bot.hours import SHANGHAI, WeekHours
from bot.settings import ROOT

POLICIES = ROOT / "data" / "policy"
ALWAYS = WeekHours(hours={"每天": "00:00-24:00"})
# Written by the database itself, whatever our code believes.
WATCH = {
    "sqlite": """
        CREATE TRIGGER watch BEFORE INSERT ON messages
        WHEN NEW.author IN ('bot', 'agent') AND (SELECT owner FROM conversations WHERE id = NEW.conversation_id)
             <> CASE NEW.author WHEN 'bot' THEN 'bot' ELSE 'human' END
        BEGIN INSERT INTO violations VALUES (NEW.conversation_id, NEW.author, NEW.text); END""",
    "postgresql": """
        CREATE FUNCTION watch() RETURNS trigger AS $$ BEGIN
          IF NEW.author IN ('bot', 'agent') AND (SELECT owner FROM conversations WHERE id = NEW.conversation_id)
             <> (CASE NEW.author WHEN 'bot' THEN 'bot' ELSE 'human' END)
          THEN INSERT INTO violations VALUES (NEW.conversation_id, NEW.author, NEW.text); END IF;
          RETURN NEW; END $$ LANGUAGE plpgsql;
        CREATE TRIGGER watch BEFORE INSERT ON messages FOR EACH ROW EXECUTE FUNCTION watch()""",
}


class SlowBot:
    """Takes its time, hands over now and then, and fails now and then; its answers name what they answer."""

    def __init__(self, chance):
        self._chance = chance

    async def answer(self, turn):
        for _ in range(self._chance.randrange(6)):
            await asyncio.sleep(0)
        if self._chance.random() < 0.05:
            raise BotUnavailable()
        packet = {"reason": "asked", "summary": turn.text} if self._chance.random() < 0.25 else None
        said = [{"kind": "text", "text": f"答：{turn.text}", "buttons": []}]
        return Answer(said, [{"intent": "greet", "confidence": 0.9}], packet)


@dataclass
class Copy:
    """One process of the desk."""

    reception: Reception
    attendance: Attendance


@dataclass
class Crowd:
    """Everything that happens, by chance but repeatably as to what is tried."""

    url: str
    seed: int
    shoppers: int = 6
    done: int = 0
    sent: dict[str, list[str]] = field(default_factory=dict)
    """What each shopper got accepted, in their order, by conversation."""
    said: list[int] = field(default_factory=list)
    """Ids of what agents said and what was taken back of it."""

    def __post_init__(self):
        self.chance = random.Random(self.seed)
        self.now = datetime(2026, 11, 18, 10, 0, tzinfo=SHANGHAI)
        self.wording = load_wording(POLICIES / "desk.yml")
        self.rota = Rota(load_groups(POLICIES / "groups.yml"), ALWAYS)
        engine = engine_for(self.url)
        with engine.begin() as connection:
            connection.execute(text("CREATE TABLE violations (conversation TEXT, author TEXT, said TEXT)"))
            connection.exec_driver_sql(WATCH[engine.dialect.name])
        with session_on(self.url) as session:
            self.agents = [self._hire(session, name, Role.AGENT) for name in ("小林", "小陈")]
            self.lead = self._hire(session, "阿敏", Role.LEAD)
        self.copies = [self._copy(), self._copy()]

    def _hire(self, session, name, role):
        agent = Agent(
            login=name, name=name, role=role, groups=["presale", "aftersale"], capacity=2, password_hash="-",
            presence=Presence.ONLINE, seen_at=self.now, created_at=self.now, must_change_password=False,
        )  # fmt: skip
        session.add(agent)
        session.flush()
        return agent.id

    def _copy(self):
        reception = Reception(
            SlowBot(self.chance), self.url, lambda: self.wording, lambda: self.rota, clock=lambda: self.now,
            window=0, patience=5,
        )  # fmt: skip
        return Copy(reception, Attendance(reception.ledger, lambda: self.wording))

    # ---- running

    async def run(self, steps):
        """Let everybody act until so many things were tried, then let everything come to rest."""
        chats = [await self._open(number) for number in range(self.shoppers)]
        actors = [self._shopper(chat, number % 2) for number, chat in enumerate(chats)]
        actors += [self._agent(agent, chats) for agent in self.agents]
        actors += [self._leader(chats), self._time(), self._death()]
        tasks = [asyncio.create_task(self._keep(actor, steps)) for actor in actors]
        await asyncio.gather(*tasks)
        await self._rest()

    async def _open(self, number):
        chat = (await self.copies[number % 2].reception.open(f"v-{number}")).id
        self.sent[chat] = []
        return chat

    async def _keep(self, actor, steps):
        async for _ in actor:
            self.done += 1
            if self.done >= steps:
                return
            for _ in range(self.chance.randrange(4)):
                await asyncio.sleep(0)

    async def _rest(self):
        """Nobody acts any more: what is owed must be paid by itself."""
        for _ in range(5):
            self.now += timedelta(minutes=1)
            for copy in self.copies:
                await copy.reception.recover()
                turns = list(copy.reception._turns.values())
                await asyncio.gather(*turns)
        for copy in self.copies:
            await copy.reception.close()

    # ---- who acts

    async def _shopper(self, chat, home):
        count = 0
        while True:
            reception, count = self.copies[home].reception, count + 1
            name = f"{chat[:4]}-{count}"
            with suppress(ServiceError, asyncio.CancelledError):
                if self.chance.random() < 0.1:
                    await self._press(reception, chat)
                else:
                    await reception.receive(chat, text=name, client_id=name)
                    self.sent[chat].append(name)
                    if self.chance.random() < 0.2:
                        await self.copies[1 - home].reception.receive(chat, text=name, client_id=name)
            yield

    async def _press(self, reception, chat):
        """A button of the queue's last notice, perhaps long out of date."""

        def buttons(session):
            query = select(Message).where(Message.conversation_id == chat, Message.author == Author.SYSTEM)
            return [message.id for message in session.execute(query).scalars() if message.buttons]

        offered = await reception.ledger.run(buttons)
        if offered:
            await reception.receive(chat, button=(self.chance.choice(offered[-2:]), self.chance.choice(["b1", "b2"])))

    async def _agent(self, me, chats):
        while True:
            attendance = self.chance.choice(self.copies).attendance
            chat = self.chance.choice(chats)
            with suppress(ServiceError, asyncio.CancelledError):
                await self._act(attendance, me, chat)
            yield

    async def _act(self, attendance, me, chat):
        act = self.chance.choice(["take", "reply", "reply", "reply", "resolve", "return", "transfer", "recall", "rest"])
        if act == "take":
            await attendance.take(chat, me)
        elif act == "reply":
            self.said.append((await attendance.reply(chat, me, f"客服 {self.done}", client_id=f"a{self.done}")).id)
        elif act == "resolve":
            await attendance.resolve(chat, me)
        elif act == "return":
            await attendance.return_to_bot(chat, me)
        elif act == "recall" and self.said:
            await attendance.recall(chat, me, self.said[-1])
        elif act == "transfer":
            to = self.chance.choice([None, *self.agents])
            await attendance.transfer(chat, me, note="转一下", to=to, group=None if to else "aftersale")
        elif act == "rest":
            presence = self.chance.choice([Presence.ONLINE, Presence.ONLINE, Presence.AWAY])
            with session_on(self.url) as session:
                set_presence(session, get_agent(session, me), presence, self.now)
            await attendance.presence_changed(me)

    async def _leader(self, chats):
        while True:
            with suppress(ServiceError, asyncio.CancelledError):
                await self.chance.choice(self.copies).attendance.take(self.chance.choice(chats), self.lead)
                await self.chance.choice(self.copies).attendance.resolve(self.chance.choice(chats), self.lead)
            yield

    async def _time(self):
        """Clocks run out, people fall silent, consoles give signs of life."""
        while True:
            self.now += timedelta(seconds=self.chance.choice([1, 5, 30, 120]))
            copy = self.chance.choice(self.copies)
            with suppress(ServiceError, asyncio.CancelledError):
                for agent in (*self.agents, self.lead):
                    await copy.attendance.alive(agent)
                for step in copy.attendance.dispatch.steps:
                    await step()
                await copy.reception.recover()
            yield

    async def _death(self):
        """A copy goes in the middle of whatever it does, and another takes its place."""
        while True:
            for _ in range(400):
                await asyncio.sleep(0)
            place = self.chance.randrange(2)
            gone, self.copies[place] = self.copies[place], self._copy()
            await gone.reception.close()
            yield

    # ---- what must hold

    def faults(self):
        """Everything that must not have happened, in words."""
        with session_on(self.url) as session:
            found = [f"spoke out of turn: {row}" for row in session.execute(text("SELECT * FROM violations")).all()]
            for chat, sent in self.sent.items():
                found += self._faults_of(session, chat, sent)
            late = datetime.max.replace(tzinfo=SHANGHAI) - timedelta(days=1)
            found += [f"owed: {message.text}" for message in messages.unanswered(session, late, late)]
            found += self._faults_of_loads(session)
        return found

    def _faults_of(self, session, chat, sent):
        said = list(
            session.execute(select(Message).where(Message.conversation_id == chat).order_by(Message.id)).scalars()
        )
        kept = [message.client_id for message in said if message.author is Author.SHOPPER and message.client_id]
        # What was being stored when its sender was cut off may be there without an answer to the sender.
        missing = [name for name in sent if name not in kept]
        faults = [f"lost: {missing}"] if missing else []
        if len(kept) != len(set(kept)):
            faults.append(f"stored twice: {kept}")
        ours = [name for name in kept if name in set(sent)]
        if ours != sent:
            faults.append(f"out of order: {ours} instead of {sent}")
        turns = [message.turn for message in said if message.author is Author.BOT]
        if len(turns) != len(set(turns)):
            faults.append(f"answered twice: {turns}")
        return faults

    def _faults_of_loads(self, session):
        talks = session.execute(select(Conversation)).scalars()
        orphans = [talk.id for talk in talks if (talk.owner is Owner.HUMAN) != (talk.agent_id is not None)]
        return [f"in nobody's hands: {orphans}"] if orphans else []


def epochs(session, chat):
    """The epochs of what was said in a conversation, in order."""
    conversation = conversations.get_conversation(session, chat)
    return [message.epoch for message in messages.history(session, conversation, limit=100_000)]
