from shutil import copy

import pytest

from bot.desk.figures import MEASURES
from bot.desk.report_rules import load_report_rules
from bot.desk.reports import REPORTS
from bot.errors import BadPolicy
from bot.settings import ROOT

FILE = ROOT / "data" / "policy" / "reports.yml"


@pytest.fixture(scope="module")
def rules():
    return load_report_rules(FILE)


@pytest.fixture
def edited(tmp_path):
    def load(old, new):
        text = FILE.read_text(encoding="utf-8")
        assert old in text
        file = copy(FILE, tmp_path / "reports.yml")
        file.write_text(text.replace(old, new, 1), encoding="utf-8")
        return load_report_rules(file)

    return load


def test_every_figure_is_in_a_report():
    assert {figure for report in REPORTS.values() for figure in report.figures} == set(MEASURES)


def test_a_definition_says_the_number_that_is_in_force(edited):
    rules = edited("paid_within_hours: 24", "paid_within_hours: 48")

    assert "48 小时" in rules.definition("converted_orders")


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("  bot_alone: {", "  bot_alon: {", "figures: lacks bot_alone"),
        ("{satisfied_from} 分", "{satisfied} 分", "rating|satisfied_share does not know {satisfied}"),
        ("paid_within_hours: 24", "paid_within_hours: 0", "numbers.paid_within_hours"),
        ("  overview: ", "  overvew: ", "reports: lacks overview"),
        ("key: fading", "key: colour", "colour is listed twice"),
        ("  paid_at: ", "  payed_at: ", "sale_columns: lacks paid_at"),
        ('  "no": 否', '  "noo": 否', "answers: lacks no"),
    ],
)  # fmt: skip
def test_a_bad_edit_is_refused_with_its_place(edited, old, new, fault):
    with pytest.raises(BadPolicy, match=fault):
        edited(old, new)


@pytest.mark.parametrize(
    ("text", "cause", "intent", "kind"),
    [
        ("和图片颜色不一样，有色差", "quality", "", "colour"),
        ("色差太大", "not_as_described", "", "colour"),
        ("洗了一次就起球", "", "report_quality_issue", "fading"),
        ("快递盒都压扁了", "damaged", "", "damaged"),
        ("颜色不对，发错了", "wrong_item", "", "wrong_item"),
        ("就是不太好", "quality", "", "quality"),
    ],
)
def test_complaints_go_to_who_can_mend_them(rules, text, cause, intent, kind):
    assert rules.kind_of_complaint(text, cause=cause, intent=intent).key == kind


def test_a_return_without_fault_is_no_complaint(rules):
    assert rules.kind_of_complaint("没有色差，就是不喜欢", cause="no_reason") is None
