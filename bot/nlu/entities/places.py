"""Regions of China as shoppers write them, and street addresses."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from bot.nlu.entities.spans import Entity, blank, found
from bot.shop.regions import NO_PLACE, region_codes

_PROVINCE_ENDING = re.compile(r"(?:省|市|(?:壮族|回族|维吾尔)?自治区|特别行政区)$")
_PEOPLE = r"(?:朝鲜|土家|苗|侗|布依|藏|彝|羌|白|傣|景颇|傈僳|哈尼|壮|回|蒙古|哈萨克|柯尔克孜)族?"
_PREFECTURE = re.compile(rf"(.{{2,}}?)(?:{_PEOPLE})+自治州")
_CITY_ENDING = re.compile(r"(?:市|地区|盟)$")
_DISTRICT_ENDING = re.compile(r"(?:新区|区|县|市)$")

_TOWARDS = re.compile(r"(?:到|发|寄|往|在|去|送|从|至|住|回|运|来自|我是|我们|地址是?|:)\s?$")
_ASKS_DELIVERY = re.compile(
    r"\s?(?:这边|那边|这里|本地|地区|包邮|几天|多久|多长时间|能[到发送寄]|可以[到发送寄]|[到发][得货]|有货|"
    r"多少天|要几天|运费|邮费|的?话)|市"
)
_STREET_BEHIND = re.compile(r"[东西南北中一二三]?(?:路|大道|街(?!道))")
# A short name of a district that is part of another name: 南山大厦.
_NAMES_ELSE = re.compile(r"(?:大厦|广场|花园|小区|公寓|医院|学校|[大中小]学|酒店|宾馆|商场|新?村|镇|[苑城桥门巷弄])")
_ADDRESS_WORD = (
    r"(?:路|街|大道|道|巷|弄|胡同|里|村|屯|镇|乡|小区|花园|苑|园|城|大厦|广场|公寓|新村|学校|大学|医院|"
    r"(?:工业|开发|园|校|厂|社|街|院)区)"
)
_UNIT = r"(?:号|弄|栋|幢|楼|室|层|座|单元)"
_SPACED = rf"\s(?=\d+\s?{_UNIT})|(?<=\d)\s(?={_UNIT})"
_DETAIL = re.compile(
    rf"\s?(?:[\u4e00-\u9fffA-Za-z0-9#()\-—·]|{_SPACED}){{2,40}}"
    rf"(?:\s(?=[\u4e00-\u9fffA-Za-z\d]*(?:{_ADDRESS_WORD}|\d{_UNIT}))(?:[\u4e00-\u9fffA-Za-z0-9#\-]|"
    rf"{_SPACED}){{2,20}})*"
)
_DETAIL_END = re.compile(
    rf".*(?:{_ADDRESS_WORD}|号楼?|栋|幢|单元|室|楼|层|座|组|驿站|菜鸟|门卫|(?<=[号栋幢楼元座室\-])[A-Za-z]?\d{{1,5}})"
)
_STREET = re.compile(
    r"[\u4e00-\u9fff]{1,8}?(?:路|街道?|大道|巷|弄|胡同|村|镇|小区|花园|苑|大厦|广场|公寓|"
    r"新村)[\u4e00-\u9fffA-Za-z\d#\-]{0,16}?\d+(?:号楼?|栋|幢|弄|单元|室|楼|层|座)"
    r"(?:[A-Za-z\d一二三四五六七八九十\-]+(?:号楼?|栋|幢|单元|室|楼|层|座)?)*"
)
_LEAD = re.compile(r".*(?:改成|改为|改到|换成|换到|地址是?|寄到|送到|发到|发往|寄往|新地址|在|到|是|我家|成)")
_QUESTION = re.compile(r"吗|怎么|几天|多久|什么|能不能|可以|没有|还没|为啥|要不要|多少|是不是|会不会|怎样")


@dataclass(frozen=True)
class Region:
    """A province, a city in it, a district in that; what is not said or not certain is None."""

    province: str | None
    city: str | None = None
    district: str | None = None

    def holds(self, inner: Region) -> bool:
        """Whether ``inner`` may lie within: as far as both say."""
        pairs = ((self.province, inner.province), (self.city, inner.city))
        return self.depth < inner.depth and all(outer is None or outer == other for outer, other in pairs)

    @property
    def depth(self) -> int:
        return 3 if self.district else 2 if self.city and self.city != self.province else 1

    def as_value(self) -> dict[str, str | None]:
        return {"province": self.province, "city": self.city, "district": self.district}


@dataclass
class Gazetteer:
    """Names of places → regions they may mean, for one pass over a text."""

    names: dict[str, list[Region]] = field(default_factory=lambda: defaultdict(list))
    weak: set[str] = field(default_factory=set)
    """Names that are also everyday words: they count only where a delivery is spoken of, or behind their province."""
    inner: dict[str, list[Region]] = field(default_factory=lambda: defaultdict(list))
    """Short names of districts, which count only behind their city: 深圳南山."""
    exceptions: re.Pattern[str] = re.compile(r"(?!)")

    def at(self, text: str, start: int) -> tuple[int, str] | None:
        """The longest name that begins at ``start``."""
        for length in range(min(11, len(text) - start), 1, -1):
            if text[start : start + length] in self.names:
                return start + length, text[start : start + length]
        return None

    def inside(self, text: str, start: int, outer: tuple[Region, ...]) -> tuple[int, Region, Region] | None:
        """The longest name at ``start`` of something within one of ``outer``."""
        for length in range(min(11, len(text) - start), 1, -1):
            name = text[start : start + length]
            for inner in [*self.names.get(name, ()), *self.inner.get(name, ())]:
                for region in outer:
                    if region.holds(inner):
                        return start + length, region, inner
        return None

    @staticmethod
    def is_short_in(text: str, start: int, found: tuple[int, Region, Region]) -> bool:
        """Whether the short name of a district only begins the name of something else."""
        end, _, inner = found
        return inner.district is not None and end - start < len(inner.district) and bool(_NAMES_ELSE.match(text, end))


def region_words(file: Path) -> dict[str, Any]:
    """What region.yml adds: ``values`` (official name → other names), ``except``, ``weak``."""
    content: dict[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8")) if file.exists() else {}
    return {key: content.get(key) or default for key, default in (("values", {}), ("except", []), ("weak", []))}


def gazetteer(words: dict[str, Any]) -> Gazetteer:
    """All provinces, cities and districts from cpca's table (read as a file: the package itself would load pandas)."""
    places = Gazetteer(weak=set(words["weak"]), exceptions=re.compile("|".join(words["except"]) or "(?!)"))
    codes = dict(region_codes())
    for code, name in sorted(codes.items()):
        if name not in NO_PLACE:
            _add(places, codes, code, name)
    for official, aliases in words["values"].items():
        for alias in aliases or []:
            places.names[str(alias)] = places.names.get(official, [])
    return places


