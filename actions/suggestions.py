"""Suggestions: two products side by side, what else would suit, what goes with it, and why."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from typing import Any

from rasa_sdk.events import SlotSet
from sqlalchemy.orm import Session

from actions.base import Call, Events, ShopAction
from actions.comparisons import say_compared
from actions.days import today
from actions.focus import (
    OFFERED,
    ask_which,
    called,
    category_word,
    choices,
    entities,
    product_in_mind,
    products_named,
    remember,
    show,
    word_of_kind,
)
from actions.suggested import Suggested, keep_suggested, products_suggested, suggested
from actions.topics import goes_on, names_about, price_step
from actions.wearers import gender_of_wearer
from bot.shop.catalogue import Product, compare, find_product, price_range, recommend, strengths
from bot.shop.matching import same_people
from bot.shop.recommendations import Wanted, nearest, partners_of, reasons_for, suggestions

# More differences than these nobody reads in a chat.
LINES = 6


class ActionCompareProducts(ShopAction):
    def name(self) -> str:
        return "action_compare_products"

    def act(self, call: Call) -> Events:
        with call.database() as session:
            named = _compared(call, session)
            if not named:
                return ask_which(call, session)
            if len(named) == 1:
                others = similar(call, session, named[0])
                call.say("utter_compare_with", title=named[0].title, buttons=choices(others, "compare_products"))
                return remember(call, named[0])
            if not say_compared(call, session, named):
                _say_differences(call, *named[:2])
            return [SlotSet("product", named[0].id)]


def _compared(call: Call, session: Session) -> list[Product]:
    """What is compared: what the message names, else what was recommended last, else what the talk was about."""
    if len(entities(call, "product")) < 2:
        recommended = products_suggested(call, session)
        if len(recommended) > 1 and not entities(call, "product"):
            return recommended[:OFFERED]
    return products_named(call, session)[:2]


class ActionRecommendProduct(ShopAction):
    def name(self) -> str:
        return "action_recommend_product"

    def act(self, call: Call) -> Events:
        with call.database() as session:
            if call.policy.matching.partner_word(call.text) is not None:
                found, wanted, response = _partners(call, session)
            else:
                found, wanted, response = _recommended(call, session)
            if not found:
                _say_none(call, session, wanted)
                return []
            lines = [_line(call, session, product, wanted) for product in found]
            call.say(response.name, lines="\n".join(lines), **response.values)
            for product in found:
                show(call, session, product)
            # A single one is what the talk is about from now on.
            return [*(remember(call, found[0]) if len(found) == 1 else []), *keep_suggested(call, wanted, found)]


@dataclass(frozen=True)
class Response:
    """A response of the domain and what it is filled with."""

    name: str
    values: dict[str, str] = field(default_factory=dict)


def similar(call: Call, session: Session, product: Product) -> list[Product]:
    """Others of its kind for the same people, else what sells to them."""
    people = same_people(product.gender)
    of_its_kind = recommend(session, product.category, exclude=[product.id], limit=OFFERED, genders=people)
    return of_its_kind or recommend(session, exclude=[product.id], limit=OFFERED, genders=people)


def _say_differences(call: Call, first: Product, second: Product) -> None:
    rows = [row for row in compare(first, second) if row[1] != row[2]][:LINES]
    lines = [
        call.words(
            "utter_label_difference",
            label=call.policy.words.fields.get(name, name),
            first=_shown(call, name, one),
            second=_shown(call, name, other),
        )
        for name, one, other in rows
    ]
    response = "utter_compare_products" if lines else "utter_compare_same"
    choice = _how_to_choose(call, first, second)
    call.say(response, first=first.title, second=second.title, lines="\n".join([*lines, choice] if choice else lines))


def _how_to_choose(call: Call, first: Product, second: Product) -> str:
    """One sentence that weighs the two, from their prices and features; empty when these do not tell them apart."""
    cheaper, dearer = sorted((first, second), key=lambda product: product.list_price_fen)
    saved = dearer.list_price_fen - cheaper.list_price_fen
    more, less = strengths(dearer, cheaper), strengths(cheaper, dearer)
    values = {"cheaper": cheaper.title, "dearer": dearer.title, "saved": call.policy.money(saved)}
    values |= {"more": call.policy.listed(more), "less": call.policy.listed(less)}
    if saved:
        return call.words("utter_label_choose_price" if more else "utter_label_choose_price_only", **values)
    return call.words("utter_label_choose_features", **values) if more and less else ""


def _shown(call: Call, field_: str, value: str) -> str:
    """A field of the catalogue in the shop's words, without a heading that the line has already."""
    words = call.policy.words
    if field_ == "price":
        return words.money.format(amount=value)
    if field_ == "fit":
        return words.fits.get(value, value)
    heading = words.pair.format(name=words.fields.get(field_, field_), value="")
    shown = call.policy.listed(part for part in value.removeprefix(heading).split("|") if part)
    return shown or call.words("utter_label_unsaid")


