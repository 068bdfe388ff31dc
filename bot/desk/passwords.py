"""Passwords: kept as argon2id hashes, refused when they are easy to guess, made up for who has none yet."""

from __future__ import annotations

import secrets
import unicodedata
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from bot.errors import PasswordTellsName, PasswordTooShort, WeakPassword

LEAST = 10
MOST = 200
"""Characters; nobody types more, and each costs time to hash."""
# Without 0 o, 1 l i: people read them to each other.
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
# Of ten characters and more: shorter ones are refused anyway, and so is whatever has digits alone.
_COMMON = frozenset(
    "1q2w3e4r5t 1qaz2wsx3edc 1qazxsw23edc 1234qwerasdf a123456789 a1234567890 aa123456789 abc123456789 abc1234567 "
    "abcd123456 abcd1234567 abcdefghij admin12345 admin123456 administrator asd123456789 asdfghjkl123 iloveyou123 "
    "letmein123 p@ssw0rd123 passw0rd123 password01 password12 password123 password1234 q123456789 q1w2e3r4t5 "
    "q1w2e3r4t5y6 qaz123456789 qazwsxedcrfv qq123456789 qwe123456789 qweasdzxc123 qwer123456 qwer12345678 qwerty12345 "
    "qwerty123456 qwertyuiop qwertyuiop123 taobao12345 taobao123456 tmall123456 w123456789 wang123456 welcome123 "
    "woaini1314 woaini1314520 woaini520520 woaini521521 xiaoer12345 xiaoer123456 z123456789 zhang123456 zxc123456789 "
    "zxcvbnm123 zxcvbnm1234".split()
)
_DIFFERENT = 5

_hasher = PasswordHasher()


def hashed(password: str) -> str:
    return _hasher.hash(_bytes(password))


def matches(password: str, password_hash: str | None) -> bool:
    """Whether a password is the one that was hashed; without a hash it takes as long to say no."""
    decoy = _decoy()
    try:
        return _hasher.verify(password_hash or decoy, _bytes(password)) and password_hash is not None
    except (VerificationError, InvalidHashError):
        return False


def is_outdated(password_hash: str) -> bool:
    """Whether it was made with other parameters than today's."""
    return _hasher.check_needs_rehash(password_hash)


def refuse_weak(password: str, *, login: str, name: str) -> None:
    """Look at a password that somebody wants to have.

    Raises:
        PasswordTooShort, PasswordTellsName, WeakPassword: it is easy to guess.
    """
    plain = _typed(password).casefold()
    if len(plain) < LEAST:
        raise PasswordTooShort(LEAST)
    if any(len(own) > 2 and own.casefold() in plain for own in (login, name)):
        raise PasswordTellsName()
    if plain in _COMMON or plain.isdigit() or len(set(plain)) < _DIFFERENT:
        raise WeakPassword()


def made_up() -> str:
    """A password that can be read aloud and that nobody guesses: 31 letters, 12 places.

    >>> len(made_up().split("-"))
    3
    """
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(3))


def _typed(password: str) -> str:
    """The same for whoever types it with a Chinese keyboard's wide letters."""
    return unicodedata.normalize("NFKC", password)


def _bytes(password: str) -> bytes:
    return _typed(password).encode("utf-8", "surrogatepass")


@lru_cache(maxsize=1)
def _decoy() -> str:
    return _hasher.hash(secrets.token_urlsafe(16))
