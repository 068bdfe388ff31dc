"""A load run of human service: shoppers and agents at once against one desk, on websockets as their pages use them.

Usage: python bench/human_service.py [--minutes 5] [--shoppers 200] [--agents 20] [--database URL]. The database must be
empty; without one, a new SQLite file. The desk is a process of its own around a bot that echoes. Prints what was lost,
doubled or out of order, and how long deliveries took; bench/out/human_service.json holds it too.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import httpx
import uvicorn
import websockets.client as ws
import websockets.exceptions as broken
from sqlalchemy import select

from bot.db import engine_for, session_on, utc_now
from bot.desk import log_ins
from bot.desk.messages import Author, Message
from bot.desk.presence import set_presence
from bot.desk.staff import Agent, Presence, Role
from bot.desk.turns import Answer, Turn
from bot.hours import SHANGHAI
from bot.migrations import migrate
from bot.settings import ROOT, Settings
from bot.shop.demo import load_demo
from bot.web.app import create_app
from bot.web.auth import COOKIE

OUT = Path(__file__).parent / "out"
# A Monday afternoon, when there are people.
THEN = datetime(2026, 11, 23, 14, 0, tzinfo=SHANGHAI)
PERSON = "转人工"
WRITES, REPLIES = (5.0, 15.0), (1.0, 5.0)
TURNS_OF_A_PERSON = (2, 6)
ASKS_FOR_A_PERSON = 0.3
CAPACITY = 12
REST = 12.0
PING = 20.0
Frame = dict[str, Any]


class Echo:
    """A bot that costs nothing, so that the desk alone is measured."""

    async def answer(self, turn: Turn) -> Answer:
        hand_off = {"reason": "asked_for", "summary": turn.text} if PERSON in turn.text else None
        said = [{"kind": "text", "text": f"您说：{turn.text}", "buttons": []}]
        return Answer(said, [{"intent": "greet", "confidence": 0.9}], hand_off)


def serve(port: int, ahead: float) -> None:
    """The desk's process; the environment names its database."""
    app = create_app(Settings.from_env(), Echo(), clock=lambda: utc_now() + timedelta(seconds=ahead))
    config = uvicorn.Config(app, port=port, ws="wsproto", log_level="warning", access_log=False)
    uvicorn.Server(config).run()


# ---- what is measured


@dataclass
class Log:
    """What everybody sent and got, and when."""

    sent: dict[str, float] = field(default_factory=dict)
    """By client id, when it left."""
    accepted: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    """The client ids that the desk acknowledged, by conversation and in the order of sending."""
    got: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    """Ids of messages as shoppers got them, by conversation."""
    watched: list[Watch] = field(default_factory=list)
    times: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    faults: Counter[str] = field(default_factory=Counter)

    def ended(self, whose: str, listening: asyncio.Task[None]) -> None:
        """A line should last as long as the run."""
        if not listening.done():
            listening.cancel()
            return
        why = listening.exception()
        self.faults[f"{whose} ended: {why!r}"[:160]] += 1

    def took(self, what: str, client_id: str | None) -> None:
        if client_id in self.sent:
            self.times[what].append(time.perf_counter() - self.sent[client_id])


@dataclass
class Watch:
    """What one agent got of one conversation, from opening it to its end."""

    conversation: str
    after: int
    until: int | None = None
    got: list[int] = field(default_factory=list)
    replies: int = 0
    due: asyncio.Task[None] | None = None
    count: int = field(default_factory=lambda: random.randint(*TURNS_OF_A_PERSON))


# ---- who takes part


