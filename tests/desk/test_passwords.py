import pytest
from argon2 import PasswordHasher

from bot.desk import passwords
from bot.errors import PasswordTellsName, PasswordTooShort, WeakPassword

GOOD = "晴天-beach-42"


def test_a_password_is_kept_as_argon2id_with_a_salt():
    first, second = passwords.hashed(GOOD), passwords.hashed(GOOD)

    assert first.startswith("$argon2id$")
    assert first != second
    assert GOOD not in first


@pytest.mark.parametrize("typed", ["晴天-beach-42", "晴天－ｂｅａｃｈ-４２"])
def test_the_right_password_matches_also_in_wide_letters(typed):
    assert passwords.matches(typed, passwords.hashed(GOOD))


@pytest.mark.parametrize("typed", ["晴天-beach-43", "晴天-BEACH-42", "", "\ud800", "x" * 200])
def test_another_password_does_not_match(typed):
    assert not passwords.matches(typed, passwords.hashed(GOOD))


@pytest.mark.parametrize("kept", [None, "", "none", "$argon2id$broken"])
def test_nothing_matches_where_there_is_no_hash(kept):
    assert not passwords.matches(GOOD, kept)


def test_an_unknown_name_costs_as_many_hashes_as_a_wrong_password(monkeypatch):
    counted = []
    verify = PasswordHasher.verify
    monkeypatch.setattr(PasswordHasher, "verify", lambda self, *what: counted.append(what[0]) or verify(self, *what))
    kept = passwords.hashed(GOOD)

    passwords.matches("wrong", kept)
    passwords.matches("wrong", None)

    assert [of.split("$")[3] for of in counted] == ["m=65536,t=3,p=4", "m=65536,t=3,p=4"]


def test_a_hash_with_yesterdays_parameters_is_outdated():
    assert passwords.is_outdated(PasswordHasher(time_cost=1, memory_cost=1024).hash(GOOD))
    assert not passwords.is_outdated(passwords.hashed(GOOD))


@pytest.mark.parametrize(
    ("password", "error"),
    [
        ("beach-42!", PasswordTooShort),
        ("xiaolin-42-beach", PasswordTellsName),
        ("my-XiaoLin-4", PasswordTellsName),
        ("林小溪-beach-42", PasswordTellsName),
        ("Password123", WeakPassword),
        ("woaini1314520", WeakPassword),
        ("13800138000", WeakPassword),
        ("aaaabbbbccccdddd", WeakPassword),
    ],
)
def test_a_password_that_is_easy_to_guess_is_refused(password, error):
    with pytest.raises(WeakPassword) as refused:
        passwords.refuse_weak(password, login="xiaolin", name="林小溪")

    assert refused.type is error


@pytest.mark.parametrize("password", [GOOD, "correct horse battery", "我家的猫叫做年糕和汤圆", "k7m-2f9 xq"])
def test_an_ordinary_good_password_is_taken(password):
    passwords.refuse_weak(password, login="xl", name="林")


def test_a_made_up_password_is_good_enough_and_never_the_same():
    made = {passwords.made_up() for _ in range(100)}

    assert len(made) == 100
    passwords.refuse_weak(made.pop(), login="xiaolin", name="小林")
