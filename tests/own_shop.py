"""A shop with a database of its own: tables that bear other names, and views that show them under ours."""

import re

from sqlalchemy import text

from bot.db import Base, engine_for, session_on
from bot.settings import ROOT
from bot.shop.imports import import_shop
from bot.shop.tables import TABLES

README = (ROOT / "README.md").read_text(encoding="utf-8")
# The example of the README, so that it stays true.
VIEW = re.search(r"```sql\n(CREATE VIEW orders AS.*?)```", README, re.DOTALL)[1]
TRADES = """
CREATE TABLE erp_trades AS SELECT
    number AS trade_no, customer_id AS buyer, created_at AS created, pay_before AS closes, paid_at AS paid,
    CASE status WHEN 'pending_payment' THEN '待付款' WHEN 'paid' THEN '待发货' WHEN 'packing' THEN '配货中'
        WHEN 'shipped' THEN '已发货' WHEN 'delivered' THEN '已签收' WHEN 'completed' THEN '交易成功'
        WHEN 'cancelled' THEN '交易关闭' WHEN 'refunding' THEN '退款中' ELSE '已退款' END AS state,
    receiver AS name, phone AS mobile, province, city, district, street AS address,
    amount_fen / 100.0 AS total, freight_fen / 100.0 AS postage, discount_fen / 100.0 AS off,
    pay_method AS pay_type, note AS memo
FROM orders
"""


def make_own_shop(url, now):
    """Fill a database with the demo shop as an ERP would keep it."""
    engine = engine_for(url)
    Base.metadata.create_all(engine, tables=[table.model.__table__ for table in TABLES])
    with session_on(url) as session:
        import_shop(session, ROOT / "data" / "shop", relative_to=now)
    with engine.begin() as connection:
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA legacy_alter_table=ON")
        connection.execute(text(TRADES))
        for table in TABLES:
            connection.execute(text(f"ALTER TABLE {table.name} RENAME TO erp_{table.name}"))
            if table.name != "orders":
                connection.execute(text(f"CREATE VIEW {table.name} AS SELECT * FROM erp_{table.name}"))
        connection.execute(text(VIEW))
    engine.dispose()
