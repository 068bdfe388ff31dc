"""Compounds: cells of spreadsheets that hold several of our columns, taken apart."""

from __future__ import annotations

import re
from collections.abc import Callable

from bot.shop.cells import plain

_ADDRESS = re.compile(
    r"(北京市?|天津市?|上海市?|重庆市?|[^\s]{2,7}?(?:省|自治区)|内蒙古|广西|西藏|宁夏|新疆|[^\s]{2,3}(?=\s))\s*"
    r"(?:([^\s]{1,10}?(?:市|自治州|地区|盟))\s*)?"
    r"(?:([^\s]{1,10}?(?:区|县|市|旗))\s*)?"
    r"(\S.*)"
)


def split_address(cell: str) -> dict[str, str]:
    """Province, city, district and street of an address in one cell.

    >>> list(split_address("浙江省 杭州市 西湖区 文三路 268 号(310012)").values())
    ['浙江省', '杭州市', '西湖区', '文三路 268 号']
    """
    text = re.sub(r"[(（]\d{6}[)）]$", "", plain(cell)).strip()
    found = _ADDRESS.fullmatch(text)
    if not found:
        raise ValueError("is not an address such as 浙江省 杭州市 西湖区 文三路 268 号")
    province, city, district, street = (part or "" for part in found.groups())
    return {"province": province, "city": city or province, "district": district, "street": street}


def split_variant(cell: str) -> dict[str, str]:
    """Colour and size of an article in one cell.

    >>> split_variant("颜色分类:黑色;尺码:M"), split_variant("黑色，M")
    ({'color': '黑色', 'size': 'M'}, {'color': '黑色', 'size': 'M'})
    """
    parts = [part.strip() for part in re.split(r"[;；,，|]|\s{1,}", plain(cell)) if part.strip()]
    named = [re.split(r"[:：]", part, maxsplit=1) for part in parts]
    sizes = [pair[1] for pair in named if len(pair) == 2 and re.search("尺码|尺寸|码", pair[0])]
    colors = [pair[1] for pair in named if len(pair) == 2 and "色" in pair[0]]
    bare = [pair[0] for pair in named if len(pair) == 1]
    colors, sizes = colors or bare[:1], sizes or bare[1:2]
    return {"color": "".join(colors).strip(), "size": "".join(sizes).strip()}


SPLIT: dict[str, Callable[[str], dict[str, str]]] = {"address": split_address, "variant": split_variant}
