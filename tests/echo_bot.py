"""EchoBot: the in-memory twin of the bot process, for everything that talks to one."""

import asyncio

from bot.desk.turns import Answer

PACKET = {"reason": "asked", "summary": "想找人工", "slots": {"order_number": "1"}, "order_number": "1"}


def says(*texts, buttons=(), hand_off=None):
    """An answer of plain texts; the buttons go with the last."""
    messages = [{"kind": "text", "text": text, "buttons": []} for text in texts]
    if buttons:
        messages[-1] |= {"kind": "buttons", "buttons": list(buttons)}
    return Answer(messages, [{"intent": "greet", "confidence": 0.9}], hand_off)


class EchoBot:
    """Says back what it hears and hands over when asked to; ``script`` holds answers or errors to come first."""

    def __init__(self):
        self.turns = []
        self.script = []
        self.asked = asyncio.Queue()
        self.may_answer = None

    @property
    def heard(self):
        return [turn.text for turn in self.turns]

    async def answer(self, turn):
        self.turns.append(turn)
        self.asked.put_nowait(turn)
        if self.may_answer:
            await self.may_answer.wait()
        answer = self.script.pop(0) if self.script else self._echo(turn)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def _echo(self, turn):
        if "转人工" in turn.text:
            return says("好的，马上为您转接。", hand_off=PACKET)
        button = {"title": "查物流", "intent": "track_parcel", "entities": {"order_number": "1"}}
        return says(f"您说：{turn.text}", buttons=[button])
