"""Regions of China: provinces, cities and districts by the official table, to complete and to check an address."""

from __future__ import annotations

import csv
import importlib.util
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from bot.shop.units import same_region

NO_PLACE = {"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"}


def region_codes() -> Iterator[tuple[str, str]]:
    """Code and name of every region, from cpca's table (read as a file: the package itself would load pandas)."""
    spec = importlib.util.find_spec("cpca")
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError("cpca")
    table = Path(spec.submodule_search_locations[0]) / "resources" / "adcodes.csv"
    with table.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield row["adcode"][:6], row["name"].strip()


@lru_cache(maxsize=1)
def _districts() -> dict[tuple[str, str], tuple[str, ...]]:
    """Province and city → its districts; a city that the state runs is its own province."""
    names = dict(region_codes())
    found: dict[tuple[str, str], list[str]] = {}
    for code, name in sorted(names.items()):
        province, city = names[f"{code[:2]}0000"], names.get(f"{code[:4]}00")
        if code.endswith("00") and not code.endswith("0000") and name not in NO_PLACE:
            found.setdefault((province, name), [])
        if code.endswith("00") or name in NO_PLACE:
            continue
        found.setdefault((province, province if city is None or city in NO_PLACE else city), []).append(name)
    return {key: tuple(districts) for key, districts in found.items()}


def districts_of(province: str, city: str) -> tuple[str, ...]:
    """The districts of a city; none for a city that has none, such as 东莞市, or that does not exist.

    >>> "西湖区" in districts_of("浙江省", "杭州市"), districts_of("广东省", "东莞市")
    (True, ())
    """
    near = [(place, found) for place, found in _districts().items() if same_region(place[0], province) or not province]
    return next((found for place, found in near if same_region(place[1], city)), ())


def province_of(city: str) -> str | None:
    """The province of a city, if only one has a city of that name.

    >>> province_of("宁波市"), province_of("上海市")
    ('浙江省', '上海市')
    """
    provinces = {place[0] for place in _districts() if same_region(place[1], city)}
    return provinces.pop() if len(provinces) == 1 else None
