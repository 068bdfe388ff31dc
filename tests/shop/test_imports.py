"""The import of a shop's files: what goes in, what is refused and how it is told."""

import shutil
from datetime import datetime, timedelta, timezone

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.db import Base, engine_for
from bot.errors import BadShopData
from bot.shop.catalogue import Product, Sku
from bot.shop.imports import files_of, import_shop
from bot.shop.orders import Customer, Order, OrderLine, OrderStatus
from bot.shop.tables import OURS, OWN_NAMES, TABLES, load_layout
from tests.shop.conftest import DATA

LAYOUT = load_layout(DATA / "shop-columns.yml")
PRODUCTS = "商品编号,商品标题,类目,标价\nP1,围巾,围巾,129\n"
SKUS = "商家编码,商品编号,颜色,尺码,售价,库存\nP1-1,P1,驼色,均码,¥129.00,3\nP1-2,P1,灰色,均码,¥129.00,0\n"
# As a large platform exports it: armoured numbers, its own words, columns of which we use nothing.
ORDERS = (
    "订单编号,买家会员名,买家应付货款,总金额,买家实际支付金额,订单状态,买家留言,收货人姓名,收货地址 ,联系手机,订单创建时间,订单付款时间 \n"
    '="2026111800000001",,129.00,129.00,0.00,等待买家付款,,林小姐,浙江省 杭州市 西湖区 文三路 268 号(310012),\'13800006612,2026-11-18 09:00:00,\n'
    '="2026111800000002",,258.00,258.00,258.00,"买家已付款,等待卖家发货",快点发,王先生,广东省深圳市南山区科苑路 15 号,\'13900000853,2026/11/18 9:05,2026/11/18 9:06\n'
)
LINES = (
    "订单编号,外部系统编号,标题,商品属性,购买数量,价格\n"
    '="2026111800000001",P1-1,围巾,颜色分类:驼色;尺码:均码,1,129.00\n'
    '="2026111800000002",P1-2,围巾,颜色分类:灰色;尺码:均码,2,129.00\n'
)


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "files"
    folder.mkdir()
    return folder


@pytest.fixture
def files(folder):
    """Put files into the folder: ``files(products=PRODUCTS)``."""

    def put(encoding="utf-8", **texts):
        for name, text in texts.items():
            (folder / f"{name}.csv").write_text(text, encoding=encoding)
        return folder

    return put


def run(session, folder, **options):
    return import_shop(session, folder, layout=LAYOUT, **options)


def faults_of(session, folder, **options):
    with pytest.raises(BadShopData) as refused:
        run(session, folder, **options)
    return [(fault.file, fault.line, fault.column, fault.value, fault.reason) for fault in refused.value.faults]


def rows(session, model):
    return session.execute(select(func.count()).select_from(model)).scalar_one()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_platforms_export_becomes_orders(session, files, encoding):
    done = run(session, files(encoding, products=PRODUCTS, skus=SKUS, orders=ORDERS, order_lines=LINES))

    unpaid, paid = session.execute(select(Order).order_by(Order.number)).scalars()
    assert {name: it.new for name, it in done.tables.items()} == {
        "products": 1, "skus": 2, "orders": 2, "order_lines": 2,
    }  # fmt: skip
    assert (unpaid.number, unpaid.status, unpaid.amount_fen) == ("2026111800000001", OrderStatus.PENDING_PAYMENT, 12900)
    assert (unpaid.province, unpaid.city, unpaid.district, unpaid.street) == (
        "浙江省",
        "杭州市",
        "西湖区",
        "文三路 268 号",
    )
    assert (unpaid.phone, unpaid.paid_at, unpaid.customer_id) == ("13800006612", None, None)
    assert unpaid.pay_before - unpaid.created_at == timedelta(hours=24)
    assert paid.paid_at == datetime(2026, 11, 18, 1, 6, tzinfo=timezone.utc)
    assert (paid.city, paid.district, paid.street, paid.note) == ("深圳市", "南山区", "科苑路 15 号", "快点发")
    assert [(line.color, line.size, line.quantity, line.price_fen) for line in paid.lines] == [
        ("灰色", "均码", 2, 12900)
    ]
    assert done.ignored == {"orders.csv": ["买家应付货款", "买家实际支付金额"]}


def test_the_second_import_changes_nothing(session, files):
    folder = files(products=PRODUCTS, skus=SKUS, orders=ORDERS, order_lines=LINES)
    run(session, folder)
    before = session.execute(select(OrderLine.id)).scalars().all()

    again = run(session, folder)

    assert {(it.new, it.updated, it.unchanged) for it in again.tables.values()} == {(0, 0, 1), (0, 0, 2)}
    assert session.execute(select(OrderLine.id)).scalars().all() == before


