"""What stays true of payment prompts whatever happens, in whatever order, at whatever time (DESIGN 9.5)."""

import asyncio
import tempfile
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from bot.db import engine_for
from bot.desk import conversations
from bot.errors import IllegalTransition, OwnerConflict
from bot.shop.orders import Order, OrderStatus, mark_cancelled
from bot.shop.profiles import allow_prompts, refuse_prompts
from bot.shop.units import SHANGHAI
from tests.echo_bot import PACKET
from tests.web.conftest import Clock
from tests.web.scheduler.conftest import Desk, assign


class Prompts(RuleBasedStateMachine):
    """A shopper with orders, a person, a clock that runs unevenly, and two desks that look at what is due."""

    @initialize(hour=st.integers(0, 23), minute=st.integers(0, 59))
    def begin(self, hour, minute):
        self.folder = tempfile.TemporaryDirectory()
        self.clock = Clock()
        self.clock.now = self.clock.now.replace(hour=hour, minute=minute)
        self.desk = Desk(f"sqlite:///{Path(self.folder.name) / 'desk.db'}", self.clock)
        self.loop = asyncio.new_event_loop()
        self.talk = self.desk.open()
        self.placed, self.owner, self.refused, self.seen = {}, "bot", False, {}
        self.desks = [self.desk.scheduler(), self.desk.scheduler()]

    def teardown(self):
        if hasattr(self, "desk"):
            self.loop.run_until_complete(self.loop.shutdown_default_executor())
            self.loop.close()
            engine_for(self.desk.url).dispose()
            self.folder.cleanup()

    @rule(minutes=st.sampled_from([1, 5, 20, 30, 120, 480, 720]))
    def time_goes_by(self, minutes):
        self.clock.move(minutes=minutes)

    @rule()
    def somebody_orders(self):
        number = str(len(self.placed) + 1)
        self.desk.order(number)
        self.placed[number] = self.clock.now

    @rule(data=st.data())
    def an_order_is_paid_or_cancelled(self, data):
        if not self.placed:
            return
        number = data.draw(st.sampled_from(sorted(self.placed)))
        try:
            if data.draw(st.booleans()):
                self.desk.pay(number)
            else:
                self.desk.do(lambda session: mark_cancelled(session, session.get(Order, number), self.clock.now))
        except IllegalTransition:
            pass

    @rule(wanted=st.booleans())
    def prompts_are_refused_or_allowed(self, wanted):
        change = allow_prompts if wanted else refuse_prompts
        self.desk.do(lambda session: change(session, "shopper:lin", self.clock.now))
        self.refused = not wanted

    @rule(move=st.sampled_from(["hand_off", "assign", "return_to_bot", "resolve", "reopen"]))
    def the_word_changes_hands(self, move):
        more = [PACKET] if move == "hand_off" else []
        try:
            self.desk.talk(assign if move == "assign" else getattr(conversations, move), self.talk, *more)
        except OwnerConflict:
            return
        self.owner = {"hand_off": "waiting", "assign": "human", "resolve": "closed"}.get(move, "bot")

    @rule()
    def the_shopper_writes(self):
        self.desk.write(self.talk)

    @rule()
    def a_desk_is_restarted(self):
        self.desks = [self.desk.scheduler(), self.desk.scheduler()]

    @rule()
    def one_desk_looks(self):
        self.look(self.desks[:1])

    @rule()
    def both_desks_look_at_once(self):
        self.look(self.desks)

    def look(self, desks):
        before = {number: self.status(number) for number in self.placed}

        async def ticks():
            await asyncio.gather(*(one.tick() for one in desks))

        self.loop.run_until_complete(ticks())
        new = [card for card in self.desk.cards() if card.id not in self.seen]
        for card in new:
            self.check(card, before)
            self.seen[card.id] = (card.at, card.card["number"])
        assert len(new) <= 1, "two prompts at the same moment"

    def status(self, number):
        return self.desk.do(lambda session: session.get(Order, number).status)

    def check(self, card, before):
        number, at = card.card["number"], card.at
        assert before[number] is OrderStatus.PENDING_PAYMENT
        assert not self.refused
        assert self.owner == "bot"
        assert 8 <= at.astimezone(SHANGHAI).hour < 22
        assert timedelta(minutes=15) <= at - self.placed[number] < timedelta(hours=24)

    @invariant()
    def never_more_than_three_in_a_day(self):
        times = [at for at, _ in getattr(self, "seen", {}).values()]
        assert all(sum(at <= other <= at + timedelta(hours=24) for other in times) <= 3 for at in times)

    @invariant()
    def the_gaps_grow(self):
        seen = getattr(self, "seen", {}).values()
        for number in {number for _, number in seen}:
            times = [at for at, other in seen if other == number]
            assert len(times) <= 3
            assert all(b - a >= timedelta(hours=2) for a, b in pairwise(times))

    @invariant()
    def what_was_sent_was_said(self):
        if hasattr(self, "desk"):
            assert sum(entry.state == "sent" for entry in self.desk.entries()) == len(self.desk.cards())


TestPrompts = Prompts.TestCase
TestPrompts.settings = settings(
    max_examples=10,
    stateful_step_count=30,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
