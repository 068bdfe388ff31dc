"""Sizes: what to ask before advising, the advice with its reason, and what is said of an item's fit."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from rasa_sdk.events import ActionExecutionRejected, SlotSet
from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.base import Call, Events, ShopAction
from actions.cards import day
from actions.days import today
from actions.focus import ask_which, called, category_word, product_of, remember
from bot.errors import ImplausibleMeasure
from bot.shop.catalogue import Product, stock_of
from bot.shop.sizing import Body, SizeAdvice, SizeRow, advise, chart_rows, same_size

FORM = "size_form"
# All products of a kind, to see whether they share a chart.
ALIKE = 100
# Slot → measure of the shop's charts.
MEASURES = {"height": "height_cm", "weight": "weight_kg", "foot_length": "foot_length_cm"}
# A message with one of these intents is an answer in the form; any other question is answered first.
ANSWERS = ("ask_size", "inform", "choose_product", "affirm", "nlu_fallback", "out_of_scope")
# Beside the name of a product or size so many characters say nothing.
CHATTER = 2
# A sentence of a description with this word is about sizes.
OF_SIZE = "码"
# Children's charts ask for the height alone; somebody of this weight (kg) is no child.
GROWN_UP = 40
_BARE = re.compile(r"\D{0,2}(\d+(?:\.\d+)?)\D{0,2}")
# "A typing error, it is 160": so many words more where the message asks for nothing else.
_ALMOST_BARE = re.compile(r"\D{0,8}(\d+(?:\.\d+)?)\D{0,3}")
# Half a kilo, the unit in which people weigh themselves; the body that a bare number makes likelier decides.
_USUAL_BMI = 21.5


class ActionExplainFit(ShopAction):
    """Answers a question about the item itself, before the shopper is asked for measures."""

    def name(self) -> str:
        return "action_explain_fit"

    async def act(self, call: Call) -> Events:
        if _told_now(call) or call.entity("fit_wish"):
            return []
        with call.database() as session:
            product, rows = fitting(call, session)
            if not rows:
                return []
            row = _row_asked(call, rows)
            if row:
                call.say("utter_size_row", size=row.size, limits=_limits(call, row))
            elif product and product.fit in call.policy.words.fits:
                call.say(f"utter_fit_{product.fit}", title=product.title, hint=_hint(product))
            return _forget_misfits(call, rows)


class ValidateSizeForm(ShopAction):
    """Decides what the form still needs: by the chart of the product, and not what the usual size makes needless."""

    def name(self) -> str:
        return "validate_size_form"

    async def act(self, call: Call) -> Events:
        told = call.tracker.slots_to_validate()
        if told and set(told) <= {"product"} and not _is_answer(call):
            return [ActionExecutionRejected(FORM)]
        with call.database() as session:
            heard = _plausible(call, {**told, **_heard(call, session)})
            call.tracker.slots.update(heard)
            needed = _needed(call, session)
        requested = next((name for name in needed if call.slot(name) is None), None)
        return [*(SlotSet(name, value) for name, value in heard.items()), SlotSet("requested_slot", requested)]


class ActionAskSizeFormProduct(ShopAction):
    def name(self) -> str:
        return "action_ask_size_form_product"

    async def act(self, call: Call) -> Events:
        with call.database() as session:
            return ask_which(call, session, intent="choose_product")


class ActionAskSizeFormHeight(ShopAction):
    """Asks for height and weight in one sentence where the chart wants both."""

    def name(self) -> str:
        return "action_ask_size_form_height"

    async def act(self, call: Call) -> Events:
        with call.database() as session:
            _, rows = fitting(call, session)
        _ask_for(call, _missing(call, rows))
        return []


class ActionAskSize(ShopAction):
    def name(self) -> str:
        return "action_ask_size"

    async def act(self, call: Call) -> Events:
        with call.database() as session:
            product, rows = fitting(call, session)
            if not rows:
                return _without_chart(call, session, product)
            try:
                advice = advise(rows, _body(call), fit_wish=_wish(call), fit=product.fit if product else "regular")
            except ImplausibleMeasure as error:
                call.say(f"utter_error_{error.code}")
                return [SlotSet(name, None) for name, measure in MEASURES.items() if measure == error.measure]
            events = self._tell(call, advice)
            if product and advice.size and advice.kind != "outside":
                _say_if_sold_out(call, session, product, advice.size)
            return [*(remember(call, product) if product else []), *events]

    def _tell(self, call: Call, advice: SizeAdvice) -> Events:
        measures = call.policy.listed(" ".join(row) for row in _rows(call, advice))
        if advice.kind == "missing":
            _ask_for(call, [name for name, measure in MEASURES.items() if measure in advice.missing])
            return []
        if advice.kind == "outside":
            call.say(f"utter_size_{advice.reason}", measures=measures)
            call.hand_off("outside_chart", call.words("utter_label_size_outside", measures=measures))
            return []
        values = {"size": advice.size, "other": advice.other_size, "measures": measures}
        call.say(_sentence(advice), **values)
        reason = call.words(f"utter_label_size_{advice.reason}", **values)
        call.card(_card(call, advice, reason), reason)
        return [SlotSet("size", advice.size)]


def fitting(call: Call, session: Session) -> tuple[Product | None, list[SizeRow]]:
    """The product in question and the rows of its chart in which it is sold; without one, the chart of its kind."""
    product = product_of(call, session, in_passing=True)
    if product is None:
        word = category_word(call) or str(call.slot("category") or "")
        return None, chart_rows(session, _only_chart(called(session, word, limit=ALIKE))) if word else []
    rows = chart_rows(session, product.size_chart_id or _chart_of_category(session, product.category))
    sold = [sku.size for sku in stock_of(session, product)]
    return product, [row for row in rows if any(same_size(row.size, size) for size in sold)] or rows


def _chart_of_category(session: Session, category: str) -> str | None:
    same = select(Product).where(Product.listed, Product.category == category)
    return _only_chart(session.execute(same).scalars())


def _only_chart(products: Any) -> str | None:
    charts = {product.size_chart_id for product in products if product.size_chart_id}
    return str(charts.pop()) if len(charts) == 1 else None


def _body(call: Call, slots: Mapping[str, Any] | None = None) -> Body:
    known = {name: call.slot(name) for name in (*MEASURES, "usual_size")} if slots is None else slots
    told = {measure: _number(known.get(name)) for name, measure in MEASURES.items()}
    return Body(**told, usual_size=str(known["usual_size"]) if known.get("usual_size") else None)


def _number(value: Any) -> float | None:
    return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else None


def _told_now(call: Call) -> list[str]:
    """The slots about the body that this very message fills."""
    return [name for name in (*MEASURES, "usual_size") if call.entity(name) is not None]


def _is_answer(call: Call) -> bool:
    """Whether a message that names a product answers the form: it says nothing else, or asks for nothing else."""
    return call.intent in ANSWERS or _says_only(call, "product")


def _says_only(call: Call, name: str) -> bool:
    named = [e for e in call.tracker.latest_message.get("entities") or [] if e["entity"] == name]
    return len(call.text) - sum(e.get("end", 0) - e.get("start", 0) for e in named) <= CHATTER


def _hint(product: Product) -> str:
    """What the description says of the size, if anything."""
    sentences = re.findall(r"[^。；]+", product.description)
    return "".join(f"{sentence}。" for sentence in sentences if OF_SIZE in sentence)


def _wish(call: Call) -> Any:
    return call.entity("fit_wish") or call.slot("fit_wish")


def _needed(call: Call, session: Session) -> list[str]:
    """The slots to fill, in the order in which they are asked for."""
    product, rows = fitting(call, session)
    if not rows:
        return [] if product else ["product"]
    measures = _measures_of(rows)
    usual = call.slot("usual_size")
    is_enough = usual and any(row.is_called(str(usual)) for row in rows)
    return ["usual_size"] if is_enough and _missing(call, rows) else measures


def _measures_of(rows: list[SizeRow]) -> list[str]:
    return [name for name, measure in MEASURES.items() if any(row.limits(measure) for row in rows)]


def _missing(call: Call, rows: list[SizeRow]) -> list[str]:
    return [name for name in _measures_of(rows) if call.slot(name) is None]


def _ask_for(call: Call, missing: list[str]) -> None:
    """One question for all that is missing."""
    call.say("utter_ask_size_form_body" if len(missing) > 1 else f"utter_ask_size_form_{missing[0]}")


def _heard(call: Call, session: Session) -> dict[str, Any]:
    """What a bare answer means, now that it is known what was asked: 165, 110, L."""
    asked = call.slot("requested_slot")
    if asked == "product" and category_word(call):
        found = product_of(call, session)
        return {"product": found.id} if found else {"category": category_word(call)}
    if asked not in MEASURES or _told_now(call):
        return {}
    if call.entity("size") and _says_only(call, "size"):
        return {"usual_size": str(call.entity("size"))}
    bare = (_ALMOST_BARE if call.intent in ANSWERS else _BARE).fullmatch(call.text.strip())
    if not bare:
        return {}
    value = _as_measure(call, str(asked), float(bare[1]))
    if value is not None:
        return {str(asked): value}
    _, rows = fitting(call, session)
    return {"usual_size": bare[1]} if any(row.is_called(bare[1]) for row in rows) else {}


def _as_measure(call: Call, name: str, number: float) -> float | None:
    """A bare number in the unit of the chart; None when it is no such measure."""
    if name == "height":
        centimetres = number * 100 if number < 3 else number
        return centimetres if 45 <= centimetres <= 250 else None
    if name == "foot_length":
        centimetres = number / 10 if number >= 100 else number
        return centimetres if 9 <= centimetres <= 32 else None
    return _kilograms(number, _number(call.slot("height"))) if 10 <= number <= 400 else None


def _kilograms(number: float, height: float | None) -> float:
    if not height:
        return number / 2 if number >= 80 else number
    return min((number, number / 2), key=lambda kg: abs(kg / (height / 100) ** 2 - _USUAL_BMI))


def _plausible(call: Call, told: dict[str, Any]) -> dict[str, Any]:
    """The slots as told, without a measure that nobody has: of that the shopper hears, and is asked again."""
    known = {name: told.get(name, call.slot(name)) for name in MEASURES}
    try:
        _body(call, known).refuse_implausible()
    except ImplausibleMeasure as error:
        call.say(f"utter_error_{error.code}")
        return {**told, **{name: None for name, measure in MEASURES.items() if measure == error.measure}}
    return told


def _forget_misfits(call: Call, rows: list[SizeRow]) -> Events:
    """Measures from before that cannot be those of the person for whom this is: a mother's for a child's jacket."""
    weight = _number(call.slot("weight"))
    grown_up = weight is not None and weight >= GROWN_UP and _measures_of(rows) == ["height"]
    try:
        outside = not _missing(call, rows) and advise(rows, _body(call)).kind == "outside"
    except ImplausibleMeasure:
        outside = True
    known = [name for name in (*MEASURES, "usual_size") if call.slot(name) is not None]
    return [SlotSet(name, None) for name in known] if outside or grown_up else []


def _row_asked(call: Call, rows: list[SizeRow]) -> SizeRow | None:
    size = call.entity("size")
    return next((row for row in rows if size and row.is_called(str(size))), None)


def _limits(call: Call, row: SizeRow) -> str:
    """What a row is made for, in words."""
    told = [(name, row.limits(measure)) for name, measure in MEASURES.items()]
    return call.policy.words.separator.join(
        call.words(f"utter_label_{name}_limits", low=f"{ends[0]:g}", high=f"{ends[1]:g}", **_in_jin(*ends))
        for name, ends in told
        if ends
    )


def _in_jin(low: float, high: float) -> dict[str, str]:
    return {"low_jin": f"{low * 2:g}", "high_jin": f"{high * 2:g}"}


def _rows(call: Call, advice: SizeAdvice) -> list[list[str]]:
    """What the advice rests on, with the shop's names for it."""
    names = call.policy.words.measures
    rows = []
    for name, measure in MEASURES.items():
        value = advice.numbers.get(measure)
        if value is not None:
            shown = call.words(f"utter_label_{name}", value=f"{value:g}", jin=f"{value * 2:g}")
            rows.append([names.get(measure, measure), shown])
    if advice.basis == "usual":
        rows.append([names.get("usual_size", "usual_size"), str(call.slot("usual_size"))])
    return rows


