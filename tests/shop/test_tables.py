import pytest

from bot.errors import BadShopData
from bot.shop.tables import COMPOUNDS, TABLES, load_layout
from tests.shop.conftest import DATA


@pytest.fixture
def file(tmp_path):
    return tmp_path / "shop-columns.yml"


def test_every_column_of_every_table_has_a_chinese_name():
    layout = load_layout(DATA / "shop-columns.yml")

    nameless = [(t.name, c.name) for t in TABLES for c in t.columns if not layout.column(t.name, c.name).names]
    assert nameless == []
    assert all(layout.column(*compound).names for compound in COMPOUNDS)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("tables: {wares: {title: 货, columns: {}}}", "there is no table wares"),
        ("tables: {orders: {title: 订单, columns: {colour: {}}}}", "orders has no column colour"),
        ("tables: {orders: {title: 订单, columns: {note: {words: x}}}}", "orders.note: there are no words x"),
        ("tables: {orders: {title: 订单, columns: {note: {names: [备注, 备 注]}}}}", "orders: 备注 is listed twice"),
        ("words: {x: {a: [甲], b: [甲]}}", "x: 甲 is listed twice"),
        (
            "tables: {orders: {title: 订单, columns: {status: {words: x}}}}\nwords: {x: {lost: [丢]}}",
            "orders.status is never lost",
        ),
        ("tables: {orders: {name: 订单}}", "tables -> orders"),
        ("tables: [", "while parsing"),
    ],
)
def test_a_layout_that_names_what_is_not_there_is_refused(file, text, fault):
    file.write_text(text, encoding="utf-8")

    with pytest.raises(BadShopData, match=f"shop-columns.yml: .*{fault}"):
        load_layout(file)


def test_a_missing_layout_is_named(file):
    with pytest.raises(BadShopData, match=r"shop-columns.yml: cannot be read"):
        load_layout(file)
