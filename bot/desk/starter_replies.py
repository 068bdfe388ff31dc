"""Starter replies: the canned replies with which a new desk begins, from data/policy/canned_replies.yml."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.desk.canned_replies import CannedReply, Wording
from bot.errors import BadPolicy, ServiceError
from bot.rulebooks import Section, read_rules

FILE = "canned_replies.yml"


class Starters(Section):
    """Folder, then shortcut, then text."""

    folders: dict[str, dict[str, str]]


def load_starters(file: Path) -> dict[str, dict[str, str]]:
    """Read the file.

    Raises:
        BadPolicy: it is missing, is not YAML, or has something else in it.
    """
    try:
        return Starters.parse_obj(read_rules(file)).folders
    except ValidationError as error:
        first = error.errors()[0]
        raise BadPolicy(f"{file}: {'.'.join(str(part) for part in first['loc'])}: {first['msg']}") from error


def add_starters(session: Session, file: Path, facts: set[str], now: datetime) -> int:
    """Fill the table of a desk that has no canned reply at all; how many are new.

    Raises:
        BadPolicy: one of them cannot be kept; the message names it.
    """
    if session.execute(select(CannedReply.id).limit(1)).first():
        return 0
    new = [_reply(file, folder, shortcut, text, facts, now)
           for folder, replies in load_starters(file).items() for shortcut, text in replies.items()]  # fmt: skip
    session.add_all(new)
    session.flush()
    return len(new)


def _reply(file: Path, folder: str, shortcut: str, text: str, facts: set[str], now: datetime) -> CannedReply:
    try:
        columns = Wording(folder, shortcut, text, facts).checked()
    except ServiceError as error:
        raise BadPolicy(f"{file}: {folder}.{shortcut}: {error}") from error
    return CannedReply(agent_id=None, times_used=0, updated_at=now, **columns)
