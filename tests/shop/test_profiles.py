"""What is remembered of a shopper's body."""

from datetime import timedelta

from bot.shop.profiles import profile_of, remember_body, saved_body
from bot.shop.sizing import Body

ME = "shopper:lin"


def test_what_a_shopper_told_is_there_the_next_time(session, now):
    remember_body(session, owner=ME, body=Body(165, 55), now=now, fit_wish="loose")

    assert saved_body(profile_of(session, ME)) == Body(165, 55)
    assert profile_of(session, ME).fit_wish == "loose"


def test_what_is_not_told_again_stays(session, now):
    remember_body(session, owner=ME, body=Body(165, 55, usual_size="M"), now=now)

    profile = remember_body(session, owner=ME, body=Body(weight_kg=60, waist_cm=70), now=now + timedelta(days=1))

    assert saved_body(profile) == Body(165, 60, usual_size="M", waist_cm=70)
    assert profile.updated_at == now + timedelta(days=1)


def test_everybody_has_a_profile_of_their_own(session, now):
    remember_body(session, owner=ME, body=Body(165, 55), now=now)

    assert profile_of(session, "visitor:lin") is None
    assert saved_body(None) == Body()
