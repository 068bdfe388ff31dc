"""Sums of money, in fen."""

from __future__ import annotations

import re

from bot.nlu.entities.numbers import HAN_NUMBER, NUMBER, number_value, without_idioms
from bot.nlu.entities.spans import Entity, blank, found

_DIGIT = r"[\d一二两三四五六七八九]"
_BUY = r"(?:[拍买来订加退换送拿发少漏寄](?:了|我|到|过)?|要)$"
_PAY = r"(?:[差宜加补多少减退返才收要赔付扣省降]|优惠|只有)(?:了|我|个|你们?)*$"

_SIGN = re.compile(r"[¥￥]\s?(\d+(?:\.\d{1,2})?)|(?<![A-Za-z])rmb\s?(\d+(?:\.\d{1,2})?)", re.I)
# 元宵, 元旦 and 毛巾 begin with a unit but are none.
_YUAN = re.compile(
    rf"({NUMBER})\s?(?P<unit>块钱|块|元(?![宵旦素气件])|圆(?![形的领])|rmb)(?:({_DIGIT})(?:(毛|角)|(?![\d.]|"
    rf"{HAN_NUMBER}|(?:[件双条个袋盒箱瓶]|包(?!邮)))))?",
    re.I,
)
_JIAO = re.compile(rf"({NUMBER})\s?(?:毛钱|毛(?![衣巾线毯绒呢笔豆肚])|角(?![度落色钱]))({_DIGIT}(?!\d))?")
_THRESHOLD = re.compile(r"满\s?(\d{2,5})(?:元|块)?\s?[减送打返包免]\s?(\d{1,4})?(?![\d件包双瓶盒])")
_BARE = re.compile(
    r"(?:预算|价位|价格|原价|现价|单价|到手价?|售价|卖价)(?:是|在|大概|就|只有|才|:|到|差不多|"
    rf"\s)*(?P<a>{NUMBER})(?![\d.])"
    r"|(?:便宜|优惠|抹掉?|减免?)(?:个|了|我|点)*\s?(?P<b>\d{1,4}(?:\.\d{1,2})?)(?![\d.]|\s?[件双包个%张])"
    r"|(?<![\d.])(?P<c>\d{1,4})(?:的|元的)?(?=优惠?[券卷]|[券卷]|红包|无门槛)"
    rf"|(?P<d>{NUMBER})(?:(?:以内|以下|左右|上下)(?:的|(?=[男女童儿]))|以内(?=[呢吧]?$|\s))"
    # More than any height: 200 左右 at the end, 200 内.
    r"|(?<![\d.])(?P<e>[2-9]\d{2}|[1-9]\d{3})(?:左右|上下)(?=[呢吧]?$|\s)"
    r"|(?<![\d.])(?P<f>\d{2,4})(?:内|之内)(?=[\s的呢吧有]|$)"
)
_THING = re.compile(
    r"的?(?:香皂|肥皂|电池|蛋糕|巧克力|布|毛巾|手表|表|板|玻璃|砖|姜|肉|饼|糖|豆腐|地垫|抹布|硬盘|屏)|[儿头状]"
)

_RELIEF = re.compile(r"的?(?:[券卷]|优惠|红包|返现|运费|邮费)")


def find_money(text: str) -> list[Entity]:
    """Amounts with their unit, and bare ones where the words around them can mean nothing else (满199减10)."""
    rest = without_idioms(text)
    money: list[Entity] = []
    for find in (_signed, _in_yuan, _in_jiao, _thresholds, _bare):
        money += find(blank(rest, money))
    return sorted(money, key=lambda e: e.start)


def _signed(text: str) -> list[Entity]:
    return [_sum(m.start(), m.end(), float(m.group(1) or m.group(2))) for m in _SIGN.finditer(text)]


def _in_yuan(text: str) -> list[Entity]:
    sums = []
    for match in _YUAN.finditer(text):
        yuan = number_value(match.group(1))
        if yuan is None or _is_piece(text, match):
            continue
        sums.append(_sum(match.start(), match.end(), yuan + (number_value(match.group(3) or "0") or 0) / 10))
    return sums


def _is_piece(text: str, match: re.Match[str]) -> bool:
    """块 also counts soaps and cakes: 只想拍两块."""
    if match.group("unit") != "块" or match.group(3):
        return False
    few = (number_value(match.group(1)) or 0) < 10
    if _RELIEF.match(text, match.end()):
        return False
    if match.group(1) == "一":
        return not re.search(_PAY, text[: match.start()])
    return bool(_THING.match(text, match.end()) or (few and re.search(_BUY, text[: match.start()])))


def _in_jiao(text: str) -> list[Entity]:
    return [
        _sum(m.start(), m.end(), value / 10 + (number_value(m.group(2) or "0") or 0) / 100)
        for m in _JIAO.finditer(text)
        if (value := number_value(m.group(1))) is not None and m.group() != "一角"
    ]


def _thresholds(text: str) -> list[Entity]:
    return [
        _sum(m.start(group), m.end(group), float(m.group(group)))
        for m in _THRESHOLD.finditer(text)
        for group in (1, 2)
        if m.group(group)
    ]


def _bare(text: str) -> list[Entity]:
    return [
        _sum(m.start(group), m.end(group), value)
        for m in _BARE.finditer(text)
        if (group := m.lastgroup) and (value := number_value(m.group(group))) and value >= 2
    ]


def _sum(start: int, end: int, yuan: float) -> Entity:
    return found("money", start, end, round(yuan * 100))