class Shopper:
    """Writes every now and then, to whoever is there."""

    def __init__(self, address: str, log: Log) -> None:
        self._address, self._log = address, log
        self._owner = "bot"
        self._asked: str | None = None
        self._count = 0

    async def run(self, web: httpx.AsyncClient, ends: float) -> None:
        entered = (await web.post(f"{self._address}/api/chat/sessions", json={})).raise_for_status().json()
        self._chat = entered["conversation"]
        async with line(self._address, "/api/chat/ws") as socket:
            await say(socket, "hello", session=entered["session"], after=0)
            listening = asyncio.create_task(self._listen(socket))
            await asyncio.sleep(random.uniform(0, WRITES[1]))
            while time.monotonic() < ends:
                await self._write(socket)
                await asyncio.sleep(random.uniform(*WRITES))
            await asyncio.sleep(REST)
            self._log.ended("a shopper's line", listening)

    async def _write(self, socket: ws.WebSocketClientProtocol) -> None:
        self._count += 1
        client_id = f"{self._chat[:12]}-{self._count}"
        wants = self._owner == "bot" and random.random() < ASKS_FOR_A_PERSON
        await say(socket, "typing", on=True)
        self._log.sent[client_id] = time.perf_counter()
        self._asked = client_id if self._owner == "bot" else None
        await say(
            socket, "text", text=f"{PERSON} {client_id}" if wants else f"想问一下 {client_id}", client_id=client_id
        )

    async def _listen(self, socket: ws.WebSocketClientProtocol) -> None:
        async for raw in socket:
            frame = json.loads(raw)
            data = frame.get("data", {})
            if frame["type"] == "owner":
                self._owner = data["owner"]
            elif frame["type"] == "accepted":
                self._log.took("accepted", data["client_id"])
                self._log.accepted[self._chat].append(data["client_id"])
            elif frame["type"] == "refused":
                self._log.faults[f"a shopper was refused: {data['error']}"] += 1
            elif frame["type"] == "message":
                await self._hear(socket, data)

    async def _hear(self, socket: ws.WebSocketClientProtocol, message: Frame) -> None:
        self._log.got[self._chat].append(message["id"])
        if message["from"] == "agent":
            self._log.took("agent to shopper", message["client_id"] or message["text"])
        elif message["from"] == "bot":
            self._log.took("answer of the bot", self._asked)
            self._asked = None
        if message["from"] != "shopper":
            await say(socket, "read", id=message["id"])


class Worker:
    """An agent whose console is open: follows what is given to them, answers, and settles it."""

    def __init__(self, address: str, log: Log, agent_id: int, cookie: str, csrf: str) -> None:
        self._address, self._log, self._id = address, log, agent_id
        self._headers = {"Cookie": f"{COOKIE}={cookie}", "X-CSRF-Token": csrf}
        self._csrf = csrf
        self._watches: dict[str, Watch] = {}
        self._asked: set[str] = set()
        self._deeds: set[asyncio.Task[None]] = set()

    async def run(self, web: httpx.AsyncClient, ends: float) -> None:
        self._web = web
        async with line(self._address, "/api/console/ws", self._headers) as socket:
            await say(socket, "hello", csrf=self._csrf)
            listening = asyncio.create_task(self._listen(socket))
            while time.monotonic() < ends + REST:
                await asyncio.sleep(PING / 4)
                await say(socket, "ping")
            self._log.ended("an agent's line", listening)

    async def _listen(self, socket: ws.WebSocketClientProtocol) -> None:
        async for raw in socket:
            frame = json.loads(raw)
            data = frame.get("data", {})
            if frame["type"] == "conversation":
                await self._look(socket, data)
            elif frame["type"] == "opened":
                self._open(socket, data)
            elif frame["type"] == "message" and data["conversation"] in self._watches:
                await self._hear(socket, self._watches[data["conversation"]], data)
            elif frame["type"] == "refused":
                self._log.faults[f"an agent was refused: {data['error']}"] += 1

    async def _look(self, socket: ws.WebSocketClientProtocol, summary: Frame) -> None:
        chat = summary["id"]
        mine = summary["owner"] == "human" and summary["agent_id"] == self._id
        if mine and chat not in self._watches and chat not in self._asked:
            self._asked.add(chat)
            await say(socket, "follow", conversation=chat, after=0)

    def _open(self, socket: ws.WebSocketClientProtocol, data: Frame) -> None:
        chat = data["conversation"]["id"]
        self._asked.discard(chat)
        watch = Watch(chat, after=data["messages"][-1]["id"])
        self._watches[chat] = watch
        self._log.watched.append(watch)
        self._answer(socket, watch)

    async def _hear(self, socket: ws.WebSocketClientProtocol, watch: Watch, message: Frame) -> None:
        watch.got.append(message["id"])
        if message["from"] == "shopper":
            self._log.took("shopper to agent", message["client_id"])
            await say(socket, "read", conversation=watch.conversation, id=message["id"])
            self._answer(socket, watch)

    def _answer(self, socket: ws.WebSocketClientProtocol, watch: Watch) -> None:
        if watch.due is None or watch.due.done():
            watch.due = asyncio.create_task(self._reply(socket, watch))
            self._deeds.add(watch.due)
            watch.due.add_done_callback(self._deeds.discard)

    async def _reply(self, socket: ws.WebSocketClientProtocol, watch: Watch) -> None:
        await say(socket, "typing", conversation=watch.conversation, on=True)
        await asyncio.sleep(random.uniform(*REPLIES))
        if watch.until is not None:
            return
        watch.replies += 1
        client_id = f"{watch.conversation[:12]}-{self._id}-{watch.after}-{watch.replies}"
        self._log.sent[client_id] = time.perf_counter()
        await self._do(watch, "reply", {"text": client_id, "client_id": client_id})
        self._log.took("reply over HTTP", client_id)
        if watch.replies >= watch.count:
            await self._resolve(socket, watch)

    async def _resolve(self, socket: ws.WebSocketClientProtocol, watch: Watch) -> None:
        await self._do(watch, "resolve", {})
        await asyncio.sleep(1)  # what was told before the end is on its way
        watch.until = max(watch.got)
        await say(socket, "unfollow", conversation=watch.conversation)
        del self._watches[watch.conversation]

    async def _do(self, watch: Watch, deed: str, body: Frame) -> None:
        url = f"{self._address}/api/console/conversations/{watch.conversation}/{deed}"
        answer = await self._web.post(url, json=body, headers=self._headers)
        if answer.status_code != 200:
            self._log.faults[f"{deed} refused: {answer.json().get('error')}"] += 1


