"""Sizes as shops write them: S to 6XL, 38码, 160/84A, 75B."""

from __future__ import annotations

import re

from bot.nlu.entities.numbers import number_value
from bot.nlu.entities.spans import Entity, found

LETTERS = r"(?:[2-9]XL|X{0,5}[SL]|M)"
# What may stand for a size where the words around it leave no doubt (平时穿…).
ANY_SIZE = rf"(?:1[0-9]\d/\d{{2,3}}[A-CY]?|(?:6[05]|7[05]|8[05]|90)[A-G]|{LETTERS}(?![A-Za-z\d])|\d{{2}}(?:\.5|码半)?)"

_LETTER_SIZE = re.compile(rf"(?<![A-Za-z\d&.'-]){LETTERS}(?=码|号|[^A-Za-z\d&.'+-]|$)(?:\s?[码号](?!称))?", re.I)
_BODY_SIZE = re.compile(r"(?<![\d/])1[0-9]\d/\d{2,3}\s?(?:[A-CY](?![A-Za-z])(?:码|号)?|码|号)", re.I)
_CUP_SIZE = re.compile(
    r"(?<![\dA-Za-z])(?:(?:6[05]|7[05]|8[05]|9[05])/?[A-H]|3[0-9][A-E])(?![A-Za-z\d])(?:罩?杯|码)?", re.I
)
_FIGURE_SIZE = re.compile(r"(?<![\d.小大-])(\d{2,3}(?:\.5)?)\s?(码半|码|#)(?!洗|头|数)")
_HAN_SIZE = re.compile(r"([二三四五]?十[一二三四五六七八九]?)(码半|码)")
_SHOE_NUMBER = re.compile(r"(?<![\d.:年月])(3[3-9]|4[0-8])号(?!楼|院|店|线|链接|房|机|[\d])")
_EURO_SHOE = re.compile(r"(?:欧码|欧洲码|法码|EUR?)\s?(?:[是:]\s?)?(?:3[3-9]|4[0-8])(?:\.5)?(?:\s?[码号])?(?!\d)", re.I)
# 43呢, 那43的呢: nothing else is said, and a size is all that such a number is among clothes and shoes.
_BARE_ALONE = re.compile(r"^(?:那|那么|要是|如果)?(?P<n>2[2-9]|3\d|4[0-6])(?=的?(?:呢|有没有|有吗)[?？]?$)")
_BARE_SHOE = re.compile(
    r"(?<![\d.满减¥￥])(3[4-9]|4[0-6])(\.5)?(?=的?(?:还?有(?:货|吗|没|么|不)|没有?了|断码|缺货|没货|偏[大小]|"
    r"大还是小))"
)


def canonical_size(written: str) -> str:
    """One spelling: XXL, 2xl码 → 2XL; 38码 → 38; 38码半 → 38.5.

    >>> canonical_size("xxl码"), canonical_size("38码半"), canonical_size("160/84a"), canonical_size("欧码42")
    ('2XL', '38.5', '160/84A', '42')
    """
    plain = re.sub(r"^(?:欧码|欧洲码|法码|EUR?)\s?[是:]?\s?", "", written.strip().upper())
    plain = plain.replace("码半", ".5").rstrip("码号杯罩# ")
    many = re.fullmatch(r"(X{2,5})([SL])", plain)
    return f"{len(many.group(1))}X{many.group(2)}" if many else plain


def is_millimetres(figure: str) -> bool:
    """245码 is a foot's length, not a size of the shop."""
    return figure.isdigit() and 200 <= int(figure) <= 300 and int(figure) % 5 == 0


def find_sizes(text: str) -> list[Entity]:
    """Sizes by their form; words such as 均码 or 加大 are terms of size.yml."""
    sizes = []
    for pattern in (_LETTER_SIZE, _BODY_SIZE, _CUP_SIZE, _SHOE_NUMBER, _EURO_SHOE, _BARE_SHOE):
        sizes += [found("size", m.start(), m.end(), canonical_size(m.group())) for m in pattern.finditer(text)]
    sizes += [found("size", m.start("n"), m.end("n"), m["n"]) for m in _BARE_ALONE.finditer(text)]
    for match in _FIGURE_SIZE.finditer(text):
        if 16 <= float(match.group(1)) <= 190 and not is_millimetres(match.group(1)):
            sizes.append(found("size", match.start(), match.end(), canonical_size(match.group())))
    for match in _HAN_SIZE.finditer(text):
        number = f"{number_value(match.group(1)) or 0:g}"
        sizes.append(found("size", match.start(), match.end(), canonical_size(number + match.group(2))))
    return sorted(sizes, key=lambda e: e.start)
