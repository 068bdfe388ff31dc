"""Addresses: where an order goes to, read from what a shopper writes, completed and checked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from bot.shop.orders import Order
from bot.shop.regions import districts_of, province_of

# A phone, a name or the end of a sentence ends an address.
_BEHIND_STREET = re.compile(
    r"(?:\+?86[ -]?)?1[3-9]\d(?:[ -]?\d{4}){2}|收件人|收货人|联系人|姓名|名字|电话|手机|[。;；!！?？\n]"
)
_SPELT = re.compile(r"[\s,，、]*[\u4e00-\u9fffA-Za-z0-9#()（）\-—·./&+~～'’]+")
_GOES_ON = re.compile(
    r"[路街道巷弄里村屯镇乡园苑城厦场寓校学院区号栋幢楼室层座元厂店站局所司心组湾府庭庄桥门旗团队坊馆仓柜户]|\d"
)
_COURTESY = re.compile(
    r"(?:[,，、\s]*(?:谢谢|感谢|麻烦|拜托|多谢|辛苦)[你您]?了?|(?<![酒网书茶])吧|[哦啊呀哈呢的了]|收)+$"
)
PARTS = ("receiver", "phone", "province", "city", "district", "street")
_WHERE = ("province", "city", "district", "street")
_NAME = r"(?P<name>[\u4e00-\u9fff]{2,6}(?:·[\u4e00-\u9fff]{2,8})?)"
_CALLED = re.compile(
    rf"(?:收件人|收货人|联系人|姓名|名字)(?:是|叫|改成|改为|换成|写|:|：|，|,|\s)*(?:改成|改为|换成|是|写)?\s*{_NAME}(?=$|[\s,，。;；、]|\d|电话|手机|地址)"
)
# A name alone between separators, as on a label: 王小明，13900000000，浙江省…
_ON_LABEL = re.compile(r"(?:^|[\s,，;；、])([\u4e00-\u9fff·]{2,4})(?=[\s,，;；、]*1\d{10})")
_NO_NAME = re.compile(r"地址|电话|手机|号码|收货|收件|改成|改为|换成|麻烦|谢谢|订单|你好|您好|亲|[省市区县镇街路号]$")


@dataclass(frozen=True)
class Destination:
    """Who gets it, and where."""

    receiver: str
    phone: str
    province: str
    city: str
    district: str
    street: str

    @classmethod
    def of(cls, order: Order) -> Destination:
        return cls(*(getattr(order, name) for name in PARTS))

    @property
    def place(self) -> str:
        """Without saying twice what a city and its province share."""
        province = "" if self.province == self.city else self.province
        return f"{province}{self.city}{self.district}{self.street}"

    def as_dict(self) -> dict[str, str]:
        return asdict(self)

    def with_told(self, told: Mapping[str, Any]) -> Destination:
        """This one with what was told; a place that is told replaces the whole place, a street only the street."""
        values = {**asdict(self), **{name: told[name] for name in ("receiver", "phone", "street") if told.get(name)}}
        if told.get("city") or told.get("province") or told.get("district"):
            values |= {name: told.get(name) or "" for name in _WHERE}
        return Destination(**values)


def receiver_in(text: str) -> str | None:
    """The name of the receiver, where it is called one or stands before a phone number."""
    found = _CALLED.search(text)
    name = found["name"] if found else next((m for m in _ON_LABEL.findall(text)), None)
    return None if name is None or _NO_NAME.search(name) else name


def street_in(text: str, *, is_sure: bool = False) -> str | None:
    """The street, house and room that a text begins with: as far as it goes on like an address.

    ``is_sure``: it is known to be an address; otherwise a word or a number must say so.

    >>> street_in("文一西路969号阿里巴巴西溪园区，谢谢")
    '文一西路969号阿里巴巴西溪园区'
    >>> street_in("中山路8号 3幢 502 王强 13712345678"), street_in("吧")
    ('中山路8号 3幢 502', None)
    """
    street = ""
    for piece in re.finditer(r"[\s,，、]*[^\s,，、。;；!！?？:：\n]+", _BEHIND_STREET.split(text, maxsplit=1)[0]):
        if (street and not _GOES_ON.search(piece.group())) or not _SPELT.fullmatch(piece.group()):
            break
        street += piece.group()
    street = _COURTESY.sub("", street).strip(" ,，、-")
    if len(street) < 3 or not re.search(r"[\u4e00-\u9fff]", street):
        return None
    return street if is_sure or _GOES_ON.search(street) else None


def completed(told: Mapping[str, Any]) -> dict[str, Any]:
    """What was told, with the province that a city leaves no doubt about."""
    city, province = told.get("city"), told.get("province")
    if city and not province:
        province = province_of(str(city))
    if province and not city and str(province).endswith("市"):
        city = province
    return {**told, "province": province, "city": city}


def missing_part(told: Mapping[str, Any]) -> str | None:
    """What is missing of a new address: ``anything``, ``city``, ``district`` or ``street``; None: it is complete."""
    if not any(told.get(name) for name in PARTS):
        return "anything"
    if not any(told.get(name) for name in ("province", "city", "district")):
        return None
    if not told.get("province") or not told.get("city"):
        return "city"
    if not told.get("district") and districts_of(str(told["province"]), str(told["city"])):
        return "district"
    return None if told.get("street") else "street"
