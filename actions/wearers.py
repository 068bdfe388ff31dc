"""Wearers: for whom a size is, which charts are made for such people, and what is said when goods are for others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy.orm import Session

from actions.base import Call
from actions.focus import choices
from actions.questions import BETWEEN
from bot.shop.catalogue import Product, chart_of, recommend
from bot.shop.conversions import ChartInUse, charts_in_use
from bot.shop.matching import UNISEX, same_people
from bot.shop.sizing import SizeChart, SizeRow

CHILDREN = "儿童"
OFFERED = 3


def names_people(call: Call) -> bool:
    """Whether the message says for whom it is."""
    return bool(call.entity("wearer") or call.policy.matching.genders_in(call.text))


def gender_of_wearer(call: Call) -> str | None:
    """Of whom the message speaks, else for whom the talk has said that it is; as the catalogue calls such people."""
    told = call.slot("wearer")
    texts = (
        call.text,
        str(call.entity("category") or ""),
        str(told[0] if isinstance(told, list) else told or ""),
        *_said_of_sizes(call),
    )
    named = (call.policy.matching.genders_in(text) for text in texts)
    return next((genders[0] for genders in named if genders), None)


def _said_of_sizes(call: Call) -> Iterator[str]:
    """What the shopper has said since the talk is of sizes, the last first."""
    for event in reversed(call.tracker.events):
        if event.get("event") != "user":
            continue
        if str(((event.get("parse_data") or {}).get("intent") or {}).get("name") or "") not in ("ask_size", *BETWEEN):
            return
        yield str(event.get("text") or "")


def charts_meant(call: Call, session: Session, products: Sequence[Product] | None = None) -> list[ChartInUse]:
    """The charts that may be meant without a product: by the people and the kind of goods that are spoken of."""
    gender = gender_of_wearer(call)
    charts = charts_in_use(session, same_people(gender) if gender else ())
    of_body = [name for name in ("height", "weight") if call.slot(name) is not None]
    if call.entity("foot_length") is not None or (call.slot("foot_length") is not None and not of_body):
        charts = [chart for chart in charts if chart.is_for_feet]
    elif of_body:
        charts = [chart for chart in charts if not chart.is_for_feet]
    if products is None:
        return charts
    ids = {chart_of(session, product) for product in products}
    return [chart for chart in charts if chart.id in ids]


def chart_titled(session: Session, rows: Sequence[SizeRow]) -> str:
    chart = session.get(SizeChart, rows[0].chart_id)
    return str(chart.title) if chart else ""


def say_fits_others(call: Call, session: Session, product: Product | None, **values: str | None) -> bool:
    """Say of an advice that the goods are made for men, and it was asked for a woman, or the other way round."""
    gender = _others(call, product)
    if product is None or gender is None or gender == CHILDREN:
        return False
    _say(call, session, product, gender, "utter_size_for_others", values=values)
    return True


def say_made_for_others(call: Call, session: Session, product: Product | None, **values: str | None) -> bool:
    """Say so when no size fits because the goods are made for other people; what is made for them is offered."""
    gender = _others(call, product)
    if product is None or gender is None:
        return False
    _say(call, session, product, gender, "utter_size_made_for_others", values=values)
    return True


def say_not_for(call: Call, session: Session, product: Product) -> bool:
    """Say so when a product is asked for by people for whom it is not made; the message itself must name them."""
    named = call.policy.matching.genders_in(call.text)
    if not named or call.entity("product") or _others(call, product) is None:
        return False
    _say(
        call,
        session,
        product,
        named[0],
        "utter_stock_not_for",
        intent="choose_product",
        values={"title": product.title},
    )
    return True


def _others(call: Call, product: Product | None) -> str | None:
    """The people of whom is spoken, where a product is not made for them."""
    gender = gender_of_wearer(call)
    if product is None or gender is None or product.gender in ("", UNISEX):
        return None
    return None if product.gender in same_people(gender) else gender


def _say(
    call: Call,
    session: Session,
    product: Product,
    gender: str,
    response: str,
    *,
    intent: str = "ask_size",
    values: Mapping[str, str | None] | None = None,
) -> None:
    others = _like(session, product, gender)
    more = call.words("utter_label_others_like_it", people=gender) if others else ""
    call.say(
        response, people=product.gender, others=gender, more=more, buttons=choices(others, intent), **(values or {})
    )


def _like(session: Session, product: Product, gender: str) -> list[Product]:
    """The same kind of goods for other people, else the nearest kind that the shop's keywords know."""
    for kind in (product.category, *(word for word in (product.keywords or "").split("|") if word)):
        found = recommend(session, kind, genders=same_people(gender), limit=OFFERED)
        if found:
            return found
    return []
