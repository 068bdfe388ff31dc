from dataclasses import replace

import pytest
import yaml

from bot.errors import BadPolicy
from bot.settings import ROOT
from bot.shop.playbook import FACTS, Facts, is_possible
from bot.shop.policy import load_policy

FLOWS = ROOT / "data" / "flows"


@pytest.fixture
def book(policy):
    return policy.logistics


def responses():
    files = [yaml.safe_load(file.read_text(encoding="utf-8")) for file in FLOWS.glob("*.yml")]
    return {key: text for file in files for key, text in (file.get("responses") or {}).items()}


@pytest.mark.parametrize(
    ("facts", "case"),
    [
        (Facts("none", numbered=False, silent_hours=23), "awaiting_number"),
        (Facts("none", numbered=False, silent_hours=24), "no_number"),
        (Facts("none", silent_hours=23), "awaiting_collection"),
        (Facts("none", silent_hours=24), "not_collected"),
        (Facts("none", silent_hours=168), "never_collected"),
        (Facts("collected", silent_hours=47), "collected"),
        (Facts("collected", silent_hours=48), "stuck_at_pick_up"),
        (Facts("in_transit", silent_hours=47), "moving"),
        (Facts("in_transit", silent_hours=47, late_days=1), "late"),
        (Facts("in_transit", silent_hours=48), "no_movement"),
        (Facts("in_transit", silent_hours=167, late_days=3), "no_movement"),
        (Facts("in_transit", silent_hours=168), "lost"),
        (Facts("in_transit", way="astray"), "wrong_direction"),
        (Facts("in_transit", way="astray", silent_hours=168), "lost"),
        (Facts("delivering", silent_hours=23), "delivering"),
        (Facts("delivering", silent_hours=24), "delivery_stalled"),
        (Facts("delivering", silent_hours=168), "lost"),
        (Facts("delivering", way="wrong_city"), "wrong_city"),
        (Facts("at_station", silent_hours=71), "at_station"),
        (Facts("at_station", silent_hours=72), "long_at_station"),
        (Facts("at_station", way="wrong_city"), "wrong_city"),
        (Facts("problem", problem="address"), "address_unclear"),
        (Facts("problem", problem="absent"), "nobody_home"),
        (Facts("problem", problem="refused"), "refused"),
        (Facts("problem", problem="other", silent_hours=999), "other_problem"),
        (Facts("returned"), "returning"),
        (Facts("delivered", signed_by="self"), "signed"),
        (Facts("delivered", signed_by="other", not_received=True), "signed_not_received"),
        (Facts("delivered", signed_by="station", not_received=True), "not_at_the_station"),
        (Facts("delivered", signed_by="self", way="wrong_city"), "wrong_city"),
    ],
)
def test_the_same_facts_always_make_the_same_case(book, facts, case):
    assert is_possible(facts)
    assert book.case_of(facts).id == case


@pytest.mark.parametrize(
    "facts",
    [
        Facts("in_transit", numbered=False),
        Facts("none", way="astray"),
        Facts("in_transit", way="wrong_city"),
        Facts("in_transit", problem="refused"),
        Facts("problem"),
        Facts("delivered"),
        Facts("at_station", signed_by="self"),
    ],
)
def test_cases_need_not_speak_of_what_cannot_be(facts):
    assert not is_possible(facts)


def test_the_graver_case_stands_first(book):
    order = ["lost", "signed_not_received", "no_movement", "late", "at_station", "moving", "signed"]
    graves = [book.gravity(case) for name in order for case in book.cases if case.id == name]

    assert graves == sorted(graves)


def test_a_case_is_quoted_with_its_version(book):
    assert book.rule("lost") == "lost@2026.11"


def test_what_a_case_says_is_written_down(book):
    known = set(responses())

    assert [case.id for case in book.cases if not {case.say, case.worried or case.say} <= known] == []


def test_no_case_promises_compensation(book):
    told = [str(text) for key, text in responses().items() if key.startswith(("utter_parcel_", "utter_follow_up_"))]

    assert len(told) > len(book.cases)
    assert not [text for text in told if any(word in text for word in ("赔", "补偿", "返现", "红包", "优惠券", "退您"))]


def test_what_shoppers_can_do_is_a_thing_the_bot_understands(book):
    intents = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))["intents"]

    assert {button for case in book.cases for button in case.buttons} <= {str(intent) for intent in intents}


