"""Log-ins: who knows their password gets a session that ends; who guesses is slowed down."""

from __future__ import annotations

import hashlib
import ipaddress
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Column, ForeignKey, Index, Integer, String, delete, func, or_, select
from sqlalchemy.orm import Session

from bot.db import Base, UtcDateTime
from bot.desk import audit, passwords
from bot.desk.staff import LOGIN_LIMIT, Agent, find_by_login, get_agent, plain
from bot.errors import TooManyLogIns

LASTS = timedelta(hours=12)
"""A session ends after this, a working day, however busy it is."""
IDLE = timedelta(hours=2)
"""And after this without a request."""
# Not every request is worth a write.
_NOTICED_EVERY = timedelta(minutes=1)

WINDOW = timedelta(minutes=15)
TRIES_OF_A_LOGIN = 5
TRIES_OF_AN_ADDRESS = 20


class AgentSession(Base):
    """A log-in that has not ended; ``id`` is the SHA-256 of the cookie, which nobody can read back."""

    __tablename__ = "agent_sessions"

    id: str = Column(String(64), primary_key=True)
    agent_id: int = Column(ForeignKey("agents.id"), nullable=False, index=True)
    csrf: str = Column(String(64), nullable=False)
    begun_at: datetime = Column(UtcDateTime, nullable=False)
    seen_at: datetime = Column(UtcDateTime, nullable=False)
    ends_at: datetime = Column(UtcDateTime, nullable=False)


class LoginFailure(Base):
    """An attempt that has not succeeded, kept to slow down who guesses."""

    __tablename__ = "login_failures"

    id: int = Column(Integer, primary_key=True)
    login: str = Column(String(LOGIN_LIMIT), nullable=False)
    address: str = Column(String(64), nullable=False)
    at: datetime = Column(UtcDateTime, nullable=False)

    __table_args__ = (Index("ix_login_failures_at", "at"),)


_SESSIONS: Any = AgentSession  # SQLAlchemy 1.4 is untyped: on the class these are columns
_FAILURES: Any = LoginFailure


@dataclass(frozen=True)
class LogIn:
    """Somebody who is logged in."""

    agent: Agent
    id: str
    """The session's; says nothing about the cookie."""
    csrf: str


# ---- coming in


def knock(session: Session, *, login: str, address: str, now: datetime) -> None:
    """Write an attempt down, in a transaction of its own, before its password is looked at.

    Counting before looking is what stops who tries many at once.

    Raises:
        TooManyLogIns: there were too many; this one is neither looked at nor counted.
    """
    if _has_tried(session, login, address, now, most=0):
        raise _too_many()
    session.add(LoginFailure(login=_short(login), address=_place(address), at=now))
    session.flush()


def log_in(session: Session, *, login: str, password: str, address: str, now: datetime) -> tuple[LogIn, str] | None:
    """Check a password after a ``knock``: the session and its cookie; None when name or password are wrong.

    An unknown name takes as long as a wrong password. None, not an error: that it failed is to be kept.

    Raises:
        TooManyLogIns: others knocked at the same time.
    """
    if _has_tried(session, login, address, now, most=1):
        raise _too_many()
    agent = find_by_login(session, login)
    right = passwords.matches(password, agent.password_hash if agent else None)
    if agent is None or not right or not agent.is_active:
        _note_failure(session, agent, address, now)
        return None
    if passwords.is_outdated(agent.password_hash):
        agent.password_hash = passwords.hashed(password)
    forgive(session, agent)
    _sweep(session, now)
    audit.note(session, "agent.log_in", now, agent_id=agent.id, subject=agent.login, address=address)
    return begin(session, agent, now)


def forgive(session: Session, agent: Agent) -> None:
    """Forget the failures of somebody who has shown who they are."""
    session.execute(delete(LoginFailure).where(_FAILURES.login == agent.login))


