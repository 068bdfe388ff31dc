import re
from datetime import date, datetime, timedelta
from itertools import pairwise
from shutil import copytree

import pytest
from sqlalchemy import func, select

from bot.errors import BadShopData
from bot.settings import ROOT
from bot.shop.cases import cases_of
from bot.shop.catalogue import Product, Sku, find_product, recommend, search_products
from bot.shop.cells import relative_moment
from bot.shop.demo import load_demo
from bot.shop.logistics import Shipment, TrackingEvent, TrackingKind, latest_event, shipment_of
from bot.shop.orders import NEXT, Customer, Order, OrderEvent, OrderStatus, Shopper, orders_of
from bot.shop.sizing import SizeRow
from bot.shop.tables import OURS, TABLES
from bot.shop.units import SHANGHAI

SHOP = ROOT / "data" / "shop"
DEMO_ORDERS = (
    "202611220000101", "202611210000087", "202611180000123", "202611130000056", "202610070000314", "202611070001528",
)  # fmt: skip


@pytest.fixture
def folder(tmp_path):
    return copytree(SHOP, tmp_path / "shop")


def numbers(session, condition):
    return set(session.execute(select(Order.number).where(condition)).scalars())


def test_an_empty_database_is_filled(session, now):
    counts = load_demo(session, SHOP, now)

    assert set(counts) == {table.name for table in (*TABLES, *OURS)}
    assert (counts["products"] >= 30, counts["customers"] >= 60, counts["orders"] >= 200) == (True, True, True)
    assert session.execute(select(func.count()).select_from(Sku)).scalar_one() == counts["skus"]


def test_loading_twice_changes_nothing(demo, now):
    again = load_demo(demo, SHOP, now + timedelta(days=1))

    assert set(again.values()) == {0}


def test_a_shop_with_its_own_data_gets_no_demo(session, now):
    session.add(Customer(id="real", name="张三", created_at=now))
    session.flush()

    assert set(load_demo(session, SHOP, now).values()) == {0}


def test_the_demo_has_orders_in_every_state(demo):
    assert set(demo.execute(select(Order.status)).scalars()) == set(OrderStatus)


def test_every_state_has_several_orders(demo):
    counts = dict(map(tuple, demo.execute(select(Order.status, func.count()).group_by(Order.status))))

    assert min(counts[status] for status in OrderStatus) >= 10


@pytest.mark.parametrize("hour", [0, 3, 8, 14, 23])
def test_every_order_has_the_history_of_its_state(session, hour):
    now = datetime(2026, 11, 18, hour, 1, tzinfo=SHANGHAI)
    load_demo(session, SHOP, now)
    history = {}
    for event in session.execute(select(OrderEvent).order_by(OrderEvent.id)).scalars():
        history.setdefault(event.order_number, []).append(event)
    orders = session.execute(select(Order)).scalars().all()

    assert [order.number for order in orders if history[order.number][0].at != order.created_at] == []
    assert [order.number for order in orders if history[order.number][-1].status is not order.status] == []
    pairs = [pair for events in history.values() for pair in pairwise(events)]
    assert [b.order_number for a, b in pairs if not a.at < b.at <= now or b.status not in NEXT[a.status]] == []


def test_the_demo_shopper_has_an_order_of_every_kind(demo, now):
    orders = orders_of(demo, Shopper("demo", "v-1"), limit=20, now=now)

    assert [order.status.value for order in orders][:4] == ["pending_payment", "paid", "shipped", "delivered"]
    assert {order.receiver for order in orders} == {"林小姐"}
    assert orders[0].pay_before > now
    assert find_product(demo, "P1001") is not None


def test_the_demo_shoppers_parcel_is_moving(demo, now):
    moving = orders_of(demo, Shopper("demo", "v-1"), statuses=[OrderStatus.SHIPPED], now=now)[0]

    assert now - latest_event(shipment_of(demo, moving)).at < timedelta(hours=48)


def test_the_sum_of_every_order_is_right(demo):
    orders = demo.execute(select(Order)).scalars().all()

    wrong = [
        order.number
        for order in orders
        if order.amount_fen
        != sum(line.price_fen * line.quantity for line in order.lines) - order.discount_fen + order.freight_fen
    ]
    assert wrong == []


