"""Matching: what goes with what, and what shoppers' words for people and occasions mean in the catalogue."""

from __future__ import annotations

from collections.abc import Iterable

from pydantic import validator

from bot.shop.rules import Section, not_empty, refuse_doubles

# Goods for everybody go with everything.
UNISEX = "中性"


class Occasion(Section):
    """What an occasion is called, and the words of the catalogue that suit it."""

    asked: tuple[str, ...]
    told: tuple[str, ...]

    _not_empty = validator("asked", "told", allow_reuse=True)(not_empty)


class Matching(Section):
    """The rules behind recommendations."""

    goes_with: dict[str, tuple[str, ...]]
    """Category → the categories or keywords that go with it, the best first."""
    people: dict[str, tuple[str, ...]]
    """Gender of the catalogue → what shoppers say for such people."""
    forms_of_address: tuple[str, ...] = ()
    """What shoppers call whom they talk to, which says nothing of the goods."""
    occasions: dict[str, Occasion]
    partner_words: tuple[str, ...]
    """Before the kind of goods that something is to be worn with."""

    _not_empty = validator("partner_words", allow_reuse=True)(not_empty)

    @validator("goes_with")
    def _never_with_its_own_kind(cls, pairs: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
        for category, partners in pairs.items():
            if not partners:
                raise ValueError(f"{category} goes with nothing: name a category, or leave {category} out")
            if category in partners:
                raise ValueError(f"{category} cannot go with itself")
            refuse_doubles(partners)
        return pairs

    @validator("people")
    def _one_meaning_per_word(cls, people: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
        refuse_doubles(word for words in people.values() for word in words)
        return people

    def partners(self, category: str, keywords: Iterable[str] = ()) -> tuple[str, ...]:
        """What goes with a category; what is not listed itself may be listed by one of its keywords."""
        listed = next((name for name in (category, *keywords) if name in self.goes_with), None)
        return self.goes_with[listed] if listed else ()

    def genders_in(self, text: str) -> tuple[str, ...]:
        """For whom a text says the goods are; the longest word decides (女儿 is a child, not a woman).

        Nobody where it names several alike ("男女都能穿").
        """
        for word in self.forms_of_address:
            text = text.replace(word, "")
        said = [(len(word), gender) for gender, words in self.people.items() for word in words if word in text]
        longest = {gender for length, gender in said if length == max(said)[0]}
        return tuple(longest) if len(longest) == 1 else ()

    def occasion_in(self, text: str) -> tuple[str, Occasion] | None:
        return next(((name, it) for name, it in self.occasions.items() if any(word in text for word in it.asked)), None)

    def partner_word(self, text: str) -> int | None:
        """Where in a text it is asked what something goes with; None when it is not."""
        places = [text.find(word) for word in self.partner_words if word in text]
        return min(places) if places else None


def same_people(gender: str) -> tuple[str, ...]:
    """The genders of the catalogue that suit whoever wears goods of this one; none: everybody's."""
    if gender in ("", UNISEX):
        return ()
    if gender in ("儿童", "女童", "男童"):
        return (gender, "儿童") if gender != "儿童" else ("儿童", "女童", "男童")
    return (gender, UNISEX)
