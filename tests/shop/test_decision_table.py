"""The decision table as a shop owner may break it: each fault is named."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import BadPolicy
from bot.settings import ROOT
from bot.shop.boxes import meet, uncovered
from bot.shop.facts import Cause, Facts, Outcome, Payer, Told, Wish
from bot.shop.orders import OrderStatus
from bot.shop.policy import load_policy

POLICY = load_policy(ROOT / "data" / "policy")
RULES = POLICY.aftersale

ANY_FACTS = st.builds(
    Facts,
    wish=st.sampled_from(Wish),
    cause=st.sampled_from(Cause),
    status=st.sampled_from(OrderStatus),
    days=st.integers(0, 400),
    in_return_days=st.booleans(),
    in_exchange_days=st.booleans(),
    in_warranty=st.booleans(),
    exception=st.sampled_from(["none", *RULES.exceptions]),
    opened=st.sampled_from(Told),
    worn=st.sampled_from(Told),
    tag_off=st.sampled_from(Told),
    photos=st.integers(0, 9),
    amount=st.integers(0, 10_000_000),
    whole_order=st.booleans(),
    known_customer=st.booleans(),
    earlier_cases=st.integers(0, 5),
)


@given(ANY_FACTS)
def test_exactly_one_rule_answers_whatever_the_facts(facts):
    assert sum(rule.covers(facts) for rule in RULES.table) == 1


@given(ANY_FACTS)
def test_the_order_of_the_rules_does_not_matter(facts):
    backwards = RULES.copy(update={"table": RULES.table[::-1]})

    assert RULES.rule_for(facts) == backwards.rule_for(facts)


@given(ANY_FACTS.filter(lambda facts: facts.cause.is_fault))
def test_a_fault_is_never_at_the_buyers_cost(facts):
    assert RULES.rule_for(facts).freight is not Payer.BUYER


@given(ANY_FACTS.filter(lambda facts: facts.cause.is_fault), st.sampled_from(["none", *RULES.exceptions]))
def test_a_kind_of_goods_changes_nothing_about_a_fault(facts, kind):
    other = Facts(**{**facts.__dict__, "exception": kind})

    assert RULES.rule_for(facts) == RULES.rule_for(other)


@given(ANY_FACTS)
def test_who_is_refused_is_told_what_remains(facts):
    rule = RULES.rule_for(facts)

    assert bool(rule.instead) == (rule.decide in (Outcome.REJECT, Outcome.OFFER_OTHER))


BOXES = st.fixed_dictionaries({name: st.frozensets(st.integers(0, 2)) for name in "abc"})
WHOLE = {name: frozenset(range(3)) for name in "abc"}


@given(st.lists(BOXES, max_size=5))
def test_a_gap_is_found_exactly_where_no_box_is(boxes):
    points = [
        {"a": frozenset({a}), "b": frozenset({b}), "c": frozenset({c})}
        for a in range(3)
        for b in range(3)
        for c in range(3)
    ]
    open_points = [point for point in points if not any(meet(point, box) for box in boxes)]

    gap = uncovered(WHOLE, boxes)

    assert (gap is None) == (not open_points)
    assert gap is None or all(meet(gap, box) is None for box in boxes)


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("{wish: repair, in_warranty: false}", "{wish: mend}", "rule quality_repair_out: wish: mend is none of return"),
        ("in_warranty: false", "in_guarantee: false", "rule quality_return_out: in_guarantee: there is no such fact"),
        ("opened: unknown", "opened: perhaps", "rule return_maybe_opened: opened: perhaps is none of yes, no, unknown"),
        ("exception: clearance}", "exception: sale}", "exception: sale is none of none, hygiene, custom, clearance"),
        ("photos: {min: 1}}", "photos: 1}", "rule quality_return: photos: 1 is not a span"),
        ("photos: {min: 1}}", "photos: {from: 1}}", "quality_return: photos: .* is not a span"),
        ("photos: {min: 1}}", "photos: {min: -1}}", "quality_return: photos: -1 is not a whole number"),
        ("photos: {min: 1}}", "photos: {min: 3, max: 2}}", "quality_return: photos: .* holds no number"),
        ("amount: {max: 30}", "amount: {max: 三十}", "damaged_refund_small: '三十' is not an amount"),
        ("{max: 30}", "{max: 40}", "rules damaged_refund_small and damaged_refund overlap: .*amount 3001 to 4000"),
        ("{max: 30}", "{max: 20}", "no rule covers .*wish refund, cause damaged.*amount 2001 to 3000"),
        ('opened: "yes"}\n', "opened: no}\n", "rules return_opened and return_sealed overlap"),
        ("wish: [repair, reissue], cause", "wish: repair, cause", "no rule covers .*wish reissue, cause no_reason"),
        ("id: unsent_exchange", "id: unpaid", "rules unpaid are there twice"),
        ("id: unpaid", "id: 未付款", "rule 未付款: id: string does not match"),
        ("when: {wish: repair, in", "when: {wish: repair, cause: quality, in", "repair_photos: when: cause is in its block"),
        ("status: shipped}", "status: shipped, days: {min: 3}}", "rule on_way_money: can never hold"),
        ("{exception: custom}", "{exception: custom, in_return_days: maybe}", "in_return_days: maybe is none of true"),
        ("instead: [request_human]\n", "instead: []\n", "rule quality_return_out: instead: names no way that remains"),
        ("instead: [request_human]\n", "instead: [complain]\n", "rule quality_return_out: instead"),
        ("text: 吊牌剪掉以后商品", "text: 吊牌{cut}以后商品", r"rule return_tag_off: text: does not know \{cut\}"),
        ("          photos: 2\n", "", "rule damaged_photos: ask_evidence, and only that, needs photos"),
        ("photos: {max: 1}}", "photos: {max: 2}}", "rule damaged_photos: photos: it would ask for ever"),
        ("          ask: opened\n", "          ask: worn\n", "rule return_maybe_opened: ask: it would ask for ever"),
        ("evidence: [goods, label]", "evidence: [goods, smell]", "rule missing_photos: evidence: smell is not named"),
        ("decide: offer_other\n", "decide: perhaps\n", "rule unpaid: decide: value is not a valid"),
        ("          decide: offer_other\n", "          decide: offer_other\n          note: x\n", "rule unpaid: note: extra"),
        ("    - when: {status: pending", "    - wenn: {status: pending", "block 1 must have when and rules"),
        ("  table:\n", "  table: {}\n  rest:\n", "table: is not a list of blocks"),
        ("missing_item: 少发漏发", "missing: 少发漏发", "aftersale.causes"),
        ("      missing_item: 少发|", "      missing_item: (少发|", "told: cause.missing_item: .* is no pattern"),
        ("      categories: [内衣, 内裤, 内衣套装, 袜子]\n", "", "exceptions.hygiene.*names neither categories nor words"),
        # below the law
        ('tag_off: ["no", unknown]}\n          decide: approve\n          freight: buyer\n          text: 还在 {return', 'tag_off: ["no", unknown]}\n          decide: reject\n          instead: [request_human]\n          text: 还在 {return', "rule return_no_reason is below the law: .*article 25"),
        ("          freight: shop\n          text: 质量问题在", "          freight: buyer\n          text: 质量问题在", "quality_return: freight: a fault is never"),
        ("          freight: shop\n          text: 质量问题在", "          text: 质量问题在", "quality_return: freight: a fault is at the shop"),
        ("{in_return_days: true, photos: {min: 1}}\n          decide: approve\n          freight: shop", "{in_return_days: true, photos: {min: 1}}\n          decide: reject\n          instead: [request_human]", "rule quality_return is below the law: .*24"),
        ("{in_return_days: false, in_warranty: false}", "{in_return_days: false, in_warranty: false, worn: yes}", "rule quality_return_out: refuses a fault because of worn"),
    ],
)  # fmt: skip
def test_a_broken_table_is_refused_with_the_rule_and_the_fault(policy_folder, edit, old, new, fault):
    edit("aftersale.yml", old, new)

    with pytest.raises(BadPolicy, match=rf"aftersale.yml: .*{fault}"):
        load_policy(policy_folder)


def test_a_new_kind_of_goods_without_rules_is_a_gap(policy_folder, edit):
    edit(
        "aftersale.yml",
        "    custom:\n",
        "    fresh: {name: 鲜活易腐的商品, note: 生鲜, categories: [水果]}\n    custom:\n",
    )

    with pytest.raises(BadPolicy, match=r"no rule covers .*exception fresh"):
        load_policy(policy_folder)


@pytest.mark.parametrize(("key", "days"), [("  exchange_days: 15", 7), ("  exchange_days: 15", 3), ("  days: 90", 0)])
def test_the_shops_terms_may_change_without_touching_the_table(policy_folder, edit, key, days):
    edit("shop.yml", key, f"{key.split(':')[0]}: {days}")

    assert load_policy(policy_folder).aftersale == RULES


def test_a_longer_inspection_than_the_law_allows_is_refused(policy_folder, edit):
    edit("shop.yml", "inspect_hours: 48", "inspect_hours: 169")

    with pytest.raises(BadPolicy, match=r"returns.inspect_hours: .*less than or equal to 168"):
        load_policy(policy_folder)


def test_a_rule_may_have_a_version_of_its_own(policy_folder, edit):
    edit("aftersale.yml", "- id: unpaid\n", '- id: unpaid\n          version: "2027.01"\n')

    rules = load_policy(policy_folder).aftersale.table

    assert {rule.version for rule in rules} == {"2026.11", "2027.01"}


def test_the_table_is_checked_in_no_time():
    raw = {**RULES.dict(), "table": [{"when": {}, "rules": [_row(rule) for rule in RULES.table]}]}

    begun = time.process_time()
    assert type(RULES).parse_obj(raw).table == RULES.table

    assert time.process_time() - begun < 0.2


@pytest.mark.parametrize(
    ("cause", "payer"),
    [
        (Cause.NO_REASON, Payer.BUYER),
        (Cause.SIZE_UNFIT, Payer.BUYER),
        (Cause.QUALITY, Payer.SHOP),
        (Cause.MISSING_ITEM, Payer.SHOP),
        (Cause.NOT_RECEIVED, None),
    ],
)
def test_who_pays_the_freight_follows_from_the_table(cause, payer):
    assert RULES.payer_of(cause) is payer


def _row(rule):
    return rule.dict(exclude={"conditions"}, exclude_none=True)
