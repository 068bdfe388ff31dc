"""Random histories of a desk, as raw rows, for tests of reports; every event has a minute of its own."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone

from hypothesis import strategies as st

from bot.desk.conversations import Conversation, HandOff
from bot.desk.journal import JournalEntry
from bot.desk.messages import Author, Message
from bot.desk.ratings import Rating
from bot.desk.staff import Agent

# Friday evening in Shanghai, so that histories run over a night.
BEGIN = datetime(2026, 11, 20, 12, 0, tzinfo=timezone.utc)
# what may happen in which state, and where it leads
MOVES = {
    "bot": {"ask": "bot", "fail": "bot", "puzzle": "bot", "dislike": "bot", "answer": "bot", "hand_off": "waiting", "take": "human"},
    "waiting": {"ask": "waiting", "take": "human", "leave": "bot"},
    "human": {
        "ask": "human", "reply": "human", "take": "human", "queue": "waiting", "return": "bot", "resolve": "closed",
        "silence": "closed",
    },
    "closed": {"reopen": "bot", "rate": "closed"},
}  # fmt: skip


@dataclass
class History:
    """Builds the rows of one conversation, step by step."""

    id: str
    shopper_id: str | None
    minute: int
    state: str = "bot"
    group: str | None = None
    agent: int | None = None
    hand_off_id: int | None = None
    rows: list = field(default_factory=list)

    @property
    def at(self):
        return BEGIN + timedelta(minutes=self.minute)

    def step(self, pick, gap, choice):
        moves = sorted(MOVES[self.state])
        move = moves[pick % len(moves)]
        self.minute += gap
        getattr(self, f"_{move}")(choice)
        self.state = MOVES[self.state][move]

    def _said(self, author, **values):
        values = {"text": "话", "buttons": [], "context": {}, "epoch": 0, "answered": True, **values}
        self.rows.append(Message(conversation_id=self.id, author=author, at=self.at, **values))
        return self.rows[-1]

    def _wrote(self, kind, agent=None, **data):
        entry = JournalEntry(
            conversation_id=self.id, at=self.at, kind=kind, agent_id=agent, group=self.group, data=data
        )
        self.rows.append(entry)

    def _ask(self, choice):
        self._said(Author.SHOPPER, understood=[{"intent": "ask_size", "text": "话"}])

    def _puzzle(self, choice):
        # The name of the fallback also stands where it decides nothing.
        intent = "nlu_fallback" if choice else "ask_size"
        self._said(Author.SHOPPER, understood=[{"intent": intent, "text": "话", "ranking": [["nlu_fallback", 0.1]]}])

    def _fail(self, choice):
        self._said(Author.SHOPPER, client_id="fail")
        self.minute += 1
        self._said(Author.BOT, client_id="excuse")

    def _answer(self, choice):
        self._said(Author.BOT, liked=None if choice else True)

    def _dislike(self, choice):
        self._said(Author.BOT, liked=False)

    def _hand_off(self, choice):
        self.group = "ab"[choice % 2]
        self._wrote("conversation.handed_off", reason=("asked", "complaint", "bargain")[choice % 3])
        self.rows.append(HandOff(conversation_id=self.id, reason="asked", at=self.at, group=self.group))

    def _take(self, choice):
        self.agent = 1 + choice % 2
        self._wrote("conversation.assigned", self.agent)

    def _reply(self, choice):
        self._said(Author.AGENT, agent_id=self.agent)

    def _queue(self, choice):
        self.group = "ab"[choice % 2]
        self._wrote("conversation.queued", why="transferred")

    def _leave(self, choice):
        self._wrote("conversation.left_queue")

    def _return(self, choice):
        self._wrote("conversation.returned", self.agent)

    def _resolve(self, choice):
        self._wrote("conversation.closed", self.agent, why="resolved")

    def _silence(self, choice):
        self._wrote("conversation.closed", self.agent, why="silent")

    def _reopen(self, choice):
        self._wrote("conversation.reopened")

    def _rate(self, choice):
        if any(isinstance(row, HandOff) for row in self.rows) and not any(isinstance(row, Rating) for row in self.rows):
            self.rows.append(Rating(conversation_id=self.id, agent_id=self.agent, score=1 + choice % 5, at=self.at))


STEPS = st.lists(st.tuples(st.integers(0, 41), st.integers(1, 900), st.integers(0, 5)), max_size=25)
TALKS = st.lists(st.tuples(st.sampled_from([None, "lin", "wang"]), st.integers(0, 600), STEPS), max_size=4)


def store(session, talks):
    """Write histories into an empty database."""
    session.add_all(
        Agent(id=n, login=f"a{n}", name=f"客服{n}", password_hash="", groups=[], created_at=BEGIN) for n in (1, 2)
    )
    for n, (shopper, begins, steps) in enumerate(talks):
        history = History(f"c{n}", shopper, begins)
        for step in steps:
            history.step(*step)
        session.add(
            Conversation(
                id=history.id, visitor=f"v{n}", shopper_id=shopper, channel="web", created_at=BEGIN, updated_at=BEGIN
            )
        )
        session.add(JournalEntry(conversation_id=history.id, at=BEGIN, kind="conversation.started", data={}))
        session.flush()
        for row in history.rows:
            _add(session, row, history)


def _add(session, row, history):
    if isinstance(row, Rating):
        row.hand_off_id = history.hand_off_id
    session.add(row)
    session.flush()
    if isinstance(row, HandOff):
        history.hand_off_id = row.id
    if isinstance(row, Message):
        if row.client_id == "fail":
            history.failed = row.turn = row.id
        if row.client_id == "excuse":
            row.turn = history.failed
        row.client_id = None
        session.flush()
