"""Console names: adds to what the desk tells what agents read: titles, shoppers' names, addresses of pictures."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.desk.console_words import ConsoleWords, console_words_for
from bot.desk.uploads import upload_in
from bot.shop.orders import Customer, Order
from bot.web.parts import Parts

PICTURES = "/api/console/photos"
MOST_MEANT = 50

_CUSTOMERS: Any = Customer  # SQLAlchemy 1.4 is untyped: on the class these are columns
_ORDERS: Any = Order


class Names:
    """As the policy files stand now; ``shoppers`` are the names by id of those who are spoken of."""

    def __init__(self, parts: Parts, shoppers: Mapping[str, str]) -> None:
        self.words: ConsoleWords = console_words_for(parts.settings.data_dir / "policy")
        self._groups = parts.reception.ledger.rota.groups
        self._shoppers = shoppers

    def shopper(self, shopper_id: str | None, conversation_id: str) -> str:
        """A shopper by name; who has none by the beginning of their conversation's id."""
        known = self._shoppers.get(shopper_id or "")
        return known or self.words.visitor.format(code=conversation_id[:4].upper())

    def group(self, key: str | None) -> str | None:
        return self._groups.name(key) if key else None

    def conversation(self, summary: dict[str, Any]) -> dict[str, Any]:
        """A line of a list, as ``bot.web.console_frames.Summary``."""
        told = {name: value for name, value in summary.items() if name not in ("shopper_id", "visitor")}
        shopper_id, mood = summary["shopper_id"], summary["mood"] or "calm"
        return {
            **told,
            "group_name": self.group(summary["group"]),
            "reason_title": self.words.reason(summary["reason"]),
            "mood": mood,
            "mood_title": self.words.mood(mood),
            "intent_title": self.words.intent(summary["intent"]),
            "shopper": {"id": shopper_id, "name": self.shopper(shopper_id, summary["id"])},
            "closed_at": summary["closed_at"] if summary["owner"] == "closed" else None,
        }

    def message(self, form: dict[str, Any]) -> dict[str, Any]:
        """A message, as ``bot.web.console_frames.AgentMessage``."""
        upload = upload_in(form["image"])
        image = f"{PICTURES}/{upload}" if upload else form["image"]
        return {**form, "image": image, "intent_title": self.words.intent(form["intent"])}

    def ticket(self, form: dict[str, Any], agents: Mapping[int, str]) -> dict[str, Any]:
        shopper_id = form["shopper_id"]
        return {
            **form,
            "kind_title": self.words.ticket_kinds.get(form["kind"], form["kind"]),
            "group_name": self.group(form["group"]),
            "agent": agents.get(form["agent_id"] or 0),
            "shopper_name": self._shoppers.get(shopper_id or ""),
        }

    def alert(self, facts: dict[str, Any]) -> dict[str, Any]:
        """An alert in words, as ``bot.web.console_frames.Alert``."""
        known = dict(facts)
        kind, conversation = known.pop("kind"), known.pop("conversation")
        shopper = self.shopper(known.pop("shopper_id", None), conversation) if conversation else None
        wish = known.pop("wish", "") or self.words.no_wish
        text = self.words.alert(kind, shopper=shopper, wish=wish, **known)
        return {"kind": kind, "conversation": conversation, "text": text}


def shopper_names(session: Session, shopper_ids: Iterable[str | None]) -> dict[str, str]:
    """The names of shoppers by id, of those who have an account."""
    wanted = {shopper_id for shopper_id in shopper_ids if shopper_id}
    if not wanted:
        return {}
    query = select(_CUSTOMERS.id, _CUSTOMERS.name).where(_CUSTOMERS.id.in_(wanted))
    return {str(id_): str(name) for id_, name in session.execute(query)}


def named(session: Session, parts: Parts, summaries: Collection[dict[str, Any]]) -> list[dict[str, Any]]:
    """The lines of a list as agents read them."""
    names = Names(parts, shopper_names(session, (one["shopper_id"] for one in summaries)))
    return [names.conversation(one) for one in summaries]


def shoppers_meant(session: Session, words: str) -> list[str]:
    """The ids of shoppers whose name, phone or order somebody may mean by these words."""
    named_so = _CUSTOMERS.name.contains(words, autoescape=True) | (_CUSTOMERS.phone == words)
    people = session.execute(select(_CUSTOMERS.id).where(named_so).limit(MOST_MEANT)).scalars().all()
    buyers = session.execute(select(_ORDERS.customer_id).where(_ORDERS.number == words)).scalars().all()
    return [str(one) for one in (*people, *buyers) if one]