def begin(session: Session, agent: Agent, now: datetime) -> tuple[LogIn, str]:
    """A new session of somebody who has shown who they are, and its cookie."""
    cookie = secrets.token_urlsafe(32)
    row = AgentSession(
        id=_digest(cookie),
        agent_id=agent.id,
        csrf=secrets.token_urlsafe(32),
        begun_at=now,
        seen_at=now,
        ends_at=now + LASTS,
    )
    session.add(row)
    session.flush()
    return LogIn(agent, row.id, row.csrf), cookie


# ---- being in


def log_in_of(session: Session, cookie: str, now: datetime) -> LogIn | None:
    """Who a cookie belongs to; None when it is none of ours, its session has ended, or they have left."""
    row: AgentSession | None = session.get(AgentSession, _digest(cookie))
    if row is None or row.ends_at <= now or now - row.seen_at > IDLE:
        return None
    agent = get_agent(session, row.agent_id)
    if not agent.is_active:
        return None
    if now - row.seen_at >= _NOTICED_EVERY:
        row.seen_at = now
    return LogIn(agent, row.id, row.csrf)


# ---- going


def log_out(session: Session, entered: LogIn, now: datetime) -> bool:
    """End a session; whether it was the last one of this person."""
    session.execute(delete(AgentSession).where(_SESSIONS.id == entered.id))
    audit.note(session, "agent.log_out", now, agent_id=entered.agent.id, subject=entered.agent.login)
    alive = (_SESSIONS.agent_id == entered.agent.id, _SESSIONS.ends_at > now, _SESSIONS.seen_at >= now - IDLE)
    return session.execute(select(_SESSIONS.id).where(*alive).limit(1)).first() is None


def end_sessions(session: Session, agent: Agent, but: str | None = None) -> None:
    """End all sessions of somebody, except perhaps the one in which they ask for it."""
    ends = delete(AgentSession).where(_SESSIONS.agent_id == agent.id, _SESSIONS.id != (but or ""))
    session.execute(ends.execution_options(synchronize_session=False))


def _has_tried(session: Session, login: str, address: str, now: datetime, most: int) -> bool:
    """Whether there were as many attempts as are allowed, and ``most`` more."""
    recent = select(func.count()).select_from(LoginFailure).where(_FAILURES.at > now - WINDOW)
    of_login = session.execute(recent.where(_FAILURES.login == _short(login))).scalar_one()
    of_address = session.execute(recent.where(_FAILURES.address == _place(address))).scalar_one()
    return bool(of_login >= TRIES_OF_A_LOGIN + most or of_address >= TRIES_OF_AN_ADDRESS + most)


def _too_many() -> TooManyLogIns:
    return TooManyLogIns(int(WINDOW.total_seconds() // 60))


def _note_failure(session: Session, agent: Agent | None, address: str, now: datetime) -> None:
    """What was typed for an unknown name is not kept: it may be a password in the wrong field."""
    known = {"agent_id": agent.id, "subject": agent.login} if agent else {"agent_id": None}
    audit.note(session, "agent.log_in_failed", now, address=address, **known)


def _sweep(session: Session, now: datetime) -> None:
    session.execute(delete(LoginFailure).where(_FAILURES.at <= now - WINDOW))
    over = or_(_SESSIONS.ends_at <= now, _SESSIONS.seen_at < now - IDLE)
    session.execute(delete(AgentSession).where(over))


def _short(login: str) -> str:
    return plain(login)[:LOGIN_LIMIT]


def _digest(cookie: str) -> str:
    return hashlib.sha256(cookie.encode("utf-8", "surrogatepass")).hexdigest()


def _place(address: str) -> str:
    """What one household or office has: an IPv4 address, or the first half of an IPv6 one.

    >>> _place("2001:db8::7:1"), _place("192.0.2.1"), _place("")
    ('2001:db8::/64', '192.0.2.1', '')
    """
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address[:64]
    if isinstance(parsed, ipaddress.IPv6Address) and parsed.ipv4_mapped is None:
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return str(getattr(parsed, "ipv4_mapped", None) or parsed)
