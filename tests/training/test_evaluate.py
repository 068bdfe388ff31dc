"""The figures that decide about a model."""

import pytest

from bot.training.evaluate import Row, as_html, evaluate, read_rows

ROWS = [
    Row("几点发货", "ask_ship_time"),
    Row("快发货", "urge_shipping", "ask_ship_time"),
    Row("天气怎么样", "out_of_scope"),
    Row("讲个笑话", "out_of_scope"),
    Row("退货", "request_return"),
]
ANSWERS = {
    "几点发货": ("ask_ship_time", 0.9),
    "快发货": ("ask_ship_time", 0.8),  # the second intent counts as right
    "天气怎么样": ("nlu_fallback", 0.1),  # admitted: wrong, but not answered as something else
    "讲个笑话": ("greet", 0.7),  # answered as something else
    "退货": ("request_exchange", 0.6),
}


@pytest.fixture
def report():
    return evaluate(ROWS, ANSWERS.__getitem__)


def test_the_rates_are_fractions_of_one(report):
    figures = report.as_dict()

    assert figures["rows"] == 5
    assert figures["accuracy"] == 2 / 5
    assert figures["out_of_scope_answered"] == 1 / 2
    assert figures["wrong_confident"] == 2 / 5
    assert figures["not_understood"] == 1 / 5
    # ask_ship_time 1, urge_shipping 1 (right through its second intent), out_of_scope 0, request_return 0
    assert figures["macro_f1"] == (1 + 1 + 0 + 0) / 4


def test_failures_and_confusions_name_the_rows(report):
    assert [failure["text"] for failure in report.as_dict()["failures"]] == ["天气怎么样", "讲个笑话", "退货"]
    assert ("request_return", "request_exchange", 1) in report.confusions()
    assert report.per_intent()[0][2] == 0


def test_the_html_report_escapes_what_shoppers_typed():
    report = evaluate([Row("<script>", "greet")], lambda text: ("thank", 0.5))

    assert "<script>" not in as_html(report, "dev")
    assert "&lt;script&gt;" in as_html(report, "dev")


def test_no_rows_are_no_error():
    assert evaluate([], ANSWERS.__getitem__).as_dict()["accuracy"] == 0


def test_a_tsv_is_read_with_or_without_a_second_intent(tmp_path):
    file = tmp_path / "rows.tsv"
    file.write_text('text\tintent\talso\n"引号\tgreet\t\n你好\tgreet\tthank\n', encoding="utf-8")

    assert read_rows(file) == [Row('"引号', "greet"), Row("你好", "greet", "thank")]


@pytest.mark.parametrize(("text", "fault"), [("a\tb\n", "columns"), ("text\tintent\n你好\t\n", "line 2")])
def test_a_faulty_file_is_refused_with_its_line(tmp_path, text, fault):
    file = tmp_path / "rows.tsv"
    file.write_text(text, encoding="utf-8")

    with pytest.raises(ValueError, match=fault):
        read_rows(file)