def test_every_line_is_an_article_as_it_stands_in_the_catalogue(demo):
    skus = {sku.id: sku for sku in demo.execute(select(Sku)).scalars()}
    lines = [line for order in demo.execute(select(Order)).scalars() for line in order.lines]

    wrong = [x.id for x in lines if (x.color, x.size) != (skus[x.sku_id].color, skus[x.sku_id].size)]
    assert wrong == []


def test_every_sent_order_has_a_parcel_and_no_other_has(demo):
    sent = Order.status.in_([OrderStatus.SHIPPED, OrderStatus.DELIVERED, OrderStatus.COMPLETED])
    unsent = Order.status.in_(
        [OrderStatus.PENDING_PAYMENT, OrderStatus.PAID, OrderStatus.PACKING, OrderStatus.CANCELLED]
    )
    shipped = set(demo.execute(select(Shipment.order_number)).scalars())

    assert numbers(demo, sent) <= shipped
    assert not numbers(demo, unsent) & shipped


def test_exactly_the_paid_orders_have_a_payment(demo):
    unpaid = Order.status.in_([OrderStatus.PENDING_PAYMENT, OrderStatus.CANCELLED])

    assert numbers(demo, Order.paid_at.is_(None)) == numbers(demo, unpaid) == numbers(demo, Order.pay_method.is_(None))


@pytest.mark.parametrize("hour", [0, 3, 8, 14, 23])
def test_nothing_happened_in_the_future_and_events_follow_dispatch(session, hour):
    now = datetime(2026, 11, 18, hour, 1, tzinfo=SHANGHAI)
    load_demo(session, SHOP, now)
    pairs = session.execute(
        select(TrackingEvent.at, Shipment.shipped_at, Order.paid_at)
        .join(Shipment, Shipment.id == TrackingEvent.shipment_id)
        .join(Order, Order.number == Shipment.order_number)
    ).all()

    assert all(paid <= shipped <= at <= now for at, shipped, paid in pairs)
    assert session.execute(select(func.max(Order.created_at))).scalar_one() <= now


def test_unpaid_orders_can_still_be_paid(demo, now):
    pending = demo.execute(select(Order).where(Order.status == OrderStatus.PENDING_PAYMENT)).scalars()

    assert all(order.pay_before > now for order in pending)


def test_the_demo_has_parcels_in_trouble(demo, now):
    parcels = demo.execute(select(Shipment).where(Shipment.delivered_at.is_(None))).scalars().all()
    kinds = set(demo.execute(select(TrackingEvent.kind)).scalars())

    assert any(parcel.events and now - latest_event(parcel).at > timedelta(hours=72) for parcel in parcels)
    assert any(parcel.tracking_number is None for parcel in parcels)
    assert any(parcel.tracking_number and not parcel.events for parcel in parcels)
    assert kinds == set(TrackingKind)


@pytest.mark.parametrize(
    "words",
    [
        "遗失|丢失",
        "错发",
        "拒收",
        "地址不详",
        "电话无人接听",
        "正在退回寄件地",
        "签收人：门卫代收",
        "签收人：他人代收",
        "驿站",
    ],
)
def test_the_demo_has_every_kind_of_trouble(demo, words):
    texts = demo.execute(select(TrackingEvent.text)).scalars()

    assert any(re.search(words, text) for text in texts)


def test_the_demo_has_parcels_in_a_wrong_city(demo):
    news = select(Order.city, TrackingEvent.place).join(Shipment, Shipment.order_number == Order.number)
    rows = demo.execute(news.join(TrackingEvent, TrackingEvent.shipment_id == Shipment.id)).all()

    astray = {place for city, place in rows if place.endswith("转运中心") and place[:2] not in ("杭州", city[:2])}
    assert len(astray) >= 3


def test_an_order_in_two_parcels_is_in_the_demo(demo):
    counts = demo.execute(select(func.count()).select_from(Shipment).group_by(Shipment.order_number)).scalars()

    assert max(counts) == 2


