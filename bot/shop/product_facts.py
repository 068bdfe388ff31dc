"""Product facts: which property of a product a question is about, and what the shop's data say of it, quoted."""

from __future__ import annotations

import re
from typing import Any

from pydantic import validator

from bot.shop.catalogue import Product
from bot.shop.rules import Section, not_empty

# More quotations than these nobody reads in a chat.
QUOTED = 3
_SENTENCES = re.compile(r"[。；、]")


class Fact(Section):
    """A property: the words by which shoppers ask for it, and the words by which the data tell of it."""

    asked: tuple[str, ...]
    told: tuple[str, ...]
    figure: str = ""
    """Where the data tell of it in figures that can be compared: an expression with the groups basis and amount."""
    more: str = ""
    """What the product with the larger figure is."""

    _not_empty = validator("asked", "told", allow_reuse=True)(not_empty)

    @validator("figure")
    def _has_its_groups(cls, figure: str) -> str:
        try:
            groups = re.compile(figure).groupindex if figure else {"basis": 1, "amount": 2}
        except re.error as error:
            raise ValueError(f"not a regular expression: {error}") from error
        if not {"basis", "amount"} <= set(groups):
            raise ValueError("needs the groups (?P<basis>…) and (?P<amount>…)")
        return figure

    @validator("more", always=True)
    def _is_named_where_compared(cls, more: str, values: dict[str, Any]) -> str:
        if values.get("figure") and not more:
            raise ValueError("figure needs more: what the product with the larger figure is")
        return more


class ProductFacts(Section):
    """Properties by name, in the order in which they are looked for."""

    __root__: dict[str, Fact]

    @validator("__root__")
    def _each_question_once(cls, facts: dict[str, Fact]) -> dict[str, Fact]:
        seen: dict[str, str] = {}
        for name, fact in facts.items():
            for word in fact.asked:
                if word in seen:
                    raise ValueError(f"{name}: {word} already asks for {seen[word]}")
                seen[word] = name
        return facts

    def asked_in(self, text: str) -> list[str]:
        """The properties that a question names."""
        return [name for name, fact in self.__root__.items() if any(word in text for word in fact.asked)]

    def told(self, product: Product, name: str) -> list[str]:
        """What the data say of a property, word for word; empty: nothing, and nothing is to be made up."""
        words = self.__root__[name].told
        parts = [part.strip() for text in _texts(product) for part in _SENTENCES.split(text)]
        return list(dict.fromkeys(part for part in parts if any(word in part for word in words)))[:QUOTED]

    def figure(self, product: Product, name: str) -> tuple[str, float, str] | None:
        """What a property is measured by, how much of it there is, and both as the data say it."""
        expression = self.__root__[name].figure
        found = re.search(expression, " ".join(_texts(product))) if expression else None
        return (found["basis"], float(found["amount"]), found[0]) if found else None

    def more(self, name: str) -> str:
        return self.__root__[name].more


def _texts(product: Product) -> tuple[str, ...]:
    return (product.features or "", product.material or "", product.description or "", product.care or "")
