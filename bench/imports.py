"""The benchmark of `xiaoer import`: seconds and peak memory at growing numbers of orders, each run in its own process.

Usage: python bench/imports.py [ORDERS …] (10000 and 100000 when none are named). XIAOER_BENCH_DATABASE names a database
to import into instead of a new SQLite file; it must be empty. Prints one table; bench/out/imports.json holds it too.
"""

from __future__ import annotations

import csv
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parent
OUT = HERE / "out"
PRODUCTS, SIZES = 200, ("S", "M", "L", "XL", "2XL")
STATES = ("等待买家付款", "买家已付款，等待卖家发货", "卖家已发货，等待买家确认", "已签收", "交易成功", "交易关闭")
FIGURES = ("orders", "lines", "MB", "seconds", "orders_per_second", "peak_mb", "again_seconds", "again_updated")


def write(file: Path, header: str, rows: Iterator[tuple[object, ...]]) -> int:
    """Write a file as a platform exports it; the number of its rows."""
    with file.open("w", encoding="gb18030", newline="") as opened:
        writer = csv.writer(opened)
        writer.writerow(header.split(","))
        count = 0
        for row in rows:
            writer.writerow(row)
            count += 1
    return count


def make_shop(folder: Path, orders: int) -> int:
    """A shop with so many orders; the number of their lines. The same every time."""
    folder.mkdir()
    dice = random.Random(orders)
    write(
        folder / "products.csv",
        "商品编号,商品标题,类目,标价",
        ((f"P{n}", f"测试款 {n}", "T恤", "99.00") for n in range(PRODUCTS)),
    )
    skus = [(f"P{n}-{size}", f"P{n}", "黑色", size, "¥99.00", 50) for n in range(PRODUCTS) for size in SIZES]
    write(folder / "skus.csv", "商家编码,商品编号,颜色,尺码,售价,库存", iter(skus))
    write(
        folder / "customers.csv",
        "买家会员名,姓名,联系手机,注册时间",
        ((f"c{n}", f"买家{n}", f"138{n:08d}", "2025-01-01 08:00:00") for n in range(max(1, orders // 4))),
    )
    write(
        folder / "orders.csv",
        "订单编号,买家会员名,订单状态,订单创建时间,订单付款时间,收货人姓名,联系手机,省,市,区,街道,应付金额,运费,支付方式,买家留言",
        (_order(number, orders, dice) for number in range(orders)),
    )
    return write(
        folder / "order_lines.csv", "订单编号,商家编码,商品标题,颜色,尺码,数量,单价", _lines(orders, skus, dice)
    )


def _number(order: int) -> str:
    return f"2026{order:012d}"


def _order(order: int, orders: int, dice: random.Random) -> tuple[object, ...]:
    at = datetime(2026, 1, 1) + timedelta(seconds=order * 300)
    state = dice.choice(STATES)
    paid = "" if state in (STATES[0], STATES[-1]) else at + timedelta(minutes=4)
    customer = dice.randrange(max(1, orders // 4))
    return (
        f'="{_number(order)}"', f"c{customer}", state, at, paid, f"买家{customer}", f"138{customer:08d}",
        "浙江省", "杭州市", "西湖区", f"文三路 {dice.randrange(900)} 号", f"{dice.randrange(50, 2000)}.00", "0.00",
        "支付宝", dice.choice(("", "", "请尽快发货")),
    )  # fmt: skip


def _lines(
    orders: int, skus: list[tuple[str, str, str, str, str, int]], dice: random.Random
) -> Iterator[tuple[object, ...]]:
    for order in range(orders):
        for sku in dice.sample(skus, dice.choice((1, 1, 2, 3))):
            yield (f'="{_number(order)}"', sku[0], f"测试款 {sku[1]}", sku[2], sku[3], 1, sku[4])


def imported(folder: Path, url: str) -> tuple[float, float, dict[str, dict[str, int]]]:
    """Import in a fresh process: seconds, peak resident MB, rows by table."""
    environment = {**os.environ, "XIAOER_DATABASE_URL": url}
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "bot.cli", "import", str(folder), "--json"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
    )
    told = process.stdout.read() if process.stdout else b""
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - began
    if status:
        raise SystemExit(told.decode())
    return seconds, usage.ru_maxrss / 1024, json.loads(told)["tables"]


def measure(orders: int) -> dict[str, float]:
    """Import a shop into an empty database, then the same files again."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "shop"
        lines = make_shop(folder, orders)
        url = os.environ.get("XIAOER_BENCH_DATABASE") or f"sqlite:///{place}/bench.db"
        seconds, peak, first = imported(folder, url)
        assert (first["orders"]["new"], first["order_lines"]["new"]) == (orders, lines), first
        again, _, second = imported(folder, url)
        size = sum(file.stat().st_size for file in folder.iterdir()) / 2**20
    changed = sum(table["new"] + table["updated"] for table in second.values())
    figures = (
        orders,
        lines,
        round(size, 1),
        round(seconds, 1),
        round(orders / seconds),
        round(peak),
        round(again, 1),
        changed,
    )
    return dict(zip(FIGURES, figures, strict=True))


def main() -> None:
    """Measure every size and print the table."""
    sizes = [int(argument) for argument in sys.argv[1:]] or [10_000, 100_000]
    rows = [measure(size) for size in sizes]
    print("| " + " | ".join(FIGURES) + " |\n|" + "---|" * len(FIGURES))
    for row in rows:
        print("| " + " | ".join(f"{row[name]:,}" for name in FIGURES) + " |")
    print(f"peak memory, largest to smallest: {rows[-1]['peak_mb'] / rows[0]['peak_mb']:.2f}")
    OUT.mkdir(exist_ok=True)
    (OUT / "imports.json").write_text(json.dumps(rows, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
