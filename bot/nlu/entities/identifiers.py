"""Order numbers, tracking numbers, phones and the last four digits of a phone; they never overlap."""

from __future__ import annotations

import re

from bot.nlu.entities.spans import Entity, blank, found

_BLANKS = re.compile(r"[\s-]")
_FILLER = r"(?:[是为:,，\s]|后面|的|这个|我|如下|发你|给你|号码?|有|一下|查|帮|看){0,8}"

_MARKED_TRACKING = re.compile(
    r"(?<![A-Za-z\d])(?:[A-Za-z]{2}\d{9}[A-Za-z]{2}|[A-Za-z]{2,5}[ -]?\d{10,18})(?:-\d{1,2}-\d{1,2}-?)?(?![A-Za-z\d])"
)
_NAMED_TRACKING = re.compile(rf"(?:快递|运|物流|面)单?号{_FILLER}(\d(?:[ -]?\d){{9,19}})(?!\d)")
_NAMED_ORDER = re.compile(rf"订单?(?:编号|号码?|号){_FILLER}(\d(?:[ -]?\d){{9,19}})(?!\d)")
_ORDER = re.compile(r"(?<![\dA-Za-z.])\d{15,20}(?![\dA-Za-z])")
_SPLIT_ORDER = re.compile(r"(?<![\dA-Za-z.-])\d{3,8}(?:[ -]\d{3,8}){1,5}(?![\dA-Za-z])")
_PLAIN_TRACKING = re.compile(r"(?<![\dA-Za-z.])\d{12,14}(?![\dA-Za-z])")
_PARCEL = re.compile(r"快递|物流|运单|包裹|单号|快件|^[\d\s?？]+$")
_PHONE = re.compile(r"(?<!\d)(?<!\d[.-])(?:\+?86[ -]?)?(1[3-9]\d(?:[ -]?\d{4}){2})(?!\d)")
_MASKED_PHONE = re.compile(r"(?<![\dA-Za-z])1[3-9]\d[*xX]{1,5}(\d{4})(?!\d)")

_TAIL_WORD = r"(?:尾号|尾数|(?:最?后|末)面?的?[四4]位(?:数字?)?|后[四4]个数字?)"
_TAIL_AFTER = re.compile(rf"{_TAIL_WORD}[^\d,，。;；]{{0,6}}(\d{{4}})(?!\d)")
_TAIL_BEFORE = re.compile(
    rf"(?<!\d)(\d{{4}})(?:是|这个|为)*(?:我|收货|收件)?的?(?:人)?(?:手机|电话)?号?码?的?{_TAIL_WORD}"
)
_TAIL_OF_OTHER = re.compile(r"(?:订单|单号|快递|运单|银行|卡|身份证)[^,，。]{0,4}$")
_ONLY_FOUR = re.compile(r"\s*(\d{4})\s*[。.!！~]?\s*")
_FOUR_AFTER_ORDER = re.compile(r"[\s,，、;；/和]+(?:尾号)?(\d{4})\s*$")


def find_identifiers(text: str) -> list[Entity]:
    """What names an order, a parcel or a person; values without blanks and dashes."""
    identifiers: list[Entity] = []
    for find in (_trackings, _orders, _phones, _split_orders, _plain_trackings, _tails):
        identifiers += find(blank(text, identifiers))
    return sorted(identifiers + _tails_after_orders(text, identifiers), key=lambda e: e.start)


def _trackings(text: str) -> list[Entity]:
    marked = [
        found(
            "tracking_number", m.start(), m.end(), _BLANKS.sub("", re.sub(r"(?:-\d{1,2}){2}-?$", "", m.group())).upper()
        )
        for m in _MARKED_TRACKING.finditer(text)
    ]
    return marked + _group_one(_NAMED_TRACKING, "tracking_number", blank(text, marked))


def _orders(text: str) -> list[Entity]:
    plain = [found("order_number", m.start(), m.end(), m.group()) for m in _ORDER.finditer(text)]
    return plain + _group_one(_NAMED_ORDER, "order_number", blank(text, plain))


def _group_one(pattern: re.Pattern[str], entity: str, text: str) -> list[Entity]:
    return [
        found(entity, m.start(1), m.end(1), _BLANKS.sub("", m.group(1)))
        for m in pattern.finditer(text)
        if not _PHONE.fullmatch(m.group(1))
    ]


def _phones(text: str) -> list[Entity]:
    return [found("phone", m.start(), m.end(), _BLANKS.sub("", m.group(1))) for m in _PHONE.finditer(text)]


def _split_orders(text: str) -> list[Entity]:
    return [
        found("order_number", m.start(), m.end(), digits)
        for m in _SPLIT_ORDER.finditer(text)
        if 15 <= len(digits := _BLANKS.sub("", m.group())) <= 20
    ]


def _plain_trackings(text: str) -> list[Entity]:
    if not _PARCEL.search(text):
        return []
    return [found("tracking_number", m.start(), m.end(), m.group()) for m in _PLAIN_TRACKING.finditer(text)]


def _tails(text: str) -> list[Entity]:
    only = _ONLY_FOUR.fullmatch(text)
    matches = (
        [only] if only else [*_TAIL_AFTER.finditer(text), *_TAIL_BEFORE.finditer(text), *_MASKED_PHONE.finditer(text)]
    )
    return [
        found("phone_tail", m.start(1), m.end(1), m.group(1))
        for m in matches
        if not _TAIL_OF_OTHER.search(text[: m.start()])
    ]


def _tails_after_orders(text: str, identifiers: list[Entity]) -> list[Entity]:
    """An order number and four digits behind it are the two halves of proving an order."""
    tails = []
    for order in identifiers:
        match = _FOUR_AFTER_ORDER.match(text, order.end) if order.entity == "order_number" else None
        if match and not any(e.entity == "phone_tail" for e in identifiers):
            tails.append(found("phone_tail", match.start(1), match.end(1), match.group(1)))
    return tails
