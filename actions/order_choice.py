"""Order choice: which of a shopper's orders a wish is about, and the proof that it is theirs."""

from __future__ import annotations

import re

from sqlalchemy.orm import Session

from actions.base import Call
from actions.matters import MATTERS
from actions.topics import ending_named, place_named, points_back, states_named
from bot.errors import OrderNotFound
from bot.shop.catalogue import find_product_of
from bot.shop.orders import Order, order_for, orders_of
from bot.shop.units import SHANGHAI

# So many of a shopper's orders are searched for goods that a message names.
LOOKED_THROUGH = 20
# The end of an order number, as people say it.
_TAIL = re.compile(r"(?<!\d)\d{3,6}(?!\d)")


def candidates(call: Call, session: Session, topic: str | None) -> list[Order]:
    """The shopper's orders that a topic is likely about, the newest first."""
    matter = MATTERS[topic or "query_order"]
    likely = matter.likely(session, orders_at_hand(call, session))
    if likely:
        return likely
    for statuses in matter.fits:
        found = orders_of(session, call.shopper, statuses=statuses, now=call.now)
        if found:
            return found[:1] if matter.newest else found
    return orders_of(session, call.shopper, now=call.now)


def meant(call: Call, session: Session, topic: str) -> str | None:
    """The number of the order that a message without one is about, if there is no doubt."""
    orders = candidates(call, session, topic)
    if ending := ending_meant(call, session):
        return ending
    # What is named by its goods counts whatever its state: "my shoes" may be in a state that does not fit the wish.
    named = described(call, session, orders) or described(call, session, orders_at_hand(call, session))
    if len(named) == 1:
        return named[0].number
    numbers = [order.number for order in orders]
    spoken_of = [order for order in orders_at_hand(call, session) if order.number == call.slot("order_number")]
    if not named and spoken_of and MATTERS[topic].goes_on_with(session, spoken_of[0]):
        return spoken_of[0].number
    # "My orders" are all of them, whichever was spoken of before; any other wish goes on with that one.
    if call.slot("order_number") in numbers and (topic != "query_order" or points_back(call.text)):
        return str(call.slot("order_number"))
    return numbers[0] if len(orders) == 1 else None


def described(call: Call, session: Session, orders: list[Order]) -> list[Order]:
    """The orders that a message names by what is in them or by the day of the order."""
    named, ordered = {call.entity("product"), call.entity("category")} - {None}, call.entity("date")
    return [
        order
        for order in orders
        if named & _contents(session, order) or order.created_at.astimezone(SHANGHAI).date().isoformat() == ordered
    ]


def orders_at_hand(call: Call, session: Session) -> list[Order]:
    """The shopper's latest orders, whatever their states."""
    return orders_of(session, call.shopper, limit=LOOKED_THROUGH, now=call.now)


def pointed_at(call: Call, orders: list[Order]) -> list[Order]:
    """The orders of a list that a short answer points at: the second, the unpaid one, the one with 087 at the end."""
    place, states = place_named(call.text), states_named(call.text)
    if place is not None:
        return orders[place : place + 1]
    tail = _TAIL.search(call.text)
    ending = [order for order in orders if tail and order.number.endswith(tail.group())]
    return ending or [order for order in orders if order.status.value in states]


def ending_meant(call: Call, session: Session) -> str | None:
    """The one order whose number ends as a message says ("87那单")."""
    ending = ending_named(call.text)
    numbers = [order.number for order in orders_at_hand(call, session) if ending and order.number.endswith(ending)]
    return numbers[0] if len(numbers) == 1 else None


def is_theirs(call: Call, session: Session, number: str) -> bool:
    try:
        order_for(session, call.shopper, number, call.now)
    except OrderNotFound:
        return False
    return True


def _contents(session: Session, order: Order) -> set[str]:
    """The products of an order and their categories."""
    found: set[str] = set()
    for line in order.lines:
        product = find_product_of(session, line.sku_id)
        found |= {product.id, product.category} if product else set()
    return found
