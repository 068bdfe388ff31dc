"""One turn through Rasa: what was understood, one wish after the other, and what the bot says to each."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.agent import Agent
from rasa.core.channels.channel import CollectingOutputChannel, UserMessage
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.events import ActionExecuted, UserUttered
from rasa.shared.core.training_data.story_reader.yaml_story_reader import YAMLStoryReader
from rasa.shared.nlu.training_data.message import Message

from bot.desk.turns import Answer, Turn

CHANNEL = "desk"
HAND_OFF = "hand_off"
CARD = "card"
COMPLAIN = "complain"
# A clause counts as a wish of its own from here on; below, it belongs to its neighbour.
SURE = 0.55
_CLAUSES = re.compile(r"[,，。;；!！?？\s]+")
_QUESTION = re.compile(r"^(?:ask_(?!bot)|query_|track_|compare_|recommend_)")

# What may stand beside a question without being a wish.
_BESIDE = frozenset("greet thank goodbye affirm deny nlu_fallback place_order confirm_paid out_of_scope".split())

Parse = Callable[[str], Awaitable[dict[str, Any]]]


class DeskOutput(CollectingOutputChannel):
    """Collects what the bot says, in the message kinds of every channel."""

    @classmethod
    def name(cls) -> str:
        return CHANNEL

    def kinds(self) -> tuple[list[dict[str, Any]], dict[str, Any] | None]:
        """The messages in order, and the instruction to hand over if an action gave one."""
        messages, hand_off = [], None
        for collected in self.messages:
            custom = collected.get("custom") or {}
            if HAND_OFF in custom:
                hand_off = custom[HAND_OFF]
            elif CARD in custom:
                messages.append({"kind": "card", "text": custom.get("text", ""), "card": custom[CARD]})
            elif collected.get("image"):
                messages.append({"kind": "image", "text": collected.get("text", ""), "image": collected["image"]})
            elif collected.get("text"):
                messages.append(_text(collected))
        return _joined(messages), hand_off


def _text(collected: dict[str, Any]) -> dict[str, Any]:
    buttons = [_button(button) for button in collected.get("buttons") or []]
    return {"kind": "buttons" if buttons else "text", "text": collected["text"], "buttons": buttons}


def _joined(messages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rasa sends a text and its picture apart; a caption without words is dropped."""
    return [message for message in messages if message["text"] or message["kind"] != "text"]


def _button(button: dict[str, Any]) -> dict[str, Any]:
    """``/intent{"slot": "value"}``, as Rasa writes a button, taken apart."""
    message = YAMLStoryReader.unpack_regex_message(Message({"text": button["payload"]}))
    entities = {entity["entity"]: entity["value"] for entity in message.get("entities") or []}
    return {"title": button["title"], "intent": message.get("intent")["name"], "entities": entities}


async def answer(agent: Agent, turn: Turn) -> Answer:
    """Let the bot answer; each wish is a message of its own to Rasa, in the order in which it was said."""
    messages: list[dict[str, Any]] = []
    understood: list[dict[str, Any]] = []
    hand_off = None
    for parsed in await _parses(agent, turn):
        output = DeskOutput()
        await agent.handle_message(_user_message(turn, parsed, output))
        said, wanted = output.kinds()
        messages += said
        hand_off = wanted or hand_off
        understood.append({**_summary(parsed), "actions": await _actions_taken(agent, turn.conversation_id)})
        if hand_off:
            break
    return Answer(messages, understood, hand_off)


async def _parses(agent: Agent, turn: Turn) -> list[dict[str, Any]]:
    """What is to be answered; who is upset says one thing, and it is answered as a complaint."""
    if turn.click:
        return [_clicked(turn)]
    parse = _parser(agent, turn.metadata)
    return [await parse(turn.text)] if turn.metadata.get("upset") else await wishes(turn.text, parse)


