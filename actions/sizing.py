"""Sizes: what to ask before advising, the advice with its reason, and what is said of an item's fit."""

from __future__ import annotations

import re
from typing import Any

from rasa_sdk.events import ActionExecutionRejected, SlotSet
from sqlalchemy.orm import Session

from actions.base import Call, Events, ShopAction
from actions.body import (
    CHILD,
    CHILDREN,
    KNOWN,
    MEASURES,
    body_of,
    forget_others,
    keep,
    missing,
    number,
    saved_for,
    slots_of,
    told_now,
)
from actions.buttons import button
from actions.cards import day
from actions.days import today
from actions.focus import ask_which, called, category_word, entities, product_in_mind, product_of, remember
from actions.packets import Reason, bring_person
from actions.size_answers import ANSWERS, heard, says_only
from actions.size_words import advised, card, explain_conversions, explain_row, measures
from actions.wearers import (
    chart_titled,
    charts_meant,
    gender_of_wearer,
    names_people,
    say_fits_others,
    say_made_for_others,
)
from bot.errors import ImplausibleMeasure
from bot.shop.catalogue import Product, chart_of, stock_of
from bot.shop.conversions import Conversion, conversions
from bot.shop.size_names import MeantSize, is_childrens, size_for_age, size_meant
from bot.shop.sizing import SizeAdvice, SizeRow, advise, chart_rows, same_size

FORM = "size_form"
# All products of a kind, to see whether they share a chart.
ALIKE = 100
# A sentence of a description with this word is about sizes.
OF_SIZE = "码"
# Children's charts ask for the height alone; somebody of this weight (kg) is no child.
GROWN_UP = 40
# Of whose clothes the shopper is asked which are meant; the words are the catalogue's.
PEOPLE = ("男", "女", "童")


class ActionExplainFit(ShopAction):
    """Answers a question about the item itself, before the shopper is asked for measures."""

    def name(self) -> str:
        return "action_explain_fit"

    def act(self, call: Call) -> Events:
        with call.database() as session:
            product, rows = fitting(call, session)
            turned = forget_others(call, product)
            call.tracker.slots.update({event["name"]: event["value"] for event in turned})
            if product and product_in_mind(call, session) is not product:
                turned += remember(call, product)
            if told_now(call) or call.entity("fit_wish"):
                return turned
            if not rows:
                _explain_in_general(call, session, product)
                return turned
            _explain(call, product, rows)
            return [*turned, *(_forget_misfits(call, rows) if product else [])]


class ValidateSizeForm(ShopAction):
    """Decides what the form still needs: by the chart of the product, and not what the usual size makes needless."""

    def name(self) -> str:
        return "validate_size_form"

    def act(self, call: Call) -> Events:
        told = call.tracker.slots_to_validate()
        if told and set(told) <= {"product"} and not _is_answer(call):
            return [ActionExecutionRejected(FORM)]
        with call.database() as session:
            product, rows = fitting(call, session)
            turned = {event["name"]: event["value"] for event in forget_others(call, product)}
            call.tracker.slots.update(turned)
            known = _plausible(call, {**turned, **told, **heard(call, session, product, rows)})
            call.tracker.slots.update(known)
            requested = _needed(call, session)
        return [*(SlotSet(name, value) for name, value in known.items()), SlotSet("requested_slot", requested)]


class ActionAskSizeFormProduct(ShopAction):
    """Asks for the product, or only for whom it is where height or weight are told: every such people have a chart."""

    def name(self) -> str:
        return "action_ask_size_form_product"

    def act(self, call: Call) -> Events:
        if _told_body(call) and not category_word(call) and gender_of_wearer(call) is None:
            kinds = [call.words("utter_label_wear", people=people) for people in PEOPLE]
            call.say("utter_ask_size_form_people", buttons=[button("ask_size", kind, category=kind) for kind in kinds])
            return []
        with call.database() as session:
            return ask_which(call, session, intent="choose_product")


class ActionAskSizeFormUseSaved(ShopAction):
    """Whether the measures of the last time still hold."""

    def name(self) -> str:
        return "action_ask_size_form_use_saved"

    def act(self, call: Call) -> Events:
        with call.database() as session:
            saved = saved_for(call, session, *fitting(call, session))
        told = measures(call, {MEASURES[name]: value for name, value in saved.items()})
        call.say("utter_ask_size_form_saved", measures=told)
        return []


