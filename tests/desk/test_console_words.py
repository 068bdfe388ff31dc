from shutil import copy

import pytest

from bot.desk.console_words import FILE, TOPICS, load_words
from bot.desk.inspections import load_form
from bot.errors import BadPolicy
from bot.settings import ROOT

POLICY = ROOT / "data" / "policy"


@pytest.fixture
def edited(tmp_path):
    """A folder with the files, one phrase of which is another."""

    def folder(before, after):
        copy(POLICY / TOPICS, tmp_path)
        text = (POLICY / FILE).read_text(encoding="utf-8")
        assert before in text
        (tmp_path / FILE).write_text(text.replace(before, after, 1), encoding="utf-8")
        return tmp_path

    return folder


def test_a_reason_without_a_name_is_called_like_the_matter():
    words = load_words(POLICY)

    assert [words.reason(key) for key in ("asked", "request_return", "new", None)] == [
        "要人工",
        "申请退货退款",
        "new",
        None,
    ]


def test_an_alert_leaves_out_what_is_not_known():
    assert load_words(POLICY).alert("assigned", shopper="林小姐", wish=None) == "林小姐："


@pytest.mark.parametrize(
    ("before", "after", "fault"),
    [
        ("{shopper}：{wish}", "{shoper}：{wish}", "alerts: does not know {shoper}"),
        ("angry: 生气}", "cross: 生气}", "moods: lacks angry"),
        ("访客 {code}", "访客 {id}", "visitor: does not know {id}"),
        ("no_wish:", "no_wishes:", "no_wish"),
    ],
)
def test_a_bad_edit_is_named(edited, before, after, fault):
    folder = edited(before, after)

    with pytest.raises(BadPolicy) as error:
        load_words(folder)

    assert FILE in str(error.value) and fault in str(error.value)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("items: []", "items: is empty"),
        ("items: [{key: a, title: 甲, points: 0}]", "points"),
        ("items: [{key: a, title: 甲, points: 1}, {key: a, title: 乙, points: 1}]", "names a twice"),
    ],
)
def test_a_bad_form_is_named(tmp_path, text, fault):
    file = tmp_path / "inspection.yml"
    file.write_text(text, encoding="utf-8")

    with pytest.raises(BadPolicy) as error:
        load_form(file)

    assert fault in str(error.value)
