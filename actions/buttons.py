"""Buttons: what a shopper can press instead of typing, each an intent with what it tells."""

from __future__ import annotations

import json
from typing import Any

from actions.topics import title


def button(intent: str, words: str = "", /, **told: Any) -> dict[str, str]:
    """A button for an intent; without words of its own it carries the intent's name."""
    payload = f"/{intent}{json.dumps(told, ensure_ascii=False)}" if told else f"/{intent}"
    return {"title": words or title(intent), "payload": payload}