def _add(places: Gazetteer, codes: dict[str, str], code: str, name: str) -> None:
    province, city = codes[f"{code[:2]}0000"], codes.get(f"{code[:4]}00")
    if city in NO_PLACE or city is None:
        city = province if province.endswith("市") else None
    if code.endswith("0000"):
        region = Region(province, province if name.endswith("市") else None)
        _put(places.names, name, region, _PROVINCE_ENDING)
    elif code.endswith("00"):
        _put(places.names, name, Region(province, city), _CITY_ENDING)
    else:
        _add_district(places, Region(province, city, name), name)


def _add_district(places: Gazetteer, region: Region, name: str) -> None:
    places.names[name].append(region)
    short = _DISTRICT_ENDING.sub("", name)
    if len(short) < 2 or short == name:
        return
    if not name.endswith("市"):
        places.inner[short].append(region)
    elif short not in places.names:
        # A county-level city is known to shoppers by its short name (义乌), which may be an everyday word too (江山).
        places.names[short].append(region)
        places.weak.add(short)


def _put(names: dict[str, list[Region]], name: str, region: Region, ending: re.Pattern[str]) -> None:
    prefecture = _PREFECTURE.fullmatch(name)
    short = prefecture.group(1) if prefecture else ending.sub("", name)
    names[name].append(region)
    if short != name and len(short) > 1 and short not in names:
        names[short].append(region)


