"""What goes with what, and what words for people and occasions mean."""

import pytest

from bot.errors import BadPolicy
from bot.shop.matching import same_people
from bot.shop.policy import load_policy


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("毛衣: [半身裙,", "毛衣: [毛衣, 半身裙,", "毛衣 cannot go with itself"),
        ("包: [连衣裙, 外套, 衬衫]", "包: []", "包 goes with nothing"),
        ("围巾: [大衣, 羽绒服, 毛衣]", "围巾: [大衣, 大衣]", "大衣 is listed twice"),
        ("老公, 爸,", "老公, 老婆,", "老婆 is listed twice"),
        ("told: [礼盒, 羊毛]", "told: []", "is empty"),
    ],
)
def test_a_bad_rule_is_named_by_file_and_fault(policy_folder, edit, old, new, fault):
    edit("matching.yml", old, new)

    with pytest.raises(BadPolicy, match=rf"matching.yml: matching.*{fault}"):
        load_policy(policy_folder)


@pytest.mark.parametrize(
    ("text", "gender"),
    [("给老公推荐件外套", ("男",)), ("女儿穿的裙子", ("儿童",)), ("女生穿的", ("女",)), ("推荐一下", ())],
)
def test_for_whom_it_is_is_heard(policy, text, gender):
    assert policy.matching.genders_in(text) == gender


def test_an_occasion_is_heard(policy):
    assert policy.matching.occasion_in("上班穿的裤子")[0] == "通勤"
    assert policy.matching.occasion_in("推荐裤子") is None


def test_what_is_not_listed_is_matched_by_its_keywords(policy):
    assert policy.matching.partners("针织衫", ["毛衣"]) == policy.matching.partners("毛衣")
    assert policy.matching.partners("内裤") == ()


@pytest.mark.parametrize(
    ("gender", "people"),
    [("女", ("女", "中性")), ("中性", ()), ("女童", ("女童", "儿童")), ("儿童", ("儿童", "女童", "男童"))],
)
def test_goods_suit_the_same_people(gender, people):
    assert same_people(gender) == people