async def _actions_taken(agent: Agent, conversation_id: str) -> list[str]:
    """What the bot did since the shopper's last message, without the listening."""
    tracker = await agent.tracker_store.retrieve(conversation_id)
    names: list[str] = []
    for event in reversed(tracker.events if tracker else []):
        if isinstance(event, UserUttered):
            break
        if isinstance(event, ActionExecuted) and event.action_name not in (None, ACTION_LISTEN_NAME):
            names.insert(0, str(event.action_name))
    return names


async def wishes(text: str, parse: Parse) -> list[dict[str, Any]]:
    """The parses to answer: one for the whole text, or one per question when it holds several different ones.

    Clauses that are no question of their own ("我178 65kg") go with the question behind them. As soon as a clause asks
    for something to be done (return, cancel, a person …) the text is one matter.
    """
    whole = await parse(text)
    clauses = [clause for clause in _CLAUSES.split(text) if clause]
    if not 2 <= len(clauses) <= 6:
        return [whole]
    found: list[dict[str, Any]] = []
    pending = ""
    for clause in clauses:
        parsed = await parse(clause)
        name, sure = parsed["intent"]["name"] or "", parsed["intent"]["confidence"] >= SURE
        if sure and _QUESTION.match(name):
            if found and found[-1]["intent"]["name"] == name:
                pending = f"{found.pop()['text']} {pending}".strip()
            found.append(await _with_lead(pending, parsed, parse))
            pending = ""
        elif sure and name not in _BESIDE:
            return [whole]
        else:
            pending = f"{pending} {clause}".strip()
    return found if len({parsed["intent"]["name"] for parsed in found}) >= 2 else [whole]


async def _with_lead(lead: str, question: dict[str, Any], parse: Parse) -> dict[str, Any]:
    """A question with what led up to it: its own intent, the entities of both."""
    if not lead:
        return question
    return {**await parse(f"{lead} {question['text']}"), "intent": question["intent"]}


def _parser(agent: Agent, metadata: dict[str, Any]) -> Parse:
    async def parse(text: str) -> dict[str, Any]:
        assert agent.processor is not None
        return await agent.processor.parse_message(UserMessage(text, sender_id="parse", metadata=metadata))

    return parse


def _clicked(turn: Turn) -> dict[str, Any]:
    assert turn.click is not None
    entities = [{"entity": name, "value": value, "start": 0, "end": 0} for name, value in turn.click.entities.items()]
    intent = {"name": turn.click.intent, "confidence": 1.0}
    return {
        "text": turn.text,
        "intent": intent,
        "entities": entities,
        "intent_ranking": [intent],
        "because": {"click": True},
    }


def _user_message(turn: Turn, parsed: dict[str, Any], output: DeskOutput) -> UserMessage:
    meant = {}
    if turn.metadata.get("upset") and not turn.click:
        # The rule for complaints ends whatever form is under way; the transcript keeps what was understood.
        meant = {"meant": parsed["intent"]["name"]}
        parsed = {**parsed, "intent": {"name": COMPLAIN, "confidence": 1.0}}
    metadata = {
        **turn.metadata,
        **meant,
        "visitor": turn.visitor,
        "shopper_id": turn.shopper_id,
        "conversation_id": turn.conversation_id,
    }
    return UserMessage(
        text=parsed["text"],
        output_channel=output,
        sender_id=turn.conversation_id,
        parse_data=parsed,
        input_channel=CHANNEL,
        metadata=metadata,
    )


def _summary(parsed: dict[str, Any]) -> dict[str, Any]:
    return {
        "text": parsed["text"],
        "intent": parsed["intent"]["name"],
        "confidence": round(float(parsed["intent"]["confidence"]), 4),
        "entities": [
            {k: e[k] for k in ("entity", "value", "start", "end") if k in e} for e in parsed.get("entities", [])
        ],
        "because": parsed.get("because"),
        "ranking": [[r["name"], round(float(r["confidence"]), 4)] for r in parsed.get("intent_ranking", [])[:4]],
    }
