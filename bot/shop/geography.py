"""Geography: the city that a text names, and how far two cities are apart."""

from __future__ import annotations

import csv
import importlib.util
import math
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

EARTH_KM = 6371.0
LONGEST_NAME = 11
# 中山路 is a street in half of the cities, 朝阳区 no part of the city 朝阳.
_SOMETHING_ELSE = re.compile(r"[东西南北中一二三]?(?:路|街|大道|巷|门|桥)|[区县]")
_NO_PLACE = {"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"}
_ENDING = re.compile(r"(?:特别行政区|(?:壮族|回族|维吾尔)?自治区|地区|新区|省|市|盟|区|县)$")
_PREFECTURE = re.compile(
    r"(.{2,}?)(?:(?:朝鲜|土家|苗|侗|布依|藏|彝|羌|白|傣|景颇|傈僳|哈尼|壮|回|蒙古|哈萨克|柯尔克孜)族?)+自治州"
)


@dataclass(frozen=True)
class City:
    """A city, or a county directly under its province; ``name`` is official."""

    province: str
    name: str
    latitude: float
    longitude: float


def locate(text: str) -> City | None:
    """The city of the first place that a text names; a province alone, or a district of several cities, is none."""
    names = _names()
    for start in range(len(text) - 1):
        for length in range(min(LONGEST_NAME, len(text) - start), 1, -1):
            city = names.get(text[start : start + length])
            if city and not _SOMETHING_ELSE.match(text, start + length):
                return city
            if text[start : start + length] in names:
                break
    return None


def distance_km(one: City, other: City) -> float:
    """Along the surface of the earth."""
    a, b = math.radians(one.latitude), math.radians(other.latitude)
    turn = math.radians(other.longitude - one.longitude)
    half = math.sin((b - a) / 2) ** 2 + math.cos(a) * math.cos(b) * math.sin(turn / 2) ** 2
    return 2 * EARTH_KM * math.asin(math.sqrt(half))


@lru_cache(maxsize=1)
def _names() -> dict[str, City | None]:
    """Names of cities, and of the counties that only one city has; names of provinces are known and mean no city."""
    table = _table()
    counties: dict[str, set[City]] = {}
    cities: dict[str, City | None] = {}
    provinces: dict[str, City | None] = {}
    for code, (name, _, _) in table.items():
        city = _city_of(code, table)
        if city is None:
            provinces.update(dict.fromkeys((name, _ENDING.sub("", name))))
        elif code.endswith("00"):
            cities.update(dict.fromkeys(_city_words(name), city))
        else:
            for word in _county_words(name):
                counties.setdefault(word, set()).add(city)
    unique = {word: next(iter(several)) for word, several in counties.items() if len(several) == 1}
    return {**unique, **cities, **provinces}


def _city_words(name: str) -> tuple[str, ...]:
    prefecture = _PREFECTURE.fullmatch(name)
    return (name, prefecture.group(1) if prefecture else _ENDING.sub("", name))


def _county_words(name: str) -> tuple[str, ...]:
    """A county-level city (义乌) is known by its short name; that of a district is often an everyday word."""
    short = _ENDING.sub("", name)
    return (name, short) if name.endswith("市") and len(short) > 1 else (name,)


def _city_of(code: str, table: dict[str, tuple[str, float, float]]) -> City | None:
    """The city of a row of the table; None for a province, which is no city."""
    province = table[f"{code[:2]}0000"]
    if province[0].endswith("市"):
        return City(province[0], *province)
    if code.endswith("0000"):
        return None
    # Counties directly under their province have a heading instead of a city.
    return City(province[0], *table.get(f"{code[:4]}00", table[code]))


@lru_cache(maxsize=1)
def _table() -> dict[str, tuple[str, float, float]]:
    """Code → name and coordinates, from cpca's table (read as a file: the package itself would load pandas)."""
    spec = importlib.util.find_spec("cpca")
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError("cpca")
    file = Path(spec.submodule_search_locations[0]) / "resources" / "adcodes.csv"
    with file.open(encoding="utf-8", newline="") as lines:
        rows = {row["adcode"][:6]: _row(row) for row in csv.DictReader(lines)}
    return {code: row for code, row in rows.items() if row[0] not in _NO_PLACE}


def _row(row: dict[str, str]) -> tuple[str, float, float]:
    return row["name"].strip(), float(row["latitude"] or 0), float(row["longitude"] or 0)
