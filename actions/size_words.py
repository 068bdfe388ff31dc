"""Words for sizes: measures and limits as people say them, and what a size of another system means in a chart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from actions.base import Call
from actions.body import MEASURES
from bot.shop.catalogue import Product
from bot.shop.conversions import Conversion
from bot.shop.size_names import MeantSize, girth_meant, national_size, other_names
from bot.shop.sizing import SizeAdvice, SizeRow


def measure_rows(call: Call, numbers: Mapping[str, float], usual: str | None = None) -> list[list[str]]:
    """What an advice rests on, with the shop's names for it."""
    rows = [
        [name_of(call, measure), call.words(f"utter_label_{name}", **_figures(numbers[measure]))]
        for name, measure in MEASURES.items()
        if measure in numbers
    ]
    return [*rows, [name_of(call, "usual_size"), usual]] if usual else rows


def measures(call: Call, numbers: Mapping[str, float], usual: str | None = None) -> str:
    return call.policy.listed(" ".join(row) for row in measure_rows(call, numbers, usual))


def name_of(call: Call, measure: str) -> str:
    return str(call.policy.words.measures.get(measure, measure))


def limits(call: Call, row: SizeRow) -> str:
    """What a row is made for, in words."""
    told = [(name, row.limits(measure)) for name, measure in MEASURES.items()]
    return call.policy.listed(call.words(f"utter_label_{name}_limits", **_ends(*ends)) for name, ends in told if ends)


def card(call: Call, advice: SizeAdvice, reason: str) -> dict[str, Any]:
    return {
        "type": "size",
        "size": advice.size,
        "other_size": advice.other_size,
        "reason": reason,
        "rows": measure_rows(call, advice.numbers, _usual(call, advice)),
    }


def advised(call: Call, advice: SizeAdvice) -> dict[str, str | None]:
    """What the sentences of an advice are filled with."""
    return {
        "size": advice.size,
        "other": advice.other_size,
        "measures": measures(call, advice.numbers, _usual(call, advice)),
        "deciding": name_of(call, advice.decided_by or ""),
    }


def explain_conversions(call: Call, asked: Sequence[str], found: Sequence[Conversion]) -> None:
    """What a size is in several charts; the figures of a national size are explained first."""
    national = national_size(asked[0]) if len(asked) == 1 else None
    girths = dict.fromkeys(name_of(call, girth_meant(one.chart.rows)) for one in found)
    meaning = ""
    if national:
        body = call.words(f"utter_label_body_{national.body_type}") if national.body_type else ""
        meaning = call.words(
            "utter_label_national",
            height=f"{national.height_cm:g}",
            name=call.words("utter_label_or").join(girths),
            girth=f"{national.girth_cm:g}",
            body=body,
        )
    lines = "\n".join(_conversion(call, one) for one in found)
    call.say(
        "utter_size_conversions_national" if national else "utter_size_conversions",
        told=call.policy.listed(asked),
        lines=lines,
        meaning=meaning,
    )


def _conversion(call: Call, one: Conversion) -> str:
    row, other = one.meant.row, one.meant.other
    size = call.words("utter_label_conversion_between", size=row.size, other=other.size) if other else row.size
    return call.words("utter_label_conversion", chart=one.chart.title, size=size, limits=limits(call, row))


def explain_row(call: Call, meant: MeantSize, asked: str, rows: list[SizeRow], product: Product | None) -> None:
    """What a size is made for, and what it is called elsewhere."""
    row = meant.row
    values = {"size": row.size, "told": asked, "limits": limits(call, row)}
    national = national_size(asked)
    if national:
        girth = girth_meant(rows)
        waist = national.waist(product.gender) if product and girth == "bust_cm" else None
        type_ = call.words(f"utter_label_body_{national.body_type}") if national.body_type else ""
        more = call.words("utter_label_body_waist", low=f"{waist[0]:g}", high=f"{waist[1]:g}") if waist else ""
        meaning = call.words(
            "utter_label_national",
            height=f"{national.height_cm:g}",
            name=name_of(call, girth),
            girth=f"{national.girth_cm:g}",
            body=type_ + more,
        )
        response = "utter_size_national_between" if meant.other else "utter_size_national"
        other = meant.other.size if meant.other else ""
        call.say(response, meaning=meaning, other=other, girth=name_of(call, girth), **values)
    elif row.size.upper() != asked.upper():
        call.say("utter_size_same", **values)
    else:
        names = call.policy.listed(other_names(row))
        call.say("utter_size_row", names=call.words("utter_label_size_names", names=names) if names else "", **values)


def _usual(call: Call, advice: SizeAdvice) -> str | None:
    return str(call.slot("usual_size")) if advice.basis == "usual" else None


def _figures(value: float) -> dict[str, str]:
    return {"value": f"{value:g}", "jin": f"{value * 2:g}"}


def _ends(low: float, high: float) -> dict[str, str]:
    return {"low": f"{low:g}", "high": f"{high:g}", "low_jin": f"{low * 2:g}", "high_jin": f"{high * 2:g}"}