def _wanted(call: Call, mind: Product | None) -> Wanted:
    """What the message asks for, in the catalogue's terms."""
    sums = sorted(int(amount) for amount in entities(call, "money"))
    around = sums[0] if len(sums) == 1 and names_about(call.text) else None
    occasion = call.policy.matching.occasion_in(call.text)
    return Wanted(
        category=category_word(call),
        genders=_people(call, mind),
        floor_fen=sums[0] if len(sums) > 1 else 0,
        budget_fen=sums[-1] if sums and around is None else None,
        around_fen=around,
        season=str(call.entity("season") or "")[:1] or None,
        color=str(call.entity("color")) if call.entity("color") else None,
        occasion=occasion[0] if occasion else None,
        words=occasion[1].told if occasion else (),
        exclude=(mind.id,) if mind else (),
    )


def _people(call: Call, mind: Product | None) -> tuple[str, ...]:
    """Of whom the message speaks; without any goods named, those for whom the talk was, or of the product."""
    named = call.policy.matching.genders_in(call.text)
    gender = named[0] if named else None if category_word(call) else gender_of_wearer(call)
    return same_people(gender or (mind.gender if mind else ""))


def _recommended(call: Call, session: Session) -> tuple[list[Product], Wanted, Response]:
    """What meets the wishes, else what meets most of them, and which nothing meets."""
    before, mind = suggested(call), _in_mind(call, session)
    names_goods = call.entity("category") or call.entity("product")
    if before and not names_goods and (goes_on(call) or call.intent == "inform"):
        return _further(call, session, before)
    wanted = _wanted(call, mind)
    step = price_step(call.text)
    if mind and step and wanted.budget_fen is None:
        wanted = _by_price(session, replace(wanted, category=wanted.category or mind.category), [mind], step)
    found = suggestions(session, wanted, today=today(call), kind=mind.category if mind else None, limit=OFFERED)
    if found or (mind and step):
        return found, wanted, Response("utter_recommend_product")
    return _nearest(call, session, wanted)


def _further(call: Call, session: Session, before: Suggested) -> tuple[list[Product], Wanted, Response]:
    """Others for the wishes of before: cheaper or dearer ones, for others, or just not the same again."""
    now, wanted = _wanted(call, None), before.wanted
    told = {name: value for name, value in asdict(now).items() if value and name != "exclude"}
    if now.budget_fen or now.around_fen:
        wanted = replace(wanted, floor_fen=0, budget_fen=None, around_fen=None)
    wanted = replace(wanted, **{name: getattr(now, name) for name in told})
    step = price_step(call.text)
    if step and now.budget_fen is None:
        last = [product for product_id in before.last if (product := find_product(session, product_id))]
        wanted = _by_price(session, wanted, last, step)
    elif not told:
        wanted = replace(wanted, exclude=before.shown)
    found = suggestions(session, wanted, today=today(call), limit=OFFERED)
    gives_up = not told or (step and now.budget_fen is None)
    if found or gives_up:
        return found, wanted, Response("utter_recommend_product")
    return _nearest(call, session, wanted)


