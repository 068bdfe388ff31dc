"""import, export and template as an operator types them."""

import json

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.db import engine_for, session_on
from bot.errors import ShopIsReadOnly
from bot.shop.orders import Order

runner = CliRunner()


@pytest.fixture
def database(tmp_path, monkeypatch):
    url = f"sqlite:///{tmp_path / 'shop.db'}"
    monkeypatch.setenv("XIAOER_DATABASE_URL", url)
    yield url
    engine_for(url).dispose()


@pytest.fixture
def template(tmp_path, database):
    folder = tmp_path / "files"
    assert runner.invoke(app, ["template", str(folder)]).exit_code == 0
    return folder


def test_a_template_is_imported_exported_and_imported_again(template, tmp_path):
    first = json.loads(runner.invoke(app, ["import", str(template), "--json"]).stdout)
    exported = json.loads(runner.invoke(app, ["export", str(tmp_path / "out"), "--lang", "en", "--json"]).stdout)
    again = json.loads(runner.invoke(app, ["import", str(tmp_path / "out"), "--json"]).stdout)

    assert first["tables"]["orders"] == {"rows": 1, "new": 1, "updated": 0, "unchanged": 0}
    assert exported["tables"]["orders"] == 1
    assert again["tables"]["orders"] == {"rows": 1, "new": 0, "updated": 0, "unchanged": 1}


def test_what_was_done_is_told_to_a_person(template):
    orders = template / "orders.csv"
    orders.write_text(orders.read_text(encoding="utf-8-sig").replace("买家留言", "返点积分"), encoding="utf-8")

    done = runner.invoke(app, ["import", str(template)])

    assert done.exit_code == 0
    assert "orders" in done.stderr and "orders.csv: not used: 返点积分" in done.stderr


def test_faults_end_with_exit_code_1_and_nothing_is_written(template, database):
    orders = template / "orders.csv"
    orders.write_text(orders.read_text(encoding="utf-8-sig").replace("已发货", "飞走了"), encoding="utf-8")

    told = runner.invoke(app, ["import", str(template)])
    as_json = runner.invoke(app, ["import", str(template), "--json"])

    fault = {"file": "orders.csv", "line": 2, "column": "订单状态", "value": "飞走了"}
    assert (told.exit_code, as_json.exit_code) == (1, 1)
    assert "orders.csv, line 2, 订单状态: '飞走了' is not a known word" in told.stderr
    assert json.loads(as_json.stdout)["faults"][0].items() >= fault.items()
    with session_on(database) as session:
        assert session.get(Order, "202611180000123") is None


def test_an_export_tells_a_person_how_much_there_is(template, tmp_path):
    runner.invoke(app, ["import", str(template)])

    assert "15 rows in 15 files" in runner.invoke(app, ["export", str(tmp_path / "out")]).stderr.replace("\n", " ")


def test_a_shop_with_its_own_database_imports_there(template, monkeypatch, tmp_path):
    monkeypatch.setenv("XIAOER_SHOP_DATABASE_URL", f"sqlite:///{tmp_path / 'own.db'}")

    refused = runner.invoke(app, ["import", str(template)])

    assert isinstance(refused.exception, ShopIsReadOnly)
    assert not (tmp_path / "own.db").exists()