class ActionAskSizeFormHeight(ShopAction):
    """Asks for height and weight in one sentence where the chart wants both."""

    def name(self) -> str:
        return "action_ask_size_form_height"

    def act(self, call: Call) -> Events:
        with call.database() as session:
            _, rows = fitting(call, session)
        _ask_for(call, missing(call, rows))
        return []


class ActionAskSize(ShopAction):
    def name(self) -> str:
        return "action_ask_size"

    def act(self, call: Call) -> Events:
        with call.database() as session:
            product, rows = fitting(call, session)
            if not rows:
                return [] if converted(call, session, product) else _without_chart(call, session, product)
            if _asks_about_a_size(call, rows) and (missing(call, rows) or not call.entity("wearer")):
                if call.tracker.active_loop_name:
                    _explain(call, product, rows)
                return []
            try:
                advice = advise(rows, body_of(call), fit_wish=_wish(call), fit=product.fit if product else "regular")
            except ImplausibleMeasure as error:
                call.say(f"utter_error_{error.code}")
                return [SlotSet(name, None) for name, measure in MEASURES.items() if measure == error.measure]
            events = self._tell(call, session, advice, product)
            keep(call, session, product)
            if product and advice.size and advice.kind != "outside":
                _say_if_sold_out(call, session, product, advice.size)
            if product is None and advice.size:
                call.say("utter_size_of_chart", chart=chart_titled(session, rows))
            return [*(remember(call, product) if product else []), SlotSet("use_saved", None), *events]

    def _tell(self, call: Call, session: Session, advice: SizeAdvice, product: Product | None) -> Events:
        values = advised(call, advice)
        if advice.kind == "missing":
            _ask_for(call, [name for name, measure in MEASURES.items() if measure in advice.missing])
            return []
        if advice.kind == "outside" and say_made_for_others(call, session, product, **values):
            return []
        if advice.kind == "outside":
            call.say(f"utter_size_{advice.reason}", **values)
            bring_person(call, Reason.OUTSIDE_CHART, call.words("utter_label_size_outside", **values))
            return []
        call.say(_sentence(advice), **values)
        reason = call.words(f"utter_label_size_{advice.reason}", **values)
        # Reports compare what was advised with what was bought and kept.
        call.card({**card(call, advice, reason), "product": product.id if product else None}, reason)
        _say_of_the_cut(call, product)
        say_fits_others(call, session, product, **values)
        return [SlotSet("size", advice.size)]


def fitting(call: Call, session: Session) -> tuple[Product | None, list[SizeRow]]:
    """The product in question and the rows of its chart in which it is sold; without one, the chart of its kind."""
    product = product_of(call, session, in_passing=True)
    if product is None:
        word = category_word(call) or ("" if names_people(call) else str(call.slot("category") or ""))
        products = called(session, word, limit=ALIKE) if word else []
        is_for_people = bool(call.policy.matching.genders_in(word))
        charts = charts_meant(call, session, products if word and (products or not is_for_people) else None)
        # The first is that of the most goods; of one kind of people it answers what was told of a body.
        people = {CHILD if chart.gender in CHILDREN else chart.gender for chart in charts}
        is_general = _told_body(call) and len(people) == 1
        return None, list(charts[0].rows) if len(charts) == 1 or (charts and is_general) else []
    rows = chart_rows(session, chart_of(session, product))
    sold = [sku.size for sku in stock_of(session, product)]
    return product, [row for row in rows if any(same_size(row.size, size) for size in sold)] or rows


def _told_body(call: Call) -> bool:
    return any(call.slot(name) is not None for name in ("height", "weight"))


def _explain_in_general(call: Call, session: Session, product: Product | None) -> None:
    """What a size stands for in the shop's charts, while no product is meant."""
    found = converted(call, session, product)
    if found:
        explain_conversions(call, sizes_asked(call), found)


def sizes_asked(call: Call) -> list[str]:
    return [str(size) for size in dict.fromkeys(entities(call, "size"))]


def converted(call: Call, session: Session, product: Product | None) -> list[Conversion]:
    """A size that is asked for without a product, in the charts that may be meant; none in the middle of the form."""
    sizes = sizes_asked(call)
    if product or not sizes or told_now(call) or call.slot("requested_slot"):
        return []
    word = category_word(call)
    charts = charts_meant(call, session, called(session, word, limit=ALIKE) if word else None)
    return [conversion for size in sizes for conversion in conversions(charts, size)]