def test_a_later_export_brings_orders_up_to_date(session, files):
    run(session, files(products=PRODUCTS, skus=SKUS, orders=ORDERS, order_lines=LINES))
    moved = ORDERS.replace('"买家已付款,等待卖家发货"', "卖家已发货，等待买家确认")

    done = run(session, files(orders=moved))

    written = done.tables["orders"]
    assert (written.new, written.updated, written.unchanged) == (0, 1, 1)
    assert session.get(Order, "2026111800000002").status is OrderStatus.SHIPPED


def test_columns_that_a_file_lacks_stay_as_they_are(session, files):
    run(session, files(products=PRODUCTS, skus=SKUS))
    session.get(Sku, "P1-1").stock = 7
    session.flush()

    run(session, files(skus="规格编号,商品编号,售价\nP1-1,P1,119\n"))

    assert (session.get(Sku, "P1-1").price_fen, session.get(Sku, "P1-1").stock) == (11900, 7)


def test_an_order_whose_time_to_pay_is_not_named_gets_the_policys(session, files):
    run(session, files(products=PRODUCTS, skus=SKUS, orders=ORDERS), unpaid_minutes=30)

    order = session.get(Order, "2026111800000001")
    assert order.pay_before - order.created_at == timedelta(minutes=30)


def test_every_bad_cell_is_named_and_nothing_is_written(session, files):
    bad = (
        ORDERS.replace("等待买家付款", "等着")
        .replace("2026/11/18 9:05", "前天")
        .replace("258.00,258.00,258.00", "x,y,z")
    )

    found = faults_of(session, files(products=PRODUCTS, skus=SKUS, orders=bad))

    assert found == [
        ("orders.csv", 2, "订单状态", "等着", "is not a known word; add it to data/shop-columns.yml"),
        ("orders.csv", 3, "总金额", "y", "is not an amount such as 1,299.00"),
        ("orders.csv", 3, "订单创建时间", "前天", "is not a time such as 2026-11-08 09:05:00"),
    ]
    assert (rows(session, Order), rows(session, Product)) == (0, 0)


def test_faults_are_looked_for_in_all_files(session, files):
    found = faults_of(session, files(products=PRODUCTS.replace("129", "贵"), skus=SKUS.replace(",3", ",三")))

    assert [(file, line) for file, line, *_ in found] == [("products.csv", 2), ("skus.csv", 2)]


def test_what_refers_to_a_bad_row_is_not_blamed_for_it(session, files):
    bad = ORDERS.replace("等待买家付款", "等着")

    found = faults_of(session, files(products=PRODUCTS, skus=SKUS, orders=bad, order_lines=LINES))

    assert [(file, line) for file, line, *_ in found] == [("orders.csv", 2)]


def test_what_refers_to_an_unreadable_file_is_not_blamed_for_it(session, files):
    found = faults_of(session, files(products="商品编号\nP1\n", skus=SKUS))

    assert [(file, line) for file, line, *_ in found] == [("products.csv", 1)] * 3


def test_a_missing_reference_is_named(session, files):
    lost = LINES.replace("P1-2", "P9-9")

    found = faults_of(session, files(products=PRODUCTS, skus=SKUS, orders=ORDERS, order_lines=lost))

    reason = "is not in skus, neither in the files nor in the shop"
    assert found == [("order_lines.csv", 3, "外部系统编号", "P9-9", reason)]


def test_a_reference_may_be_in_the_shop_already(session, files, folder):
    run(session, files(products=PRODUCTS, skus=SKUS))
    (folder / "skus.csv").unlink()
    (folder / "products.csv").unlink()

    done = run(session, files(orders=ORDERS, order_lines=LINES))

    assert done.tables["order_lines"].new == 2


def test_a_row_that_stands_twice_is_named_with_the_other_line(session, files):
    twice = SKUS + "P1-1,P1,驼色,均码,¥139.00,3\n"

    found = faults_of(session, files(products=PRODUCTS, skus=twice))

    assert found == [("skus.csv", 4, "商家编码", "P1-1", "stands already on line 2")]


def test_a_gift_may_stand_beside_the_same_article(session, files):
    gift = LINES + '="2026111800000001",P1-1,围巾（赠品）,颜色分类:驼色;尺码:均码,1,0\n'

    done = run(session, files(products=PRODUCTS, skus=SKUS, orders=ORDERS, order_lines=gift))

    assert done.tables["order_lines"].new == 3


def test_two_payments_cannot_have_one_number_of_the_gateway(session, files):
    payments = (
        "id,order_number,gateway,amount_fen,status,gateway_number,created_at\n"
        "a,2026111800000001,alipay,12900,succeeded,G1,2026-11-18 09:01:00\n"
        "b,2026111800000001,alipay,12900,succeeded,G1,2026-11-18 09:02:00\n"
    )

    found = faults_of(session, files(products=PRODUCTS, skus=SKUS, orders=ORDERS, payments=payments))

    assert found == [("payments.csv", 3, "gateway_number", "G1", "stands already on line 2")]


