import pytest

from bot.desk import log_ins, passwords, staff_accounts
from bot.desk.audit import entries
from bot.desk.presence import set_presence
from bot.desk.staff import Presence, Role, accounts
from bot.errors import (
    BadCapacity,
    BadGroup,
    BadLogin,
    BadName,
    LastAdmin,
    LoginTaken,
    PasswordTooShort,
    PasswordUnchanged,
    WrongPassword,
)

PASSWORD = "晴天-beach-42"
BOSS = 7
pytestmark = pytest.mark.usefixtures("quick_passwords")


@pytest.fixture
def create(session, now):
    def created(login="xiaolin", **more):
        values = {"name": "林小溪", "password": PASSWORD, "now": now, "by": BOSS, **more}
        return staff_accounts.create_agent(session, login=login, **values)

    return created


@pytest.fixture
def agent(create):
    return create()


@pytest.fixture
def change(session, agent, now):
    def changed(who=agent, **what):
        staff_accounts.change_agent(session, who, now=now, by=BOSS, **what)

    return changed


@pytest.fixture
def enter(session, agent, now):
    """A session of theirs; whether it goes on is asked later."""

    def entered():
        entered, cookie = log_ins.begin(session, agent, now)
        return entered, lambda: log_ins.log_in_of(session, cookie, now) is not None

    return entered


def told(session):
    return [(entry.action, entry.agent_id, entry.subject, entry.detail) for entry in entries(session)]


def test_an_account_is_made_with_a_password_that_must_be_changed(session, create):
    agent = create(" XiaoLin ", role=Role.LEAD, groups=["presale", "presale"], capacity=8)

    assert (agent.login, agent.name, agent.role, agent.groups) == ("xiaolin", "林小溪", Role.LEAD, ["presale"])
    assert agent.must_change_password and passwords.matches(PASSWORD, agent.password_hash)
    made = {"role": "lead", "name": "林小溪", "groups": ["presale"], "capacity": 8}
    assert told(session) == [("agent.create", BOSS, "xiaolin", made)]


def test_a_password_of_ones_own_need_not_be_changed(create):
    assert not create(temporary=False).must_change_password


def test_a_login_is_given_once(session, agent, create):
    with pytest.raises(LoginTaken):
        create("XIAOLIN")

    assert accounts(session) == [agent]


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"login": "x"}, BadLogin),
        ({"login": "xiao lin"}, BadLogin),
        ({"login": "<b>lin"}, BadLogin),
        ({"login": "x" * 41}, BadLogin),
        ({"name": " "}, BadName),
        ({"name": "林\n溪"}, BadName),
        ({"name": "林" * 21}, BadName),
        ({"groups": ["售前"]}, BadGroup),
        ({"capacity": 0}, BadCapacity),
        ({"capacity": 51}, BadCapacity),
        ({"password": "short"}, PasswordTooShort),
    ],
)
def test_what_cannot_be_meant_is_refused(session, create, given, error):
    with pytest.raises(error):
        create(**given)

    assert accounts(session) == []


def test_a_change_is_told_with_before_and_after(session, agent, change):
    change(role=Role.LEAD, groups=["aftersale"], capacity=5, name="林小溪")

    [(action, by, subject, detail), *_] = told(session)
    assert (agent.role, agent.groups) == (Role.LEAD, ["aftersale"])
    assert (action, by, subject) == ("agent.change", BOSS, "xiaolin")
    assert detail == {
        "before": {"role": "agent", "groups": []},
        "after": {"role": "lead", "groups": ["aftersale"]},
    }


def test_a_change_that_changes_nothing_is_not_told(session, agent, change):
    change(name="林小溪")

    assert [action for action, *_ in told(session)] == ["agent.create"]


def test_a_bad_change_changes_nothing(agent, change):
    with pytest.raises(BadCapacity):
        change(name="小溪", capacity=100)

    assert agent.name == "林小溪"


def test_who_has_left_is_out_at_once_and_no_longer_there(session, agent, enter, now):
    set_presence(session, agent, Presence.ONLINE, now)
    _, is_in = enter()

    staff_accounts.deactivate(session, agent, now=now, by=BOSS)

    assert not is_in()
    assert (agent.is_active, agent.presence_at(now)) == (False, Presence.OFFLINE)
    assert told(session)[0][:3] == ("agent.deactivate", BOSS, "xiaolin")


def test_who_comes_back_needs_to_log_in_anew(session, agent, enter, now):
    _, is_in = enter()
    staff_accounts.deactivate(session, agent, now=now, by=BOSS)
    staff_accounts.deactivate(session, agent, now=now, by=BOSS)

    staff_accounts.reactivate(session, agent, now=now, by=BOSS)
    staff_accounts.reactivate(session, agent, now=now, by=BOSS)

    assert (agent.is_active, is_in()) == (True, False)
    assert [action for action, *_ in told(session)] == ["agent.reactivate", "agent.deactivate", "agent.create"]


def test_the_last_admin_can_neither_leave_nor_become_less(session, create, change, now):
    admin = create("boss", role=Role.ADMIN)
    gone = create("former", role=Role.ADMIN)
    staff_accounts.deactivate(session, gone, now=now, by=admin.id)

    with pytest.raises(LastAdmin):
        staff_accounts.deactivate(session, admin, now=now, by=admin.id)
    with pytest.raises(LastAdmin):
        change(admin, role=Role.AGENT)


def test_one_of_two_admins_may_become_less(create, change):
    create("boss", role=Role.ADMIN)
    second = create("second", role=Role.ADMIN)

    change(second, role=Role.AGENT)

    assert second.role is Role.AGENT


def test_a_reset_password_is_temporary_and_ends_every_session(session, agent, enter, now):
    agent.must_change_password = False
    _, is_in = enter()
    for _ in range(5):
        log_ins.knock(session, login="xiaolin", address="", now=now)

    password = staff_accounts.reset_password(session, agent, now=now, by=BOSS)

    log_ins.knock(session, login="xiaolin", address="", now=now)
    assert log_ins.log_in(session, login="xiaolin", password=password, address="", now=now) is not None
    assert (agent.must_change_password, is_in()) == (True, False)


def test_the_audit_holds_no_password(session, agent, enter, now):
    password = staff_accounts.reset_password(session, agent, now=now, by=BOSS)
    staff_accounts.change_password(session, agent, old=password, new="海边的-beach-7", now=now, keep="")

    assert [action for action, *_ in told(session)] == ["agent.change_password", "agent.reset_password", "agent.create"]
    assert not any(secret in str(told(session)) for secret in (password, PASSWORD, "海边的-beach-7"))


def test_a_changed_password_ends_the_sessions_elsewhere(session, agent, enter, now):
    (here, is_here), (_, is_elsewhere) = enter(), enter()

    staff_accounts.change_password(session, agent, old=PASSWORD, new="海边的-beach-7", now=now, keep=here.id)

    assert (is_here(), is_elsewhere()) == (True, False)
    assert not agent.must_change_password
    assert passwords.matches("海边的-beach-7", agent.password_hash)


@pytest.mark.parametrize(
    ("old", "new", "error"),
    [
        ("wrong", "海边的-beach-7", WrongPassword),
        (PASSWORD, PASSWORD, PasswordUnchanged),
        (PASSWORD, "short", PasswordTooShort),
    ],
)
def test_a_password_is_changed_only_by_who_knows_the_old_one_to_a_good_new_one(session, agent, now, old, new, error):
    with pytest.raises(error):
        staff_accounts.change_password(session, agent, old=old, new=new, now=now, keep="")

    assert passwords.matches(PASSWORD, agent.password_hash) and agent.must_change_password
