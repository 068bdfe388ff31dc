"""Buttons as the desk reads them."""

import json

from actions.buttons import button


def test_a_button_carries_the_name_of_its_intent_or_words_of_its_own():
    assert button("request_human") == {"title": "转人工", "payload": "/request_human"}
    assert button("request_human", "找人")["title"] == "找人"


def test_what_a_button_tells_goes_along_as_json():
    payload = button("ask_restock", "到货提醒", product="P1", color="豆沙粉")["payload"]

    assert json.loads(payload.removeprefix("/ask_restock")) == {"product": "P1", "color": "豆沙粉"}