@asynccontextmanager
async def line(address: str, path: str, headers: Frame | None = None) -> Any:
    """A websocket as a browser has it, but uncompressed: the crowd shares the machine with the desk."""
    async with ws.connect(
        address.replace("http", "ws") + path,
        extra_headers=headers,
        open_timeout=60,
        compression=None,
        ping_interval=None,
    ) as socket:
        yield socket


async def say(socket: ws.WebSocketClientProtocol, kind: str, **data: Any) -> None:
    with suppress(broken.ConnectionClosed):
        await socket.send(json.dumps({"type": kind, "data": data}))


# ---- the run


def hire(url: str, count: int, now: datetime) -> list[tuple[int, str, str]]:
    """So many agents, logged in and online: id, cookie, csrf."""
    hired = []
    with session_on(url) as session:
        for number in range(count):
            agent = Agent(
                login=f"agent{number}", name=f"客服{number}", role=Role.AGENT, groups=["presale", "aftersale"],
                capacity=CAPACITY, password_hash="-", must_change_password=False, created_at=now,
            )  # fmt: skip
            session.add(agent)
            session.flush()
            set_presence(session, agent, Presence.ONLINE, now)
            entered, cookie = log_ins.begin(session, agent, now)
            hired.append((agent.id, cookie, entered.csrf))
    return hired


async def crowd(address: str, log: Log, hired: list[tuple[int, str, str]], shoppers: int, seconds: float) -> None:
    ends = time.monotonic() + seconds
    limits = httpx.Limits(max_connections=100, max_keepalive_connections=100)
    async with httpx.AsyncClient(trust_env=False, timeout=60, limits=limits) as web:
        people = [Worker(address, log, *one).run(web, ends) for one in hired]
        people += [Shopper(address, log).run(web, ends) for _ in range(shoppers)]
        for outcome in await asyncio.gather(*people, return_exceptions=True):
            if isinstance(outcome, BaseException):
                log.faults[f"fell out: {type(outcome).__name__} {outcome}"[:120]] += 1


def count_faults(url: str, log: Log) -> dict[str, int]:
    """What was sent and got, held against what is stored."""
    found: Counter[str] = Counter(sent=len(log.sent), delivered=0, lost=0, doubled=0, out_of_order=0)
    stored: dict[str, list[Message]] = defaultdict(list)
    with session_on(url) as session:
        for message in session.execute(select(Message).order_by(Message.id)).scalars():
            stored[message.conversation_id].append(message)
    kept = {message.client_id for messages in stored.values() for message in messages}
    found["lost"] += len(set(log.sent) - kept)
    found["stored"] = sum(map(len, stored.values()))
    found["said out of turn"] = sum(_out_of_turn(messages) for messages in stored.values())
    for chat, messages in stored.items():
        own = [message.client_id for message in messages if message.author is Author.SHOPPER]
        found["doubled"] += len(own) - len(set(own))
        found["out_of_order"] += own != log.accepted[chat]
        _compare(found, [message.id for message in messages], log.got[chat])
    for watch in log.watched:
        until = watch.until or max(watch.got, default=watch.after)
        ids = [message.id for message in stored[watch.conversation] if watch.after < message.id <= until]
        _compare(found, ids, [id_ for id_ in watch.got if id_ <= until])
    found["talks with a person"] = len(log.watched)
    return dict(found)