def _by_price(session: Session, wanted: Wanted, shown: list[Product], step: str) -> Wanted:
    prices = [price_range(session, product)[0] for product in shown]
    if not prices:
        return wanted
    if step == "cheaper":
        return replace(wanted, floor_fen=0, budget_fen=min(prices) - 1, around_fen=None)
    return replace(wanted, floor_fen=max(prices) + 1, budget_fen=None, around_fen=None)


def _nearest(call: Call, session: Session, wanted: Wanted) -> tuple[list[Product], Wanted, Response]:
    found, missed = nearest(session, wanted, today=today(call), limit=OFFERED)
    told = "".join(call.words(f"utter_label_missed_{wish}", value=_missed(call, wanted, wish)) for wish in missed)
    people = "" if "gender" in missed else _people_shown(call, wanted)
    values = {"goods": _goods(call, wanted, people), "missed": told}
    return found, wanted, Response("utter_recommend_nearest", values)


def _goods(call: Call, wanted: Wanted, people: str) -> str:
    """The kind of goods and for whom, in words; the whole shop where both are open."""
    goods = call.words("utter_label_goods", people=people, category=wanted.category or "")
    return goods if people or wanted.category else call.words("utter_label_shop")


def _missed(call: Call, wanted: Wanted, wish: str) -> str:
    """A wish that nothing meets, in words."""
    if wish == "budget":
        dearest = wanted.budget_fen or 0
        return call.policy.money(dearest)
    return _people_shown(call, wanted) if wish == "gender" else str(getattr(wanted, wish))


def _people_shown(call: Call, wanted: Wanted) -> str:
    return call.words("utter_label_people", people=wanted.genders[0]) if wanted.genders else ""


def _partners(call: Call, session: Session) -> tuple[list[Product], Wanted, Response]:
    """What goes with the product in mind, or with the kind of goods that is named first."""
    matching = call.policy.matching
    place = matching.partner_word(call.text) or 0
    kinds = [e for e in call.tracker.latest_message.get("entities") or [] if e["entity"] == "category"]
    words = [(word_of_kind(call, e), e.get("start", 0)) for e in kinds]
    behind = next((word for word, start in words if start >= place), None)
    before = next((word for word, start in words if start < place), None)
    mind = _in_mind(call, session)
    wanted = _wanted(call, mind)
    found = partners_of(
        session, mind, before, behind, matching=matching, wanted=wanted, today=today(call), limit=OFFERED
    )
    response = Response("utter_recommend_partners", {"title": mind.title if mind else str(before or "")})
    return found, wanted, response


def _say_none(call: Call, session: Session, wanted: Wanted) -> None:
    """Nothing meets the wishes: goods that the shop does not have are said so; what sells is offered instead."""
    before, step = suggested(call), price_step(call.text)
    if wanted.category and not called(session, wanted.category):
        ask_which(call, session, intent="choose_product")
        return
    if step or (before and wanted.exclude):
        goods = _goods(call, wanted, _people_shown(call, wanted))
        call.say(f"utter_recommend_no_{step or 'more'}", goods=goods)
        return
    anything = Wanted(genders=wanted.genders)
    others = suggestions(session, anything, today=today(call)) or suggestions(session, Wanted(), today=today(call))
    call.say("utter_recommend_none", buttons=choices(others, "choose_product"))


def _in_mind(call: Call, session: Session) -> Product | None:
    named = call.entity("product")
    return find_product(session, str(named)) if named else product_in_mind(call, session)


def _line(call: Call, session: Session, product: Product, wanted: Wanted) -> str:
    reasons = reasons_for(session, product, wanted)
    why = call.policy.listed(call.words(f"utter_label_why_{kind}", value=_value(call, kind, v)) for kind, v in reasons)
    return call.words("utter_label_suggestion", title=product.title, why=why)


def _value(call: Call, kind: str, value: Any) -> str:
    return call.policy.money(value) if kind in ("budget", "price", "over") else str(value)