def test_trouble_is_what_a_person_may_have_to_look_into(book):
    fine = {case.id for case in book.cases if not case.is_trouble}

    assert fine == {
        "long_at_station", "at_station", "delivering", "moving", "collected", "awaiting_collection", "awaiting_number", "signed",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("silent_hours: {from: lost_after}}\n      say: utter_parcel_lost", "silent_hours: {from: 200}}\n      say: utter_parcel_lost",
         r"no case for last = collected, numbered = True, silent_hours = 168"),
        ("when: {last: problem, problem: other}", "when: {last: problem, problem: [other, absent]}",
         r"nobody_home and other_problem overlap at last = problem"),
        ("when: {last: returned}", "when: {last: returned, way: astray}", r"no case for last = returned"),
        ("    - id: signed\n", "    - {id: nowhere, title: 没有, when: {last: none, way: astray}, say: utter_parcel_lost}\n    - id: signed\n",
         r"no parcel can ever be in nowhere"),
        ("when: {last: returned}", "when: {last: returned, weather: rain}", r"when: unknown fact: weather"),
        ("when: {last: returned}", "when: {last: vanished}", r"when: last cannot be vanished"),
        ("when: {last: returned}", "when: {last: [], way: right}", r"when: last cannot be nothing"),
        ("when: {last: returned}", "when: {last: {not: vanished}}", r"when: last cannot be vanished"),
        ("late_days: 0}", "late_days: [0]}", r"when: late_days is neither a number nor a span"),
        ("late_days: 0}", "late_days: 1}", r"(?s)late_days = 0"),
        ("not_received: false}", "not_received: 0}", r"when: not_received cannot be 0"),
        ("{from: station_keeps}}", "{from: station_holds}}", r"silent_hours: station_holds is not among the named hours"),
        ("{from: stuck_after, under: lost_after}", "{from: lost_after, under: stuck_after}",
         r"silent_hours: no number is from 168 and under 48"),
        ("id: returning", "id: refused", r"logistics.cases: refused is listed twice"),
        ("say: utter_parcel_returning", "say: 您好", r"logistics.cases.2.say: string does not match"),
        ("follow_up: {team: warehouse, within_hours: 6}", "follow_up: {team: nobody, within_hours: 6}",
         r"logistics.cases: not_collected: there is no team nobody"),
        ("urge_shipping: {team: warehouse", "urge_shipping: {team: nobody", r"logistics.pledges: urge_shipping: there is no team"),
        ("    courier_call: {team: carrier, within_hours: 3}\n", "", r"logistics.pledges: lacks courier_call"),
        ("collected_within: 24, ", "", r"logistics.hours: lacks collected_within"),
        ("      follow_up: {team: carrier, within_hours: 4}\n      person: overdue", "      person: overdue",
         r"person: overdue needs a follow_up"),
        ("within_hours: 4}\n      person: overdue", "within_hours: 4}", r"person: a follow_up that nobody answers in time"),
        ("下一站[:： ]*(", "下一站[:： ]*((", r"logistics.reading.next_stop: .*is not a pattern"),
        ("      self:\n        - 本人\n", "", r"logistics.reading.signed_by: needs self, station"),
        ("  detour_km: 300", "  detour_km: 0", r"logistics.detour_km"),
        ("logistics:\n", "shipping:\n", r"logistics.yml: shipping: belongs in shop.yml"),
    ],
)  # fmt: skip
def test_a_bad_playbook_is_refused_with_the_cases_named(policy_folder, edit, old, new, message):
    edit("logistics.yml", old, new)

    with pytest.raises(BadPolicy, match=message):
        load_policy(policy_folder)


def test_a_carrier_may_have_a_case_of_its_own(policy_folder, edit):
    edit("logistics.yml", "last: in_transit, way: right, silent_hours: {from: stuck_after, under: lost_after}",
         "last: in_transit, way: right, silent_hours: {from: stuck_after, under: lost_after}, carrier: {not: 顺丰速运}")  # fmt: skip
    edit("logistics.yml", "    - id: stuck_at_pick_up",
         "    - {id: sf_stopped, title: 顺丰停滞, say: utter_parcel_no_movement, person: at_once, when: {last: in_transit, way: right, "
         "silent_hours: {from: stuck_after, under: lost_after}, carrier: 顺丰速运}}\n    - id: stuck_at_pick_up")  # fmt: skip
    book = load_policy(policy_folder).logistics
    stopped = Facts("in_transit", silent_hours=60)

    assert book.case_of(replace(stopped, carrier="顺丰速运")).id == "sf_stopped"
    assert book.case_of(replace(stopped, carrier="中通快递")).id == "no_movement"


def test_an_edited_bound_moves_the_case(policy_folder, edit):
    edit("logistics.yml", "stuck_after: 48", "stuck_after: 36")

    book = load_policy(policy_folder).logistics

    assert book.case_of(Facts("in_transit", silent_hours=36)).id == "no_movement"


def test_every_fact_is_explained_to_the_owner():
    text = (ROOT / "data" / "policy" / "logistics.yml").read_text(encoding="utf-8")

    assert [name for name in sorted(FACTS) if f"#   {name}" not in text] == []