def _explain(call: Call, product: Product | None, rows: list[SizeRow]) -> None:
    """What is known of the size or the age that is named, else of the cut."""
    asked = str(call.entity("size") or "")
    meant = {size: row for size in sizes_asked(call) if (row := size_meant(rows, size))}
    years = number(call.entity("age"))
    of_age = size_for_age(rows, years) if years is not None and is_childrens(rows) else None
    if meant:
        for size, row in meant.items():
            explain_row(call, row, size, rows, product)
    elif asked:
        call.say("utter_size_not_in_chart", size=asked, sizes=call.policy.listed(row.size for row in rows))
    elif of_age:
        call.say("utter_size_age", years=f"{years:g}", size=of_age.size)
    elif product and product.fit in call.policy.words.fits:
        call.say(f"utter_fit_{product.fit}", title=product.title, hint=_hint(product))


def _size_asked(call: Call, rows: list[SizeRow]) -> MeantSize | None:
    size = call.entity("size")
    return size_meant(rows, str(size)) if size else None


def _asks_about_a_size(call: Call, rows: list[SizeRow]) -> bool:
    """Whether the message asks what a size stands for, which needs no measures."""
    return not told_now(call) and not call.entity("fit_wish") and _size_asked(call, rows) is not None


def _is_answer(call: Call) -> bool:
    """Whether a message that names a product answers the form: it says nothing else, or asks for nothing else."""
    return call.intent in ANSWERS or says_only(call, "product")


def _hint(product: Product) -> str:
    """What the description says of the size, if anything."""
    sentences = re.findall(r"[^。；]+", product.description)
    return "".join(f"{sentence}。" for sentence in sentences if OF_SIZE in sentence)


def _wish(call: Call) -> Any:
    return call.entity("fit_wish") or call.slot("fit_wish")


def _needed(call: Call, session: Session) -> str | None:
    """The slot to ask for next."""
    product, rows = fitting(call, session)
    if not rows:
        return None if product or converted(call, session, product) else "product"
    begins = call.slot("requested_slot") is None
    usual = call.slot("usual_size")
    is_enough = usual and any(row.is_called(str(usual)) for row in rows)
    needed = missing(call, rows)
    if not needed or is_enough or (begins and _asks_about_a_size(call, rows)):
        return None
    offers = call.slot("use_saved") is None and saved_for(call, session, product, rows)
    return "use_saved" if offers else needed[0]


def _ask_for(call: Call, names: list[str]) -> None:
    """One question for all that is missing."""
    call.say("utter_ask_size_form_body" if len(names) > 1 else f"utter_ask_size_form_{names[0]}")


def _plausible(call: Call, told: dict[str, Any]) -> dict[str, Any]:
    """The slots as told, without a measure that nobody has: of that the shopper hears, and is asked again."""
    known = {name: told.get(name, call.slot(name)) for name in MEASURES}
    try:
        body_of(call, known).refuse_implausible()
    except ImplausibleMeasure as error:
        call.say(f"utter_error_{error.code}")
        return {**told, **{name: None for name, measure in MEASURES.items() if measure == error.measure}}
    return told


def _forget_misfits(call: Call, rows: list[SizeRow]) -> Events:
    """Measures from before that cannot be those of the person for whom this is: a mother's for a child's jacket."""
    weight = number(call.slot("weight"))
    grown_up = weight is not None and weight >= GROWN_UP and slots_of(rows) == ["height"]
    try:
        outside = not missing(call, rows) and advise(rows, body_of(call)).kind == "outside"
    except ImplausibleMeasure:
        outside = True
    known = [name for name in KNOWN if call.slot(name) is not None]
    return [SlotSet(name, None) for name in known] if outside or grown_up else []


def _sentence(advice: SizeAdvice) -> str:
    if advice.kind == "border":
        return "utter_size_border_larger" if advice.other_is_larger else "utter_size_border_smaller"
    if advice.basis == "usual":
        return "utter_size_usual"
    return "utter_size_loose" if advice.reason == "loose_wish" else "utter_size_fits"


def _say_of_the_cut(call: Call, product: Product | None) -> None:
    """A wish that the cut grants by itself, or cannot grant, is worth a word."""
    wish = _wish(call)
    if product and product.fit == "loose" and wish in ("loose", "slim"):
        call.say(f"utter_size_{wish}_in_loose")
    elif product and product.fit == "slim" and wish == "loose":
        call.say("utter_size_loose_in_slim")


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
        wish = call.words("utter_label_size_no_chart", title=product.title)
        bring_person(call, Reason.OUTSIDE_CHART, wish)
    return []