def _card(call: Call, advice: SizeAdvice, reason: str) -> dict[str, Any]:
    return {
        "type": "size",
        "size": advice.size,
        "other_size": advice.other_size,
        "reason": reason,
        "rows": _rows(call, advice),
    }


def _sentence(advice: SizeAdvice) -> str:
    if advice.kind == "border":
        return "utter_size_border_larger" if advice.other_is_larger else "utter_size_border_smaller"
    if advice.basis == "usual":
        return "utter_size_usual"
    return "utter_size_loose" if advice.reason == "loose_wish" else "utter_size_fits"


def _say_if_sold_out(call: Call, session: Session, product: Product, size: str) -> None:
    skus = stock_of(session, product, size=size)
    if not skus or any(sku.stock for sku in skus):
        return
    days = sorted(sku.restock_on for sku in skus if sku.restock_on and sku.restock_on >= today(call))
    if days:
        call.say("utter_size_back_on", size=size, day=day(call, days[0]))
    else:
        call.say("utter_size_sold_out", size=size)


def _without_chart(call: Call, session: Session, product: Product | None) -> Events:
    """One size fits all, or a person has to say."""
    if product is None:
        return ask_which(call, session, intent="ask_size")
    sizes = {sku.size for sku in stock_of(session, product)}
    if len(sizes) <= 1:
        call.say("utter_size_only_one", title=product.title, size="".join(sizes), description=product.description)
    else:
        call.say("utter_size_no_chart", title=product.title)
        call.hand_off("outside_chart", call.words("utter_label_size_no_chart", title=product.title))
    return []