def test_what_only_the_database_refuses_is_told(session, files):
    payments = "id,order_number,gateway,amount_fen,status,gateway_number,created_at\n"
    row = "{},2026111800000001,alipay,12900,succeeded,G1,2026-11-18 09:01:00\n"
    run(session, files(products=PRODUCTS, skus=SKUS, orders=ORDERS, payments=payments + row.format("a")))

    with pytest.raises(BadShopData, match="the database refuses the rows"):
        run(session, files(payments=payments + row.format("b")))


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("", 1, "is empty: the first line must name the columns"),
        ("商品标题,类目,标价\n围巾,围巾,1\n", 1, "there is no column id / 商品编号 / 商品ID / 宝贝ID"),
        (PRODUCTS + "P2,帽子,帽子\n", 3, "has 3 cells, the first line 4"),
        (PRODUCTS + "P2,帽子,帽子,1,2\n", 3, "has 5 cells, the first line 4"),
        (PRODUCTS + 'P2,"帽子\n', 3, "is no CSV (unexpected end of data)"),
    ],
)
def test_a_fault_of_a_whole_line_is_named(session, files, text, line, reason):
    assert faults_of(session, files(products=text)) == [("products.csv", line, "", "", reason)]


def test_empty_cells_and_lines_at_the_end_do_no_harm(session, files):
    assert run(session, files(products=PRODUCTS.replace("129\n", "129,,\n") + ",,,\n\n")).tables["products"].new == 1


def test_the_search_for_faults_ends_at_the_limit(session, files):
    bad = PRODUCTS + "".join(f"P{n},帽子,帽子,贵\n" for n in range(2, 3000))

    with pytest.raises(BadShopData, match="the first 5 faults; there may be more") as refused:
        run(session, files(products=bad, skus="规格编号\nP1\n"), limit=5)
    assert [fault.line for fault in refused.value.faults] == [3, 4, 5, 6, 7]


def test_a_fault_reads_as_a_sentence(session, files):
    with pytest.raises(BadShopData, match=r"^products.csv, line 2, 标价: '贵' is not an amount"):
        run(session, files(products=PRODUCTS.replace("129", "贵")))


def test_a_column_of_its_own_wins_over_a_part_of_another(session, files):
    both = (
        ORDERS.replace("收货人姓名,", "收货人姓名,城市,")
        .replace("林小姐,", "林小姐,桐庐县,")
        .replace("王先生,", "王先生,深圳,")
    )

    run(session, files(products=PRODUCTS, skus=SKUS, orders=both))

    assert session.get(Order, "2026111800000001").city == "桐庐县"


def test_files_may_have_chinese_names(session, folder):
    (folder / "商品.csv").write_text(PRODUCTS, encoding="utf-8")

    assert run(session, folder).tables["products"].new == 1


def test_two_files_of_one_table_are_refused(session, folder, files):
    files(products=PRODUCTS)
    (folder / "商品.csv").write_text(PRODUCTS, encoding="utf-8")

    with pytest.raises(BadShopData, match=r"products.csv and 商品.csv are the same table"):
        run(session, folder)


def test_a_folder_without_files_is_refused(session, folder):
    with pytest.raises(BadShopData, match="there is no file such as"):
        run(session, folder)
    with pytest.raises(BadShopData, match="cannot be read"):
        run(session, folder / "nowhere")


def test_a_file_that_cannot_be_opened_is_named(session, folder):
    (folder / "products.csv").mkdir()

    assert faults_of(session, folder)[0][:3] == ("products.csv", 1, "")


def test_all_files_of_the_demo_belong_to_a_table():
    assert len(files_of(DATA / "shop", OWN_NAMES, (*TABLES, *OURS))) == len(list((DATA / "shop").glob("*.csv")))


def test_the_session_sees_what_was_imported(session, files):
    run(session, files(products=PRODUCTS, skus=SKUS))
    sku = session.get(Sku, "P1-1")

    run(session, files(skus=SKUS.replace(",3\n", ",9\n")))

    assert sku.stock == 9


def test_nobody_who_writes_meanwhile_is_in_the_way(tmp_path, files, now):
    """A desk is in use: it writes between the reading of the files and the writing of their rows."""
    url = f"sqlite:///{tmp_path / 'shop.db'}"
    engine = engine_for.__wrapped__(url)
    Base.metadata.create_all(engine)
    folder = files(products=PRODUCTS, skus=SKUS)
    written = []

    def desk_writes(file, _bytes):
        with Session(engine, future=True) as other, other.begin():
            other.add(Customer(id=f"c{len(written)}", name="张三", created_at=now))
        written.append(file.name)

    with Session(engine, future=True) as session, session.begin():
        run(session, folder, told=desk_writes)

    with Session(engine, future=True) as session:
        assert (rows(session, Customer), rows(session, Sku)) == (len(written), 2)
    assert set(written) == {"products.csv", "skus.csv"}
    engine.dispose()


def test_a_demo_file_is_no_import(session, tmp_path):
    """Times relative to today belong to the demo shop alone."""
    folder = shutil.copytree(DATA / "shop", tmp_path / "demo")

    assert any(reason.startswith("is not a time") for *_, reason in faults_of(session, folder))
