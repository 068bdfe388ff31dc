"""The conversation in the README is what the bot really says; `pytest --write-transcript` writes it anew."""

import re

import pytest

from bot.settings import ROOT

pytestmark = pytest.mark.slow
README = ROOT / "README.md"
BLOCK = re.compile(r"(<!-- transcript -->\n```text\n)(.*?)(\n```\n<!-- /transcript -->)", re.S)
SHOPPER, BOT = "买家：", "店小二："
SAID_BY = {"shopper": "demo", "product": "P1001"}


def spoken(turn):
    """The lines of an answer as the README shows them."""
    for reply in turn["replies"]:
        name = BOT if reply["from"] == "bot" else "系统："
        buttons = "".join(f" [{button['title']}]" for button in reply.get("buttons") or [])
        card = f"〔{reply['card']['type']}〕" if reply.get("card") else ""
        text = re.sub(r"https?://\S+/pay/\S+", "https://…/pay/…", reply["text"])
        yield f"{name}{card}{text}{buttons}".replace("\n", " ")


def shopper_lines():
    block = BLOCK.search(README.read_text(encoding="utf-8"))[2]
    return [line.removeprefix(SHOPPER) for line in block.splitlines() if line.startswith(SHOPPER)]


def replayed(say):
    lines = []
    for text in shopper_lines():
        lines += [SHOPPER + text, *spoken(say(text))]
    return lines


def test_the_conversation_in_the_readme_is_true(talk, request):
    lines = replayed(talk(**SAID_BY))
    if request.config.getoption("--write-transcript"):
        written = BLOCK.sub(lambda m: m[1] + "\n".join(lines) + m[3], README.read_text(encoding="utf-8"))
        README.write_text(written, encoding="utf-8")

    assert lines == BLOCK.search(README.read_text(encoding="utf-8"))[2].splitlines()


def test_the_conversation_in_the_readme_is_long_enough():
    assert len(shopper_lines()) >= 25