def find_places(text: str, places: Gazetteer) -> list[Entity]:
    """Regions ({"province", "city", "district"}) and street addresses (as written)."""
    rest = places.exceptions.sub(lambda match: "□" * len(match.group()), text)
    regions: list[Entity] = []
    addresses: list[Entity] = []
    for start, end, region in _chains(rest, places):
        if any(address.end > start for address in addresses):
            # The name of a place within a street: 阿里巴巴, 北京路小区.
            continue
        regions.append(found("region", start, end, region.as_value()))
        address = _address_behind(rest, start, end)
        addresses += [address] if address else []
    addresses += _streets(blank(rest, addresses))
    return sorted(regions + addresses, key=lambda e: (e.start, e.end))


def _chains(text: str, places: Gazetteer) -> Iterator[tuple[int, int, Region]]:
    position = 0
    while position < len(text) - 1:
        hit = places.at(text, position)
        if hit is None:
            position += 1
            continue
        end, region, links = _follow(text, hit[0], tuple(places.names[hit[1]]), places)
        if _counts(text, position, end, hit[1] in places.weak and links == 1, links):
            yield position, end, region
        position = end


def _follow(text: str, end: int, regions: tuple[Region, ...], places: Gazetteer) -> tuple[int, Region, int]:
    links = 1
    while True:
        start = end + (text[end : end + 1] in (" ", "-", "省", "市"))
        inner = places.inside(text, start, regions) or places.inside(text, end, regions)
        if inner is None or _STREET_BEHIND.match(text, inner[0]) or places.is_short_in(text, start, inner):
            return end, _certain(regions), links
        end, regions, links = inner[0], (inner[2],), links + 1


def _certain(regions: Iterable[Region]) -> Region:
    """What all readings of a name share: 鼓楼区 lies in four cities, so only the district is known."""
    several = list(regions)
    one = several[0]
    if len(several) == 1:
        return one
    return Region(
        one.province if len({r.province for r in several}) == 1 else None,
        one.city if len({r.city for r in several}) == 1 else None,
        one.district,
    )


def _counts(text: str, start: int, end: int, weak: bool, links: int) -> bool:
    if links == 1 and _STREET_BEHIND.match(text, end):
        return False
    return (
        not weak
        or end - start == len(text.strip("?？。 "))
        or bool(_TOWARDS.search(text[:start]) or _ASKS_DELIVERY.match(text, end))
    )


def _address_behind(text: str, start: int, end: int) -> Entity | None:
    detail = _DETAIL.match(text, end)
    if not detail:
        return None
    last = _DETAIL_END.match(detail.group())
    if not last or len(last.group().strip()) < 3 or _QUESTION.search(last.group()):
        return None
    if not re.search(r"\d", last.group()) and not re.search(
        r"(?:路|街道|大道|镇|乡|村|小区|苑|花园|大厦|广场|公寓)$", last.group()
    ):
        return None
    stop = end + last.end()
    return found("address", start, stop, text[start:stop].strip())


def _streets(text: str) -> list[Entity]:
    addresses = []
    for match in _STREET.finditer(text):
        lead = _LEAD.match(match.group()[: match.group().find("号")])
        start = match.start() + (lead.end() if lead else 0)
        if match.end() - start >= 4 and not _QUESTION.search(match.group()):
            addresses.append(found("address", start, match.end(), text[start : match.end()]))
    return addresses
