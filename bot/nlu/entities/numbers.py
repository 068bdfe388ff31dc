"""Numbers in figures and in Chinese words."""

from __future__ import annotations

import re
from functools import lru_cache

import cn2an

HAN_NUMBER = r"[零〇一二两三四五六七八九十百千万廿]{1,10}"
FIGURES = r"\d+(?:\.\d+)?"
NUMBER = rf"(?:(?<![\d.]){FIGURES}|{HAN_NUMBER}(?:点{HAN_NUMBER})?)"

# Words in which 一, 万, 千, 百, 十 count nothing; 第几 is an order, not a number of things.
_IDIOM = re.compile(
    r"第[一二三四五六七八九十百\d]+|万一|千万|万分|十分(?!钟)|十足|百分|百搭|百货|百世|百度|千瓦|"
    r"一(?:下|样|点|些|起|定|会|共|旦|致|律|边|切|概|早|路|流|手|方面|道|度|味|再|向|贯|并|模|目了然|体|家人|口气|"
    r"看|来|洗|碰|拉|穿|打开|收到|拆开|用就|到就|分钱|分货|对一|键|次性|旁|块(?=儿|发|寄|买|拍|送|下单|邮|付|退|"
    r"结|给|打包))|"
    r"[统唯专单同之归]一|不一(?!会)|三只松鼠|七匹狼|九阳|九牧|六神|百草味|五谷|五金|五官|四季|八宝|十月结晶|"
    r"三明治|两面|"
    r"千禾|千层|三七|二手|二维码|二次|二胎|三方|三包(?!邮)|万能|万向|四川|三亚|七夕|五一(?!\d)|六一(?!\d)|"
    r"双十一|双十二|"
    r"[一二三四五六七八九]五?折|十有八九|乱七八糟|三天两头|七七八八"
)


def without_idioms(text: str) -> str:
    """The text with the words crossed out in which a numeral counts nothing (万一, 一下, 第一); positions stay."""
    return _IDIOM.sub(lambda match: "□" * len(match.group()), text)


@lru_cache(maxsize=4096)
def number_value(word: str) -> float | None:
    """The value of a number word or figure, None if it is none.

    >>> number_value("一百六十五"), number_value("一百六"), number_value("两百"), number_value("半")
    (165.0, 160.0, 200.0, 0.5)
    """
    if word == "半":
        return 0.5
    try:
        return float(word) if word[0].isascii() else float(cn2an.cn2an(word, "smart"))
    except (ValueError, IndexError):
        return None
