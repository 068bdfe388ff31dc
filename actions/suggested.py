"""Suggested: what was recommended last, so that "cheaper ones" and "others" are understood of it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from typing import Any

from rasa_sdk.events import SlotSet
from sqlalchemy.orm import Session

from actions.base import Call, Events
from bot.shop.catalogue import Product, find_product
from bot.shop.recommendations import Wanted

SLOT = "suggested"
_PRODUCT = re.compile(r'"product":\s*"([^"]+)"')


@dataclass(frozen=True)
class Suggested:
    """The wishes, what has been shown for them so far, and what was shown last."""

    wanted: Wanted
    shown: tuple[str, ...]
    last: tuple[str, ...]


def suggested(call: Call) -> Suggested | None:
    kept = call.slot(SLOT)
    if not isinstance(kept, dict):
        return None
    wanted: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in kept["wanted"].items()
    }
    return Suggested(Wanted(**wanted), tuple(kept["shown"]), tuple(kept["last"]))


def keep_suggested(call: Call, wanted: Wanted, products: Iterable[Product]) -> Events:
    last, before = [product.id for product in products], suggested(call)
    shown = list(dict.fromkeys([*(before.shown if before and _goes_on(before.wanted, wanted) else ()), *last]))
    kept = {"wanted": asdict(replace(wanted, exclude=())), "shown": shown, "last": last}
    return [SlotSet(SLOT, kept)]


def products_suggested(call: Call, session: Session) -> list[Product]:
    """What was shown last, unless the talk has turned to another product since."""
    known = suggested(call)
    if known is None or not _is_newest(call):
        return []
    return [product for product_id in known.last if (product := find_product(session, product_id))]


def products_listed(call: Call, session: Session) -> list[Product]:
    """What the shopper was shown last to choose from: the buttons of the last answer, else what was suggested."""
    answer: list[dict[str, Any]] = []
    for event in reversed(call.tracker.events):
        if event.get("event") == "user" and answer:
            break
        if event.get("event") == "bot":
            answer = [*((event.get("data") or {}).get("buttons") or []), *answer]
    ids = dict.fromkeys(found[1] for button in answer if (found := _PRODUCT.search(str(button.get("payload") or ""))))
    return [product for one in ids if (product := find_product(session, one))] or products_suggested(call, session)


def _goes_on(before: Wanted, now: Wanted) -> bool:
    return before.category == now.category


def _is_newest(call: Call) -> bool:
    slots = (event.get("name") for event in reversed(call.tracker.events) if event.get("event") == "slot")
    return next((name for name in slots if name in (SLOT, "product")), SLOT) == SLOT
