"""Texts as they come in: cleaned of what nobody can read, measured, and refused with a reason."""

from __future__ import annotations

import unicodedata

from bot.errors import EmptyMessage, MessageTooLong

# Zero-width joiner: part of many emoji. Other format characters (direction marks, soft hyphens) only disguise a text.
_KEPT = {"\n", "\u200d"}
_DROPPED = {"Cc", "Cf", "Cs"}


def clean(text: str, limit: int) -> str:
    r"""The text without control characters, lone surrogates and outer blanks.

    Raises:
        EmptyMessage: nothing is left.
        MessageTooLong: more than ``limit`` characters are left.

    >>> clean("  在吗\u0000\r\n亲\t? ", 500)
    '在吗\n亲 ?'
    """
    plain = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    kept = "".join(character for character in plain if _is_kept(character)).strip(" \n\u200d\u3000")
    if not kept.strip():
        raise EmptyMessage()
    if len(kept) > limit:
        raise MessageTooLong(limit)
    return kept


def _is_kept(character: str) -> bool:
    return character in _KEPT or unicodedata.category(character) not in _DROPPED
