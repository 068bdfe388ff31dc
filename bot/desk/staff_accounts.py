"""Accounts of the staff: made, changed, given a new password, closed; each step is in the audit."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db import insert_once
from bot.desk import audit, passwords
from bot.desk.log_ins import end_sessions, forgive
from bot.desk.presence import set_presence
from bot.desk.staff import Agent, Presence, Role, find_by_login, plain
from bot.errors import BadCapacity, BadGroup, BadLogin, BadName, LastAdmin, LoginTaken, PasswordUnchanged, WrongPassword

CAPACITY = range(1, 51)
NAME_LIMIT = 20
"""What shoppers see beside each message."""
_LOGIN = re.compile(r"\w[\w.@-]{1,39}")
_GROUP = re.compile(r"[a-z][a-z0-9_]{0,29}")


def create_agent(
    session: Session,
    *,
    login: str,
    name: str,
    password: str,
    now: datetime,
    by: int | None,
    role: Role = Role.AGENT,
    groups: Sequence[str] = (),
    capacity: int = 5,
    temporary: bool = True,
) -> Agent:
    """Make an account; ``by`` is who does, None for the command line.

    A temporary password, one that somebody else made up, must be changed first of all.

    Raises:
        BadLogin, BadName, BadGroup, BadCapacity, WeakPassword, LoginTaken: nothing is made.
    """
    own = plain(login)
    if not _LOGIN.fullmatch(own):
        raise BadLogin()
    given = _checked(name=name, groups=groups, capacity=capacity)
    passwords.refuse_weak(password, login=own, name=given["name"])
    password_hash = passwords.hashed(password)
    new = {"login": own, "role": role, "created_at": now, "password_hash": password_hash, **given}
    if not insert_once(session, Agent, must_change_password=temporary, **new):
        raise LoginTaken()
    agent = find_by_login(session, own)
    assert agent is not None
    audit.note(session, "agent.create", now, agent_id=by, subject=own, role=role.value, **given)
    return agent


def change_agent(
    session: Session,
    agent: Agent,
    *,
    now: datetime,
    by: int | None,
    role: Role | None = None,
    **given: Any,
) -> None:
    """Change role, name, groups or capacity of somebody; what is not given stays.

    Raises:
        BadName, BadGroup, BadCapacity: nothing is changed.
        LastAdmin: nobody else could administer accounts.
    """
    new = _checked(**given)
    if role not in (None, agent.role):
        _keep_an_admin(session, agent)
        new["role"] = role
    changed = {key: value for key, value in new.items() if getattr(agent, key) != value}
    before = {key: _told(getattr(agent, key)) for key in changed}
    for key, value in changed.items():
        setattr(agent, key, value)
    if changed:
        after = {key: _told(value) for key, value in changed.items()}
        audit.note(session, "agent.change", now, agent_id=by, subject=agent.login, before=before, after=after)


def deactivate(session: Session, agent: Agent, *, now: datetime, by: int | None) -> None:
    """Somebody has left: their sessions end at once, the records keep their name.

    Raises:
        LastAdmin: nobody else could administer accounts.
    """
    if not agent.is_active:
        return
    _keep_an_admin(session, agent)
    end_sessions(session, agent)
    set_presence(session, agent, Presence.OFFLINE, now)
    agent.is_active = False
    audit.note(session, "agent.deactivate", now, agent_id=by, subject=agent.login)


def reactivate(session: Session, agent: Agent, *, now: datetime, by: int | None) -> None:
    """Somebody has come back, with their old password."""
    if not agent.is_active:
        agent.is_active = True
        audit.note(session, "agent.reactivate", now, agent_id=by, subject=agent.login)


def reset_password(session: Session, agent: Agent, *, now: datetime, by: int | None) -> str:
    """A new temporary password, to be told to them once; their sessions end, and so does a wait after wrong ones."""
    password = passwords.made_up()
    agent.password_hash = passwords.hashed(password)
    agent.must_change_password = True
    end_sessions(session, agent)
    forgive(session, agent)
    audit.note(session, "agent.reset_password", now, agent_id=by, subject=agent.login)
    return password


def change_password(session: Session, agent: Agent, *, old: str, new: str, now: datetime, keep: str) -> None:
    """Somebody takes another password; their sessions elsewhere end, the one that is to ``keep`` goes on.

    Raises:
        WrongPassword: the old one is wrong.
        WeakPassword: the new one is easy to guess, or the old one.
    """
    if not passwords.matches(old, agent.password_hash):
        raise WrongPassword()
    passwords.refuse_weak(new, login=agent.login, name=agent.name)
    if passwords.matches(new, agent.password_hash):
        raise PasswordUnchanged()
    agent.password_hash = passwords.hashed(new)
    agent.must_change_password = False
    end_sessions(session, agent, but=keep)
    forgive(session, agent)
    audit.note(session, "agent.change_password", now, agent_id=agent.id, subject=agent.login)


def _checked(
    name: str | None = None, groups: Sequence[str] | None = None, capacity: int | None = None
) -> dict[str, Any]:
    """What was given, as it is kept."""
    given: dict[str, Any] = {}
    if name is not None:
        given["name"] = _name(name)
    if groups is not None:
        if not all(_GROUP.fullmatch(group) for group in groups):
            raise BadGroup()
        given["groups"] = list(dict.fromkeys(groups))
    if capacity is not None:
        if capacity not in CAPACITY:
            raise BadCapacity()
        given["capacity"] = capacity
    return given


def _name(name: str) -> str:
    kept = unicodedata.normalize("NFC", name).strip()
    if not kept or len(kept) > NAME_LIMIT or not kept.isprintable():
        raise BadName()
    return kept


def _keep_an_admin(session: Session, agent: Agent) -> None:
    of_admins: Any = Agent
    query = select(Agent).where(of_admins.role == Role.ADMIN, of_admins.is_active.is_(True))
    # Two admins who demote each other at the same time must not both succeed.
    admins = session.execute(query.order_by(of_admins.id).with_for_update()).scalars().all()
    if [admin.id for admin in admins] == [agent.id]:
        raise LastAdmin()


def _told(value: Any) -> Any:
    return value.value if isinstance(value, Role) else value
