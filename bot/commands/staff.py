"""The staff on the command line: accounts of agents, leads and admins, and those of the demo shop."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timezone
from typing import TYPE_CHECKING

import typer
from rich.console import Console
from rich.table import Table
from sqlalchemy.orm import Session

from bot.desk.staff import Role
from bot.errors import AgentNotFound, ServiceError
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.desk.staff import Agent

console = Console(stderr=True)
commands = typer.Typer(no_args_is_help=True, help="Accounts of the people who answer shoppers.")

_ROLES = {Role.AGENT: "客服", Role.LEAD: "主管", Role.ADMIN: "管理员", Role.TRAINER: "训练师"}
# login, name, role, skill groups
_DEMO: tuple[tuple[str, str, Role, list[str]], ...] = (
    ("xiaolin", "小林", Role.AGENT, ["presale"]),
    ("xiaozhou", "小周", Role.AGENT, ["aftersale"]),
    ("amin", "阿敏", Role.LEAD, ["presale", "aftersale"]),
    ("admin", "店主", Role.ADMIN, []),
)


def register(app: typer.Typer) -> None:
    """Add the commands of this module to the command line."""
    app.add_typer(commands, name="staff")


@commands.command()
def add(
    login: str = typer.Argument("", help="What they type to log in; asked for when it is missing."),
    name: str = typer.Option("", help="What shoppers see; asked for when it is missing."),
    role: Role = typer.Option(Role.AGENT, help="What they may do."),
    group: list[str] = typer.Option([], help="A skill group; may be given several times."),
    capacity: int = typer.Option(5, help="Conversations at a time."),
) -> None:
    """Make an account. The password is typed unseen; without one, a temporary password is made up and shown once."""
    from bot.desk import passwords
    from bot.desk.staff_accounts import create_agent

    login = login or typer.prompt("账号（登录时输入）")
    name = name or typer.prompt("姓名（买家会看到）")
    typed = _typed_password()
    password = typed or passwords.made_up()
    with _database() as session:
        agent = create_agent(
            session, login=login, name=name, role=role, groups=group, capacity=capacity, password=password,
            temporary=not typed, now=_now(), by=None,
        )  # fmt: skip
    _say(f"已创建{_ROLES[agent.role]}账号 {agent.login}（{agent.name}）。")
    if not typed:
        _say_password(password)


@commands.command(name="list")
def list_(as_json: bool = typer.Option(False, "--json", help="The accounts as JSON.")) -> None:
    """List all accounts."""
    from bot.desk.staff import accounts

    with _database() as session:
        found = accounts(session)
    if as_json:
        sys.stdout.write(json.dumps([_row(agent) for agent in found], ensure_ascii=False) + "\n")
        return
    table = Table("账号", "姓名", "角色", "技能组", "同时接待", "状态")
    for agent in found:
        state = "在用" if agent.is_active else "已停用"
        table.add_row(agent.login, agent.name, _ROLES[agent.role], "、".join(agent.groups), str(agent.capacity), state)
    console.print(table)


@commands.command()
def reset(login: str = typer.Argument(..., help="Whose password is forgotten.")) -> None:
    """Give somebody a new temporary password, shown once; their sessions end."""
    from bot.desk.staff_accounts import reset_password

    with _database() as session:
        password = reset_password(session, _agent(session, login), now=_now(), by=None)
    _say_password(password)


@commands.command()
def deactivate(login: str = typer.Argument(..., help="Who has left.")) -> None:
    """Close an account: its sessions end at once, what they wrote stays."""
    from bot.desk import staff_accounts

    with _database() as session:
        agent = _agent(session, login)
        staff_accounts.deactivate(session, agent, now=_now(), by=None)
    _say(f"账号 {agent.login}（{agent.name}）已停用。")


def opening(settings: Settings, now: datetime) -> list[str]:
    """What is said of the staff when everything starts: new demo accounts with passwords, or how to make the first."""
    from bot.db import session_on
    from bot.desk.staff import accounts
    from bot.shop.orders import Customer

    with session_on(settings.database_url, settings.shop_database_url) as session:
        if any(agent.is_active and agent.role is Role.ADMIN for agent in accounts(session)):
            return []
        is_demo = not settings.production and not settings.shop_database_url and not accounts(session)
        if is_demo and session.get(Customer, "demo") is not None:
            return [*_make_demo(session, now), "Shown once; `xiaoer staff reset LOGIN` gives another password."]
    return ["Nobody can administer accounts yet: `xiaoer staff add --role admin` makes the first admin."]


def _make_demo(session: Session, now: datetime) -> Iterator[str]:
    from bot.desk import passwords
    from bot.desk.staff_accounts import create_agent

    for login, name, role, groups in _DEMO:
        password = passwords.made_up()
        create_agent(
            session, login=login, name=name, role=role, groups=groups, password=password, temporary=False, now=now,
            by=None,
        )  # fmt: skip
        yield f"  {login:9} {password}  {_ROLES[role]}{name}"


@contextmanager
def _database() -> Iterator[Session]:
    """One transaction; what is refused in it is told in the shop's words."""
    from bot.db import session_on
    from bot.desk.wording import wording_for
    from bot.migrations import migrate

    settings = Settings.from_env()
    migrate(settings.database_url)
    try:
        with session_on(settings.database_url) as session:
            yield session
    except ServiceError as error:
        console.print(wording_for(settings.data_dir / "policy" / "desk.yml").error(error), style="red", markup=False)
        raise typer.Exit(1) from error


def _agent(session: Session, login: str) -> Agent:
    from bot.desk.staff import find_by_login

    agent = find_by_login(session, login)
    if agent is None:
        raise AgentNotFound()
    return agent


def _typed_password() -> str:
    password: str = typer.prompt("密码（直接回车则生成一个临时密码）", default="", hide_input=True, show_default=False)
    if password and typer.prompt("再输一次", hide_input=True) != password:
        _say("两次输入的密码不一样，账号没有创建。")
        raise typer.Exit(1)
    return password


def _say_password(password: str) -> None:
    _say(f"临时密码：{password}（只显示这一次，首次登录后要改成自己的密码）")


def _say(text: str) -> None:
    console.print(text, highlight=False, markup=False, soft_wrap=True)


def _row(agent: Agent) -> dict[str, object]:
    keys = ("id", "login", "name", "groups", "capacity", "is_active")
    return {**{key: getattr(agent, key) for key in keys}, "role": agent.role.value}


def _now() -> datetime:
    return datetime.now(timezone.utc)
