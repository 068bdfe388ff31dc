"""Accounts as an operator makes them, and those of the demo shop."""

import json
from dataclasses import replace
from datetime import datetime

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.commands.staff import opening
from bot.db import engine_for, session_on
from bot.desk import log_ins, passwords
from bot.desk.staff import find_by_login
from bot.hours import SHANGHAI
from bot.migrations import migrate
from bot.settings import Settings
from bot.shop.orders import Customer

NOW = datetime(2026, 11, 18, 10, 0, tzinfo=SHANGHAI)
PASSWORD = "晴天-beach-42"
pytestmark = pytest.mark.usefixtures("quick_passwords")


@pytest.fixture(scope="module")
def tables(tmp_path_factory):
    """A database file without rows, to be copied."""
    file = tmp_path_factory.mktemp("tables") / "empty.db"
    migrate(f"sqlite:///{file}")
    engine_for(f"sqlite:///{file}").dispose()
    return file


@pytest.fixture
def url(tmp_path, tables, monkeypatch):
    file = tmp_path / "desk.db"
    file.write_bytes(tables.read_bytes())
    address = f"sqlite:///{file}"
    monkeypatch.setenv("XIAOER_DATABASE_URL", address)
    yield address
    engine_for(address).dispose()


@pytest.fixture
def run(url):
    def ran(*words, typed=""):
        return CliRunner().invoke(app, ["staff", *words], input=typed)

    return ran


@pytest.fixture
def listed(run):
    return lambda: json.loads(run("list", "--json").stdout)


@pytest.fixture
def may_enter(url):
    def entered(login, password):
        with session_on(url) as session:
            return log_ins.log_in(session, login=login, password=password, address="", now=NOW) is not None

    return entered


@pytest.fixture
def settings(url):
    return Settings(database_url=url)


@pytest.fixture
def demo_shop(url):
    with session_on(url) as session:
        session.add(Customer(id="demo", name="林小姐", created_at=NOW))


def test_the_first_admin_types_what_is_asked_for(run, listed, may_enter):
    done = run("add", "--role", "admin", typed=f"Boss\n店主\n{PASSWORD}\n{PASSWORD}\n")

    assert (done.exit_code, "已创建管理员账号 boss（店主）" in done.stderr) == (0, True)
    assert [(one["login"], one["role"]) for one in listed()] == [("boss", "admin")]
    assert may_enter("boss", PASSWORD)


def test_a_typed_password_is_nowhere_to_be_seen(run, caplog):
    done = run("add", "boss", "--name", "店主", typed=f"{PASSWORD}\n{PASSWORD}\n")

    assert PASSWORD not in done.output + caplog.text


def test_without_a_password_a_temporary_one_is_shown_once(run, url, may_enter):
    done = run("add", "xiaolin", "--name", "小林", "--group", "presale", "--group", "aftersale", typed="\n")

    password = done.stderr.split("临时密码：")[1].split("（")[0]
    assert may_enter("xiaolin", password)
    with session_on(url) as session:
        agent = find_by_login(session, "xiaolin")
    assert (agent.must_change_password, agent.groups) == (True, ["presale", "aftersale"])


@pytest.mark.parametrize(
    ("words", "typed", "says"),
    [
        (["add", "boss", "--name", "店主"], f"{PASSWORD}\nother\n", "两次输入的密码不一样"),
        (["add", "boss", "--name", "店主"], "short\nshort\n", "密码至少要 10 位"),
        (["add", "x", "--name", "店主"], "\n", "账号名要 2–40 位"),
        (["reset", "nobody"], "", "找不到这个客服账号"),
        (["deactivate", "nobody"], "", "找不到这个客服账号"),
    ],
)
def test_what_does_not_work_is_told_and_changes_nothing(run, listed, words, typed, says):
    done = run(*words, typed=typed)

    assert (done.exit_code, says in done.stderr) == (1, True)
    assert listed() == []


def test_a_password_cannot_be_given_as_an_argument(run):
    assert run("add", "boss", "--name", "店主", "--password", PASSWORD).exit_code == 2


def test_a_forgotten_password_is_replaced(run, may_enter):
    run("add", "boss", "--name", "店主", typed=f"{PASSWORD}\n{PASSWORD}\n")

    done = run("reset", "boss")

    password = done.stderr.split("临时密码：")[1].split("（")[0]
    assert (may_enter("boss", password), may_enter("boss", PASSWORD)) == (True, False)


def test_who_has_left_is_listed_as_such_and_no_longer_enters(run, listed, may_enter):
    run("add", "xiaolin", "--name", "小林", typed=f"{PASSWORD}\n{PASSWORD}\n")

    done = run("deactivate", "xiaolin")

    assert (done.exit_code, may_enter("xiaolin", PASSWORD)) == (0, False)
    assert listed()[0]["is_active"] is False
    assert "已停用" in run("list").stderr


def test_the_demo_shop_has_people_whose_passwords_are_said_once(settings, demo_shop, listed, may_enter):
    said = opening(settings, NOW)

    roles = {one["login"]: (one["name"], one["role"], one["groups"]) for one in listed()}
    assert roles["xiaolin"] == ("小林", "agent", ["presale"])
    assert roles["xiaozhou"] == ("小周", "agent", ["aftersale"])
    assert (roles["amin"][1], roles["admin"][1]) == ("lead", "admin")
    assert all(may_enter(*line.split()[:2]) for line in said[:4])
    assert opening(settings, NOW) == []


@pytest.mark.parametrize("elsewhere", [{"production": True}, {"shop_database_url": "sqlite://", "production": False}])
def test_a_real_shop_has_no_demo_people_but_is_told_how_to_make_an_admin(settings, demo_shop, listed, elsewhere):
    said = opening(replace(settings, **elsewhere), NOW)

    assert (len(said), "xiaoer staff add --role admin" in said[0]) == (1, True)
    assert listed() == []


def test_an_empty_shop_of_ones_own_has_no_demo_people(settings, listed):
    assert "xiaoer staff add" in opening(settings, NOW)[0]
    assert listed() == []


def test_demo_passwords_are_made_up_each_time(tmp_path, settings, demo_shop):
    [line, *_] = opening(settings, NOW)

    passwords.refuse_weak(line.split()[1], login="xiaolin", name="小林")