def test_customers_are_told_apart(demo):
    customers = demo.execute(select(Customer)).scalars().all()

    assert len({customer.name for customer in customers}) == len(customers)
    assert len({customer.phone[-4:] for customer in customers}) == len(customers)
    assert all(re.fullmatch(r"1[3-9]\d0000\d{4}", customer.phone) for customer in customers)


def test_the_demo_shopper_keeps_the_orders_of_the_stories(demo, now):
    numbers = [order.number for order in orders_of(demo, Shopper("demo", "v-1"), limit=50, now=now)]

    assert sorted(numbers) == sorted(DEMO_ORDERS)


def test_every_size_of_a_charted_product_is_in_its_chart(demo):
    charted = {tuple(row) for row in demo.execute(select(SizeRow.chart_id, SizeRow.size))}
    pairs = select(Product.size_chart_id, Sku.size).join(Sku, Sku.product_id == Product.id)
    sold = demo.execute(pairs.where(Product.size_chart_id.isnot(None)))

    assert {tuple(row) for row in sold} <= charted


def test_the_demo_catalogue_is_searchable_and_recommends(demo):
    assert search_products(demo, "云朵羽绒服")[0].id == "P1001"
    assert len(recommend(demo, category="羽绒服", budget_fen=50000, season="冬")) == 3


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("-3d 10:20", datetime(2026, 11, 15, 10, 20, tzinfo=SHANGHAI)),
        ("+5d", datetime(2026, 11, 23, 10, 0, tzinfo=SHANGHAI)),
        ("-2h", datetime(2026, 11, 18, 8, 0, tzinfo=SHANGHAI)),
        ("+90m", datetime(2026, 11, 18, 11, 30, tzinfo=SHANGHAI)),
    ],
)
def test_times_are_relative_to_now(now, text, moment):
    assert relative_moment(text, now) == moment


def test_a_day_is_the_shops_day(demo):
    """P1001 in pink, M: five days after Wednesday the 18th."""
    restock = demo.execute(select(Sku.restock_on).where(Sku.id == "P1001-04-M")).scalar_one()

    assert restock == date(2026, 11, 23)


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("skus.csv", ",M,49900,46,", ",M,四百,46,", r"skus.csv, line 3, price_fen: '四百' is not a whole number"),
        ("orders.csv", ",pending_payment,", ",unpaid,", r"orders.csv, line 2, status: 'unpaid' is not a known word"),
        ("orders.csv", ",-40m,", ",昨天,", r"orders.csv, line 2, created_at: .* is not a time such as"),
        ("orders.csv", ",-40m,", ",-40m 10:00,", r"orders.csv, line 2, created_at: .* is not a time such as"),
        ("customers.csv", "id,name", "id,nickname", r"customers.csv, line 1: there is no column name"),
        ("customers.csv", "demo,林小姐,", "demo,林小姐,x,y,", r"customers.csv, line 2: has . cells, the first line 4"),
        ("customers.csv", "demo,林小姐,", "demo,", r"customers.csv, line 2: has . cells, the first line 4"),
        (
            "products.csv",
            "women_tops,1\n",
            "women_tops,yes\n",
            r"products.csv, line 2, listed: 'yes' is not a known word",
        ),
        ("size_rows.csv", ",158,167,", ",高,167,", r"size_rows.csv, line 2, height_min: '高' is not a number"),
    ],
)
def test_a_bad_cell_is_named_by_file_line_and_column(session, folder, now, file, old, new, message):
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")

    with pytest.raises(BadShopData, match=message):
        load_demo(session, folder, now)


def test_a_missing_file_is_named(session, folder, now):
    (folder / "skus.csv").unlink()

    with pytest.raises(BadShopData, match=r"skus.csv: there is no such file"):
        load_demo(session, folder, now)


def test_every_order_whose_money_goes_back_has_a_case_that_says_where_it_stands(demo):
    held = (OrderStatus.REFUNDING, OrderStatus.REFUNDED)
    orders = list(demo.execute(select(Order).where(Order.status.in_(held))).scalars())
    wrong = [
        order.number
        for order in orders
        if [case.is_open for case in cases_of(demo, order)] != [order.status is OrderStatus.REFUNDING]
    ]

    assert len(orders) >= 20
    assert wrong == []
