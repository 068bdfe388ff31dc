"""Conversions: what a size stands for in each of the shop's charts, before it is known which product is meant."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.shop.catalogue import Product
from bot.shop.size_names import MeantSize, size_meant
from bot.shop.sizing import SizeChart, SizeRow, chart_rows, measures_of, same_size

FEET = "foot_length_cm"


@dataclass(frozen=True)
class ChartInUse:
    """A chart by which goods on sale are sized, and for whom they are."""

    id: str
    title: str
    gender: str
    rows: tuple[SizeRow, ...]

    @property
    def is_for_feet(self) -> bool:
        return FEET in measures_of(self.rows)


@dataclass(frozen=True)
class Conversion:
    """A size in one chart."""

    chart: ChartInUse
    meant: MeantSize


def charts_in_use(session: Session, genders: Collection[str] = ()) -> list[ChartInUse]:
    """The charts of listed products, those of the most products first."""
    products: Any = Product  # SQLAlchemy 1.4 is untyped: on the class these are columns
    query = select(products.size_chart_id, products.gender, func.count()).where(products.listed)
    counted = session.execute(query.group_by(products.size_chart_id, products.gender)).all()
    found: dict[str, str] = {}
    for chart_id, gender, _ in sorted(counted, key=lambda row: (-row[2], str(row[0]))):
        if chart_id and (not genders or gender in genders):
            found.setdefault(chart_id, gender)
    charts = ((session.get(SizeChart, chart_id), gender) for chart_id, gender in found.items())
    return [ChartInUse(it.id, it.title, gender, tuple(chart_rows(session, it.id))) for it, gender in charts if it]


def conversions(charts: Sequence[ChartInUse], size: str, limit: int = 4) -> list[Conversion]:
    """What a size is in each chart, one of clothes and one of shoes for each kind of people.

    A size that some charts name themselves is only meant there: the 38 of shoes is no European 38 of a blouse.
    """
    found = [Conversion(chart, meant) for chart in charts if (meant := size_meant(chart.rows, size))]
    own = [conversion for conversion in found if same_size(conversion.meant.row.size, size)]
    kinds: dict[tuple[str, bool], Conversion] = {}
    for conversion in own or found:
        kinds.setdefault((conversion.chart.gender, conversion.chart.is_for_feet), conversion)
    return list(kinds.values())[:limit]
