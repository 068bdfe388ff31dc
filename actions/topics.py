"""Topics: what shoppers call each intent, and what their words say about how to take them."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from actions.base import Call, settings

FILE = "policy/topics.yml"
# Without the courtesy, a wish such as "change the delivery address" has so many characters in Chinese; more is a story.
BARE_WISH = 6
PLACES = "一二三四五12345"
# The shortest note that says something.
LEAST_NOTE = 3
# What only somebody says who has got to the point: where to, which one, with whom.
TELLING = ("address", "region", "color", "size", "carrier", "phone")


def title(intent: str) -> str:
    """What shoppers and agents call an intent; empty for one that has no name."""
    return str(_sheet()["topics"].get(intent, ""))


def can_suggest(intent: str) -> bool:
    return bool(title(intent)) and intent not in _sheet()["never_suggested"]


def detail_in(call: Call) -> str | None:
    """The message, if it says more than what is wanted."""
    rest = re.sub("|".join(_sheet()["courtesy"]), "", call.text)
    told = len(re.findall(r"\w", rest)) > BARE_WISH or any(call.entity(name) for name in TELLING)
    return call.text if told else None


def is_question(text: str) -> bool:
    return bool(re.search("|".join(_sheet()["question_words"]), text))


def points_back(text: str) -> bool:
    """Whether a message means what was just spoken of ("this one")."""
    return bool(re.search("|".join(_sheet()["pointing_back"]), text))


def note_in(text: str) -> str | None:
    """What is to be noted, where a message says it behind the word for a note."""
    sheet = _sheet()
    found = re.search(sheet["note"], text)
    words = re.sub("|".join(sheet["around_note"]), "", found["note"]).strip(" ，,。：:") if found else ""
    return words if len(words) >= LEAST_NOTE else None


def says_again(text: str) -> bool:
    """Whether what was bought before is wanted once more."""
    return bool(re.search("|".join(_sheet()["once_more"]), text))


def place_named(text: str) -> int | None:
    """The place in a list that a message names, from 0."""
    found = re.search(_sheet()["place_in_list"], text)
    return PLACES.index(found[1]) % 5 if found else None


def ending_named(text: str) -> str | None:
    """The end of an order number, where a message names an order by it ("87那单")."""
    found = re.search(_sheet()["order_ending"], text)
    return next((digits for digits in found.groups() if digits), None) if found else None


def states_named(text: str) -> set[str]:
    """The states of orders that a message names."""
    return {state for state, pattern in _sheet()["order_states"].items() if re.search(pattern, text)}


def speaks_of_dispatch(text: str) -> bool:
    return bool(re.search("|".join(_sheet()["dispatch"]), text))


def asks_for_the_lowest(text: str) -> bool:
    """Whether somebody who haggles wants the lowest price at once."""
    return bool(re.search("|".join(_sheet()["lowest_price"]), text))


def adds_goods(text: str) -> bool:
    """Whether more goods come to those whose price was told."""
    return bool(re.search("|".join(_sheet()["more_goods"]), text))


def supposes(text: str) -> bool:
    """Whether what was told is asked for once more under another condition ("那三件呢")."""
    return bool(re.search("|".join(_sheet()["supposing"]), text))


def asks_with_coupon(text: str) -> bool:
    """Whether what was told is asked for with a coupon ("用券呢")."""
    sheet = _sheet()
    return bool(re.search(sheet["with_coupon"], text)) and not re.search(sheet["with_coupon_not"], text)


def means_all(text: str) -> bool:
    """Whether the price of everything spoken of is asked for."""
    return bool(re.search("|".join(_sheet()["all_goods"]), text))


def speaks_of_intercepting(text: str) -> bool:
    return bool(re.search(_sheet()["intercepting"], text))


def speaks_of_refusing(text: str) -> bool:
    """Whether a parcel would not be taken at the door."""
    return bool(re.search(_sheet()["refusing"], text))


def tells_sent_back(text: str) -> bool:
    """Whether a message gives the number of a parcel that goes back, or is about to."""
    return bool(re.search(_sheet()["sent_back"], text, re.IGNORECASE))


def cancels_all(text: str, goods: bool) -> bool:
    """Whether a wish to cancel is for all of an order; ``goods``: whether it names some."""
    words = _sheet()["whole_order"] if goods else f"{_sheet()['whole_order']}|{_sheet()['every_one']}"
    return bool(re.search(words, text)) and not cancels_in_part(text)


def cancels_in_part(text: str) -> bool:
    """Whether something of an order shall stay as it is."""
    return bool(re.search(_sheet()["part_of_order"], text))


def means_apart(text: str) -> bool:
    """Whether parcels shall be sent apart rather than together."""
    return bool(re.search("|".join(_sheet()["apart"]), text))


def is_leaving(text: str) -> bool:
    """Whether a "no" is meant for the whole matter, rather than being part of it ("I don't like it")."""
    return bool(re.search("|".join(_sheet()["leaving"]), text))


def agrees(text: str) -> bool:
    """Whether a message is nothing but a yes, as people say it to what they were shown."""
    return _is_only(text, _sheet()["agreeing"])


def says_so(text: str) -> bool:
    """Whether a message is nothing but the wish in a word ("换吧")."""
    return _is_only(text, _sheet()["wish_in_a_word"])


def hesitates(text: str) -> bool:
    """Whether a message asks for time to think."""
    return _is_only(text, _sheet()["hesitating"])


def is_dropped(text: str, topic: str) -> bool:
    """Whether a message is nothing but leaving what was begun ("算了不取消了")."""
    dropped = _sheet()["dropped"]
    return _is_only(text, dropped["always"]) or _is_only(text, dropped["except"].get(topic) or dropped["usually"])


def has_forgotten(text: str) -> bool:
    """Whether the shopper does not know what would prove an order."""
    return bool(re.search("|".join(_sheet()["forgotten"]), text))


def unpaid_reason_in(text: str) -> str | None:
    """Why an order is not paid, where a shopper who was asked says it in words."""
    reasons: dict[str, str] = _sheet()["unpaid_reasons"]
    return next((reason for reason, words in reasons.items() if re.search(words, text)), None)


def goes_on(call: Call) -> bool:
    """Whether a wish for a recommendation goes on from the last one, rather than beginning anew."""
    return not re.search(_sheet()["recommend_anew"], call.text) or bool(
        re.search(_sheet()["recommend_more"], call.text)
    )


def names_about(text: str) -> bool:
    """Whether a sum is what goods may cost about, rather than at most."""
    return bool(re.search(_sheet()["about_a_sum"], text))


def price_step(text: str) -> str | None:
    """Whether cheaper or dearer goods are wanted than those spoken of."""
    steps: dict[str, str] = _sheet()["price_steps"]
    return next((step for step, words in steps.items() if re.search(words, text)), None)


def asks_which_is_more(text: str) -> bool:
    """Whether a comparison is about one property: which one is warmer."""
    return bool(re.search(_sheet()["which_more"], text))


def asks_how_many(text: str) -> bool:
    """Whether a question about the stock is for the number of pieces."""
    return bool(re.search(_sheet()["how_many"], text))


def swaps(text: str) -> bool:
    """Whether one article is to become another."""
    return bool(re.search(_sheet()["swapping"], text))


def size_step(text: str) -> int | None:
    """One size larger or smaller than the one at hand."""
    steps: dict[int, str] = {1: _sheet()["larger"], -1: _sheet()["smaller"]}
    return next((step for step, words in steps.items() if re.search(words, text)), None)


def asks_price(text: str) -> bool:
    """Whether a comparison is about the price."""
    return bool(re.search(_sheet()["price_words"], text))


def _is_only(text: str, pattern: str) -> bool:
    return re.fullmatch(pattern, re.sub(r"\W+", "", text).lower()) is not None


def _sheet() -> dict[str, Any]:
    file = settings().data_dir / FILE
    return _read(file, file.stat().st_mtime_ns)


@lru_cache(maxsize=2)
def _read(file: Path, _changed: int) -> dict[str, Any]:
    return dict(yaml.safe_load(file.read_text(encoding="utf-8")))
