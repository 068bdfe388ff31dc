"""Drawings compared once, module by module, with those of another encoder; here by their digests."""

import hashlib

import pytest

from bot.web.qr_codes import matrix, svg_path

TEXT = "weixin://wxpay/bizpayurl?pr=" + "aB3x" * 60


@pytest.mark.parametrize(
    ("length", "size", "digest"),
    [
        (14, 21, "6c5dffcc1f252830"),
        (26, 25, "874823d205109237"),
        (42, 29, "1d08dd24f5805903"),
        (62, 33, "ddd670ae83b8f504"),
        (84, 37, "fbc4f84657d5a290"),
        (106, 41, "ba8adf681ab75e79"),
        (122, 45, "72a173f6364047bb"),
        (152, 49, "dd1410bb9d7f0e43"),
        (180, 53, "69ffced73f91f9f4"),
    ],
)
def test_a_code_of_every_size_is_drawn_as_others_draw_it(length, size, digest):
    rows = matrix(TEXT[:length])

    assert (len(rows), {len(row) for row in rows}) == (size, {size})
    assert hashlib.sha256("".join("01"[dark] for row in rows for dark in row).encode()).hexdigest()[:16] == digest


def test_a_short_text_is_filled_up():
    rows = matrix("w")

    assert len(rows) == 21
    assert rows != matrix("v")


def test_a_drawing_has_a_quiet_margin():
    code = svg_path("付款")

    assert code.size == 21 + 8
    assert code.path.startswith("M4 4h1v1h-1z")


def test_a_text_that_is_too_long_is_refused():
    with pytest.raises(ValueError, match="too long"):
        matrix("x" * 181)
