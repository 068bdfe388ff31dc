"""Cells that hold several columns."""

import pytest

from bot.shop.compounds import split_address, split_variant


@pytest.mark.parametrize(
    ("cell", "parts"),
    [
        ("浙江省 杭州市 西湖区 文三路 268 号", ["浙江省", "杭州市", "西湖区", "文三路 268 号"]),
        ("广东省深圳市南山区科苑路 15 号", ["广东省", "深圳市", "南山区", "科苑路 15 号"]),
        ("上海 上海市 浦东新区 张杨路 1 号", ["上海", "上海市", "浦东新区", "张杨路 1 号"]),
        ("北京市朝阳区望京西园三区 312 号楼", ["北京市", "北京市", "朝阳区", "望京西园三区 312 号楼"]),
        (
            "新疆维吾尔自治区 乌鲁木齐市 天山区 新华北路 1 号",
            ["新疆维吾尔自治区", "乌鲁木齐市", "天山区", "新华北路 1 号"],
        ),
        ("云南省大理白族自治州大理市古城 5 号", ["云南省", "大理白族自治州", "大理市", "古城 5 号"]),
        ("海南省 琼海市 嘉积镇 1 号（571400）", ["海南省", "琼海市", "", "嘉积镇 1 号"]),
    ],
)
def test_an_address_in_one_cell_is_taken_apart(cell, parts):
    assert list(split_address(cell).values()) == parts


def test_what_is_no_address_is_refused():
    with pytest.raises(ValueError, match="is not an address"):
        split_address("楼下小卖部")


@pytest.mark.parametrize(
    ("cell", "color", "size"),
    [
        ("颜色分类:黑色;尺码:M", "黑色", "M"),
        ("颜色：黑色，尺码：170/88A", "黑色", "170/88A"),
        ("黑色;XL", "黑色", "XL"),
        ("雾霾蓝", "雾霾蓝", ""),
        ("", "", ""),
    ],
)
def test_a_variant_in_one_cell_is_taken_apart(cell, color, size):
    assert split_variant(cell) == {"color": color, "size": size}