def _compare(found: Counter[str], stored: list[int], got: list[int]) -> None:
    found["delivered"] += len(set(got))
    found["lost"] += len(set(stored) - set(got))
    found["doubled"] += len(got) - len(set(got))
    found["out_of_order"] += got != sorted(got)


def _out_of_turn(messages: list[Message]) -> int:
    """Bot messages between a person's joining and leaving: those that share an epoch with an agent's."""
    persons = {message.epoch for message in messages if message.author is Author.AGENT}
    return sum(message.author is Author.BOT and message.epoch in persons for message in messages)


def quantiles(times: list[float]) -> dict[str, float]:
    ordered = sorted(times)
    at = {name: ordered[min(len(ordered) - 1, int(len(ordered) * part))] for name, part in _PARTS.items()}
    return {"count": len(ordered), **{name: round(value * 1000) for name, value in at.items()}}


_PARTS = {"p50": 0.5, "p95": 0.95, "p99": 0.99, "max": 1.0}


def processor_seconds(pid: int) -> float:
    """What a process has used of the processors, as Linux counts."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def run(url: str, minutes: float, shoppers: int, agents: int) -> dict[str, Any]:
    migrate(url)
    ahead = (THEN - datetime.now(timezone.utc)).total_seconds()
    with session_on(url) as session:
        load_demo(session, ROOT / "data" / "shop", THEN)
    hired = hire(url, agents, utc_now() + timedelta(seconds=ahead))
    port, log = free_port(), Log()
    address = f"http://127.0.0.1:{port}"
    command = [sys.executable, __file__, "--serve", str(port), "--ahead", str(ahead)]
    desk = subprocess.Popen(command, cwd=ROOT, env={**os.environ, "XIAOER_DATABASE_URL": url, "PYTHONPATH": str(ROOT)})
    try:
        wait_for(address)
        before, begun = processor_seconds(desk.pid), time.monotonic()
        asyncio.run(crowd(address, log, hired, shoppers, minutes * 60))
        used = (processor_seconds(desk.pid) - before) / (time.monotonic() - begun)
    finally:
        desk.terminate()
        desk.wait(60)
    counted = count_faults(url, log)
    engine_for(url).dispose()
    times = {what: quantiles(taken) for what, taken in sorted(log.times.items())}
    return {
        "counts": counted,
        "milliseconds": times,
        "processors of the desk": round(used, 2),
        "faults": dict(log.faults),
    }


def wait_for(address: str) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        with suppress(httpx.TransportError):
            if httpx.get(f"{address}/health", trust_env=False).status_code == 200:
                return
        time.sleep(0.2)
    raise SystemExit("the desk did not start")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=5)
    parser.add_argument("--shoppers", type=int, default=200)
    parser.add_argument("--agents", type=int, default=20)
    parser.add_argument("--database", default="", help="an empty database; without it, a new SQLite file")
    parser.add_argument("--serve", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--ahead", type=float, default=0, help=argparse.SUPPRESS)
    return parser.parse_args()


def main() -> None:
    given = arguments()
    if given.serve:
        serve(given.serve, given.ahead)
        return
    with tempfile.TemporaryDirectory() as folder:
        url = given.database or f"sqlite:///{folder}/desk.db"
        measured = run(url, given.minutes, given.shoppers, given.agents)
    for name, count in measured["counts"].items():
        print(f"{name:22} {count:7}")
    for what, figures in measured["milliseconds"].items():
        print(f"{what:22} " + "  ".join(f"{name} {value}" for name, value in figures.items()) + "  (ms)")
    print(f"{'processors of the desk':22} {measured['processors of the desk']:7}")
    for fault, count in measured["faults"].items():
        print(f"FAULT {count:5} × {fault}")
    OUT.mkdir(exist_ok=True)
    asked = {"minutes": given.minutes, "shoppers": given.shoppers, "agents": given.agents}
    (OUT / "human_service.json").write_text(json.dumps({**asked, **measured}, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
