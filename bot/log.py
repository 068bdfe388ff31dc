"""Logs: one line per fact, with phone, address, ID and order numbers masked before they are written."""

from __future__ import annotations

import json
import logging
import re
import sys
from datetime import datetime, timezone

_RULES = (
    # ID card before the order number: 17 digits and a check character (GB 11643).
    (re.compile(r"(?<!\d)(\d{6})\d{8}(\d{3}[\dXx])(?!\d)"), r"\1********\2"),
    (re.compile(r"(?<!\d)(\d{4})\d{7,14}(\d{4})(?!\d)"), r"\1****\2"),
    (re.compile(r"(?<!\d)(1[3-9]\d)\d{4}(\d{4})(?!\d)"), r"\1****\2"),
    (
        re.compile(
            r"([\u4e00-\u9fff]{1,8}(?:路|街|道|巷|弄|胡同|村|小区|花园|公寓))[\w一-鿿-]{0,12}?\d+\s*(?:号|栋|幢|单元|室|楼|弄)[\w一-鿿-]*"
        ),
        r"\1***",
    ),
)
_KNOWN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


def masked(text: str) -> str:
    """The text with what identifies a person or an order blotted out, enough left to compare two lines.

    >>> masked("手机13812345678，单号202611180000123")
    '手机138****5678，单号2026****0123'
    """
    for pattern, replacement in _RULES:
        text = pattern.sub(replacement, text)
    return text


class Masking(logging.Formatter):
    """One JSON object per line: time, level, logger, message, and the ``extra`` of the call."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": datetime.fromtimestamp(record.created, timezone.utc).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            **{key: value for key, value in vars(record).items() if key not in _KNOWN},
        }
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return masked(json.dumps(line, ensure_ascii=False, default=str))


def configure(level: str) -> None:
    """Send everything to standard error, masked; libraries only from WARNING up."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Masking())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    for ours in ("bot", "actions"):
        logging.getLogger(ours).setLevel(level)
