from datetime import timedelta

import pytest

from bot.desk.groups import Rota, groups_for, load_groups
from bot.errors import BadPolicy
from bot.settings import ROOT

FILE = ROOT / "data" / "policy" / "groups.yml"


@pytest.fixture
def edited(tmp_path):
    """The file with one thing changed."""

    def changed(old, new):
        text = FILE.read_text(encoding="utf-8")
        assert old in text
        (tmp_path / "groups.yml").write_text(text.replace(old, new), encoding="utf-8")
        return tmp_path

    return changed


@pytest.mark.parametrize(
    ("packet", "group"),
    [
        ({"intent": "ask_size", "reason": "asked"}, "presale"),
        ({"intent": "request_return", "reason": "asked"}, "aftersale"),
        ({"intent": "complain", "reason": "complaint"}, "aftersale"),
        ({"mood": "angry", "order_status": "shipped"}, "aftersale"),
        ({"mood": "angry", "order_status": "pending_payment"}, "presale"),
        ({}, "presale"),
    ],
)
def test_a_conversation_goes_to_the_first_group_that_takes_it(rota, packet, group):
    assert rota.groups.route(packet) == group


@pytest.mark.parametrize(
    ("packet", "points"), [({}, 0), ({"mood": "angry"}, 10), ({"mood": "impatient", "vip": True}, 25)]
)
def test_the_angry_and_the_best_customers_come_first(rota, packet, points):
    assert rota.groups.points(packet) == points


def test_a_group_without_hours_serves_when_the_shop_does(rota, clock):
    assert rota.is_open("presale", clock.now)
    assert not rota.is_open("presale", clock.now + timedelta(hours=13))
    assert rota.is_open("gone", clock.now)


def test_a_group_may_have_hours_of_its_own(edited, week, clock):
    folder = edited("presale: {name: 售前}", 'presale: {name: 售前, hours: {每天: "12:00-20:00"}}')
    rota = Rota(groups_for(folder), week)

    assert not rota.is_open("presale", clock.now)
    assert rota.opens_next("presale", clock.now) == clock.now + timedelta(hours=2)
    assert rota.is_open("aftersale", clock.now)


def test_seconds_count_within_service_hours_only(rota, clock):
    evening = clock.now.replace(hour=21, minute=59)

    assert rota.after("presale", evening, 180) == evening.replace(hour=9, minute=2) + timedelta(days=1)
    assert rota.seconds("presale", evening, evening + timedelta(hours=12)) == 60 + 59 * 60


def test_what_nobody_serves_is_never_due(rota, clock, week):
    week.days_off = [clock.now.date() + timedelta(days=day) for day in range(40)]

    assert rota.after("presale", clock.now, 1) is None


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("otherwise: presale", "otherwise: nobody", "otherwise: names no group: nobody"),
        ("to: aftersale, reasons", "to: nobody, reasons", "names no group: nobody"),
        ("reassign_seconds: 180", "reassign_seconds: 60", "reassign_seconds: is not later than warn_seconds"),
        ("{name: 售前}", "{name: 售前, hours: {周一: 休息}}", "hours: must name every day"),
        ("capacity: 5", "capacity: 0", "capacity"),
        ("capacity: 5", "capacity: 5\nunknown: 1", "unknown"),
    ],
)
def test_a_fault_in_the_file_is_named(edited, old, new, fault):
    with pytest.raises(BadPolicy, match=fault):
        load_groups(edited(old, new) / "groups.yml")


def test_a_deleted_group_keeps_its_key(rota):
    assert (rota.groups.name("presale"), rota.groups.name("gone"), rota.groups.name(None)) == ("售前", "gone", "")
