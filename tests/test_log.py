"""What identifies a person never reaches a log."""

import json
import logging

import pytest

from bot.log import Masking, masked


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("手机13812345678", "1234"),
        ("订单202611180000123", "61118000"),
        ("身份证11010119900307123X", "19900307"),
        ("寄到杭州市西湖区文三路100号3单元502室", "100号"),
    ],
)
def test_phone_order_id_and_address_are_masked(text, secret):
    assert secret in text
    assert secret not in masked(text)


@pytest.mark.parametrize("text", ["178 65kg穿多大", "24小时内发货", "满199元包邮", "2026-11-22T06:00:00"])
def test_ordinary_numbers_stay_readable(text):
    assert masked(text) == text


def test_a_line_is_one_masked_json_object():
    record = logging.makeLogRecord(
        {"msg": "Shopper %s", "args": ("13812345678",), "levelname": "INFO", "name": "bot.x"}
    )
    record.event = "order.read"

    line = json.loads(Masking().format(record))

    assert line["message"] == "Shopper 138****5678"
    assert line["event"] == "order.read"


def test_a_traceback_is_masked_too():
    try:
        raise ValueError("13812345678")
    except ValueError:
        import sys

        record = logging.LogRecord("bot", logging.ERROR, "", 0, "failed", (), sys.exc_info())

    assert "13812345678" not in Masking().format(record)
